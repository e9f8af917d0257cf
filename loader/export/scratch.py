"""A temporary file for what does not fit into memory."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, BinaryIO, Self

from loader.errors import DetenteError

if TYPE_CHECKING:
    from types import TracebackType

    from _typeshed import WriteableBuffer

__all__ = ["Scratch"]


class Scratch:
    """A file without a name, so that nothing is left of it however the process ends.

    Attributes:
        size: how many bytes it holds.
    """

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115  # `__exit__` closes it
        self.size = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(OSError):  # of a full disk once more
            self._file.close()

    def append(self, pieces: Iterable[bytes]) -> None:
        """Writes pieces at the end.

        Raises:
            DetenteError: the disk is full.
        """
        try:
            self._file.writelines(pieces)
            self._file.flush()
            self.size = self._file.tell()
        except OSError as error:
            raise DetenteError(
                f"What is exported could not be sorted: {tempfile.gettempdir()} cannot be written "
                f"({error.strerror}). Make room there, or name another folder in TMPDIR."
            ) from error

    def reader(self, start: int, end: int, buffer: int) -> io.BufferedReader:
        """A part of the file, to be read at its own pace.

        Args:
            start: its first byte.
            end: where it ends.
            buffer: how much of it to read ahead, in bytes.
        """
        return io.BufferedReader(_Part(self._file, start, end), buffer)


class _Part(io.RawIOBase):
    def __init__(self, file: BinaryIO, start: int, end: int) -> None:
        self._file, self._at, self._end = file, start, end

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        self._file.seek(self._at)
        wanted = memoryview(buffer)[: self._end - self._at]
        data = self._file.read(len(wanted))
        wanted[: len(data)] = data
        self._at += len(data)
        return len(data)
