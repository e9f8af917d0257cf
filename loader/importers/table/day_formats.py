"""How a table writes its days: `dd.mm.yyyy`, `d mmmm yyyy`, `mm/yyyy`; read strictly, never guessed.

A format holds one year and perhaps a month and a day; what else stands in it stands in the cell too. Of
several formats none may read a text as another day than the others do.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise, permutations, product

from loader import dates
from loader.facts.wording import quoted

__all__ = ["DayFormat", "DayFormats", "FormatError"]

_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
_SIGNS = {
    "yyyy": "(?P<year>[0-9]{4})",
    "yy": "(?P<yy>[0-9]{2})",
    "mmmm": f"(?P<name>{'|'.join(_MONTHS)})",
    "mmm": rf"(?P<name>{'|'.join(name[:3] for name in _MONTHS)})",
    "mm": "(?P<month>[0-9]{2})",
    "m": "(?P<month>[0-9]{1,2})",
    "dd": "(?P<day>[0-9]{2})",
    "d": "(?P<day>[0-9]{1,2})",
    "time": "[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?",
}
_NUMBERS = {"yyyy", "yy", "mm", "m", "dd", "d"}
_SIGN = re.compile("time|y+|m+|d+|[a-z]+")
_EDTF = "edtf"
_SIDE = r"(?:\.\.|[0-9]{2}[0-9X]{2}(?:-[0-9X]{2}){0,2}[~?%]?)?"
_LIKE_EDTF = re.compile(rf"{_SIDE}(?:/{_SIDE}|T[0-9:Z+-]+)?")  # what is not costs a careful look
_CENTURY = 100

_DAYS = tuple(  # their numbers can be mistaken for each other's
    dt.date(year, month, day)
    for year in (2001, 2002, 2010, 2011, 2012, 2013, 2019, 2020, 2031, 1012, 1112, 1201, 1210, 1231)
    for month in (1, 2, 10, 11, 12)
    for day in (1, 2, 10, 11, 12, 13, 19, 20, 31)
    if day <= calendar.monthrange(year, month)[1]
)


class FormatError(ValueError):
    """A format that cannot be read by, or several that contradict each other; a sentence says why."""


class DayFormat:
    """One format.

    Attributes:
        text: as it was written.
    """

    def __init__(self, text: str, pivot: int | None = None) -> None:
        """Reads a format.

        Args:
            text: the format, or `edtf` for dates that are EDTF already.
            pivot: the first of the hundred years that two digits stand for.

        Raises:
            FormatError: it is none.
        """
        self.text = text
        self._pivot = pivot
        self._pattern = None if text == _EDTF else _pattern(text, pivot)

    def read(self, text: str) -> str | None:
        """A date in EDTF, or nothing if the text is not written so, or is no day that there was.

        >>> DayFormat("d.m.yyyy").read("9.10.2004"), DayFormat("dd.mm.yy", 1950).read("31.02.04")
        ('2004-10-09', None)
        """
        if self._pattern is None:
            try:
                return dates.parse(text).text if _LIKE_EDTF.fullmatch(text) else None
            except dates.DateError:
                return None
        match = self._pattern.fullmatch(text)
        if not match:
            return None
        said = match.groupdict()
        year = int(said.get("year") or self._year(int(said["yy"])))
        name = said.get("name")
        month = [m[:3] for m in _MONTHS].index(name[:3].lower()) + 1 if name else int(said.get("month") or 0)
        day = int(said.get("day") or 0)
        try:
            whole = dt.date(
                year, month if "name" in said or "month" in said else 1, day if "day" in said else 1
            )
        except ValueError:
            return None
        precision = 10 if "day" in said else 7 if "name" in said or "month" in said else 4
        return whole.isoformat()[:precision]

    def write(self, day: dt.date) -> Iterator[str]:
        """The ways in which a day is written so: with one digit or two where both are right."""
        if self._pattern is None:
            yield day.isoformat()
            return
        name = _MONTHS[day.month - 1].capitalize()
        texts = {
            "yyyy": (f"{day.year:04}",),
            "yy": (f"{day.year % _CENTURY:02}",),
            "mmmm": (name,),
            "mmm": (name[:3],),
            "mm": (f"{day.month:02}",),
            "m": (f"{day.month:02}", str(day.month)),
            "dd": (f"{day.day:02}",),
            "d": (f"{day.day:02}", str(day.day)),
            "time": ("00:00",),
        }
        for chosen in product(*(texts.get(piece, (piece,)) for piece in _pieces(self.text))):
            yield "".join(chosen)

    def samples(self) -> list[str]:
        """Texts that another format might take for another day."""
        return list(dict.fromkeys(text for day in _DAYS for text in self.write(day)))

    def _year(self, two_digits: int) -> int:
        pivot = self._pivot or 0
        return pivot + (two_digits - pivot) % _CENTURY


class DayFormats:
    """The formats of a column."""

    def __init__(self, texts: Sequence[str], pivot: int | None = None) -> None:
        """Reads formats.

        Args:
            texts: the formats.
            pivot: the first of the hundred years that two digits stand for.

        Raises:
            FormatError: one of them is none, or two read a text as different days.
        """
        self.texts = tuple(texts)
        self._formats = tuple(DayFormat(text, pivot) for text in texts)
        for one, other in permutations(self._formats, 2):
            for text in one.samples():
                if (second := other.read(text)) and (first := one.read(text)) != second:
                    raise FormatError(
                        f"{quoted(one.text)} reads {quoted(text)} as {first} and {quoted(other.text)} "
                        f"reads it as {second}: say which of the two the list means."
                    )

    def read(self, text: str) -> str | None:
        """A date in EDTF, or nothing if the text is written in none of the formats.

        >>> days = DayFormats(["dd.mm.yyyy", "dd.mm.yy", "yyyy"], pivot=1950)
        >>> days.read("21.11.2024"), days.read("21.11.49"), days.read("1987"), days.read("11/21/2024")
        ('2024-11-21', '2049-11-21', '1987', None)
        """
        return next((found for one in self._formats if (found := one.read(text))), None)


def _pieces(text: str) -> list[str]:
    """The signs of a format, and what stands between."""
    ends = [0, *(end for match in _SIGN.finditer(text) for end in match.span()), len(text)]
    return [text[start:end] for start, end in pairwise(ends) if start < end]


def _pattern(text: str, pivot: int | None) -> re.Pattern[str]:
    pieces = _pieces(text)
    for piece in pieces:
        if piece not in _SIGNS and _SIGN.fullmatch(piece):
            raise FormatError(
                f"{quoted(piece)} in the format {quoted(text)} is no sign: the signs are {', '.join(_SIGNS)}."
            )
        if re.search("[0-9]", piece):
            raise FormatError(
                f"The format {quoted(text)} holds digits: write signs, such as dd.mm.yyyy, for them."
            )
    if any(pair & {"d", "m"} and pair <= _NUMBERS for pair in map(set, pairwise(pieces))):
        raise FormatError(f"The format {quoted(text)} does not say where d or m ends: write dd and mm.")
    try:
        patterns = [_SIGNS.get(piece, re.escape(piece)) for piece in pieces]
        pattern = re.compile("".join(patterns), re.IGNORECASE | re.ASCII)
    except re.error:  # a group of one name stands there twice
        raise FormatError(f"The format {quoted(text)} has a part of a date twice.") from None
    groups = set(pattern.groupindex)
    if len(groups & {"year", "yy"}) != 1 or len(groups & {"month", "name"}) > 1:
        raise FormatError(
            f"The format {quoted(text)} must have one year, as yyyy or yy, and one month at most."
        )
    if "day" in groups and not groups & {"month", "name"}:
        raise FormatError(f"The format {quoted(text)} has a day and no month.")
    if "yy" in groups and pivot is None:
        raise FormatError(
            f"The format {quoted(text)} has years of two digits. Say by 'pivot' in which year their century "
            "begins: 'pivot: 1950' reads 50 to 99 as 1950 to 1999 and 00 to 49 as 2000 to 2049."
        )
    return pattern
