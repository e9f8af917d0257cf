"""Does a graph hold what its claims come to, and nothing else that is of the same making?

Both sides are sorted as lines, in little memory, and read side by side.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import merge
from itertools import groupby, islice
from operator import itemgetter

import pyoxigraph

from loader.claims import Claim, Description, in_dataset, triples
from loader.export.lines import of_graph, of_triples
from loader.export.sorting import Record, Sorter
from loader.holdings import Holdings, by_list, snapshots_of
from loader.others import digest_of_lines, own_subjects, passing_itself_off
from loader.records import Thing, derive, identity_of, things_of
from loader.triples import Triple, nt

__all__ = ["Following", "follow"]

_BATCH = 10_000  # triples that are brought into the graph's own form at once


@dataclass(frozen=True, slots=True)
class Following:
    """How a graph and its claims agree.

    Attributes:
        triples: how many triples of claims and records the graph holds.
        lacking: those that it lacks, in N-Triples syntax.
        beyond: those that do not follow from its claims.
        posing: triples about what is none of the store's things, in the words of claims and records.
        others: what the other triples add to the digest of the content.
    """

    triples: int
    lacking: list[str]
    beyond: list[str]
    posing: list[str]
    others: int

    def sentences(self) -> Iterator[str]:
        """A sentence for each triple that is on one side only."""
        for line in self.lacking:
            yield f"The graph lacks a triple that its claims come to: {line}."
        for line in self.beyond:
            yield f"The graph holds a triple that does not follow from its claims: {line}."
        for line in self.posing:
            yield f"The graph holds a triple that looks like one of a record, and is of none: {line}."


def follow(
    items: Sequence[Claim | Description], memberships: Mapping[str, Iterable[str]], holdings: Holdings
) -> Following:
    """Compares the triples of claims and records with what the claims come to; others are only summed.

    Args:
        items: all claims and descriptions of the graph.
        memberships: the datasets that make each, by its id.
        holdings: the graph.

    Raises:
        DetenteError: there is no room for temporary files.
    """
    starts = own_subjects(holdings.base)
    count = others = 0
    posing: list[str] = []
    with Sorter() as wanted, Sorter() as found:

        def take(lines: bytes) -> None:
            nonlocal count, others
            for line in lines[:-1].split(b"\n"):
                if line.startswith(starts):
                    count += 1
                    found.add((line, b""))
                    continue
                others += digest_of_lines((line.removesuffix(b" ."),))
                if passing_itself_off(line):
                    posing.append(line.decode().removesuffix(" ."))

        _sort(_expected(items, memberships, holdings), wanted)
        of_graph(holdings.graph, pyoxigraph.DefaultGraph(), take)
        return Following(count, *_apart(wanted, found), posing, others)


def _expected(
    items: Sequence[Claim | Description], memberships: Mapping[str, Iterable[str]], holdings: Holdings
) -> Iterator[Iterable[Triple]]:
    """All triples that claims come to, some of them several times: a claim's, or a thing's, at a time."""
    for item in items:
        yield triples(item, holdings.base)
        yield [in_dataset(holdings.base, item.id, name) for name in memberships[item.id]]
    identity = identity_of(item.fact for item in items)
    about: dict[Thing, list[Claim | Description]] = {}  # by the claims alone: records are what is in doubt
    for item in items:
        for thing in things_of(item, identity):
            about.setdefault(thing, []).append(item)
    by_source = {t.key: list(snapshots_of(said)) for t, said in about.items() if t.kind == "source"}
    snapshots = by_list(by_source, identity)
    for thing, said in about.items():
        yield derive(thing, said, snapshots, holdings.base, identity)


def _sort(groups: Iterable[Iterable[Triple]], sorter: Sorter) -> None:
    """Hands triples to a sorter, as lines that are written as the graph writes its own."""

    def take(lines: bytes) -> None:
        for line in lines[:-1].split(b"\n"):
            sorter.add((line, b""))

    flat = (one for group in groups for one in group)
    while batch := list(islice(flat, _BATCH)):
        parsed = pyoxigraph.parse(nt(batch), pyoxigraph.RdfFormat.N_TRIPLES)
        of_triples((quad.triple for quad in parsed if isinstance(quad, pyoxigraph.Quad)), take)


def _apart(wanted: Iterable[Record], found: Iterable[Record]) -> tuple[list[str], list[str]]:
    """The lines that are only in the first, and only in the second, of what is sorted."""
    only: tuple[list[str], list[str]] = [], []
    both = merge(((line, 0) for line, _ in wanted), ((line, 1) for line, _ in found))
    for line, held in groupby(both, itemgetter(0)):
        if len(sides := {side for _, side in held}) == 1:
            only[sides.pop()].append(line.decode().removesuffix(" ."))
    return only
