"""Liftings that show only as an absence: what a complete list no longer names.

What a complete source names was in force on its day. What the one before names and it does not was lifted
between the two days; and what it names again after that was imposed anew in between. The sources are put in
the order of their days, so they may be loaded in any order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
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


def _in_order(snapshots: Iterable[Snapshot]) -> list[tuple[Date, list[Snapshot]]]:
    """Sources of one day are one snapshot; those whose days cannot be told apart are left out."""
    days: dict[Date, list[Snapshot]] = {}
    for snapshot in sorted(snapshots, key=lambda s: s.source):
        days.setdefault(snapshot.published, []).append(snapshot)
    ordered = sorted(days.items(), key=lambda item: (item[0].latest, item[0].earliest))
    kept: list[tuple[Date, list[Snapshot]]] = []
    for day, group in ordered:
        if not day.soft and (not kept or kept[-1][0].latest < day.earliest):
            kept.append((day, group))
    return kept


def _span(first: Date, second: Date) -> Reading:
    return Reading(dates.from_bounds(first.earliest, second.latest))


def absences(steps: Sequence[Step], snapshots: Iterable[Snapshot]) -> list[Step]:
    """The steps that complete sources imply for one designation.

    Args:
        steps: what is asserted of it, on any source.
        snapshots: the complete sources of its authority and list.

    Returns:
        A sighting for each complete source that names it, a lifting for each that no longer does, an
        imposition for each that names it again; each with the sources that it is inferred from.
    """
    naming: dict[str, list[Step]] = {}
    for step in steps:
        if step.action != "lifted":
            naming.setdefault(step.source, []).append(step)
    days = _in_order(snapshots)
    inferred: list[Step] = []
    for day, group in days:
        for source in (snapshot.source for snapshot in group):
            inferred += [
                Step("reaffirmed", Reading(day), source, claim=step.claim, inferred_from=(source,))
                for step in naming.get(source, ())
            ]
    seen = False
    for (first, before), (second, after) in pairwise(days):
        named = any(s.source in naming for s in before)
        names = any(s.source in naming for s in after)
        if named != names and (named or seen):
            action = "lifted" if named else "imposed"
            pair = (before[0].source, after[0].source)
            inferred.append(Step(action, _span(first, second), after[0].source, inferred_from=pair))
        seen = seen or named
    return inferred
