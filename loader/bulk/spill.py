"""The claims of a load between two passes: sorted by part, in one file a writer."""

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
    "Entry",
    "Index",
    "Spill",
    "entries",
]

JOINING, LEAVING, BESIDE_JOINING, BESIDE_LEAVING, SILENT = range(5)
"""What an entry means: a claim that a dataset begins or ceases to make; one that is counted with another part
and is about a thing of this one too; or a thing that complete sources speak of by their silence."""

_BLOCK = 64  # entries written at once: all parts of all writers are held in memory up to this

Index = list[list[tuple[int, int]]]
"""Where the entries of each part stand in one file: offsets and lengths."""


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


class Spill:
    """What one process writes; all processes may read it.

    Args:
        folder: where the file is made; it has no name, and goes with the last process that has it open.
    """

    def __init__(self, folder: Path | None) -> None:
        self._stream = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115  # closed by `close`
        self._held: list[list[Entry]] = []
        self._index: Index = []

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

    def _write(self, part: int) -> None:
        block = _encode(self._held[part])
        self._index[part].append((self._stream.tell(), len(block)))
        self._stream.write(block)
        self._held[part].clear()

    def finish(self) -> Index:
        """Ends the writing.

        Returns:
            Where each part stands, for `entries`.
        """
        for part, held in enumerate(self._held):
            if held:
                self._write(part)
        self._stream.flush()
        return self._index

    def read(self, at: Iterable[tuple[int, int]]) -> Iterator[Entry]:
        """The entries at some places."""
        for offset, length in at:
            yield from _decode(os.pread(self._stream.fileno(), length, offset))

    def close(self) -> None:
        """Gives the file up."""
        self._stream.close()


def entries(spills: Iterable[Spill], indexes: Iterable[Index], part: int) -> Iterator[Entry]:
    """All entries of a part, whoever wrote them."""
    for spill, index in zip(spills, indexes, strict=True):
        if index:
            yield from spill.read(index[part])
