"""Sanctions of one authority, target and programme, put together: what began, what changed, what ended.

Publishers split one designation into several Sanctions, and one Sanction into several dates. They are laid
out in time; where one follows another without a break they are one spell. A spell is imposed at its first
start, amended at later ones, and lifted where the last of its ends is past.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from loader.dates import OPEN_END, OPEN_START, Date
from loader.facts.model import DateRole, DesignationAction

from .sanction import Sanction, Stretch

__all__ = ["Act", "Group", "Span", "Spell", "acts", "spans", "spells"]

_DAY = datetime.timedelta(days=1)


class Group(NamedTuple):
    """What Sanctions have in common that are about one designation."""

    authority: str
    target: str
    programme: str


class Span(NamedTuple):
    """A stretch of a Sanction, as bounds.

    Attributes:
        begins: OPEN_START where no start is said: it may have begun at any time.
        ends: OPEN_END where no end is said: it goes on.
        first: the last day on which the first of its dated starts may have been; OPEN_END without any.
    """

    begins: datetime.date
    ends: datetime.date
    first: datetime.date


Spell = Span
"""Spans without a break between them, taken together."""


@dataclass(frozen=True, slots=True)
class Act:
    """An act that a Sanction tells of."""

    action: DesignationAction
    date: str | None
    role: DateRole
    until: str | None = None
    remark: str | None = None


def spans(said: Sanction, seen: Date | None) -> Iterator[Span]:
    """The stretches of a Sanction as bounds, in its own order.

    Args:
        said: the Sanction.
        seen: the day on which it was last seen.
    """
    for stretch in _ended(said, seen):
        yield Span(
            stretch.starts[0].earliest if stretch.starts else OPEN_START,
            stretch.end.latest if stretch.end else OPEN_END,
            min((start.latest for start in stretch.starts), default=OPEN_END),
        )


def spells(laid_out: Iterable[Span]) -> Iterator[Spell]:
    """Joins what overlaps, or follows on the next day.

    Args:
        laid_out: spans of one group, by the day on which they begin.
    """
    running: Spell | None = None
    for span in laid_out:
        if running and (running.ends == OPEN_END or span.begins <= running.ends + _DAY):
            running = Spell(running.begins, max(running.ends, span.ends), min(running.first, span.first))
        else:
            if running:
                yield running
            running = span
    if running:
        yield running


def acts(said: Sanction, seen: Date | None, around: Iterable[Spell]) -> Iterator[Act]:
    """What a Sanction tells of, in the light of all others of its group.

    Args:
        said: the Sanction.
        seen: the day on which it was last seen: an end after it is a term, not a lifting.
        around: for each of its stretches the spell that it is part of.
    """
    role: DateRole = "effective" if said.effective else "event"
    for stretch, spell in zip(_ended(said, seen), around, strict=True):
        end = stretch.end
        past = end is not None and seen is not None and end.latest <= seen.latest
        until = end.text if end is not None and not past else None
        if not stretch.starts:
            yield Act("imposed", None, role, until)
        for start in stretch.starts:
            action: DesignationAction = "imposed" if start.earliest <= spell.first else "amended"
            yield Act(action, start.text, role, until if start is stretch.starts[-1] else None)
        for day in said.updated:
            begun = not stretch.starts or stretch.starts[-1].latest < day.earliest
            if begun and (end is None or day.latest < end.latest):
                yield Act("amended", day.text, "event")
        if end is not None and past:
            ended: DateRole = "reported" if end.earliest == OPEN_START else "effective"
            if end.latest == spell.ends:
                yield Act("lifted", end.text, ended)
            else:
                yield Act("amended", end.text, ended, remark="This part of it ended; another was in force.")


def _ended(said: Sanction, seen: Date | None) -> tuple[Stretch, ...]:
    """The stretches; of a Sanction that is over, the last one ended by the day on which it was last seen."""
    last = said.stretches[-1]
    if not said.over or seen is None or (last.end and last.end.latest <= seen.latest):
        return said.stretches
    if last.starts and last.starts[-1].earliest > seen.latest:  # over before it began: the dates are right
        return said.stretches
    by_then = Date(f"../{seen.latest.isoformat()}", OPEN_START, seen.latest, soft=False)
    return (*said.stretches[:-1], replace(last, end=by_then))
