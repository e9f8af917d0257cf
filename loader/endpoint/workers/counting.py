"""How many rows a body holds, told from its bytes: the engine writes the standard formats by itself.

A body is fed in the pieces that it goes out in, however they are cut.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

__all__ = ["Counter", "TooManyRowsError", "at_most", "counter_of"]

_ESCAPE = re.compile(rb"\\.", re.DOTALL)
_Item = TypeVar("_Item")

Counter = Callable[[bytes], int]
"""Fed the next piece, it returns the rows that have begun so far."""


class TooManyRowsError(Exception):
    """There are more rows than may be."""


def counter_of(writer: str) -> Counter | None:
    r"""What counts the rows of a format, by the name of its writer; None for a graph, which has none.

    >>> count = counter_of("csv")
    >>> count(b"a,b\r\n1,"), count(b'"x\n"\r'), count(b"\n2,y\r\n")
    (0, 0, 2)
    """
    match writer:
        case "csv" | "spreadsheet":
            return _Lines().feed
        case "xml":
            return _Marks(b"<result>").feed
        case "tsv":
            return _Marks(b"\n", -1).feed
        case "json":
            return _Marks(b"\n{").feed  # every row has a line, and texts have none
        case "sparql-json":
            return _Bindings().feed
    return None


def at_most(rows: int, found: Iterable[_Item]) -> Iterator[_Item]:
    """What was found, up to a number.

    Raises:
        TooManyRowsError: there is more.
    """
    for number, item in enumerate(found):
        if number == rows:
            raise TooManyRowsError
        yield item


class _Marks:
    """Rows that each have one mark, which texts cannot hold."""

    def __init__(self, mark: bytes, rows: int = 0) -> None:
        self._mark = mark
        self._end = b""
        self._rows = rows

    def feed(self, data: bytes) -> int:
        seen = self._end + data
        self._rows += seen.count(self._mark)
        self._end = seen[len(seen) - len(self._mark) + 1 :] if len(self._mark) > 1 else b""
        return max(0, self._rows)


class _Lines:
    """Rows of CSV: lines that end outside of quotes, but the first."""

    def __init__(self) -> None:
        self._quoted = 0
        self._rows = -1

    def feed(self, data: bytes) -> int:
        parts = data.split(b'"')
        self._rows += sum(part.count(b"\n") for part in parts[self._quoted :: 2])
        self._quoted = (self._quoted + len(parts) - 1) % 2
        return max(0, self._rows)


class _Bindings:
    """Rows of the standard JSON: objects that are no member's value, but the first."""

    def __init__(self) -> None:
        self._quoted = 0
        self._escaping = b""
        self._before = b""
        self._rows = -1

    def feed(self, data: bytes) -> int:
        data = self._escaping + data
        slashes = len(data) - len(data.rstrip(b"\\"))
        self._escaping = b"\\" if slashes % 2 else b""
        parts = _ESCAPE.sub(b"", data[: len(data) - slashes % 2]).split(b'"')
        outside = b'"'.join(parts[self._quoted :: 2])
        if outside:
            outside = (b"" if self._quoted else self._before) + outside
            self._rows += outside.count(b"{") - outside.count(b":{")
            self._before = outside[-1:] if (self._quoted + len(parts)) % 2 else b""
            if self._before == b"{":
                self._before = b""
        self._quoted = (self._quoted + len(parts) - 1) % 2
        return max(0, self._rows)
