"""The claims of a load between two passes, in one file a writer.

Those that join and leave are sorted by part; of those stated as before it says only where they stand.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec

__all__ = [
    "BESIDE_JOINING",
    "BESIDE_LEAVING",
    "JOINING",
    "LEAVING",
    "SILENT",
    "Blocks",
    "Entry",
    "Index",
    "Spill",
    "Standing",
    "entries",
]

JOINING, LEAVING, BESIDE_JOINING, BESIDE_LEAVING, SILENT = range(5)
"""What an entry means: a claim that a dataset begins or ceases to make; one that is counted with another part
and is about a thing of this one too; or a thing that complete sources speak of by their silence."""

_BLOCK = 64  # entries written at once: all parts of all writers are held in memory up to this

Blocks = list[tuple[int, int]]
"""Where something stands in one file: offsets and lengths."""

Index = list[Blocks]
"""Where the entries of each part stand in one file."""

Standing = tuple[bytes, int, int]
"""A claim that is stated as before: its id, the number of the file that messages name, and the line."""


class Entry(NamedTuple):
    """One thing to take into account in a part.

    Attributes:
        what: one of the kinds above.
        dataset: the number of the dataset that begins or ceases to make the claim.
        file: the number of the file that messages name.
        line: the fact's line there.
        packed: the claim as bytes; of what leaves, its id; of a silent thing, its kind and key.
    """

    what: int
    dataset: int
    file: int
    line: int
    packed: bytes


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(list[Entry]).decode
_decode_standing = msgspec.msgpack.Decoder(list[Standing]).decode


class Spill:
    """What one process writes; all processes may read it.

    Args:
        folder: where the file is made; it has no name, and goes with the last process that has it open.
    """

    def __init__(self, folder: Path | None) -> None:
        self._stream = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115  # closed by `close`
        self._held: list[list[Entry]] = []
        self._index: Index = []
        self._standing: Blocks = []

    def begin(self, parts: int) -> None:
        """Makes ready to write so many parts."""
        self._held = [[] for _ in range(parts)]
        self._index = [[] for _ in range(parts)]

    def add(self, part: int, entry: Entry) -> None:
        """Appends an entry to a part."""
        held = self._held[part]
        held.append(entry)
        if len(held) == _BLOCK:
            self._write(part)

    def state(self, rows: list[Standing]) -> None:
        """Appends where some claims stand that are stated as before."""
        if rows:
            self._standing.append(self._put(_encode(rows)))

    def _write(self, part: int) -> None:
        self._index[part].append(self._put(_encode(self._held[part])))
        self._held[part].clear()

    def _put(self, block: bytes) -> tuple[int, int]:
        at = self._stream.tell()
        self._stream.write(block)
        return at, len(block)

    def finish(self) -> tuple[Index, Blocks]:
        """Ends the writing.

        Returns:
            Where each part stands, for `entries`, and where what `state` was given, for `standing`.
        """
        for part, held in enumerate(self._held):
            if held:
                self._write(part)
        self._stream.flush()
        return self._index, self._standing

    def read(self, at: Blocks) -> Iterator[Entry]:
        """The entries at some places."""
        for offset, length in at:
            yield from _decode(os.pread(self._stream.fileno(), length, offset))

    def standing(self, at: Blocks) -> Iterator[list[Standing]]:
        """What `state` was given."""
        for offset, length in at:
            yield _decode_standing(os.pread(self._stream.fileno(), length, offset))

    def close(self) -> None:
        """Gives the file up."""
        self._stream.close()


def entries(spills: Iterable[Spill], indexes: Iterable[Index], part: int) -> Iterator[Entry]:
    """All entries of a part, whoever wrote them."""
    for spill, index in zip(spills, indexes, strict=True):
        if index:
            yield from spill.read(index[part])
