"""CSV (RFC 4180): facts of one type, one a row, under a header that names their keys."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from itertools import chain
from pathlib import PurePath

from loader.errors import Place, Problem

from .columns import Columns
from .decode import decode
from .keys import TYPES
from .lines import LIMIT, decoded
from .placed import Placed, Written
from .wording import called, with_article

__all__ = ["facts"]

_DELIMITERS = (",", ";", "\t")
_QUOTES = "Close the cell with a double quote, and write one within it as two."


def facts(file: str, lines: Iterator[tuple[int, bytes]]) -> Iterator[Placed | Problem]:
    """Reads facts from the lines of a CSV file.

    Args:
        file: the file as the user named it; the end of its stem may be the type of its facts.
        lines: its lines with their numbers.

    Yields:
        Facts and problems, each at the first line of its row. What is wrong with the header is said when
        the type of its facts is known, which is with the first row.
    """
    named = PurePath(file).stem.rpartition(".")[2]  # designation, of 2003.designation.csv
    names: list[str] = []
    columns: Columns | None = None
    for row in _rows(file, lines):
        if isinstance(row, Problem):
            yield row
            continue
        line, cells = row
        if not names:
            names, header = cells, line
            while names and not names[-1]:  # spreadsheets leave columns without a name or a value
                names.pop()
            if "type" not in names and named not in TYPES:
                hint = "Add a column 'type', or name the file like 'facts.designation.csv'."
                message = "The table does not say of which type its facts are."
                yield Problem(Place(file, line), message, "fact/missing-key", hint=hint)
                return
            continue
        said = cells[names.index("type")] if "type" in names and names.index("type") < len(cells) else named
        if said not in TYPES:
            yield from decode(file, Written(line, {"type": said or None}))
            continue
        if columns is None:
            columns = Columns(file, header, names, TYPES[said])
            yield from columns.problems
            if columns.unusable:
                return
        yield from _fact(file, columns, said, line, cells)


def _fact(file: str, columns: Columns, said: str, line: int, cells: list[str]) -> Iterator[Placed | Problem]:
    place = Place(file, line)
    if TYPES[said] is not columns.kind:
        kind = called(columns.kind)
        message = f"This row is {with_article(said)}, and the rows before it are of the type '{kind}'."
        yield Problem(place, message, "fact/bad-csv", hint="Keep a file for each type.")
    elif len(cells) < len(columns.names) or any(cells[len(columns.names) :]):
        message = f"This row has {len(cells)} cells, and the header has {len(columns.names)}."
        yield Problem(place, message, "fact/bad-csv", hint="Put a cell that holds commas in double quotes.")
    else:
        written = columns.written(place, cells)
        if isinstance(written, Problem):
            yield written
        else:
            yield from decode(file, Written(line, {"type": said, **written}, textual=True))


def _rows(file: str, lines: Iterator[tuple[int, bytes]]) -> Iterator[tuple[int, list[str]] | Problem]:
    """Yields the rows that are not blank, each with its first line, and what is wrong with the others."""
    text = _Text(file, lines)
    source = iter(text)
    first = next((line for line in source if line.strip()), "")
    outside_quotes = re.sub(r'"[^"]*"', "", first)
    delimiter = max(_DELIMITERS, key=outside_quotes.count)
    text.first, text.torn = text.number, False
    reader = csv.reader(chain([first], source), delimiter=delimiter, strict=True)
    while True:
        try:
            cells = [cell.strip() for cell in next(reader)]
        except StopIteration:
            yield from text.problems
            return
        except csv.Error as error:
            yield from text.problems
            yield _said(Place(file, text.first), error)
            if "field larger" in str(error):  # what follows is the middle of something
                return
            text.problems, cells = [], []
        yield from text.problems
        if any(cells) and not text.torn:
            yield text.first, cells
        text.first, text.torn, text.problems = 0, False, []


class _Text:
    """The lines as text.

    Attributes:
        number: of the last line.
        first: of the first line that was given since this was last set to 0.
        torn: whether a line after that one could not be given.
        problems: why lines could not be given.
    """

    def __init__(self, file: str, lines: Iterator[tuple[int, bytes]]) -> None:
        self.number = 0
        self.first = 0
        self.torn = False
        self.problems: list[Problem] = []
        self._file = file
        self._lines = lines

    def __iter__(self) -> Iterator[str]:
        for number, line in self._lines:
            self.number = number
            text = self._decoded(line)
            if isinstance(text, Problem):
                self.problems.append(text)
                self.torn = self.first > 0
            else:
                self.first = self.first or self.number
                yield f"{text}\n"

    def _decoded(self, line: bytes) -> str | Problem:
        if len(line) > LIMIT:
            message = f"This line has more than {LIMIT:,} bytes."
            return Problem(
                Place(self._file, self.number), message, "fact/too-long", hint="Is a line break missing?"
            )
        return decoded(self._file, self.number, line)


def _said(place: Place, error: csv.Error) -> Problem:
    """What the csv module says, in our words."""
    said = str(error)
    if "field larger" in said:
        limit = f"{csv.field_size_limit():,}"
        message, rule = f"A cell of this row has more than {limit} characters.", "fact/too-long"
        return Problem(place, message, rule, hint="Is a closing double quote missing?")
    if "unexpected end" in said:
        message = "A cell of this row begins with a double quote and never ends."
    else:
        message = "A cell of this row goes on after its closing double quote."
    return Problem(place, message, "fact/bad-csv", hint=_QUOTES)
