"""What makes a folder a store: its head, and how an empty store is made."""

from __future__ import annotations

import contextlib
import re
import shutil
import time
from typing import TYPE_CHECKING

import msgspec

from loader.errors import StoreError
from loader.store import current, disk
from loader.store.lock import LOCK, Lock

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

__all__ = ["HEAD", "UNFINISHED", "Head", "ensure", "forsake", "make_folder", "read"]

HEAD = "store.json"
UNFINISHED = "store.json.unfinished"  # what the head of a copy is called until all the rest is there

_TRIES, _PAUSE = 20, 0.05  # seconds
_FORMAT = 1  # of the layout in the package's docstring
_HALF_MADE = {LOCK, current.VERSIONS, current.CURRENT, f"{current.CURRENT}.new", f"{HEAD}.new"}
_IS_BASE = re.compile(r"""[a-z][a-z0-9+.-]*:[^\s<>"{}|\\^`]*[/#]""", re.IGNORECASE).fullmatch


class _Format(msgspec.Struct):
    format: int


class Head(_Format):
    """What a store says of itself.

    Attributes:
        format: of its layout.
        base: what the IRIs of things begin with that are minted in it.
    """

    base: str


def read(path: Path) -> Head:
    """The head of a store.

    Raises:
        StoreError: there is none, it is damaged, or a newer Détente made it.
    """
    head = path / HEAD
    try:
        text = head.read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        if path.is_file():
            said = f"{path} is a file, not a store; a store is a folder."
        elif not path.exists():
            said = f"There is no store at {path}; `detente load FILE --store {path}` makes one."
        elif (path / UNFINISHED).exists():
            said = (
                f"The copy {path} was not finished; make it again by `detente backup` or `detente restore`."
            )
        elif (path / current.VERSIONS).is_dir():
            said = f"The store {path} is damaged: {HEAD} is missing."
        else:
            said = f"{path} is a folder, but not a store (it has no {HEAD})."
        raise StoreError(said) from error
    except OSError as error:
        raise StoreError(f"The store {path} cannot be read: {disk.reason(error)}.") from error
    try:
        found = msgspec.json.decode(text, type=_Format).format
        if found > _FORMAT:
            raise StoreError(
                f"The store {path} was made by a newer Détente (format {found}, this one knows {_FORMAT}); "
                "install a newer version to open it."
            )
        return msgspec.json.decode(text, type=Head)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise StoreError(f"The store {path} is damaged: {HEAD}: {disk.reason(error)}.") from error


def ensure(path: Path, base: str) -> list[Path] | None:
    """Makes an empty store in a new or empty folder, or finishes one whose maker died, unless there is one.

    Returns:
        The folders that were made for it, the outermost last; None if there was a store.

    Raises:
        StoreError: the folder holds something else, cannot be written, or the base is not one.
    """
    try:
        if (path / HEAD).exists():
            return None
        if not _IS_BASE(base):
            raise StoreError(f"{base!r} cannot be a base: it must be an absolute IRI that ends in / or #.")
        new = make_folder(path)
        there = {entry.name for entry in path.iterdir()}
    except OSError as error:
        raise StoreError(f"No store could be made at {path}: {disk.reason(error)}.") from error
    if there - _HALF_MADE or (there & {current.VERSIONS} and current.kept(path)):
        raise StoreError(f"{path} is not empty, and not a store; name a new folder or an empty one.")
    try:
        with Lock(path / LOCK, "making it", wait=10.0), disk.told(path):
            if not (path / HEAD).exists():
                (path / current.VERSIONS).mkdir(exist_ok=True)
                disk.replace(path / current.CURRENT, f"{current.name(0)}\n".encode())
                disk.replace(path / HEAD, msgspec.json.encode(Head(_FORMAT, base)) + b"\n")
    except StoreError:
        forsake(path, new)
        raise
    return new


def make_folder(path: Path) -> list[Path]:
    """Makes a folder durably, and those above it, unless it is there.

    Returns:
        The folders that were made, the outermost last.

    Raises:
        StoreError: there is a file in its place.
        OSError: the disk refuses.
    """
    new = [folder for folder in (path, *path.parents) if not folder.exists()]
    try:
        path.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        raise StoreError(f"{path} is, or lies in, a file; a store is a folder.") from error
    try:
        for folder in new:
            disk.sync(folder.parent)
    except OSError:
        for folder in new:
            folder.rmdir()
        raise
    return new


def forsake(path: Path, new: Iterable[Path]) -> None:
    """Removes a store that was made in vain, as far as that is possible; one that is in use stays.

    Args:
        path: the store, as `ensure` made it, or half made.
        new: the folders that were made for it, the outermost last.
    """
    with contextlib.suppress(OSError, StoreError):
        with Lock(path / LOCK, "giving it up"):
            if (path / current.CURRENT).exists() and current.read(path):
                return
            for name in sorted(_HALF_MADE | {HEAD, current.ASIDE}):
                if (path / name).is_dir():
                    _remove(path / name)
                else:
                    (path / name).unlink(missing_ok=True)
        for folder in new:
            folder.rmdir()


def _remove(folder: Path) -> None:
    """Removes a folder in which an engine that was interrupted may still be about to write a last file."""
    for _ in range(_TRIES):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        time.sleep(_PAUSE)
