"""What a store asks of the file system: durable writes, hard links, digests, and its refusals in words."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

from loader.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["digest", "files", "link", "reason", "refused", "replace", "sync", "told", "write"]

_NO_LINKS = {errno.EXDEV, errno.EPERM, errno.EMLINK, errno.ENOTSUP}

_ADVICE = {
    errno.ENOSPC: "make room on that disk, then run it again",
    errno.EDQUOT: "make room in your quota, then run it again",
    errno.EROFS: "the disk is mounted read-only",
    errno.EACCES: "you may not write there",
    errno.EPERM: "you may not write there",
}


def sync(path: Path) -> None:
    """Waits until a file's content, or a folder's list of names, would outlive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write(path: Path, data: bytes) -> None:
    """Writes a new file durably; the folder that names it is left to the caller to sync."""
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def replace(path: Path, data: bytes) -> None:
    """Gives a file new content in one step: whoever reads it sees the old or the new, whole."""
    fresh = path.with_name(f"{path.name}.new")
    write(fresh, data)
    fresh.replace(path)
    sync(path.parent)


def link(source: Path, target: Path) -> None:
    """Gives an immutable file a second name, or copies it where the file system cannot link."""
    try:
        target.hardlink_to(source)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        shutil.copyfile(source, target)


def digest(path: Path) -> str:
    """The SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def files(folder: Path) -> list[str]:
    """Every file below a folder, as sorted relative paths with `/`."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir())


def reason(error: Exception) -> str:
    """Why the system refused: its own words, without paths and without the engine's layers around them."""
    said = error.strerror if isinstance(error, OSError) else None
    return said or " ".join(str(error).rsplit(": ", 1)[-1].split())


def refused(error: OSError) -> str:
    """What follows the name of what could not be written: why, and what helps."""
    return f"could not be written: {reason(error)}{_advice(error)}"


def _advice(error: OSError) -> str:
    # The engine raises OSError without a number; the system's words are at the end of its message.
    for number, advice in _ADVICE.items():
        if error.errno == number or reason(error) == os.strerror(number):
            return f" ({advice})"
    return ""


@contextmanager
def told(store: Path) -> Iterator[None]:
    """Turns what the disk or the engine refuses, before a version became current, into one line.

    Raises:
        StoreError: in place of any OSError, and of the RuntimeError by which the engine reports damage.
    """
    try:
        yield
    except OSError as error:
        raise StoreError(f"The store {store} {refused(error)}; it is as it was.") from error
    except RuntimeError as error:
        said = f"is damaged: {reason(error)}; `detente verify` says where"
        raise StoreError(f"The store {store} {said}.") from error
