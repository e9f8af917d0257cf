"""Ways to break the store on purpose, which show that the harness would see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loader.store import current, disk

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

__all__ = ["SABOTAGE"]


def _current_first() -> None:
    def publish(root: Path, made: Path, number: int) -> None:
        disk.replace(root / current.CURRENT, f"{current.name(number)}\n".encode())
        made.rename(root / current.VERSIONS / current.name(number))

    current.publish = publish


def _nothing_cleaned() -> None:
    current.clean = lambda root: None


def _removed_in_place() -> None:
    current.gone = lambda folder: folder


def _unsynced() -> None:
    disk.sync = lambda path: None
    disk.write = lambda path, data: path.write_bytes(data)


SABOTAGE: dict[str, Callable[[], None]] = {
    "current-first": _current_first,
    "nothing-cleaned": _nothing_cleaned,
    "removed-in-place": _removed_in_place,
    "unsynced": _unsynced,
}
"""What each is called."""
