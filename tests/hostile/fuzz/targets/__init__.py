"""The targets: each module here lists some of them as TARGETS."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from ..target import Target

__all__ = ["TARGETS"]

_MODULES = sorted(path.stem for path in Path(__file__).parent.glob("[a-z]*.py"))

TARGETS: list[Target] = [
    target for module in _MODULES for target in import_module(f"{__name__}.{module}").TARGETS
]
"""All targets."""
