"""Dates and codes in words. The exact value always stands beside them."""

from __future__ import annotations

import re

__all__ = ["date_in_words", "words"]

_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_SEASONS = {"21": "spring", "22": "summer", "23": "autumn", "24": "winter"}
_DATE = re.compile(r"(-?[0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?([?~%]?)", re.ASCII).fullmatch


def words(term: str) -> str:
    """A code or the name of a term, as words.

    >>> words("removal-announced"), words("DesignationAct"), words("inForce")
    ('removal announced', 'designation act', 'in force')
    """
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", term).replace("-", " ").lower()


def date_in_words(text: str) -> str:
    """An EDTF date, as a person would say it; what has no usual wording stays as it is.

    >>> date_in_words("2024-11-21"), date_in_words("../2024-11-21"), date_in_words("2024-10~")
    ('21 November 2024', 'by 21 November 2024', 'about October 2024')
    >>> date_in_words("2021-08/2025-01?"), date_in_words("2003/.."), date_in_words("2024-22")
    ('between August 2021 and January 2025 (uncertain)', 'in 2003 or later', 'summer 2024')
    """
    first, slash, last = text.partition("/")
    if not slash:
        return _day(first) or text
    begin, end = _day(first), _day(last)
    if first in ("", "..") and end:
        return f"by {end}"
    if last in ("", "..") and begin:
        return f"{'in' if _DATE(first) and len(first) < len('2024-11-21') else 'on'} {begin} or later"
    return f"between {begin} and {end}" if begin and end else text


def _day(text: str) -> str:
    match = _DATE(text)
    if match is None:
        return ""
    year, month, day, mark = match.groups()
    if month in _SEASONS and not day:
        said = f"{_SEASONS[month]} {year}"
    elif month:
        if not 1 <= int(month) <= len(_MONTHS):
            return ""
        said = f"{_MONTHS[int(month) - 1]} {year}"
        said = f"{int(day)} {said}" if day else said
    else:
        said = year
    about = f"about {said}" if mark in ("~", "%") and mark else said
    return f"{about} (uncertain)" if mark in ("?", "%") and mark else about
