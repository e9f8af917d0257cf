"""One file of the sidecar: the places of some claims, in the order of the claims' ids.

A line for each claim, `ID FILE:LINE FILE:LINE...`, or `ID -` for one that an older part speaks of and that
has no places any more. A file is a number: its place, from 0, in the JSON list of names that is the last
line. So one claim is found by halving, without reading the rest, and two parts become one without holding
either.
"""

from __future__ import annotations

import itertools
import mmap
from functools import cached_property
from typing import TYPE_CHECKING

import msgspec

from loader.errors import Place, StoreError
from loader.store import disk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

__all__ = ["NOWHERE", "Names", "Part", "line", "renumbered", "write"]

NOWHERE = b"-"
_BUFFER = 1 << 20  # bytes
_GUESSES = 12  # then halving, which needs no luck
_ALL = 1 << 32


def _share(line: bytes) -> int:
    """How far a line's id is on the way from the first digest that can be to the last; 0 if it is none."""
    try:
        return int(line[:8], 16)
    except ValueError:
        return 0


class Names:
    """The names of files, numbered as they come."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._numbers = {name: number for number, name in enumerate(names)}

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)

    def number(self, name: str) -> int:
        """The number of a file."""
        number = self._numbers.get(name)
        if number is None:
            number = self._numbers[name] = len(self._numbers)
        return number


def line(claim: str, places: Sequence[Place], names: Names) -> bytes:
    r"""One line of a part.

    >>> line("4f0c", [Place("a.jsonl", 3), Place("b.jsonl", 7)], names := Names())
    b'4f0c 0:3 1:7\n'
    >>> line("4f0c", [], names)
    b'4f0c -\n'
    """
    number = names.number
    if len(places) == 1:  # as nearly all have
        return f"{claim} {number(places[0].file)}:{places[0].line}\n".encode()
    said = " ".join([f"{number(place.file)}:{place.line}" for place in places])
    return f"{claim} {said or '-'}\n".encode()


def write(path: Path, lines: Iterable[bytes], names: Names) -> None:
    """Writes a part; whoever commits it syncs it.

    Args:
        path: a new file.
        lines: in order.
        names: of the files that the lines number.
    """
    with path.open("wb", _BUFFER) as file:
        file.writelines(lines)
        # A file's name may hold bytes that are not UTF-8, which Python smuggles as lone surrogates.
        said = [name.encode("utf-8", "backslashreplace").decode() for name in names]
        file.write(msgspec.json.encode(said) + b"\n")


def renumbered(lines: Iterable[bytes], own: Iterable[str], names: Names) -> Iterable[bytes]:
    r"""Lines that number files in one way, in another.

    >>> list(renumbered([b"4f0c 0:3 1:7\n", b"52ab -\n"], ["a.jsonl", "b.jsonl"], Names(["b.jsonl"])))
    [b'4f0c 1:3 0:7\n', b'52ab -\n']
    """
    numbers = [names.number(name) for name in own]
    if numbers == list(range(len(numbers))):
        return lines
    return (_renumbered(found, numbers) for found in lines)


def _renumbered(found: bytes, numbers: Sequence[int]) -> bytes:
    claim, *places = found.split()
    if places != [NOWHERE]:
        pairs = (place.split(b":") for place in places)
        places = [b"%d:%s" % (numbers[int(file)], number) for file, number in pairs]
    return b" ".join([claim, *places]) + b"\n"


class Part:
    """A part as it lies on disk; it is opened when it is first asked.

    Attributes:
        path: its file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    @cached_property
    def size(self) -> int:
        """How large it is, in bytes."""
        return self.path.stat().st_size

    @property
    def names(self) -> list[str]:
        """The names of the files that it speaks of."""
        return self._opened[2]

    def find(self, claim: str) -> list[Place] | None:
        """The places of a claim; none where it has no places any more, None where this part is silent.

        Raises:
            StoreError: the part is damaged.
        """
        text, high, _ = self._opened
        wanted = claim.encode() + b" "
        low, aim = 0, _share(wanted)
        bottom, top = 0, _ALL
        for step in itertools.count():
            if low >= high:
                return None
            middle = (low + high) // 2
            if step < _GUESSES and bottom < top:  # ids are digests, evenly spread: their value says where
                guess = low + (high - low) * (aim - bottom) // (top - bottom)
                middle = min(max(low, guess), high - 1)
            start = text.rfind(b"\n", low, middle) + 1 or low
            end = text.find(b"\n", middle)
            found = text[start:end]
            if found.startswith(wanted):
                return self._places(found[len(wanted) :])
            if b" " not in found:
                raise self._damaged(f"{found!r} is no line of it")
            if found < wanted:
                low, bottom = end + 1, _share(found)
            else:
                high, top = start, _share(found)
        return None

    def items(self) -> Iterator[tuple[str, list[Place]]]:
        """Every claim that it speaks of, in order, with its places.

        Raises:
            StoreError: the part is damaged.
        """
        for found in self._lines():
            claim, _, said = found.rstrip(b"\n").partition(b" ")
            yield claim.decode(), self._places(said)

    def lines(self, names: Names) -> Iterable[bytes]:
        """Its lines, in order.

        Args:
            names: write the files by their numbers there.

        Raises:
            StoreError: the part is damaged.
        """
        _, _, own = self._opened
        return renumbered(self._lines(), own, names)

    def _lines(self) -> Iterator[bytes]:
        left = self._opened[1]
        with self.path.open("rb", _BUFFER) as file:
            for found in file:
                left -= len(found)
                if left < 0:
                    return
                yield found

    @cached_property
    def _opened(self) -> tuple[mmap.mmap, int, list[str]]:
        """The text, where its lines end, and the names after them."""
        try:
            with self.path.open("rb") as file:
                text = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            end = text.rfind(b"\n", 0, len(text) - 1) + 1
            return text, end, msgspec.json.decode(text[end:], type=list[str])
        except (OSError, ValueError, msgspec.DecodeError) as error:  # ValueError: it is empty, or no text
            raise self._damaged(disk.reason(error)) from error

    def _places(self, said: bytes) -> list[Place]:
        if said == NOWHERE:
            return []
        names = self._opened[2]
        try:
            pairs = (place.split(b":") for place in said.split(b" "))
            return [Place(names[int(file)], int(number)) for file, number in pairs]
        except (ValueError, IndexError):
            raise self._damaged(f"{said!r} are no places") from None

    def _damaged(self, why: str) -> StoreError:
        return StoreError(f"{self.path} cannot be read: {why}; the version is damaged.")
