"""A large load from beginning to end, as the parent process sees it: pass after pass."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path

import pyoxigraph

from loader.bulk.ahead import Decided, decided
from loader.bulk.between import Between, between
from loader.bulk.driving import Driver
from loader.bulk.judging import looks_further
from loader.bulk.poured import Poured, Sink
from loader.bulk.processes import Line, cores, hired, speaking
from loader.bulk.shares import Sorted
from loader.bulk.spill import Spill
from loader.bulk.standing import restated, restated_of
from loader.bulk.work import Done, Job, work
from loader.contradictions import contradictions
from loader.dangling import told
from loader.errors import Problem, Severity
from loader.holdings import Holdings, held_by
from loader.intake import Survey, scopes_of
from loader.judge import stands
from loader.progress import Progress, silent
from loader.reports import conforms
from loader.store import Version

__all__ = ["pour"]

_PART = 3_000  # facts: their triples are what the engine takes best at a time, and 50 MB in memory
_MOST = 4_096  # parts; beyond, they grow


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
) -> Poured | None:
    """Derives, judges and writes a load part by part.

    Facts that are wrong by themselves are judged as if nothing were stored, and nothing is written.

    Args:
        read: its files.
        version: what the store holds; None for nothing.
        base: the base of the IRIs of things.
        alone: judge the files as if nothing were stored but what they refer to.
        keep: let stand what a dataset no longer says.
        shapes: a shapes file of the user's own, used besides the product's.
        sink: where to write; None to judge only.
        fail_on: the least severity of a fault after which nothing is written.
        folder: where temporary files are made.
        spare: is asked, for each dataset, whether so many of so many claims may leave, and raises if not.
        progress: is told how far it is, or why the load cannot be cut.

    Returns:
        What it comes to; None where it cannot be cut into parts: a shape looks further than them, or claims
        that the store holds are about actors who become one with others, or cease to be.

    Raises:
        DetenteError: a file cannot be read, a worker was ended, or what the sink and `spare` raise.
    """
    known = held_by(version, base)
    stored = Holdings(pyoxigraph.Store(), base) if alone else known
    scopes = scopes_of(read, known)
    agreed = decided(read, scopes, stored, keep)
    why = looks_further(shapes) or ("" if agreed else "stored claims are about actors who become others")
    if agreed is None or why:
        progress(f"deriving all at once, as {why}", 0, len(read.facts))
        return None
    names = list(dict.fromkeys(read.datasets))
    held = {
        number: frozenset(map(bytes.fromhex, ids))
        for number, name in enumerate(names)
        if (ids := stored.in_dataset(name))
    }
    going = 0 if keep else sum(map(len, held.values()))  # at most, and nearly so where the files are small
    parts = min(_MOST, max(1, len(read.facts) // _PART, going // _PART))
    workers = cores()
    shares = max(1, workers)
    with ExitStack() as stack:
        spills = [Spill(folder) for _ in range(shares + 1)]
        for spill in spills:
            stack.callback(spill.close)
        job = Job(read, version, base, alone, names, held, agreed.identity, spills, parts, shares, shapes)
        lines = stack.enter_context(hired(workers, lambda number, line: work(job, number, line)))
        sorting = _sorted(lines, len(read.facts), progress)
        done = Poured([*read.problems, *(problem for each in sorting for problem in each.problems)])
        right = conforms(done.faults, fail_on)
        if right or alone or version is None:
            found = between(job, agreed, scopes, stored, keep, sorting, spare if right else None)
            _derive(job, agreed, found, lines, done, sink if right else None, progress)
            if not (alone or right):
                done.besides = []
            return done
    return pour(
        read, version, base, alone=True, shapes=shapes, fail_on=fail_on, folder=folder, progress=progress
    )


def _sorted(lines: Sequence[Line], facts: int, progress: Progress) -> list[Sorted]:
    """Waits until each worker has sorted its share."""
    done: dict[Line, Sorted] = {}
    resolved = 0
    while len(done) < len(lines):
        for line in speaking(line for line in lines if line not in done):
            said = line.hear()
            if isinstance(said, Sorted):
                done[line] = said
            else:
                resolved += said
                progress("resolving", resolved, facts)
    return [done[line] for line in lines]


def _derive(
    job: Job,
    agreed: Decided,
    found: Between,
    lines: Sequence[Line],
    done: Poured,
    sink: Sink | None,
    progress: Progress,
) -> None:
    """Has all parts done, and adds up what they come to."""
    done.left = {job.datasets[number]: ids for number, ids in found.leaves.left.items()}
    done.withdrawn = found.leaves.withdrawn.keys()
    facts = job.read.facts
    ends = Driver(lines, job.parts, len(facts), done, sink, progress).run(found.begin)
    for end in ends:
        done.found += end.problems
    if sink is not None and done:
        left: set[str] = set().union(*done.left.values())
        for rows in restated(job.spills, found.begin.standing, facts.files):
            sink.stand(rows, rows.keys())
            done.stay |= left & rows.keys()
    if not job.alone:
        done.besides = _besides(job, agreed, found, ends)


def _besides(job: Job, agreed: Decided, found: Between, ends: Iterable[Done]) -> list[Problem]:
    """What is wrong with what is left: references to nothing, and decisions that contradict each other."""
    referring = {what: set(ids) for what, ids in found.referring.items()}
    places = dict(agreed.places)
    wanted = set().union(*referring.values())
    places |= restated_of(wanted, job.spills, found.begin.standing, job.read.facts.files)
    for end in ends:
        for what, new in end.dangling.items():
            referring[what] |= new.keys()
            for claim, standing in new.items():
                places[claim] = [*places.get(claim, ()), *standing]
    where = stands(job.base, places, job.version.places() if job.version else {})
    earlier = [item for item in agreed.decisions if item.id not in agreed.added]
    return [
        *told(referring, earlier, job.base, where),
        *contradictions(agreed.identity, agreed.decisions, agreed.added, job.base, where),
    ]
