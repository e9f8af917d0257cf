"""What the author of a refused date may have meant: each habit of writing dates, and its EDTF."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable

__all__ = ["suggestions"]

Offer = tuple[str, str]  # EDTF that may be refused in its turn, and the condition under which it is meant

_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SEASONS = {"spring": "21", "summer": "22", "autumn": "23", "fall": "23", "winter": "24"}
_BEFORE = (
    "on or before ",
    "no later than ",
    "not after ",
    "up to ",
    "before ",
    "until ",
    "till ",
    "by ",
    "<=",
    "<",
)
_AFTER = ("on or after ", "no earlier than ", "not before ", "after ", "since ", "from ", ">=", ">")
_ABOUT = ("approximately ", "around ", "about ", "roughly ", "circa ", "ca. ", "ca ", "c. ", "~")
_ISO_DAY = 10  # the length of YYYY-MM-DD
_UNKNOWN = ("", "..", "?", "open", "unknown", "present", "now", "today", "ongoing")


def suggestions(text: str, readable: Callable[[str], bool]) -> list[Offer]:
    r"""Offers EDTF for a text that is none, by the first habit of writing dates that explains it.

    Args:
        text: what was refused.
        readable: whether a text is a date; only such are offered.

    >>> readable = lambda text: re.fullmatch(r"(\.\./)?[0-9]{4}(-[0-9]{2}){0,2}", text) is not None
    >>> suggestions("03/04/2024", readable)
    [('2024-04-03', ' if the day comes first'), ('2024-03-04', ' if the month does')]
    >>> suggestions("on or before 21 November 2024", readable)
    [('../2024-11-21', '')]
    """
    plain = _plain(text)
    for habit in _HABITS:
        if offers := {offer: condition for offer, condition in habit(plain) if readable(offer)}:
            return list(offers.items())
    return []


def _plain(text: str) -> str:
    """The text with any script's digits as 0-9, one kind of dash, and single spaces."""
    digits = "".join(str(unicodedata.decimal(c, c)) for c in unicodedata.normalize("NFKC", text))
    return " ".join(digits.translate(_DASHES).lower().split())


def _as_edtf(text: str) -> Iterable[Offer]:
    """EDTF but for spaces, the case of its letters, or the spelling of its drafts."""
    draft = text.replace("?~", "%").replace("~?", "%")
    draft = re.sub(r"(?<=[0-9-])[ux]+", lambda u: "X" * len(u[0]), draft.replace(" ", ""))
    yield draft.upper(), ""


def _numbers(text: str) -> Iterable[Offer]:
    """Days and months in numbers, in another order or with other signs between."""
    if match := re.fullmatch(r"([0-9]{1,2})([./ -])([0-9]{1,2})\2([0-9]{4})", text):
        one, sign, two, year = match.groups()
        day_first, month_first = _iso(year, two, one), _iso(year, one, two)
        if sign == "." or int(one) > len(_MONTHS) or one == two:
            yield day_first, ""
        elif int(two) > len(_MONTHS):
            yield month_first, ""
        else:
            yield day_first, " if the day comes first"
            yield month_first, " if the month does"
    elif match := re.fullmatch(
        r"([0-9]{4})([./ -])([0-9]{1,2})\2([0-9]{1,2})|([0-9]{4})([0-9]{2})([0-9]{2})?", text
    ):
        yield _iso(*(part for part in match.group(1, 3, 4, 5, 6, 7) if part)), ""
        if match[3] and int(match[3]) > len(_MONTHS):
            yield _iso(match[1], match[4], match[3]), " if the day comes before the month"
    elif match := re.fullmatch(r"([0-9]{4})[./ -]([0-9]{1,2})", text):
        yield _iso(match[1], match[2]), ""
    elif match := re.fullmatch(r"([0-9]{1,2})[./ -]([0-9]{4})", text):
        yield _iso(match[2], match[1]), ""


def _words(text: str) -> Iterable[Offer]:
    """Months and seasons by name, and decades."""
    words = re.sub(r"(?<=[0-9])(st|nd|rd|th)\b|[.,]|\bof\b|\bthe\b|\bin\b", " ", text).split()
    if words[-1:] == [text] and (match := re.fullmatch(r"([0-9]{3})0s", text)):
        yield f"{match[1]}X", ""
    match words:
        case [day, name, year] if day.isdigit() and (month := _month(name)):
            yield _iso(year, month, day), ""
        case [name, day, year] if day.isdigit() and (month := _month(name)):
            yield _iso(year, month, day), ""
        case [name, year] if name in _SEASONS:
            yield f"{year}-{_SEASONS[name]}", ""
        case [name, year] if month := _month(name):
            yield _iso(year, month), ""


def _qualified(text: str) -> Iterable[Offer]:
    """Words before a date that EDTF has signs for."""
    for openings, form in ((_BEFORE, "../{}"), (_AFTER, "{}/.."), (_ABOUT, "{}~")):
        for opening in openings:
            if text.startswith(opening):
                yield from (
                    (form.format(date), condition) for date, condition in _dates(text[len(opening) :])
                )
                return


def _interval(text: str) -> Iterable[Offer]:
    """Two dates with a dash or a word between."""
    bare = re.sub(r"^(between|from) ", "", text)
    for sign in (" - ", " to ", " and ", " until ", "/", "-"):
        if bare.count(sign) == 1:
            for start, condition in _ends(bare.partition(sign)[0]):
                for end, other in _ends(bare.partition(sign)[2]):
                    yield f"{start}/{end}", condition or other


def _reversed(text: str) -> Iterable[Offer]:
    """An interval that ends before it begins."""
    for offer, condition in _interval(text):
        start, _, end = offer.partition("/")
        yield f"{end}/{start}", condition


def _ends(text: str) -> Iterable[Offer]:
    return [("..", "")] if text.strip() in _UNKNOWN else _dates(text.strip())


def _within(text: str) -> Iterable[Offer]:
    """The day of a date-time, or the one date within other words."""
    found = _ISO.findall(text)
    if len(found) == 1:
        yield (
            found[0],
            "" if re.match(r"[t ][0-9]{2}:?[0-9]{2}", text[_ISO_DAY:]) else " if that is all that is meant",
        )


def _days_of_times(text: str) -> Iterable[Offer]:
    """An interval of date-times, as one of days."""
    yield re.sub(r"t[^/]*", "", text), ""


def _less_precise(text: str) -> Iterable[Offer]:
    """The month of an impossible day."""
    if re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:t|$)", text):
        yield text[:7], " if the day is not known"


def _dates(text: str) -> Iterable[Offer]:
    """A date as it stands, or what it may have meant."""
    if _ISO.fullmatch(text):
        return [(text, "")]
    return [offer for habit in (_numbers, _words) for offer in habit(text)]


def _month(name: str) -> str:
    return str(_MONTHS.index(name[:3]) + 1) if name[:3] in _MONTHS and name.isalpha() else ""


def _iso(year: str, *parts: str) -> str:
    return "-".join((year, *(part.zfill(2) for part in parts)))


_ISO = re.compile(r"(?<![0-9])[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?(?![0-9])")
_HABITS: tuple[Callable[[str], Iterable[Offer]], ...] = (
    _as_edtf,
    _numbers,
    _words,
    _qualified,
    _interval,
    _reversed,
    _days_of_times,
    _less_precise,
    _within,
)
