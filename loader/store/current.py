"""The one file that says which version holds, how it moves, and what never became current."""

from __future__ import annotations

import contextlib
import re
import shutil
from typing import TYPE_CHECKING

from loader.errors import StoreError
from loader.store import disk

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["ASIDE", "CURRENT", "VERSIONS", "clean", "gone", "kept", "name", "publish", "read"]

CURRENT = "current"
VERSIONS = "versions"
ASIDE = "aside"

_GONE = ".gone"
_NAME = re.compile(r"[0-9]{6,}", re.ASCII).fullmatch


def name(number: int) -> str:
    """The folder name of a version.

    >>> name(3)
    '000003'
    """
    return f"{number:06d}"


def read(root: Path) -> int:
    """The number of the current version, 0 if nothing was committed yet.

    Raises:
        StoreError: the file is missing or holds something else.
    """
    path = root / CURRENT
    try:
        text = path.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        said = f"cannot be read: {disk.reason(error)}"
    else:
        if _NAME(text):
            return int(text)
        said = "is not the number of a version"
    raise StoreError(f"{path} {said}; write the name of a folder of {root / VERSIONS} into it.")


def kept(root: Path) -> list[int]:
    """The numbers of all version folders, in order, whether they ever became current or not."""
    try:
        return sorted(int(path.name) for path in (root / VERSIONS).iterdir() if _NAME(path.name))
    except OSError as error:
        raise StoreError(f"{root / VERSIONS} cannot be read: {disk.reason(error)}.") from error


def gone(folder: Path) -> Path:
    """What a version's folder is called from when it is cleaned away until its files are removed.

    It stays among the versions: a full disk, which makes people clean away, may have no room for a folder.
    """
    return folder.with_name(folder.name + _GONE)


def clean(root: Path) -> None:
    """Removes what writers left behind that died, and whoever cleaned away; the caller holds the lock.

    Raises:
        StoreError: there is more than a dead writer can have left.
    """
    newer = [number for number in kept(root) if number > read(root)]
    if len(newer) > 1:
        raise StoreError(
            f"{root / CURRENT} was set back by hand: versions up to {newer[-1]} exist. "
            f"Write {name(newer[-1])} into it, then roll back."
        )
    for number in newer:
        shutil.rmtree(root / VERSIONS / name(number))
    for folder in (root / VERSIONS).glob(f"*{_GONE}"):
        shutil.rmtree(folder)
    if (root / ASIDE).exists():
        shutil.rmtree(root / ASIDE)
    (root / f"{CURRENT}.new").unlink(missing_ok=True)


def publish(root: Path, made: Path, number: int) -> None:
    """Makes a finished, synced version the current one: steps 6 and 7 of the protocol.

    Args:
        root: the store.
        made: the version's folder, still aside.
        number: its number.

    Raises:
        StoreError: the version is current, but the disk would not confirm it.
        OSError: the disk refuses, and `current` is as it was.
    """
    target = root / VERSIONS / name(number)
    try:
        made.rename(target)
        disk.sync(target.parent)
        disk.replace(root / CURRENT, f"{name(number)}\n".encode())
    except OSError as error:
        if read(root) == number:
            raise StoreError(
                f"Version {name(number)} of {root} is current, but may not outlive a power cut: "
                f"{disk.reason(error)}; check the disk, then run `detente verify`."
            ) from error
        with contextlib.suppress(OSError):  # the next writer removes it; but a full disk needs the room now
            (root / f"{CURRENT}.new").unlink(missing_ok=True)
            target.rename(made)
        raise
