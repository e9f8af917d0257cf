"""CSV that may be opened in a spreadsheet: nothing in it is taken for a formula, whatever the data say.

A program reads the plain CSV, which is exact. Here a text that a spreadsheet might calculate has an
apostrophe before it, and control characters are blanks. That holds in the middle of a text too, after what
the reader's locale may take for the end of a cell. Numbers stay numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import BinaryIO

from pyoxigraph import Literal, NamedNode

from loader.results.answer import Answer
from loader.results.plain import Term, plain

__all__ = ["cell", "write_spreadsheet"]

_MARK = "\ufeff"  # without it, Excel reads UTF-8 as something else
_ROWS_AT_ONCE = 64

# What begins a formula, in either width. Blanks before it are passed over by some programs, and so is what
# nobody sees. After a semicolon or a bar a new cell begins where these separate.
_FORMULA = re.compile(
    r"(^|[;|])([\s\"\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])"
)
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?", re.ASCII).fullmatch


def cell(text: str) -> str:
    r"""A text as it can stand in any spreadsheet's cell.

    >>> cell("Freedonia"), cell("=1+1"), cell(" @SUM(A1)"), cell("a\tb"), cell("a; =1+1")
    ('Freedonia', "'=1+1", "' @SUM(A1)", 'a b', "a;' =1+1")
    """
    return _FORMULA.sub(r"\1'\2", _CONTROLS.sub(" ", text))


def write_spreadsheet(answer: Answer, out: BinaryIO) -> None:
    """Writes rows as CSV (RFC 4180) in UTF-8, each cell in quotation marks.

    Args:
        answer: rows; they are used up.
        out: where to.

    Raises:
        QueryError: a row cannot be computed.
        StoreError: the graph cannot be read.
    """
    lines = [_MARK + _line(answer.variables)]
    for row in answer.rows:
        lines.append(_line(map(_written, row)))
        if len(lines) >= _ROWS_AT_ONCE:
            out.write("".join(lines).encode())
            lines.clear()
    out.write("".join(lines).encode())


def _line(cells: Iterable[str]) -> str:
    return ",".join('"' + each.replace('"', '""') + '"' for each in cells) + "\r\n"


def _written(term: Term | None) -> str:
    if isinstance(term, Literal):
        value = plain(term)
        number = isinstance(value, int | float) and _NUMBER(term.value)
        return term.value if number else cell(term.value)
    return "" if term is None else cell(term.value if isinstance(term, NamedNode) else str(term))
