"""Sorting more than fits into memory: sorted runs go to a temporary file, and are merged as they are read."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable, Iterator
from heapq import merge
from typing import TYPE_CHECKING, Self

from .scratch import Scratch

if TYPE_CHECKING:
    from types import TracebackType

__all__ = ["RUN", "Record", "Sorter"]

Record = tuple[bytes, bytes]
"""What to sort by, and what belongs to it."""

RUN = 8 << 20
"""How many bytes are sorted at once, in memory."""

_AHEAD = 1 << 16  # bytes that are read ahead of each run, as long as the runs are few
_SIZES = struct.Struct("<II")
_OVERHEAD = 150  # bytes that Python needs for a record beside its content


class Sorter:
    """Takes records in any order, and gives them back in order.

    All runs are parts of one file, so that their number does not matter: at a hundred million triples they
    are some hundreds.
    """

    def __init__(self, run: int = RUN) -> None:
        """Takes the number of bytes to sort at once."""
        self._run = run
        self._held: list[Record] = []
        self._size = 0
        self._scratch: Scratch | None = None
        self._ends = [0]  # of the runs in the file

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._scratch is not None:
            self._scratch.__exit__(kind, error, trace)

    def add(self, record: Record) -> None:
        """Takes one more.

        Raises:
            DetenteError: the disk is full.
        """
        self._held.append(record)
        self._size += len(record[0]) + len(record[1]) + _OVERHEAD
        if self._size >= self._run:
            self._spill()

    def _spill(self) -> None:
        if self._scratch is None:
            self._scratch = Scratch()
        self._held.sort()
        self._scratch.append(_packed(self._held))
        self._ends.append(self._scratch.size)
        self._held, self._size = [], 0

    def __iter__(self) -> Iterator[Record]:
        """All records, in order; those that are equal all come."""
        self._held.sort()
        if self._scratch is None:
            return iter(self._held)
        count = len(self._ends) - 1
        ahead = max(4096, min(_AHEAD, self._run // count))
        runs = [
            _unpacked(self._scratch.reader(start, end, ahead).read, end - start)
            for start, end in zip(self._ends, self._ends[1:], strict=False)
        ]
        return merge(*runs, self._held)


def _packed(records: Iterable[Record]) -> Iterator[bytes]:
    for key, content in records:
        yield _SIZES.pack(len(key), len(content))
        yield key
        yield content


def _unpacked(read: Callable[[int], bytes], size: int) -> Iterator[Record]:
    while size:
        of_key, of_content = _SIZES.unpack(read(_SIZES.size))
        yield read(of_key), read(of_content)
        size -= _SIZES.size + of_key + of_content
