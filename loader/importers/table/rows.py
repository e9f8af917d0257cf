"""The rows of a table, in whatever encoding, read strictly: what is torn or wrongly encoded is told."""

from __future__ import annotations

import codecs
import csv
import io
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from loader.errors import InputError, Place
from loader.facts.lines import binary, opened
from loader.importers.texts import clean

__all__ = ["Row", "Table", "rows"]

_BLOCK = 1 << 16  # bytes
_LONGEST = 1 << 20  # characters of a line
_HTML = ("<!doctype html", "<html")
_NAME_IT = "Name the file's encoding in the mapping, under 'table'"
_QUOTES = "Close the cell with a double quote, and write one within it as two."


@dataclass(frozen=True, slots=True)
class Table:
    """How a table is written.

    Attributes:
        encoding: the name of its encoding; UTF-8 may begin with a byte order mark.
        delimiter: the character between cells.
        header: which row that is not blank names the columns, from 1; those before it are passed over.
    """

    encoding: str = "utf-8"
    delimiter: str = ","
    header: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """A row that is not blank: the line on which it begins, and its cells, cleaned; empty ones are empty."""

    line: int
    cells: tuple[str, ...]


def rows(file: Path, table: Table) -> Iterator[Row]:
    """Reads a table from its header on, row by row.

    Raises:
        InputError: the file is none, is not in that encoding, or a cell of it never ends; at once or later.
    """
    text = _Text(file, table.encoding)
    reader = csv.reader(text.lines(), delimiter=table.delimiter, strict=True)
    seen = 0
    while True:
        text.first = text.number + 1
        try:
            cells = tuple(clean(cell) or "" for cell in next(reader))
        except StopIteration:
            return
        except csv.Error as error:
            text.fail(text.first, _said(error))
        if any(cells):
            seen += 1
            if seen >= table.header:
                yield Row(text.first, cells)


class _Text:
    """The lines of a file as text.

    Attributes:
        number: of the last line that was given, from 1.
        first: of the line on which the row begins that is being read.
    """

    def __init__(self, file: Path, encoding: str) -> None:
        self.number = 0
        self.first = 1
        self._file = file
        self._encoding = encoding
        self._other = codecs.lookup(encoding).name not in ("utf-8", "utf-8-sig")

    def fail(self, line: int, what: str) -> NoReturn:
        raise InputError(f"{Place(str(self._file), line)}: {what}")

    def lines(self) -> Iterator[str]:
        rest = ""
        for text in itertools.chain(self._blocks(), ("\n",)):
            *whole, rest = (rest + text).split("\n")
            for line in whole:
                self.number += 1
                yield f"{line}\n"
            if len(rest) > _LONGEST:
                self.fail(self.number + 1, f"this line has more than {_LONGEST:,} characters.")

    def _blocks(self) -> Iterator[str]:
        """The text of the file, with all its line ends as line feeds."""
        decoder = codecs.getincrementaldecoder("utf-8-sig" if not self._other else self._encoding)()
        newlines = io.IncrementalNewlineDecoder(None, translate=True)
        number = 1
        with opened(self._file) as stream:
            for block in iter(lambda: stream.read(_BLOCK), b""):
                if number == 1:
                    self._look(block)
                text = self._decoded(decoder, block, number)
                number += text.count("\n")
                yield newlines.decode(text)
            yield newlines.decode(self._decoded(decoder, b"", number, final=True), final=True)

    def _decoded(
        self, decoder: codecs.IncrementalDecoder, block: bytes, number: int, *, final: bool = False
    ) -> str:
        before = decoder.getstate()
        try:
            try:
                return decoder.decode(block, final)
            except UnicodeDecodeError as error:
                decoder.setstate(before)
                good = decoder.decode(block[: max(error.start - len(before[0]), 0)])
                bad = error.object[error.start]
                self.fail(
                    number + good.count("\n"),
                    f"this line is not {self._encoding}: byte 0x{bad:02X} stands in it. {_NAME_IT}, such as "
                    "'encoding: cp1251'.",
                )
        except UnicodeError as error:  # UTF-16 or UTF-32 that does not say in which order its bytes are
            self.fail(1, f"this is not {self._encoding}: {error}. {_NAME_IT}, such as 'encoding: utf-16-le'.")

    def _look(self, head: bytes) -> None:
        """Refuses what is plainly something else."""
        wide = self._encoding.lower().startswith(("utf-16", "utf-32", "utf_16", "utf_32"))
        if not wide and head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            self.fail(1, f"this is UTF-16, not {self._encoding}. {_NAME_IT}: 'encoding: utf-16'.")
        if not wide and binary(head):
            self.fail(0, "this is no text. Save the table as CSV.")
        start = head.lstrip(codecs.BOM_UTF8).lstrip()[:16]
        if start.lower().decode("latin-1").startswith(_HTML):
            self.fail(1, "this is an HTML page, and no table. Download the table again.")
        if self._other and not head.isascii() and _is_utf_8(head):
            line = next(number for number, text in enumerate(head.split(b"\n"), 1) if not text.isascii())
            self.fail(
                line,
                f"this line is UTF-8, not {self._encoding}. Leave 'encoding' out of the mapping.",
            )


def _is_utf_8(head: bytes) -> bool:
    """Whether bytes that are not ASCII are UTF-8, cut off anywhere: other encodings never look so."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return True


def _said(error: csv.Error) -> str:
    """What the csv module says, in our words."""
    said = str(error)
    if "field larger" in said:
        return f"a cell of this row has more than {csv.field_size_limit():,} characters. {_QUOTES}"
    if "unexpected end" in said:
        return f"a cell of this row begins with a double quote and never ends. {_QUOTES}"
    return f"a cell of this row goes on after its closing double quote. {_QUOTES}"
