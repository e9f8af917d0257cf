"""What a worker process does: its share of the second pass, then part after part of the third."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import pyoxigraph

from loader.bulk.judging import Judge
from loader.bulk.parts import Cut, change_of, document, gather, written
from loader.bulk.processes import Line
from loader.bulk.shares import sort_share
from loader.bulk.spill import Blocks, Index, Spill, entries
from loader.bulk.standing import restated_of
from loader.change import Change, Setting
from loader.dangling import references
from loader.errors import Place, Problem
from loader.holdings import Holdings, held_by
from loader.intake import Survey, scopes_of
from loader.records import Identity, Thing
from loader.store import Version
from loader.triples import Triple

__all__ = ["Begin", "Done", "Job", "Part", "work"]


@dataclass(frozen=True, slots=True)
class Job:
    """What a worker knows from the start, for it is forked.

    Attributes:
        read: the files.
        version: what the store holds; None for nothing.
        base: the base of the IRIs of things.
        alone: whether the files are judged as if nothing were stored but what they refer to.
        datasets: the names of the datasets, each once.
        held: for each of these that the store has, by number, the ids of its claims there.
        identity: which actors become one.
        spills: the files in which claims wait; one for each worker, and the last for the parent.
        parts: how many parts there are.
        shares: how many workers.
        shapes: a shapes file of the user's own.
    """

    read: Survey
    version: Version | None
    base: str
    alone: bool
    datasets: Sequence[str]
    held: Mapping[int, AbstractSet[bytes]]
    identity: Identity
    spills: Sequence[Spill]
    parts: int
    shares: int
    shapes: Path | None


class Begin(NamedTuple):
    """Said to each worker between its two passes.

    Attributes:
        indexes: where the claims of each part are in each spill.
        standing: where the workers' spills say in which lines those stand that are stated as before.
        settings: what records depend on besides, before the load and after it.
        lost: the actors and sources that nothing describes any more.
        left: the types of those actors whose stored types are not all theirs any more.
    """

    indexes: Sequence[Index]
    standing: Sequence[Blocks]
    settings: tuple[Setting, Setting]
    lost: AbstractSet[Thing]
    left: Mapping[str, Sequence[Triple]]


class Part(NamedTuple):
    """Said to a worker that is to do a part.

    Attributes:
        number: which.
        wanted: whether its triples are to be handed over.
    """

    number: int
    wanted: bool


@dataclass(slots=True)
class Done:
    """What a worker says at its end.

    Attributes:
        problems: what the shapes find.
        dangling: the ids of new claims that refer to what is lost, each with its places.
    """

    problems: list[Problem]
    dangling: dict[Thing, dict[str, list[Place]]] = field(default_factory=dict)


def work(job: Job, number: int, line: Line) -> None:
    """Does what the parent says, until it says None.

    Args:
        job: what is known ahead.
        number: which worker this is.
        line: to the parent.
    """
    known = held_by(job.version, job.base)  # what was opened before the fork is of no use after it
    stored = Holdings(pyoxigraph.Store(), job.base) if job.alone else known
    told: Callable[[int], None] = line.say
    line.say(
        sort_share(
            job.read,
            scopes_of(job.read, known),
            {name: n for n, name in enumerate(job.datasets)},
            job.held,
            job.identity,
            job.spills[number],
            job.parts,
            number,
            job.shares,
            told,
        )
    )
    begin = line.hear()
    assert isinstance(begin, Begin)  # the parent says nothing else
    cut = Cut(job.datasets, job.read.facts.files, begin.settings, job.parts)
    judge = Judge(job.shapes, known, job.read.whole, job.identity, begin.left, job.alone)
    done = Done([])
    while (part := line.hear()) is not None:
        given = gather(entries(job.spills, begin.indexes, part.number), cut)
        comes_to = change_of(given, part.number, stored, cut)
        judge.hear(comes_to, given.places)
        _dangling(comes_to, begin.lost, given.places, done.dangling)
        line.say(written(comes_to, given))
        if part.wanted:
            line.hand(document(comes_to))
    done.problems = judge.problems(
        lambda ids: restated_of(ids, job.spills, begin.standing, cut.files),
        job.version.places() if job.version and not job.alone else {},
    )
    line.say(done)


def _dangling(
    part: Change,
    lost: AbstractSet[Thing],
    places: Mapping[str, list[Place]],
    found: dict[Thing, dict[str, list[Place]]],
) -> None:
    """Notes which new claims refer to what is lost."""
    if lost:
        for what, ids in references(part.added.values()).items():
            if what in lost:
                found.setdefault(what, {}).update({identifier: places[identifier] for identifier in ids})
