"""Facts between the first pass over them and the second: in memory while they are few, else in a file.

References can be resolved only once all names are known, so each fact is looked at twice. It is read from its
file once: what stands there may be a pipe, or change in between.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import msgspec

from loader.errors import Place
from loader.facts import Placed
from loader.facts.model import AnyFact, Fact

__all__ = ["LARGE", "Spool"]

LARGE = 20_000
"""So many facts are held in memory at once: 100 MB, and beyond it two processes have paid off."""

_CHUNK = 1000  # facts that are written, and read again, at once: half a megabyte

_RECORDS: Any = list[tuple[int, int, int, AnyFact]]
"""Number of the facts file, number of the file that is named in messages, line, fact."""


class Spool:
    """Facts in the order in which they were read, each with the number of its facts file.

    Args:
        limit: how many may stay in memory.
        folder: where the file is made that holds them all once they are more; the system's by default.
    """

    def __init__(self, limit: int, folder: Path | None = None) -> None:
        self._limit = limit
        self._folder = folder
        self._held: list[tuple[int, Placed]] = []
        self._stream: IO[bytes] | None = None
        self._chunks: list[tuple[int, int]] = []  # offset and length of each
        self._names: dict[str, int] = {}
        self._encode = msgspec.msgpack.Encoder().encode
        self._count = 0

    @property
    def large(self) -> bool:
        """Whether there were too many facts to keep in memory."""
        return self._stream is not None

    @property
    def files(self) -> list[str]:
        """The files that messages name, once there were too many facts to keep in memory."""
        return list(self._names)

    def __len__(self) -> int:
        return self._count

    def add(self, file: int, placed: Placed) -> None:
        """Appends a fact.

        Args:
            file: the number of its facts file.
            placed: the fact and its place.
        """
        self._held.append((file, placed))
        self._count += 1
        if self._stream is None:
            if self._count > self._limit:
                import tempfile  # noqa: PLC0415  # few loads are so large

                self._stream = tempfile.TemporaryFile(dir=self._folder)  # noqa: SIM115  # closed by `close`
                held, self._held = self._held, []
                for start in range(0, len(held), _CHUNK):
                    self._write(held[start : start + _CHUNK])
        elif len(self._held) == _CHUNK:
            self._write(self._held)
            self._held = []

    def _write(self, held: list[tuple[int, Placed]]) -> None:
        assert self._stream is not None  # the caller has opened it
        names = self._names
        block = self._encode(
            [
                (file, names.setdefault(one.place.file, len(names)), one.place.line, one.fact)
                for file, one in held
            ]
        )
        self._chunks.append((self._stream.tell(), len(block)))
        self._stream.write(block)

    def finish(self) -> None:
        """Ends the writing; the facts can be read now, by several processes at once."""
        if self._stream is not None:
            if self._held:
                self._write(self._held)
                self._held = []
            self._stream.flush()

    def __iter__(self) -> Iterator[tuple[int, Placed]]:
        for chunk in self.chunks():
            yield from chunk

    def chunks(self, share: int = 0, shares: int = 1) -> Iterator[list[tuple[int, Placed]]]:
        """The facts, or every so many-th part of them, some at a time.

        Args:
            share: which part, from 0.
            shares: into how many parts they are cut.
        """
        if self._stream is None:
            if share == 0:
                yield self._held
            return
        decode = msgspec.msgpack.Decoder(_RECORDS).decode
        names = list(self._names)
        for offset, length in self._chunks[share::shares]:
            block = os.pread(self._stream.fileno(), length, offset)  # processes share the position
            records: list[tuple[int, int, int, Fact]] = decode(block)
            yield [(file, Placed(fact, Place(names[name], line))) for file, name, line, fact in records]

    def close(self) -> None:
        """Gives up what is held."""
        self._held = []
        if self._stream is not None:
            self._stream.close()
