"""Liftings that show only as an absence: what a complete list no longer names.

What a complete source names was in force on its day, unless it says itself that it was suspended. What the
one before names and it does not was lifted between the two days; and what it names again after that was
imposed anew in between. The sources are put in the order of their days, so they may be loaded in any order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date as Day  # noqa: N812  # as in `readings`
from itertools import pairwise

from loader import dates
from loader.dates import Date
from loader.records.readings import Reading
from loader.records.steps import Step

__all__ = ["Snapshot", "Snapshots", "absences"]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A source that lists all that is in force on its day."""

    source: str
    published: Date


Snapshots = Mapping[tuple[str, str], Sequence[Snapshot]]
"""The complete sources of each authority and list."""

_SHOWING = {"imposed", "reaffirmed", "amended"}
"""The actions that show a designation in force."""


def absences(steps: Sequence[Step], snapshots: Iterable[Snapshot]) -> list[Step]:
    """The steps that complete sources imply for one designation.

    Args:
        steps: what is asserted of it, on any source.
        snapshots: the complete sources of its authority and list.

    Returns:
        A sighting for each complete source that names it, a lifting for each that no longer does, an
        imposition for each that names it again; each with the sources that it is inferred from.
    """
    said: dict[str, list[Step]] = {}
    for step in steps:
        said.setdefault(step.source, []).append(step)
    listed = {s: _listing(said.get(s.source, ()), s.published) for s in snapshots}
    sightings = [
        Step("reaffirmed", Reading(s.published), s.source, claim=step.claim, inferred_from=(s.source,))
        for s, naming in listed.items()
        if not _ended(naming, "suspended")
        for step in naming
    ]
    return sightings + list(_changes(_in_order(listed), {s.source for s, naming in listed.items() if naming}))


def _listing(said: Iterable[Step], day: Date) -> list[Step]:
    """The steps by which a source names what is on its list; none where it tells of the lifting itself."""
    known = [step for step in said if step.reading.earliest <= day.latest]
    return [] if _ended(known, "lifted") else [step for step in known if step.action != "lifted"]


def _ended(said: Sequence[Step], action: str) -> bool:
    """Whether a source says that it was lifted, or suspended, and in force at no later date."""
    showing = [step.reading.earliest for step in said if step.action in _SHOWING]
    return any(step.action == action and step.reading.latest > max(showing, default=Day.min) for step in said)


def _in_order(snapshots: Iterable[Snapshot]) -> list[tuple[Date, list[str]]]:
    """Sources of one day are one list; those whose days cannot be told apart are left out."""
    days: dict[Date, list[str]] = {}
    for snapshot in sorted(snapshots, key=lambda s: s.source):
        if not snapshot.published.soft:
            days.setdefault(snapshot.published, []).append(snapshot.source)
    kept: list[tuple[Date, list[str]]] = []
    for day, sources in sorted(days.items(), key=lambda item: (item[0].latest, item[0].earliest)):
        if not kept or kept[-1][0].latest < day.earliest:
            kept.append((day, sources))
    return kept


def _changes(lists: Iterable[tuple[Date, list[str]]], naming: Set[str]) -> Iterator[Step]:
    """A lifting or an imposition between each two neighbouring lists of which only one names it."""
    seen = False
    for (first, before), (second, after) in pairwise(lists):
        named, names = not naming.isdisjoint(before), not naming.isdisjoint(after)
        seen = seen or named
        if named == names or not seen:
            continue
        action = "lifted" if named else "imposed"
        span = Reading(dates.from_bounds(first.earliest, second.latest))
        told = [s for s in before if (s in naming) == named], [s for s in after if (s in naming) == names]
        for source in told[1]:
            yield Step(action, span, source, inferred_from=(*told[0], source))
