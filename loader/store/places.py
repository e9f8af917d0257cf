"""The sidecar of a version: where each claim stands in the files it was loaded from, for messages only.

A folder of parts, the older first. What a later part says of a claim holds in place of what an earlier one
says. Parts never change: a version shares those of its parent by hard links, as the graph's tables, and a
load adds one. Before there are many, the newest become one: so often that their number grows with the
logarithm of the store, and so seldom that each line is written again as many times at most.
"""

from __future__ import annotations

import heapq
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence
from functools import cached_property
from itertools import groupby, islice
from typing import TYPE_CHECKING

from loader.errors import Place, StoreError
from loader.store import disk, parts
from loader.store.gathered import Gathered
from loader.store.parts import NOWHERE, Names, Part, renumbered

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["FOLDER", "Places"]

FOLDER = "places"
_OLD = "places.jsonl"
_SMALL = 1 << 16  # bytes; below this a part is written anew rather than kept beside another
_BLOCK = 20_000  # lines of each part that are put together at once
_PER_CLAIM = 50  # bytes of a line, about


class Places(MutableMapping[str, list[Place]]):
    """The places of each claim, by the claim's id. Nothing is read before it is asked for.

    A claim with no places is not in it.

    Args:
        folder: of the version whose places they are; None for an empty one.
        store: where changes are to be written; None for a version that is only read.
    """

    def __init__(self, folder: Path | None = None, store: Path | None = None) -> None:
        self._folder = folder
        self._store = store
        self._changed: dict[str, list[Place]] = {}
        self._gathered: Gathered | None = None

    @cached_property
    def _parts(self) -> list[Part]:
        if self._folder is None:
            return []
        folder = self._folder / FOLDER
        try:
            return [Part(path) for path in sorted(folder.iterdir(), key=lambda path: int(path.stem))]
        except (OSError, ValueError) as error:
            if (self._folder / _OLD).exists():
                said = "was written by an early Détente; load its files into a new store"
                raise StoreError(f"The version {self._folder} {said}.") from error
            said = f"{folder} cannot be read: {disk.reason(error)}; the version is damaged."
            raise StoreError(said) from error

    def __getitem__(self, claim: str) -> list[Place]:
        places = self._changed.get(claim)
        if places is None:
            places = self._stored(claim)
        if not places:
            raise KeyError(claim)
        return list(places)

    def __setitem__(self, claim: str, places: Sequence[Place]) -> None:
        if self._stored(claim) == list(places):
            self._changed.pop(claim, None)
        else:
            self._changed[claim] = list(places)

    def __delitem__(self, claim: str) -> None:
        if claim not in self:
            raise KeyError(claim)
        self[claim] = []

    def __iter__(self) -> Iterator[str]:
        streams = [part.items() for part in self._parts]
        streams.append((claim, self._changed[claim]) for claim in sorted(self._changed))
        for claim, said in groupby(heapq.merge(*streams, key=_first), key=_first):
            *_, (_, places) = said
            if places:
                yield claim

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def extend(self, rows: Iterable[tuple[str, Sequence[Place]]]) -> None:
        """Takes the places of many claims, in any order; they can be read once they are committed.

        What is given of one claim, in several calls too, is put together, and replaces what was there.

        Raises:
            StoreError: the disk refuses.
        """
        assert self._store is not None  # a version that is only read is not extended
        if self._gathered is None:
            self._gathered = Gathered(self._store)
        with disk.told(self._store):
            self._gathered.extend(rows)

    def freeze(self, folder: Path, number: int, checksums: Mapping[str, str]) -> None:
        """Writes them all into a version that is being made.

        Args:
            folder: the version's.
            number: the version's, which is the new part's name too.
            checksums: what the version that they are the places of says of its files.

        Raises:
            StoreError: a part is damaged.
            OSError: the disk refuses.
        """
        target = folder / FOLDER
        target.mkdir()
        kept, joined = self._plan()
        for part in kept:
            disk.link(part.path, target / part.path.name)
        if not self._changed and self._gathered is None:
            return
        for part in joined:  # what was damaged must not come out as if it were sound
            if disk.digest(part.path) != checksums.get(f"{FOLDER}/{part.path.name}"):
                raise StoreError(f"{part.path} was changed after it was committed; the version is damaged.")
        names = Names()
        streams = [part.lines(names) for part in joined]
        if self._gathered is not None:
            streams.append(renumbered(self._gathered.lines(), self._gathered.names, names))
        streams.append([parts.line(claim, self._changed[claim], names) for claim in sorted(self._changed)])
        streams = [stream for stream in streams if stream]
        lines = streams[0] if len(streams) == 1 else _latest(streams, whole=not kept)
        parts.write(target / f"{number:06d}.txt", lines, names)

    def _plan(self) -> tuple[list[Part], list[Part]]:
        """The parts that stay as they are, and those that become one with what is new."""
        kept, joined = list(self._parts), list[Part]()
        size = len(self._changed) * _PER_CLAIM + (self._gathered.size if self._gathered else 0)
        while size and kept and kept[-1].size < max(2 * size, _SMALL):
            joined.insert(0, kept.pop())
            size += joined[0].size
        return kept, joined

    def _stored(self, claim: str) -> list[Place]:
        for part in reversed(self._parts):
            found = part.find(claim)
            if found is not None:
                return found
        return []


def _latest(streams: Iterable[Iterable[bytes]], *, whole: bool) -> Iterator[bytes]:
    """One line for each claim of several streams, the newest last; without those gone, if these are all.

    It is done by blocks, in which dicts do what would be steps for each line.
    """
    ending = b" %b\n" % NOWHERE
    sources = [iter(stream) for stream in streams]
    waiting: list[list[bytes]] = [[] for _ in sources]
    while True:
        for source, lines in zip(sources, waiting, strict=True):
            if not lines:
                lines.extend(islice(source, _BLOCK))
        lasts = [lines[-1] for lines in waiting if lines]
        if not lasts:
            return
        until = min(lasts).partition(b" ")[0] + b" \xff"  # all lines of that claim come before this
        block: dict[bytes, bytes] = {}
        for lines in waiting:
            count = bisect_right(lines, until)
            block.update((line[: line.index(b" ")], line) for line in lines[:count])
            del lines[:count]
        for line in sorted(block.values()):
            if not (whole and line.endswith(ending)):
                yield line


def _first(item: tuple[str, list[Place]]) -> str:
    return item[0]
