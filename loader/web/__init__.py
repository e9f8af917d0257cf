"""What pages are made of: templates, style sheets, scripts, and the editor that `build` installs."""

from __future__ import annotations

from pathlib import Path

__all__ = ["FOLDER"]

FOLDER = Path(__file__).resolve().parent
"""Where they lie."""
