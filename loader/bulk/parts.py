"""The third pass: one part's claims become a change, which is judged and written by itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from loader.bulk.shares import part_of
from loader.bulk.spill import BESIDE_JOINING, BESIDE_LEAVING, JOINING, LEAVING, Entry
from loader.change import Change, Setting, Totals, changed, languages, naming, totals
from loader.claims import Claim, Description
from loader.claims.packing import unpack
from loader.errors import Place
from loader.holdings import Holdings
from loader.membership import Membership, content_digest
from loader.records import Thing
from loader.triples import Triple, turtle

__all__ = ["Cut", "Gathered", "Written", "change_of", "document", "gather", "written"]


@dataclass(frozen=True, slots=True)
class Cut:
    """What all parts of a load have in common.

    Attributes:
        datasets: the names of the datasets by number.
        files: the files that messages name, by number.
        settings: what records depend on besides the claims about them, before the load and after it.
        parts: how many parts there are.
    """

    datasets: Sequence[str]
    files: Sequence[str]
    settings: tuple[Setting, Setting]
    parts: int


@dataclass(slots=True)
class Gathered:
    """The entries of one part, sorted by what they mean.

    Attributes:
        membership: which datasets begin and cease to make what.
        items: what joins, by id.
        places: where each of these stands.
        beside: what joins and what leaves, and is counted with another part.
        silent: things that complete sources speak of by their silence.
    """

    membership: Membership = field(default_factory=Membership)
    items: dict[str, Claim | Description] = field(default_factory=dict)
    places: dict[str, list[Place]] = field(default_factory=dict)
    beside: tuple[dict[str, Claim | Description], dict[str, Claim | Description]] = field(
        default_factory=lambda: ({}, {})
    )
    silent: list[Thing] = field(default_factory=list)


@dataclass(slots=True)
class Written:
    """What one part comes to; its new triples go another way, as they are many.

    Attributes:
        totals: its change in figures.
        new: how many triples are new.
        gone: the triples that are to be removed.
        places: where the claims stand that join.
        shared: the ids of those that other datasets make already.
        ceased: the ids of those that a dataset ceases to make.
        joined: for each dataset, how many claims it begins to make.
        left: for each dataset, how many it ceases to make.
        content: the sum of the digests of what joins and leaves.
        named: the same of what says who actors and what sources are.
        languages: the language tags of its names.
        facts: how many facts were about it.
    """

    totals: Totals
    new: int
    gone: list[Triple]
    places: dict[str, list[Place]]
    shared: set[str]
    ceased: set[str]
    joined: dict[str, int]
    left: dict[str, int]
    content: str
    named: str
    languages: set[str]
    facts: int


def gather(entries: Iterable[Entry], cut: Cut) -> Gathered:
    """Sorts the entries of a part."""
    found = Gathered()
    for what, dataset, file, line, packed in entries:
        if what == JOINING:
            item = unpack(packed)
            found.items[item.id] = item
            found.membership.joined.setdefault(cut.datasets[dataset], set()).add(item.id)
            found.places.setdefault(item.id, []).append(Place(cut.files[file], line))
        elif what == LEAVING:
            found.membership.left.setdefault(cut.datasets[dataset], set()).add(packed.decode())
        elif what in (BESIDE_JOINING, BESIDE_LEAVING):
            item = unpack(packed)
            found.beside[what == BESIDE_LEAVING][item.id] = item
        else:
            found.silent.append(Thing(*packed.decode().split("\n", 1)))
    return found


def change_of(given: Gathered, number: int, holdings: Holdings, cut: Cut) -> Change:
    """The change of one part.

    Args:
        given: its entries.
        number: its number.
        holdings: what the store holds.
        cut: what all parts have in common.
    """
    coming, leaving = given.beside
    if not holdings.empty:  # what another dataset makes already does not come
        coming = {i: item for i, item in coming.items() if not holdings.datasets_of(i)}
    return changed(
        holdings,
        given.membership,
        given.items,
        cut.settings,
        (coming, leaving),
        given.silent,
        lambda thing: part_of(thing, cut.parts) == number,
    )


def document(part: Change) -> bytes:
    """The new triples of a part, as Turtle."""
    return turtle(part.new)


def written(part: Change, given: Gathered) -> Written:
    """What a part comes to."""
    membership = part.membership
    return Written(
        totals(part),
        len(part.new),
        sorted(part.gone),
        given.places,
        given.items.keys() - part.added.keys(),
        set().union(*membership.left.values()),
        {name: len(ids) for name, ids in membership.joined.items()},
        {name: len(ids) for name, ids in membership.left.items()},
        content_digest("0", membership),
        naming(part),
        languages(part),
        sum(map(len, given.places.values())),
    )
