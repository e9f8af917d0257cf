"""Dates of birth as OFAC writes them, in EDTF (https://www.loc.gov/standards/datetime/)."""

from __future__ import annotations

import re

from loader import dates

__all__ = ["born"]

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DATE = re.compile(
    r"(?P<about>circa )?(?:(?:(?P<day>\d{1,2}) )?(?P<month>[A-Z][a-z]{2}) )?(?P<year>\d{4})(?P<decade>s)?",
    re.ASCII,
)
_BETWEEN = re.compile(r"\s+to\s+|\s*-\s*")


def born(said: str) -> str | None:
    """A date of birth in EDTF.

    Args:
        said: a day, month or year; `circa` before it, or two of them with `to` between.

    Returns:
        The date, or nothing if it is none.

    >>> [born(said) for said in ("04 Apr 1956", "Apr 1956", "circa 1963", "1961 to 1963", "1930s")]
    ['1956-04-04', '1956-04', '1963~', '1961/1963', '193X']
    >>> born("circa 1979-1982"), born("31 Feb 1956"), born("1963 to 1961"), born("Early 1930s")
    ('1979~/1982~', None, None, None)
    """
    first, *rest = _BETWEEN.split(said)
    if rest and first.startswith("circa ") and not rest[0].startswith("circa "):
        rest[0] = f"circa {rest[0]}"
    found = [_DATE.fullmatch(part) for part in (first, *rest[:1])]
    if len(rest) > 1 or not all(found):
        return None
    ends = [_edtf(one) for one in found if one]
    edtf = "/".join(dict.fromkeys(end for end in ends if end))
    try:
        return dates.parse(edtf).text if all(ends) else None
    except dates.DateError:  # the 31st of February, or an end before the beginning
        return None


def _edtf(found: re.Match[str]) -> str | None:
    about = "~" if found["about"] else ""
    if found["decade"]:
        whole = found["month"] is None and found["year"].endswith("0") and not about
        return f"{found['year'][:3]}X" if whole else None
    parts = [found["year"]]
    if found["month"]:
        if found["month"] not in _MONTHS:
            return None
        parts.append(f"{_MONTHS.index(found['month']) + 1:02}")
    if found["day"]:
        parts.append(f"{int(found['day']):02}")
    return "-".join(parts) + about
