"""Adding up dates: what several readings of one date come to.

Dates of different roles are never compared. Readings of one role narrow each other to their common bounds;
where they have none in common they are disputed, and the date is the hull of all readings.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date as Day  # noqa: N812  # `date` is the name of a field here
from functools import lru_cache

from msgspec import Struct

from loader import dates
from loader.dates import OPEN_END, OPEN_START, Date

__all__ = [
    "NO_DATE",
    "ROLES",
    "UNDATED",
    "Dated",
    "Reading",
    "add_up",
    "add_up_texts",
    "hull",
    "inside",
    "overlap",
]

ROLES = ("effective", "decided", "signed", "event", "announced", "reported")
"""In the order in which an act's date is taken from them."""


class _Bounded(Struct, frozen=True, gc=False):
    """A date, if there is one; its bounds are open where there is none."""

    date: Date | None

    @property
    def earliest(self) -> Day:
        """The first day that it can be."""
        return self.date.earliest if self.date else OPEN_START

    @property
    def latest(self) -> Day:
        """The last day that it can be."""
        return self.date.latest if self.date else OPEN_END


class Reading(_Bounded, frozen=True, gc=False):
    """One date as one claim gives it; `reported` already means on or before."""

    role: str = "event"

    @classmethod
    def of(cls, text: str | None, role: str = "event") -> Reading:
        """Reads a fact's date: a reported one is an upper bound, and one without any bound is none."""
        return UNDATED if text is None else _reading(text, role)

    @property
    def firm(self) -> bool:
        """Whether it can narrow, dispute, and stand between two acts with certainty."""
        return self.date is not None and not self.date.soft


UNDATED = Reading(None)


@lru_cache(maxsize=1 << 14)  # claims repeat their dates
def _reading(text: str, role: str) -> Reading:
    when = dates.parse(text)
    when = dates.on_or_before(when) if role == "reported" else when
    return UNDATED if (when.earliest, when.latest) == (OPEN_START, OPEN_END) else Reading(when, role)


class Dated(_Bounded, frozen=True, gc=False):
    """What readings come to: a date, if there is one, its role, and whether any role is disputed."""

    role: str
    disputed: bool


NO_DATE = Dated(None, "", disputed=False)


def overlap(a: Reading | Date, b: Reading | Date) -> bool:
    """Whether two dates can be the same day."""
    return a.earliest <= b.latest and b.earliest <= a.latest


def inside(a: Reading, b: Reading) -> bool:
    """Whether all that `a` can be lies in the period of `b`; a `b` without a date is all time."""
    return b.earliest <= a.earliest and a.latest <= b.latest


def hull(given: Sequence[Date]) -> Date:
    """The shortest date that holds all of the given ones (at least one)."""
    soft = all(d.soft for d in given)
    return _spell(given, min(d.earliest for d in given), max(d.latest for d in given), soft)


def _spell(given: Sequence[Date], earliest: Day, latest: Day, soft: bool) -> Date:
    """The words of the shortest of the dates that say just the bounds; canonical ones where none does."""
    same = [d for d in given if (d.earliest, d.latest, d.soft) == (earliest, latest, soft)]
    if same:
        return min(same, key=lambda d: (len(d.text), d.text))
    return dates.from_bounds(earliest, latest, soft)


def _of_one_role(own: Sequence[Date], shared: Sequence[Date]) -> tuple[Date, bool]:
    counted = [d for d in own if not d.soft] or list(own)
    contrary = [d for d in shared if not d.soft and any(not (c.soft or overlap(c, d)) for c in counted)]
    earliest = max(d.earliest for d in counted)
    latest = min(d.latest for d in counted)
    if earliest > latest or contrary:
        return hull(counted + contrary), True
    return _spell(counted, earliest, latest, counted[0].soft), False


def _by_role(readings: Iterable[Reading]) -> dict[str, list[Date]]:
    by_role: dict[str, set[Date]] = {}
    for reading in readings:
        if reading.date is not None:
            by_role.setdefault(reading.role, set()).add(reading.date)
    return {role: sorted(given, key=_order) for role, given in by_role.items()}


def add_up(readings: Iterable[Reading], shared: Sequence[Reading] = ()) -> Dated:
    """What the readings of one act's date come to.

    The order and the repetition of readings do not matter.

    Args:
        readings: those that are of this act and of no other.
        shared: those that may be of another act; they narrow nothing, but may contradict.

    >>> both = add_up([Reading.of("2003"), Reading.of("2003-02-14"), Reading.of("2024-11-21", "reported")])
    >>> both.date.text, both.role, both.disputed
    ('2003-02-14', 'event', False)
    >>> torn = add_up([Reading.of("2023-12"), Reading.of("2024-06")])
    >>> torn.date.text, torn.disputed
    ('2023-12/2024-06', True)
    """
    said = [reading for reading in readings if reading.date is not None]
    if not said:
        return NO_DATE
    if len(said) == 1 and not shared:
        return Dated(said[0].date, said[0].role, disputed=False)
    own, others = _by_role(said), _by_role(shared)
    sums = {role: _of_one_role(own[role], others.get(role, ())) for role in ROLES if role in own}
    role, (when, _) = next(iter(sums.items()))
    return Dated(when, role, any(disputed for _, disputed in sums.values()))


def add_up_texts(texts: Iterable[str | None]) -> Dated:
    """Adds up dates that have a key of their own, such as an agreement's `signed`, and so no role."""
    return add_up([_reading(text, "event") for text in texts if text is not None])


def _order(d: Date) -> tuple[Day, Day, str]:
    return d.earliest, d.latest, d.text
