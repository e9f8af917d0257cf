"""Readers' marks: what keeps a version on disk while somebody reads it.

A mark is a shared lock of the kernel on the version's folder. It writes nothing, keeps nobody from reading or
from writing the next version, and dies with its process. Only who removes a version asks for it alone.
"""

from __future__ import annotations

import fcntl
import os
import weakref
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["Mark", "alone", "take"]


class Mark:
    """A reader's mark; it lasts as long as this object, and no longer than the process.

    Args:
        descriptor: of the folder, locked; negative where the file system knows no locks, so that nothing can
            be removed there either.
    """

    def __init__(self, descriptor: int) -> None:
        if descriptor >= 0:
            weakref.finalize(self, os.close, descriptor)


def take(folder: Path) -> Mark | None:
    """Marks a version's folder as being read; None if it is gone, or on its way out."""
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError:  # whoever opens the version is told why
        return Mark(-1)
    mark = Mark(descriptor)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return None
    except OSError:
        return mark
    return mark if _still_there(descriptor, folder) else None


@contextmanager
def alone(folder: Path) -> Iterator[bool]:
    """Whether nobody reads a version, and nobody can begin to until this is left.

    Raises:
        OSError: it cannot be known here.
    """
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(descriptor)


def _still_there(descriptor: int, folder: Path) -> bool:
    """False if the folder was moved away between its opening and its locking."""
    try:
        return os.path.samestat(os.fstat(descriptor), folder.stat())
    except OSError:
        return False
