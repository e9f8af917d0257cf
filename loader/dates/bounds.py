"""A date is its bounds: the first and the last day that it can be."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

__all__ = ["OPEN_END", "OPEN_START", "Date", "DateError", "from_bounds", "on_or_before"]

OPEN_START = dt.date.min
"""The earliest day of a date that has no beginning (0001-01-01)."""

OPEN_END = dt.date.max
"""The latest day of a date that has no end (9999-12-31)."""

_ONE_DAY = dt.timedelta(days=1)


class DateError(ValueError):
    """A text that is no date, or none that can be compared.

    Attributes:
        message: what is wrong, as a sentence.
        hint: what to write instead, as a sentence.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".rstrip()


@dataclass(frozen=True, slots=True)
class Date:
    """Some day between two bounds, both included.

    Attributes:
        text: the date in EDTF.
        earliest: the first day that it can be; `OPEN_START` if nothing is said.
        latest: the last day that it can be; `OPEN_END` if nothing is said.
        soft: whether it is approximate, uncertain or a season, so that its bounds are no firm ones.
    """

    text: str
    earliest: dt.date
    latest: dt.date
    soft: bool


_QUALIFIERS = ("~", "?", "%")
_SEASONS = ("21", "22", "23", "24")


def from_bounds(earliest: dt.date, latest: dt.date, soft: bool = False) -> Date:
    """Writes bounds as the shortest EDTF that has them.

    Reading the text gives the same `Date`. So a date without any bound is never soft: there is nothing
    that could be approximate.

    Args:
        earliest: the first day; `OPEN_START` is open.
        latest: the last day; `OPEN_END` is open.
        soft: marks each bound that there is with `~`.

    Raises:
        ValueError: the latest day is before the earliest.

    >>> from_bounds(dt.date(2024, 11, 1), dt.date(2024, 11, 30)).text
    '2024-11'
    >>> from_bounds(dt.date(2003, 1, 1), dt.date(2003, 6, 30), soft=True).text
    '2003-01~/2003-06~'
    >>> from_bounds(OPEN_START, dt.date(2024, 11, 21)).text
    '../2024-11-21'
    """
    if latest < earliest:
        raise ValueError(f"the latest day, {latest}, is before the earliest, {earliest}")
    mark = "~" if soft else ""
    # The texts of year, month and day are a day's first 4, 7 and 10 characters.
    if earliest == OPEN_START and latest == OPEN_END:
        return Date("../..", earliest, latest, soft=False)
    if earliest == OPEN_START:
        text = f"../{latest.isoformat()[: _end_precision(latest)]}{mark}"
    elif latest == OPEN_END:
        text = f"{earliest.isoformat()[: _start_precision(earliest)]}{mark}/.."
    else:
        precision = max(_start_precision(earliest), _end_precision(latest))
        start, end = earliest.isoformat()[:precision], latest.isoformat()[:precision]
        text = f"{start}{mark}" if start == end else f"{start}{mark}/{end}{mark}"
    return Date(text, earliest, latest, soft)


def on_or_before(date: Date) -> Date:
    """What a date means when it is only the day of a report: that day at the latest.

    A soft date keeps its own words, for `?` and `~` do not mean the same.

    >>> on_or_before(Date("2024-11-21", dt.date(2024, 11, 21), dt.date(2024, 11, 21), soft=False)).text
    '../2024-11-21'
    """
    if date.soft:
        last = date.text.rpartition("/")[2]
        if last.endswith(_QUALIFIERS) or last[5:] in _SEASONS:
            return Date(f"../{last}", OPEN_START, date.latest, soft=True)
    return from_bounds(OPEN_START, date.latest)


def _start_precision(day: dt.date) -> int:
    """How many characters of the day say that it begins a year, a month, or only itself."""
    if day.day != 1:
        return 10
    return 4 if day.month == 1 else 7


def _end_precision(day: dt.date) -> int:
    """How many characters of the day say that it ends a year, a month, or only itself."""
    if day != OPEN_END and (day + _ONE_DAY).day != 1:
        return 10
    return 4 if day.month == 12 else 7  # noqa: PLR2004 - December
