"""What the parent does between the second pass and the third.

All facts are claims by now, so that it is known what leaves, and what that does to all parts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from loader.bulk.ahead import Decided, settings
from loader.bulk.leaving import Leaving, kinds_left, leave, leaving
from loader.bulk.shares import Sorted
from loader.bulk.work import Begin, Job
from loader.change import touched_by_silence
from loader.dangling import lost, stored_references
from loader.holdings import Holdings
from loader.intake import Survey
from loader.names import Scopes
from loader.records import Thing
from loader.vocabulary import parts

__all__ = ["Between", "between"]


class Between(NamedTuple):
    """What is known then.

    Attributes:
        leaves: what leaves.
        begin: what the workers are to know.
        referring: the stored claims that refer to what nothing describes any more, by what that is.
    """

    leaves: Leaving
    begin: Begin
    referring: Mapping[Thing, AbstractSet[str]]


def between(
    job: Job,
    agreed: Decided,
    scopes: Sequence[Scopes],
    stored: Holdings,
    keep: bool,
    sorting: Sequence[Sorted],
    spare: Callable[[str, int, int], None] | None,
) -> Between:
    """Finds out what leaves, and puts it where the parts find it.

    Args:
        job: what the workers know.
        agreed: who is one with whom.
        scopes: where the references of each file are looked up.
        stored: what the store holds.
        keep: let stand what a dataset no longer says.
        sorting: what came of each worker's share.
        spare: see `pour`.
    """
    read, identity, spill = job.read, job.identity, job.spills[-1]
    stated = {number: [each.stated[number] for each in sorting] for number in job.held}
    moved = {identifier for each in sorting for identifier in each.moved}
    leaves = leaving({} if keep else job.held, stated, moved, job.datasets, stored)
    if spare is not None:
        for number, ids in leaves.left.items():
            spare(job.datasets[number], len(ids), len(job.held[number]))
    before, after = settings(read, scopes, stored, identity, leaves.withdrawn)
    silent = touched_by_silence(stored, before.snapshots, after.snapshots, identity)
    leave(leaves, silent, stored, identity, spill, job.parts)
    gone = lost(leaves.withdrawn, lambda thing: _described(thing, read), stored)
    begin = Begin(
        [*(each.index for each in sorting), spill.finish()[0]],
        [*(each.standing for each in sorting), []],
        (before, after),
        gone,
        kinds_left(leaves.withdrawn, read.whole, stored, identity),
    )
    referring = {what: set(stored_references(what, leaves.withdrawn, stored)) for what in gone}
    return Between(leaves, begin, referring)


def _described(thing: Thing, read: Survey) -> bool:
    """Whether a file of the load says who an actor is, or what a source."""
    (identifier,) = parts(thing.key)
    if thing.kind == "source":
        return read.whole.has_source(identifier)
    return bool(read.whole.kinds_of(identifier))
