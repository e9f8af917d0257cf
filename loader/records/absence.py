"""What complete lists imply: a lifting that shows only as an absence, an amendment that shows as a change.

What a complete source names was in force on its day, unless it says itself that it was suspended. What the
one before names and it does not was lifted between the two days; and what it names again after that was
imposed anew in between. What both name by an entry whose content differs was amended in between. The sources
are put in the order of their days, so they may be loaded in any order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from datetime import date as Day  # noqa: N812  # as in `readings`
from itertools import pairwise

from msgspec import Struct

from loader import dates
from loader.dates import Date
from loader.records.readings import Reading, inside
from loader.records.steps import Step

__all__ = ["Snapshot", "Snapshots", "absences"]


class Snapshot(Struct, frozen=True, gc=False):
    """A source that lists all that is in force on its day."""

    source: str
    published: Date


Snapshots = Mapping[tuple[str, str], Sequence[Snapshot]]
"""The complete sources of each authority and list."""

_SHOWING = {"imposed", "reaffirmed", "amended"}
"""The actions that show a designation in force."""


def absences(steps: Sequence[Step], vague: Sequence[Step], snapshots: Sequence[Snapshot]) -> list[Step]:
    """The steps that complete sources imply for one designation.

    Args:
        steps: what is asserted of it, on any source.
        vague: what is asserted of others that may be this one, such as of the list without a programme. A
            source that may name it so neither names it nor is silent, and is left out of what is compared.
        snapshots: the complete sources of its authority and list.

    Returns:
        A sighting for each complete source that names it, a lifting for each that no longer does, an
        imposition for each that names it again, an amendment for each that names it otherwise; each with the
        sources that it is inferred from.
    """
    if len(snapshots) == 1:
        (only,) = snapshots
        return _sightings(only, _listing([s for s in steps if s.source == only.source], only.published))
    said, mentioned = _by_source(steps), _by_source(vague)
    listed = {s: _listing(said.get(s.source, ()), s.published) for s in snapshots}
    sightings = [step for s, naming in listed.items() for step in _sightings(s, naming)]
    names = {s.source for s, naming in listed.items() if naming}
    may_name = {s.source for s in listed if _listing(mentioned.get(s.source, ()), s.published)}
    lists = [
        (day, sources)
        for day, sources in _in_order(listed)
        if not names.isdisjoint(sources) or may_name.isdisjoint(sources)
    ]
    changes = _changes(lists, names)
    entries = {s.source: _entries(naming) for s, naming in listed.items()}
    told = [step for step in steps if step.action == "amended"]
    return [*sightings, *changes, *_amendments(lists, entries, told)]


def _sightings(snapshot: Snapshot, naming: Sequence[Step]) -> list[Step]:
    """What a source shows to be in force on its day, by the steps by which it names it."""
    if not naming or _ended(naming, "suspended"):
        return []
    seen, of = Reading(snapshot.published), (snapshot.source,)
    return [Step("reaffirmed", seen, snapshot.source, claim=step.claim, inferred_from=of) for step in naming]


def _by_source(steps: Iterable[Step]) -> dict[str, list[Step]]:
    said: dict[str, list[Step]] = {}
    for step in steps:
        said.setdefault(step.source, []).append(step)
    return said


def _listing(said: Iterable[Step], day: Date) -> list[Step]:
    """The steps by which a source names what is on its list; none where it tells of the lifting itself."""
    known = [step for step in said if step.reading.earliest <= day.latest]
    return [] if _ended(known, "lifted") else [step for step in known if step.action != "lifted"]


def _ended(said: Sequence[Step], action: str) -> bool:
    """Whether a source says that it was lifted, or suspended, and in force at no later date."""
    if all(step.action != action for step in said):
        return False
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


_Entries = Mapping[str, Set[str]]
"""The digests of what the entries of a list say, by the entry."""


def _entries(naming: Iterable[Step]) -> _Entries:
    """The entries by which a source names it, where their content has a digest."""
    found: dict[str, set[str]] = {}
    for step in naming:
        for passage in step.claim.fact.evidence if step.claim is not None else ():
            if passage.entry is not None and passage.sha256 is not None:
                found.setdefault(passage.entry, set()).add(passage.sha256)
    return found


def _changed(before: _Entries, after: _Entries) -> bool:
    """Whether an entry that both name says something else in the second."""
    return any(before[entry].isdisjoint(after[entry]) for entry in before.keys() & after.keys())


def _amendments(
    lists: Iterable[tuple[Date, list[str]]], entries: Mapping[str, _Entries], told: Sequence[Step]
) -> Iterator[Step]:
    """An amendment between each two neighbouring lists that name it otherwise.

    None where a claim dates an amendment to that time, which is then the one that shows. The first list
    cannot be the one to tell of what changed after it.
    """
    for (first, before), (second, after) in pairwise(lists):
        earlier, later = _of_one_day(before, entries), _of_one_day(after, entries)
        span = Reading(dates.from_bounds(first.earliest, second.latest))
        known = any(inside(step.reading, span) for step in told if step.source not in before)
        if known or not _changed(earlier, later):
            continue
        compared = [s for s in before if _changed(entries[s], later)]
        for source in after:
            if _changed(earlier, entries[source]):
                yield Step("amended", span, source, inferred_from=(*compared, source))


def _of_one_day(sources: Iterable[str], entries: Mapping[str, _Entries]) -> _Entries:
    """What the lists of one day say together: an entry is unchanged where one of them shows it so."""
    found: dict[str, set[str]] = {}
    for source in sources:
        for entry, digests in entries[source].items():
            found.setdefault(entry, set()).update(digests)
    return found
