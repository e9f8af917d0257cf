"""Rows for people: a table that fits the width, or blocks of lines where none fits.

A table leaves out what a person does not need: the IRI of what has a name or a title beside it, the bounds
of what has a date, digests, and columns in which nothing stands. A line below says which of them hold
something, and `wide` shows them all.
IRIs of things are shortened to what `--param record=` takes, and those of codes to their values.
"""

from __future__ import annotations

import os
import re
import shutil
import unicodedata
from itertools import zip_longest
from typing import BinaryIO

from loader.results.answer import Answer
from loader.results.columns import padded, width_of, widths, wrapped
from loader.results.plain import Plain, plain
from loader.vocabulary import CODE

__all__ = ["write_table"]

_SUFFIXES = ("Name", "Title")
_BOUNDS = ("earliest", "latest")
_GAPS = (2, 1)
_BOLD, _END = "\x1b[1m", "\x1b[0m"
_DIGEST = "sha256"
_WIDTH = 100  # columns, where there is no terminal to ask
_HOSTILE = re.compile("[\u202a-\u202e\u2066-\u2069]")


def write_table(answer: Answer, out: BinaryIO, *, wide: bool, base: str) -> None:
    """Writes rows as text.

    Args:
        answer: rows; they are used up.
        out: where to; only a terminal gets styles, and none does where NO_COLOR is set.
        wide: show all columns.
        base: what the IRIs of the store's things begin with.
    """
    names = answer.variables
    rows = [[plain(term) for term in row] for row in answer.rows]
    if not rows:
        out.write(b"Nothing that the store holds answers this.\n")
        return
    everything = list(range(len(names)))
    shown = everything if wide else _worth_showing(names, rows) or everything
    headings = [_heading(names[n], names if not wide else ()) for n in shown]
    cells = [[_cell(row[n], base) for n in shown] for row in rows]
    numbers = [all(_is_number(row[n]) for row in rows) for n in shown]
    hidden = [name for n, name in enumerate(names) if n not in shown and not _blank(rows, n)]
    styled = out.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    room = shutil.get_terminal_size((_WIDTH, 0)).columns
    lines = _draw(headings, cells, numbers, room, _BOLD if styled else "")
    lines += wrapped(_caption(len(rows), hidden), room)
    out.write("".join(f"{line}\n" for line in lines).encode())


def _worth_showing(names: tuple[str, ...], rows: list[list[Plain]]) -> list[int]:
    def worth(n: int, name: str) -> bool:
        if any(name + suffix in names for suffix in _SUFFIXES):
            return False
        if name in _BOUNDS and "date" in names:
            return False
        return name != _DIGEST and not _blank(rows, n)

    return [n for n, name in enumerate(names) if worth(n, name)]


def _blank(rows: list[list[Plain]], n: int) -> bool:
    return all(row[n] in (None, "") for row in rows)


def _heading(name: str, names: tuple[str, ...]) -> str:
    for suffix in _SUFFIXES:
        if name.endswith(suffix) and name.removesuffix(suffix) in names:
            name = name.removesuffix(suffix)
    words = re.sub(r"(?<=[a-z0-9])([A-Z])", r" \1", name).lower()
    return words[:1].upper() + words[1:]


def _cell(value: Plain, base: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = str(value)
    if text.startswith(CODE):
        text = text.rsplit("/", 1)[1]
    return _tame(text.removeprefix(base))


def _tame(text: str) -> str:
    """A text that can do nothing to a terminal: no control characters, no reversed direction, one line."""
    text = _HOSTILE.sub("\ufffd", " ".join(text.split()))
    return "".join("\ufffd" if unicodedata.category(c) == "Cc" else c for c in text)


def _is_number(value: Plain) -> bool:
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool))


def _caption(count: int, hidden: list[str]) -> str:
    rows = "1 row" if count == 1 else f"{count} rows"
    return f"{rows}; --wide shows {', '.join(hidden)} too" if hidden else rows


def _draw(
    headings: list[str], cells: list[list[str]], numbers: list[bool], room: int, bold: str
) -> list[str]:
    """The lines of a table, or of blocks where none fits; `bold` is put before headings, and `_END` after."""
    end = _END if bold else ""
    columns = list(zip(headings, *cells, strict=True))
    gap, fitting = next(((g, w) for g in _GAPS if (w := widths(columns, room, g))), (0, []))
    if not fitting:
        return _blocks(headings, cells, room, bold)
    lines: list[str] = []
    for row in (headings, *cells):
        pieces = [wrapped(cell, width) for cell, width in zip(row, fitting, strict=True)]
        for line in zip_longest(*pieces, fillvalue=""):
            filled = (padded(*part) for part in zip(line, fitting, numbers, strict=True))
            text = (" " * gap).join(filled).rstrip()
            lines.append(f"{bold}{text}{end}" if row is headings else text)
        if row is headings:
            lines.append("─" * (sum(fitting) + gap * (len(fitting) - 1)))
    return lines


def _blocks(headings: list[str], cells: list[list[str]], room: int, bold: str) -> list[str]:
    end = _END if bold else ""
    left = max(map(width_of, headings), default=0)
    lines: list[str] = []
    for row in cells:
        for heading, cell in zip(headings, row, strict=True):
            for n, piece in enumerate(wrapped(cell, max(room - left - _GAPS[0], 1)) if cell else ()):
                shown = padded("" if n else heading, left)
                lines.append(f"{bold}{shown}{end}{' ' * _GAPS[0]}{piece}")
        lines.append("")
    return lines
