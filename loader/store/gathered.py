"""The places of a large load while it runs: many claims in any order, of which few are in memory at once."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from loader.store import current
from loader.store.parts import Names, line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from loader.errors import Place

__all__ = ["Gathered"]

_HELD = 50_000  # lines in memory: about 6 MB
_PREFIX = 2  # bytes of an id that say which file its line goes to: 256 files, as ids are in hex


class Gathered:
    """Lines of a part that is to be, put into files by how their ids begin until all are there.

    Attributes:
        names: of the files that the lines number.
        size: of all lines, in bytes.
    """

    def __init__(self, store: Path) -> None:
        self.names = Names()
        self.size = 0
        self._folder = store / current.ASIDE / "gathered"
        self._lines: list[bytes] = []
        self._files: set[bytes] = set()

    def extend(self, rows: Iterable[tuple[str, Sequence[Place]]]) -> None:
        """Takes the places of more claims; a claim without any is passed over.

        Raises:
            OSError: the disk refuses.
        """
        names = self.names
        lines = [line(claim, places, names) for claim, places in rows if places]
        self.size += sum(map(len, lines))
        self._lines += lines
        if len(self._lines) >= _HELD:
            self._put_down()

    def lines(self) -> Iterator[bytes]:
        """All lines in order, one for each claim."""
        if self._files:
            self._put_down()
        claim, held = b"", b""
        for found in self._sorted():
            following, _, said = found.partition(b" ")
            if following == claim:
                held = _together(held, said)
            else:
                if held:
                    yield held
                claim, held = following, found
        if held:
            yield held

    def _sorted(self) -> Iterator[bytes]:
        if not self._files:
            yield from sorted(self._lines)
        for prefix in sorted(self._files):
            yield from sorted((self._folder / prefix.hex()).read_bytes().splitlines(keepends=True))

    def _put_down(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        self._lines.sort()
        for prefix, lines in groupby(self._lines, key=lambda found: found[:_PREFIX]):
            with (self._folder / prefix.hex()).open("ab") as file:
                file.writelines(lines)
            self._files.add(prefix)
        self._lines = []


def _together(held: bytes, said: bytes) -> bytes:
    claim, *places = held.split()
    return b" ".join([claim, *sorted({*places, *said.split()}, key=_order)]) + b"\n"


def _order(place: bytes) -> list[int]:
    return [int(part) for part in place.split(b":")]
