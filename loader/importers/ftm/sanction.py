"""What one FollowTheMoney Sanction says: who designates whom, under what programme, from when until when."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from loader import dates
from loader.dates import Date
from loader.facts.model import Actor
from loader.importers.entry import Unused

from .country import SECURITY_COUNCIL, country
from .entity import Entity
from .programme import Programme, programmes

__all__ = ["Sanction", "Stretch", "sanction"]

_COUNCIL = re.compile(r"\b(united nations|un) security council\b|\bunsc\b", re.I)
_OVER = {"delisted", "expired", "inactive", "lifted", "removed", "repealed", "revoked", "terminated"}


@dataclass(frozen=True, slots=True)
class Stretch:
    """A time without a break that a Sanction was in force.

    Attributes:
        starts: its dated starts, the first one first; empty where none is said.
        end: the end that is said of it, past or to come.
    """

    starts: tuple[Date, ...]
    end: Date | None


@dataclass(frozen=True, slots=True)
class Sanction:
    """A Sanction, read.

    Attributes:
        authorities: who designates.
        targets: the ids of the entities that it points to.
        programmes: at least one.
        organ: the first of the authorities that it names, in the order of their letters.
        instrument: the programme's wording, where its id is the programme.
        stretches: in order of time; at least one.
        effective: whether the starts are those of its effect; otherwise they are of its listing.
        updated: when the authority last changed it.
        over: whether it is in force no more, though no end in the past is said.
        note: what else it says.
        unused: what of it could not be read, or is not kept.
    """

    authorities: tuple[Actor, ...]
    targets: tuple[str, ...]
    programmes: tuple[Programme, ...]
    organ: str | None
    instrument: str | None
    stretches: tuple[Stretch, ...]
    effective: bool
    updated: tuple[Date, ...]
    over: bool
    note: str | None
    unused: tuple[Unused, ...]


_NOTED = {
    "Organ": ("authority",),
    "Status": ("status",),
    "Reference": ("authorityId", "recordId", "unscId"),
    "Listed": ("listingDate",),
    "Updated": ("modifiedAt",),
    "Duration": ("duration",),
    "Source": ("sourceUrl",),
    "Programme": ("programUrl",),
    "Summary": ("summary", "description", "notes"),
    "Reason": ("reason",),
    "Measures": ("provisions",),
}
"""What goes into the note, under which words, the shorter ones first: a note that is too long is cut."""

_SAID = {"entity", "country", "program", "programId", "startDate", "endDate"} | {
    name for names in _NOTED.values() for name in names
}
_NOTE = 2000  # characters
_CUT = f"It is too long for a note of {_NOTE:,} characters and is cut."


def sanction(entity: Entity) -> Sanction:
    """Reads a Sanction.

    FollowTheMoney's `startDate` is the day on which a designation takes effect, `listingDate` the one on
    which it is listed. The latter stands in for the former where there is none, and is otherwise only noted:
    many sources move it with each change of an entry.
    """
    unused: list[Unused] = []
    starts = _days(entity, "startDate", unused)
    listed = _days(entity, "listingDate", unused)
    begun = starts or listed
    ends = _days(entity, "endDate", unused)
    if begun and ends and ends[0].latest < begun[0].earliest:
        unused.append(Unused("endDate", "It is before the first start."))
        ends = tuple(day for day in ends if day.latest >= begun[0].earliest)
    organs = entity.values("authority")
    note = _note(
        entity,
        {"authority": organs[1:], "listingDate": tuple(d.text for d in listed) if starts else ()},
        unused,
    )
    named, instrument = programmes(entity)
    status = {value.casefold() for value in entity.values("status")}
    if any(country(code) is None for code in entity.values("country")):
        unused.append(Unused("country", "It is the code of no country."))
    unused += [
        Unused(said, "A designation has no such key.")
        for said in sorted({*entity.properties} - _SAID)
        if entity.values(said)
    ]
    return Sanction(
        authorities=_authorities(entity, organs),
        targets=entity.values("entity"),
        programmes=named,
        organ=organs[0] if organs else None,
        instrument=instrument,
        stretches=_stretches(begun, ends),
        effective=bool(starts),
        updated=_days(entity, "modifiedAt", unused),
        over=bool(status) and status <= _OVER,
        note=note,
        unused=tuple(unused),
    )


def _days(entity: Entity, name: str, unused: list[Unused]) -> tuple[Date, ...]:
    days = {}
    for written in entity.values(name):
        try:
            day = dates.parse(written)
            days[day.text] = day
        except dates.DateError:
            unused.append(Unused(name, "It is no date."))
    return tuple(sorted(days.values(), key=_in_time))


def _in_time(day: Date) -> tuple[datetime.date, datetime.date, str]:
    return day.earliest, day.latest, day.text


def _stretches(starts: Sequence[Date], ends: Sequence[Date]) -> tuple[Stretch, ...]:
    """Each end closes the starts before it; of ends with no start between them the last one counts.

    >>> day = dates.parse
    >>> found = _stretches([day("2021"), day("2024-11")], [day("2024-10")])
    >>> [(len(stretch.starts), stretch.end and stretch.end.text) for stretch in found]
    [(1, '2024-10'), (1, None)]
    """
    events = sorted(
        [(day.earliest, False, day) for day in starts] + [(day.latest, True, day) for day in ends],
        key=lambda event: (event[0], event[1], event[2].text),
    )
    runs = [
        (ending, tuple(day for *_, day in run)) for ending, run in groupby(events, key=lambda event: event[1])
    ]
    if not runs or runs[0][0]:
        runs.insert(0, (False, ()))
    return tuple(
        Stretch(days, runs[at + 1][1][-1] if at + 1 < len(runs) else None)
        for at, (ending, days) in enumerate(runs)
        if not ending
    )


def _authorities(entity: Entity, organs: Sequence[str]) -> tuple[Actor, ...]:
    """The countries. The Security Council is known by its name: it is given no country, or the UN's."""
    found = {c.id: c for code in entity.values("country") if (c := country(code))}
    if any(_COUNCIL.search(organ) for organ in organs) and found.keys() <= {"united-nations"}:
        return (SECURITY_COUNCIL,)
    return tuple(found.values())


def _note(entity: Entity, instead: dict[str, tuple[str, ...]], unused: list[Unused]) -> str | None:
    lines: list[str] = []
    left = _NOTE
    for words, names in _NOTED.items():
        values = [value for name in names for value in instead.get(name, entity.values(name))]
        if not values:
            continue
        line = f"{words}: {'; '.join(values)}"
        if len(line) > left:
            line = f"{line[: max(left - 1, 0)].rstrip()}…" if left > len(words) + 20 else ""
            unused += [Unused(name, _CUT) for name in names if entity.values(name)]
        if line:
            lines.append(line)
            left -= len(line) + 1
    return "\n".join(lines) or None
