"""Where uv is: it installs from the lock, and the tests of what is installed use the same."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

__all__ = ["find_uv"]


def find_uv() -> str | None:
    """The path of uv: as `make setup` leaves it, or any other; None where there is none."""
    here = Path(sys.prefix)
    return shutil.which("uv", path=os.pathsep.join([f"{here}/tools/bin", f"{here}/bin", os.environ["PATH"]]))
