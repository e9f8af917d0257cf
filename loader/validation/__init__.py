"""The gate: claims and records held against shapes, before anything is stored."""

from loader.validation.findings import Finding
from loader.validation.gate import GateError, check, check_with_report

__all__ = ["Finding", "GateError", "check", "check_with_report"]
