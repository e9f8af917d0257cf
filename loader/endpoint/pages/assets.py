"""The files that pages are made of: this package's own, and the editor where it was installed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from loader.web import FOLDER

__all__ = ["Asset", "editor_installed", "find"]

_FOLDERS = {"": FOLDER / "static", "editor/": FOLDER / "vendor"}
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class Asset:
    """A file that may be sent."""

    path: Path
    content_type: str
    tag: str


@lru_cache(maxsize=1)
def _all() -> dict[str, Asset]:
    """All files by name. Looked up in this list, a name cannot lead anywhere else."""
    found = {}
    for prefix, folder in _FOLDERS.items():
        for path in sorted(folder.glob("*")):
            if path.suffix in _TYPES and path.is_file():
                digest = hashlib.blake2b(path.read_bytes(), digest_size=16).hexdigest()
                found[prefix + path.name] = Asset(path, _TYPES[path.suffix], f'"{digest}"')
    return found


def find(name: str) -> Asset | None:
    """The file of a name, if there is one."""
    return _all().get(name)


def editor_installed() -> bool:
    """Whether the editor was installed when this package was built."""
    return find("editor/yasgui.min.js") is not None and find("editor/yasgui.min.css") is not None
