"""Installs the SPARQL editor that the endpoint serves: from npm, at the versions of `package-lock.json`.

It is called when a wheel is built and by `make setup`, where nothing of this package is installed yet, so it
uses the standard library only. Without npm, or without a network, the page has a plain editor instead.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

__all__ = ["build_editor"]

_HERE = Path(__file__).resolve().parent
_DESCRIBED_IN = ("package.json", "package-lock.json")
_FILES = ("yasgui.min.js", "yasgui.min.css")
_STAMP = "installed-from.txt"
_LICENCES = "licences.txt"
_SECONDS = 300


def build_editor(target: Path = _HERE / "vendor") -> bool:
    """Install the editor into a folder, unless it is there already.

    Args:
        target: the folder, made anew.

    Returns:
        Whether the editor is there now. Where it is not, one line on stderr says why.
    """
    stamp = hashlib.sha256(b"".join((_HERE / name).read_bytes() for name in _DESCRIBED_IN)).hexdigest()
    if (target / _STAMP).is_file() and (target / _STAMP).read_text() == stamp:
        return True
    npm = shutil.which("npm")
    if npm is None:
        return _without("npm is not installed")
    with tempfile.TemporaryDirectory() as folder:
        for name in _DESCRIBED_IN:
            shutil.copy(_HERE / name, folder)
        command = [npm, "ci", "--ignore-scripts", "--omit=dev", "--no-audit", "--no-fund", "--loglevel=error"]
        try:
            done = subprocess.run(
                command, cwd=folder, capture_output=True, text=True, timeout=_SECONDS, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            return _without(f"npm did not end well: {error}")
        if done.returncode:
            lines = [line for line in done.stderr.splitlines() if line.strip()]
            return _without(f"npm could not install it: {lines[0] if lines else done.returncode}")
        _place(Path(folder) / "node_modules", target, stamp)
    return True


def _place(modules: Path, target: Path, stamp: str) -> None:
    """Copy what is served, with the licences of everything that is bundled in it; the stamp comes last."""
    made = target.with_name(f"{target.name}.{os.getpid()}")
    made.mkdir(parents=True)
    for name in _FILES:
        text = (modules / "@zazuko" / "yasgui" / "build" / name).read_text(encoding="utf-8")
        kept = (line for line in text.splitlines(keepends=True) if "sourceMappingURL=" not in line)
        (made / name).write_text("".join(kept), encoding="utf-8")
    (made / _LICENCES).write_text(_licences(modules), encoding="utf-8")
    (made / _STAMP).write_text(stamp)
    shutil.rmtree(target, ignore_errors=True)
    made.rename(target)


def _licences(modules: Path) -> str:
    found = []
    for described in sorted([*modules.glob("*/package.json"), *modules.glob("@*/*/package.json")]):
        texts = sorted(
            path
            for path in described.parent.iterdir()
            if path.is_file() and path.name.lower().startswith(("licen", "copying", "notice"))
        )
        name = described.parent.relative_to(modules).as_posix()
        said = "\n\n".join(path.read_text(encoding="utf-8", errors="replace").strip() for path in texts)
        found.append(f"{name}\n{'=' * len(name)}\n\n{said or _declared(described)}\n")
    return "\n\n".join(found)


def _declared(described: Path) -> str:
    declared = json.loads(described.read_text(encoding="utf-8"))
    return f"Licence: {declared.get('license', 'not said')}. Author: {declared.get('author', 'not said')}."


def _without(reason: str) -> bool:
    print(f"The SPARQL page gets its plain editor: {reason}.", file=sys.stderr)  # noqa: T201 - a build step
    return False


if __name__ == "__main__":
    build_editor()
