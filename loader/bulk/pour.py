"""A large load as the parent process sees it: pass after pass, and what the parts add up to."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import pyoxigraph

from loader.bulk.ahead import decided, settings
from loader.bulk.leaving import leave, leaving
from loader.bulk.parts import Written
from loader.bulk.processes import Line, cores, hired
from loader.bulk.shares import Sorted
from loader.bulk.spill import Spill
from loader.bulk.work import Begin, Done, Job, Part, work
from loader.change import Totals, touched_by_silence
from loader.contradictions import contradictions
from loader.dangling import lost, told
from loader.errors import Place, Problem, Severity
from loader.holdings import Holdings, held_by
from loader.intake import Survey, scopes_of
from loader.judge import stands
from loader.membership import combined
from loader.progress import Progress, silent
from loader.records import Thing
from loader.reports import conforms
from loader.store import Version
from loader.triples import Triple
from loader.vocabulary import parts as parts_of

__all__ = ["Poured", "Sink", "pour"]

_PART = 3_000  # facts: their triples are what the engine takes best at a time, and 50 MB in memory
_MOST = 4_096  # parts; beyond, they grow


class Sink(Protocol):
    """Where a load is written."""

    def bulk(self, document: bytes, count: int) -> None:
        """Adds an N-Triples document of so many new triples; several threads may call this at once."""

    def remove(self, triples: Iterable[Triple]) -> None:
        """Takes triples out."""

    def stand(self, part: Written) -> None:
        """Takes note of where the claims of a part stand; one thread at a time."""


@dataclass(slots=True)
class Poured:
    """What a load comes to.

    Attributes:
        totals: its change in figures.
        problems: all that is wrong.
        joined: for each dataset, how many claims it begins to make.
        left: for each dataset, the ids of the claims that it ceases to make.
        withdrawn: the ids of the claims that nobody makes any more.
        content: the sum of the digests of what joins and leaves.
        named: the same of what says who actors and what sources are.
        languages: the language tags of its names.
        resolved: how many facts went through the second pass.
    """

    totals: Totals = field(default_factory=Totals)
    problems: list[Problem] = field(default_factory=list)
    joined: Counter[str] = field(default_factory=Counter)
    left: Mapping[str, AbstractSet[str]] = field(default_factory=dict)
    withdrawn: list[str] = field(default_factory=list)
    content: str = "0"
    named: str = "0"
    languages: set[str] = field(default_factory=set)
    resolved: int = 0

    def add(self, part: Written) -> None:
        """Adds up what a part comes to."""
        self.totals = self.totals.plus(part.totals)
        self.joined.update(part.joined)
        self.content = combined(self.content, part.content)
        self.named = combined(self.named, part.named)
        self.languages |= part.languages

    def __bool__(self) -> bool:
        return bool(self.joined or self.left)


def pour(
    read: Survey,
    version: Version | None,
    base: str,
    *,
    alone: bool = False,
    keep: bool = False,
    shapes: Path | None = None,
    sink: Sink | None = None,
    fail_on: Severity = Severity.VIOLATION,
    folder: Path | None = None,
    spare: Callable[[str, int, int], None] | None = None,
    progress: Progress = silent,
    workers: int | None = None,
) -> Poured | None:
    """Derives, judges and writes a load part by part.

    Args:
        read: its files.
        version: what the store holds; None for nothing.
        base: the base of the IRIs of things.
        alone: judge the files as if nothing were stored but what they refer to.
        keep: let stand what a dataset no longer says.
        shapes: a shapes file of the user's own, used besides the product's.
        sink: where to write; None to judge only.
        fail_on: the least severity of a problem after which nothing more is written.
        folder: where temporary files are made.
        spare: is asked, for each dataset, whether so many of so many claims may leave, and raises if not.
        progress: is told how far it is.
        workers: how many processes; by default one a core. 0 to do all in this one.

    Returns:
        What it comes to; None where it cannot be cut into parts, for claims that the store holds are about
        actors who become one with others, or cease to be.

    Raises:
        DetenteError: a file cannot be read, a worker was ended, or what the sink and `spare` raise.
    """
    known = held_by(version, base)
    stored = Holdings(pyoxigraph.Store(), base) if alone else known
    scopes = scopes_of(read, known)
    agreed = decided(read, scopes, stored, keep)
    if agreed is None:
        return None
    names = list(dict.fromkeys(read.datasets))
    held = {
        number: frozenset(map(bytes.fromhex, ids))
        for number, name in enumerate(names)
        if (ids := stored.in_dataset(name))
    }
    parts = min(_MOST, max(1, len(read.facts) // _PART))
    shares = cores() if workers is None else workers
    with ExitStack() as stack:
        spills = [Spill(folder) for _ in range(max(1, shares) + 1)]
        for spill in spills:
            stack.callback(spill.close)
        job = Job(
            read, version, base, alone, names, held, agreed.identity, spills, parts, max(1, shares), shapes
        )
        lines = stack.enter_context(hired(shares, lambda number, line: work(job, number, line)))
        done = Poured(problems=list(read.problems))
        sorting = [_sorted(line, done, len(read.facts), progress) for line in lines]
        stated = {number: [each.stated[number] for each in sorting] for number in held}
        leaves = leaving({} if keep else held, stated, names, stored)
        for number, going in leaves.left.items():
            if spare is not None:
                spare(names[number], len(going), len(held[number]))
        before, after = settings(read, scopes, stored, agreed.identity, leaves.withdrawn)
        hushed = touched_by_silence(stored, before.snapshots, after.snapshots, agreed.identity)
        leave(leaves, hushed, stored, agreed.identity, spills[-1], parts)
        gone = lost(leaves.withdrawn, lambda thing: _described(thing, read), stored)
        begin = Begin([*(each.index for each in sorting), spills[-1].finish()], (before, after), gone)
        done.left = {names[number]: set(ids) for number, ids in leaves.left.items()}
        done.withdrawn = sorted(leaves.withdrawn)
        ends = _Parts(lines, begin, parts, len(read.facts), done, sink, fail_on, progress).run()
    dangling = _joined(ends)
    standing = {claim: places for found in dangling.values() for claim, places in found.items()}
    places = stands(base, standing, version.places() if version else {})
    new = {what: set(found) for what, found in dangling.items()}
    about = [item for item in agreed.decisions if item.id not in agreed.added]
    done.problems += told(gone, new, leaves.withdrawn, about, stored, places)
    said = stands(base, agreed.places, version.places() if version else {})
    done.problems += contradictions(agreed.identity, agreed.decisions, agreed.added, base, said)
    done.problems = list(dict.fromkeys(done.problems))
    return done


def _described(thing: Thing, read: Survey) -> bool:
    """Whether a file of the load says who an actor is, or what a source."""
    (identifier,) = parts_of(thing.key)
    if thing.kind == "source":
        return read.whole.has_source(identifier)
    return bool(read.whole.kinds_of(identifier))


def _sorted(line: Line, done: Poured, facts: int, progress: Progress) -> Sorted:
    """Waits until a worker has sorted its share."""
    while not isinstance(said := line.hear(), Sorted):
        done.resolved += said
        progress("resolving", done.resolved, facts)
    done.problems += said.problems
    return said


def _joined(ends: Iterable[Done]) -> dict[Thing, dict[str, list[Place]]]:
    found: dict[Thing, dict[str, list[Place]]] = {}
    for end in ends:
        for what, standing in end.dangling.items():
            found.setdefault(what, {}).update(standing)
    return found


class _Parts:
    """The third pass, with a thread for each worker: while one part is derived, another is written."""

    def __init__(
        self,
        lines: Sequence[Line],
        begin: Begin,
        parts: int,
        facts: int,
        done: Poured,
        sink: Sink | None,
        fail_on: Severity,
        progress: Progress,
    ) -> None:
        self._lines = lines
        self._begin = begin
        self._ahead = iter(range(parts))
        self._facts = (0, facts)
        self._done = done
        self._sink = sink if conforms(done.problems, fail_on) else None
        self._progress = progress
        self._one_at_a_time = threading.Lock()
        self._failed: list[BaseException] = []
        self._ends: list[Done] = []

    def run(self) -> list[Done]:
        """Does all parts.

        Returns:
            What each worker says at its end.
        """
        threads = [threading.Thread(target=self._watched, args=(line,)) for line in self._lines]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if self._failed:
            raise self._failed[0]
        for end in self._ends:
            self._done.problems += end.problems
        return self._ends

    def _watched(self, line: Line) -> None:
        try:
            self._drive(line)
        except BaseException as error:  # raised again by `run`
            self._failed.append(error)

    def _next(self) -> Part | None:
        with self._one_at_a_time:
            number = None if self._failed else next(self._ahead, None)
        return None if number is None else Part(number, self._sink is not None)

    def _drive(self, line: Line) -> None:
        line.say(self._begin)
        part = self._next()
        line.say(part)
        while part is not None:
            did: Written = line.hear()
            document = line.take() if part.wanted else b""
            part = self._next()
            line.say(part)  # the worker goes on while this thread writes
            self._write(did, document)
        self._ends.append(line.hear())

    def _write(self, did: Written, document: bytes) -> None:
        if self._sink is not None and did.new:
            self._sink.bulk(document, did.new)
        with self._one_at_a_time:
            if self._sink is not None:
                if did.gone:
                    self._sink.remove(did.gone)
                self._sink.stand(did)
            self._done.add(did)
            through, facts = self._facts
            self._facts = through + did.facts, facts
            self._progress("deriving", *self._facts)
