"""The machine that a table was measured on."""

from __future__ import annotations

import os
import platform
from pathlib import Path

from .peers import versions
from .row import size_of

__all__ = ["described"]


def described() -> list[str]:
    """Sentences on the processor, the memory, the system and the versions of all programs."""
    cores = len(os.sched_getaffinity(0))
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    peers = ", ".join(f"{name} {number}" for name, number in versions().items())
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return [
        f"{cores} cores of {_processor()}, {size_of(memory)} of memory.",
        f"{platform.system()} {platform.machine()}, {python}.",
        f"{peers}.",
    ]


def _processor() -> str:
    """The model as Linux names it, or what else is known."""
    info = Path("/proc/cpuinfo")
    for line in info.read_text(encoding="utf-8").splitlines() if info.is_file() else ():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
