"""How wide the columns of a table are, and where the lines within its cells break."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

__all__ = ["padded", "width_of", "widths", "wrapped"]

_LONGEST_PIECE = 20
_WIDTHLESS = ("Mn", "Me", "Cf")
_WIDE = ("W", "F")
_SMALL = 8  # a column that needs no more than this is given it before the others have their share
_PIECE = re.compile(r"\S+?(?:(?<=[/:])(?=\S)|(?=\s)|$)")


def _pieces(text: str) -> list[str]:
    """What a text may be broken into: words, parts of a date's interval or of an IRI, and parts of a hash."""
    found: list[str] = []
    for piece in _PIECE.findall(text):
        found += [piece[n : n + _LONGEST_PIECE] for n in range(0, len(piece), _LONGEST_PIECE)]
    return found


def width_of(text: str) -> int:
    """How many columns of a terminal a text takes.

    >>> width_of("Fréd"), width_of("Fre\u0301d"), width_of("平和")
    (4, 4, 4)
    """
    if text.isascii():
        return len(text)
    return sum(
        0
        if unicodedata.combining(c) or unicodedata.category(c) in _WIDTHLESS
        else 1 + (unicodedata.east_asian_width(c) in _WIDE)
        for c in text
    )


def padded(text: str, width: int, right: bool = False) -> str:
    """A text with blanks after it, or before it, up to a width."""
    blanks = " " * (width - width_of(text))
    return blanks + text if right else text + blanks


def widths(columns: Sequence[Sequence[str]], room: int, gap: int) -> list[int]:
    """The width of each column of a table, none wider than it needs.

    Args:
        columns: the cells of each column, its heading included.
        room: the width of the terminal.
        gap: how much of it is between two columns.

    Returns:
        The widths; empty if the table does not fit even with every cell broken wherever it can be.

    >>> widths([["Who", "Freedonia"], ["When", "2010-01-01/2012-01-01"]], 80, 2)
    [9, 21]
    >>> widths([["Who", "Freedonia"], ["When", "2010-01-01/2012-01-01"]], 26, 2)
    [9, 15]
    >>> widths([["Who", "Freedonia"], ["When", "2010-01-01/2012-01-01"]], 21, 2)
    []
    """
    needed = [max(map(width_of, cells)) for cells in columns]
    found = [max(width_of(piece) for cell in cells for piece in _pieces(cell) or [""]) for cells in columns]
    left = room - sum(found) - gap * (len(columns) - 1)
    if left < 0:
        return []
    for rest, n in enumerate(sorted(range(len(columns)), key=lambda n: needed[n] - found[n])):
        share = max(left // (len(columns) - rest), _SMALL)
        given = min(needed[n] - found[n], share, left)
        found[n] += given
        left -= given
    return found


def wrapped(text: str, width: int) -> list[str]:
    """A text, its words a blank apart, in lines that are no wider than asked if its pieces are not.

    >>> wrapped("2010-01-01/2012-01-01", 12)
    ['2010-01-01/', '2012-01-01']
    >>> wrapped("Freedonia | Sylvania (declined)", 12)
    ['Freedonia |', 'Sylvania', '(declined)']
    """
    lines: list[str] = []
    line, end = "", 0
    at = 0
    for piece in _pieces(text):
        start = text.index(piece, at)
        at = start + len(piece)
        longer = line + text[end:start] + piece
        if line and width_of(longer) > width:
            lines.append(line)
            line = piece
        else:
            line = longer
        end = at
    return [*lines, line]
