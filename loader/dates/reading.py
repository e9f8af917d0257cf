"""Reads EDTF, levels 0 and 1 (https://www.loc.gov/standards/datetime/), into bounds.

Read are `2024`, `2024-11`, `2024-11-21`; date-times, of which the calendar day as written counts;
a closing `~`, `?` or `%`; `201X`, `20XX`, `2004-XX`, `1985-04-XX`, `1985-XX-XX`; seasons; and intervals of
all these but date-times, whose ends may be open (`..`) or unknown (empty), which bounds them alike.
An interval is some day within. Bounds are strict: `~` widens nothing, it only makes the date soft.

Seasons are those of meteorology in the northern hemisphere, in three whole months: 21 is March to May, 22
June to August, 23 September to November, 24 December to the following February. As the words are used more
loosely than that, a season is always soft.

Years run from 0001 to 9999. The first day of 0001 and the last day of 9999 also stand for open bounds.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from functools import lru_cache

from .bounds import OPEN_END, OPEN_START, Date, DateError
from .suggestions import suggestions

__all__ = ["parse"]

_LONGEST = 100  # characters; no date comes near, and what is no date should not cost or fill the screen
_ISO_DAY = 10  # the length of YYYY-MM-DD
_MONTHS = range(1, 13)
_SEASONS = {21: 3, 22: 6, 23: 9, 24: 12}  # the month in which each begins
_WINTER = 24

_SINGLE = re.compile(
    r"(?P<year>[0-9]{4}|[0-9]{3}X|[0-9]{2}XX)"
    r"(?:-(?P<month>[0-9]{2}|XX)(?:-(?P<day>[0-9]{2}|XX))?)?(?P<soft>[~?%])?"
)
_DATE_TIME = re.compile(
    r"(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})T(?:(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]|24:00:00)"
    r"(?:Z|[+-](?:(?:0[0-9]|1[0-3])(?::[0-5][0-9])?|14(?::00)?))?"
)
_FAR_YEAR = re.compile(r"(?:Y-?[0-9]|-[0-9]{4}|0000|000X|00XX).*", re.DOTALL)
_FAR = "Leave it out, or write '..' where an interval's end lies outside."
_NOTHING = "Leave it out if it is not known."
_YEARS = "Détente compares the years 0001 to 9999 only."
_FORMS = (
    "Write a year, a month or a day ('2024', '2024-11', '2024-11-21'), or '../2024-11-21' for on or before."
)


@lru_cache(maxsize=1 << 15)  # a facts file repeats its dates; refusals are not kept
def parse(text: str) -> Date:
    """Reads one date.

    Args:
        text: EDTF of level 0 or 1, exactly: no space around it.

    Returns:
        The date with its bounds, its text unchanged.

    Raises:
        DateError: the text is no such date, is impossible, or its year is outside 0001 to 9999. The hint says
            what to write instead.

    >>> parse("2024-02").latest
    datetime.date(2024, 2, 29)
    >>> parse("2003~/..").soft
    True
    >>> parse("21.11.2024")
    Traceback (most recent call last):
    loader.dates.bounds.DateError: '21.11.2024' is no date in EDTF. Write '2024-11-21'.
    """
    if len(text) == _ISO_DAY and text[4] == text[7] == "-" and text.isascii():
        try:
            day = dt.date.fromisoformat(text)
        except ValueError:
            pass  # perhaps 1985-04-XX; if not, the way below knows what to say
        else:
            return Date(text, day, day, soft=False)
    try:
        return _read(text)
    except DateError as error:
        raise DateError(error.message, error.hint or _hint(text)) from None


def _read(text: str) -> Date:
    if len(text) > _LONGEST:
        raise DateError(f"A text of {len(text)} characters ('{_printable(text[:20])}…') is no date in EDTF.")
    if "/" not in text:
        return _single(text)
    start, _, end = text.partition("/")
    if "" in (start, end) and {start, end} <= {"", ".."}:  # '../..' is what no bounds are written as
        raise DateError(f"'{text}' says nothing: neither end of the interval is a date.", _NOTHING)
    if "T" in text and any(_DATE_TIME.fullmatch(part) for part in (start, end)):
        raise DateError(f"'{text}' has a time of day in an interval, which EDTF does not allow.")
    if "/" in end:
        raise _no_date(text)
    first = _single(start) if start not in ("", "..") else None
    last = _single(end) if end not in ("", "..") else None
    earliest = first.earliest if first else OPEN_START
    latest = last.latest if last else OPEN_END
    if latest < earliest:
        raise DateError(f"'{text}' ends before it begins.")
    return Date(text, earliest, latest, any(side.soft for side in (first, last) if side))


def _single(text: str) -> Date:
    """Reads what is not an interval."""
    if timed := _DATE_TIME.fullmatch(text):
        date = _single(timed["date"])
        return Date(text, date.earliest, date.latest, soft=False)
    if _FAR_YEAR.fullmatch(text):
        raise DateError(f"'{_printable(text)}' is out of range: {_YEARS}", _FAR)
    match = _SINGLE.fullmatch(text)
    if not match:
        raise _no_date(text)
    year, month, day, soft = match["year"], match["month"], match["day"], bool(match["soft"])
    if ("X" in year and month) or (month == "XX" and day not in (None, "XX")):
        raise DateError(f"'{text}' is EDTF of level 2; Détente reads levels 0 and 1.")
    if month is None or month == "XX":
        first, last = int(year.replace("X", "0")), int(year.replace("X", "9"))
        return Date(text, dt.date(first, 1, 1), dt.date(last, 12, 31), soft)
    if day is None and int(month) in _SEASONS:
        return Date(text, *_season(int(year), int(month)), soft=True)
    return Date(text, *_month_or_day(text, int(year), int(month), day), soft)


def _season(year: int, season: int) -> tuple[dt.date, dt.date]:
    begins = _SEASONS[season]
    if season != _WINTER:
        return dt.date(year, begins, 1), _last_of_month(year, begins + 2)
    if year == OPEN_END.year:  # its February cannot be written, so its end is as open as can be
        return dt.date(year, begins, 1), OPEN_END
    return dt.date(year, begins, 1), _last_of_month(year + 1, 2)


def _month_or_day(text: str, year: int, month: int, day: str | None) -> tuple[dt.date, dt.date]:
    if month not in _MONTHS:
        raise DateError(f"'{text}' is impossible: there is no month {month:02}.")
    last = _last_of_month(year, month)
    if day is None or day == "XX":
        return last.replace(day=1), last
    if not 1 <= int(day) <= last.day:
        raise DateError(f"'{text}' is impossible: {year:04}-{month:02} has the days 01 to {last.day}.")
    return last.replace(day=int(day)), last.replace(day=int(day))


def _last_of_month(year: int, month: int) -> dt.date:
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def _no_date(text: str) -> DateError:
    if not text:
        return DateError("The date is empty.", _NOTHING)
    return DateError(f"'{_printable(text)}' is no date in EDTF.")


def _printable(text: str) -> str:
    """The text with control and invisible characters escaped, so that a message stays one line."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def _hint(text: str) -> str:
    """A sentence that says what to write instead. Whatever it offers can be read."""
    if len(text) > _LONGEST:
        return _FORMS
    offers = suggestions(text, _readable)
    if not offers:
        return _FORMS
    return "Write " + " or ".join(f"'{offer}'{condition}" for offer, condition in offers) + "."


def _readable(text: str) -> bool:
    try:
        _read(text)
    except DateError:
        return False
    return True
