"""Where the ontology, the shapes and the saved queries lie: in the package, or beside it in a checkout."""

from __future__ import annotations

from pathlib import Path

__all__ = ["folder"]


def folder(name: str) -> Path:
    """The folder of one kind of data.

    Args:
        name: `ontology`, `shapes` or `queries`.

    Raises:
        FileNotFoundError: the installation is incomplete.
    """
    package = Path(__file__).resolve().parent
    for candidate in (package / "data" / name, package.parent / name):
        if candidate.is_dir():
            return candidate
    raise FileNotFoundError(f"Détente's {name}/ folder is missing; install it again.")
