"""Files that a command writes: whole, or not at all, and never over what it reads."""

from __future__ import annotations

import errno
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from loader.errors import InputError

__all__ = ["same", "whole"]


def same(one: Path, other: Path) -> bool:
    """Whether two paths lead to one file."""
    try:
        return one.samefile(other)
    except OSError:
        return False  # one of them is not there


@contextmanager
def whole(path: Path | None, inputs: Sequence[Path] = ()) -> Iterator[BinaryIO]:
    """A file to write to, which is put in its place once all is written.

    Args:
        path: where to; nothing for standard output, which gets all at the end.
        inputs: files and folders that are being read.

    Raises:
        InputError: it cannot be written there, or is one of the inputs.
    """
    if path is None:
        with _spool() as spool:
            yield spool
            spool.seek(0)
            sys.stdout.flush()
            shutil.copyfileobj(spool, sys.stdout.buffer)
        return
    for file in inputs:
        if same(path, file) or (file.is_dir() and path.resolve().is_relative_to(file.resolve())):
            raise InputError(f"{path} is one of the files that are read; give another name.")
    try:
        yield from _placed(path.resolve())
    except IsADirectoryError:
        raise InputError(f"{path} is a folder; give the name of a file.") from None
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG) or error.filename:
            raise
        raise InputError(
            f"{path} cannot be written: {error.strerror}. Make room, or write elsewhere."
        ) from None


def _spool() -> BinaryIO:
    from tempfile import TemporaryFile

    return TemporaryFile()


def _placed(path: Path) -> Iterator[BinaryIO]:
    if path.is_dir():
        raise IsADirectoryError
    if path.exists() and not path.is_file():  # a pipe or a device has no content to be replaced
        with _spool() as spool:
            yield spool
            spool.seek(0)
            with path.open("wb") as device:
                shutil.copyfileobj(spool, device)
        return
    fresh = path.with_name(f".{path.name[:200]}.{os.getpid()}")
    try:
        file = fresh.open("xb")
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror}.") from error
    try:
        with file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except BaseException:
        with suppress(OSError):
            fresh.unlink()
        raise
