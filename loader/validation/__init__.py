"""The gate: claims and records held against shapes, before anything is stored."""

from loader.validation.findings import Finding
from loader.validation.gate import Gate, GateError, check

__all__ = ["Finding", "Gate", "GateError", "check"]
