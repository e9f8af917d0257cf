"""The programs that Détente is measured against, each in its pinned version."""

from __future__ import annotations

import subprocess
import sys
from functools import cache
from importlib.metadata import version
from pathlib import Path

__all__ = ["morph_python", "oxigraph", "versions"]

_HERE = Path(__file__).parent
_VENVS = _HERE.parent / ".venv" / "bench"


@cache
def _environment(name: str, requirements: str) -> Path:
    """The programs of an environment, made as its requirements say, and again when these change."""
    folder = _VENVS / name
    pins, noted = (_HERE / requirements).read_text(encoding="utf-8"), folder / ".pins"
    if not noted.is_file() or noted.read_text(encoding="utf-8") != pins:
        print(f"Installing what benchmarks/{requirements} names", flush=True)  # noqa: T201  # it takes a minute
        subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
        pip = [str(folder / "bin" / "pip"), "--quiet", "--disable-pip-version-check"]
        install = ["install", "-r", str(_HERE / requirements)]
        subprocess.run([*pip, *install], check=True, stderr=subprocess.DEVNULL)
        noted.write_text(pins, encoding="utf-8")
    return folder / "bin"


def oxigraph() -> Path:
    """The native store and server."""
    return _environment("native", "requirements.txt") / "oxigraph"


def morph_python() -> Path:
    """A Python that has morph-kgc."""
    return _environment("rml", "requirements-rml.txt") / "python"


def versions() -> dict[str, str]:
    """The versions of all peers, and of what Détente itself is made of."""
    files = (_HERE / "requirements.txt", _HERE / "requirements-rml.txt")
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    found = {name: version(name) for name in ("pyshacl", "rdflib", "pyoxigraph")}
    for name, _, pinned in (line.partition("==") for line in lines if "==" in line):
        found[name] = pinned
    return found
