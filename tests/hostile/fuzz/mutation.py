"""Inputs from seeds: a good one with some of its bytes, words or lines changed."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

__all__ = ["LARGEST", "Mutator"]

LARGEST = 1 << 16
"""Bytes of an input; sizes beyond it have tests of their own."""

_PIECE = re.compile(rb"[\w\x80-\xff]+|\s+|[^\w\s]")
_NUMBER = re.compile(rb"[0-9]+")
_NUMBERS = (
    *(
        b"0",
        b"-1",
        b"1",
        b"00",
        b"127",
        b"128",
        b"255",
        b"256",
        b"65535",
        b"65536",
        b"2147483647",
        b"2147483648",
    ),
    *(
        b"9223372036854775807",
        b"9223372036854775808",
        b"18446744073709551616",
        b"1e9",
        b"1e999",
        b"0x10",
        b"NaN",
    ),
    *(b"9" * 50, b"9" * 5000, b"-0", b"0.1", b".5", b"5.", "٣".encode(), "²".encode()),
)
_BYTES = (
    *(
        b"\x00",
        b"\x01",
        b"\x1b",
        b"\x7f",
        b"\xff",
        b"\xfe\xff",
        b"\xef\xbb\xbf",
        b"\xc0\xaf",
        b"\xed\xa0\x80",
        b"\xf4\x90\x80\x80",
    ),
    *(
        b"\n",
        b"\r",
        b"\r\n",
        b"\t",
        b" ",
        b"\\",
        b'"',
        b"'",
        b"`",
        b"<",
        b">",
        b"{",
        b"}",
        b"[",
        b"]",
        b"(",
        b")",
    ),
    *(
        b"%",
        b"%00",
        b"%0d%0a",
        b"&",
        b"#",
        b"?",
        b"/",
        b"//",
        b"../",
        b":",
        b";",
        b",",
        b".",
        b"@",
        b"$",
        b"*",
        b"!",
    ),
    *(
        b"\\u0000",
        b"\\ud800",
        b"\\U00110000",
        b"\\x00",
        "\u2028".encode(),
        "\u202e".encode(),
        "\u0301".encode(),
    ),
    *("\ufeff".encode(), "\U0001f600".encode(), "\u0130".encode(), "ﬁ".encode(), "\u00a0".encode()),
)
_REPEATS = (2, 3, 10, 100, 1000)

_Step = Callable[["Mutator", random.Random, bytes], bytes]


class Mutator:
    """Makes the inputs of one target.

    Args:
        name: the target's; targets differ in what they make of one seed.
        corpus: good inputs, in an order that does not change.
        words: what means something in the format, put in here and there.
    """

    def __init__(self, name: str, corpus: Sequence[bytes], words: Sequence[bytes]) -> None:
        if not corpus:
            raise ValueError(f"{name} has no good input to begin with")
        self._name = name
        self._corpus = corpus
        self._words = (*words, *_BYTES)

    def made(self, seed: int) -> bytes:
        """The input of a seed."""
        chance = random.Random(f"{self._name} {seed}")
        data = chance.choice(self._corpus)
        for _ in range(chance.choice((1, 1, 1, 2, 2, 3, 5, 8))):
            data = chance.choice(_STEPS)(self, chance, data)[:LARGEST]
        return data

    def _flip(self, chance: random.Random, data: bytes) -> bytes:
        at, end = _span(chance, data, 1)
        return data[:at] + bytes(byte ^ 1 << chance.randrange(8) for byte in data[at:end]) + data[end:]

    def _cut(self, chance: random.Random, data: bytes) -> bytes:
        at, end = _span(chance, data, 60)
        return data[:at] + data[end:]

    def _end(self, chance: random.Random, data: bytes) -> bytes:
        return data[: _span(chance, data, 0)[0]]

    def _copy(self, chance: random.Random, data: bytes) -> bytes:
        (at, end), to = _span(chance, data, 60), _span(chance, data, 0)[0]
        return data[:to] + data[at:end] + data[to:]

    def _repeat(self, chance: random.Random, data: bytes) -> bytes:
        at, end = _span(chance, data, 4)
        return data[:at] + data[at:end] * chance.choice(_REPEATS) + data[end:]

    def _word(self, chance: random.Random, data: bytes) -> bytes:
        at = _span(chance, data, 0)[0]
        return data[:at] + chance.choice(self._words) + data[at:]

    def _in_place(self, chance: random.Random, data: bytes) -> bytes:
        at, end = _piece(chance, data)
        return data[:at] + chance.choice(self._words) + data[end:]

    def _number(self, chance: random.Random, data: bytes) -> bytes:
        found = _NUMBER.search(data, _span(chance, data, 0)[0])
        if not found:
            return self._in_place(chance, data)
        return data[: found.start()] + chance.choice(_NUMBERS) + data[found.end() :]

    def _swap(self, chance: random.Random, data: bytes) -> bytes:
        (a, b), (c, d) = sorted((_piece(chance, data), _piece(chance, data)))
        return data[:a] + data[c:d] + data[b:c] + data[a:b] + data[d:] if b <= c else data

    def _of_another(self, chance: random.Random, data: bytes) -> bytes:
        other = chance.choice(self._corpus)
        (a, b), (c, d) = _piece(chance, data), _piece(chance, other)
        return data[:a] + other[c:d] + data[b:]

    def _splice(self, chance: random.Random, data: bytes) -> bytes:
        other = chance.choice(self._corpus)
        return data[: _span(chance, data, 0)[0]] + other[_span(chance, other, 0)[0] :]

    def _lines(self, chance: random.Random, data: bytes) -> bytes:
        lines = data.splitlines(keepends=True) or [b""]
        at, to = chance.randrange(len(lines)), chance.randrange(len(lines))
        line = lines[at] if chance.random() < 0.5 else lines.pop(at)
        lines.insert(to, line)
        return b"".join(lines)

    def _case(self, chance: random.Random, data: bytes) -> bytes:
        at, end = _piece(chance, data)
        return data[:at] + data[at:end].swapcase() + data[end:]


_STEPS: tuple[_Step, ...] = (
    *(Mutator._flip, Mutator._cut, Mutator._end, Mutator._copy, Mutator._repeat, Mutator._word),
    *(Mutator._in_place, Mutator._number, Mutator._swap, Mutator._of_another, Mutator._splice),
    *(Mutator._lines, Mutator._case, Mutator._in_place, Mutator._swap, Mutator._of_another),
)


def _span(chance: random.Random, data: bytes, most: int) -> tuple[int, int]:
    """Where something begins, and where it ends, at most so many bytes later."""
    at = chance.randrange(len(data) + 1)
    return at, min(len(data), at + chance.randint(min(1, most), most))


def _piece(chance: random.Random, data: bytes) -> tuple[int, int]:
    """Where a word, a sign or a space stands; an empty place at the end of the data."""
    found = _PIECE.search(data, _span(chance, data, 0)[0])
    return found.span() if found else (len(data), len(data))
