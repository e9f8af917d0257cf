"""What a large load withdraws: the claims that a dataset made, and does not state any more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from loader.bulk.shares import part_of, parts_of
from loader.bulk.spill import BESIDE_LEAVING, LEAVING, SILENT, Entry, Spill
from loader.claims import Claim, Description
from loader.claims.packing import pack
from loader.facts.model import Actor
from loader.holdings import Holdings
from loader.names import Names
from loader.records import Identity, Thing
from loader.records.descriptions import CLASS_OF_KIND
from loader.triples import Triple, iri
from loader.vocabulary import DET, RDF_TYPE, key, thing

__all__ = ["Leaving", "kinds_left", "leave", "leaving"]

_TYPE = iri(RDF_TYPE)


class Leaving(NamedTuple):
    """What leaves.

    Attributes:
        left: for each dataset, by number, the ids of the claims that it ceases to make.
        withdrawn: the claims that no other dataset makes, by id.
    """

    left: Mapping[int, AbstractSet[str]]
    withdrawn: Mapping[str, Claim | Description]


def leaving(
    held: Mapping[int, AbstractSet[bytes]],
    stated: Mapping[int, Sequence[bytes]],
    moved: AbstractSet[str],
    datasets: Sequence[str],
    holdings: Holdings,
) -> Leaving:
    """Finds what is not stated any more.

    Args:
        held: the ids of the claims of each dataset that the store has.
        stated: those that are stated still, as joined bytes, one a worker.
        moved: the ids of those claims that another dataset begins to make.
        datasets: the names of the datasets by number.
        holdings: what the store holds.
    """
    left = {}
    for number, ids in held.items():
        still = {joined[at : at + 16] for joined in stated[number] for at in range(0, len(joined), 16)}
        if gone := ids - still:
            left[number] = frozenset(identifier.hex() for identifier in gone)
    withdrawn = {}
    names = {datasets[number]: ids for number, ids in left.items()}
    for identifier in sorted(frozenset().union(*left.values()) - moved):
        if all(identifier in names.get(name, ()) for name in holdings.datasets_of(identifier)):
            item = holdings.find_item(identifier)
            assert item is not None  # a dataset makes it
            withdrawn[identifier] = item
    return Leaving(left, withdrawn)


def kinds_left(
    withdrawn: Mapping[str, Claim | Description], named: Names, holdings: Holdings, identity: Identity
) -> dict[str, list[Triple]]:
    """The types that actors keep, where what said of another one leaves, unless nothing else is said of them.

    Args:
        withdrawn: what leaves, by id.
        named: the actors of the load's files, whose kinds are known besides.
        holdings: what the store holds.
        identity: which actors become one.

    Returns:
        For the term of each such actor, what is stored of it and stays.
    """
    found = {}
    changed = {
        item.fact.id
        for item in withdrawn.values()
        if isinstance(item.fact, Actor) and not {*item.fact.kinds} <= {*named.kinds_of(item.fact.id)}
    }
    for name in sorted(changed | {identity.of(each) for each in changed}):
        about = holdings.about(Thing("actor", key(name)), identity)
        stays = [item.fact for item in about if item.id not in withdrawn]
        if stays or any(named.kinds_of(member) for member in {name, *identity.members(name)}):
            kinds = {kind for fact in stays if isinstance(fact, Actor) for kind in fact.kinds}
            term = iri(thing(holdings.base, "actor", key(name)))
            found[term] = [(term, _TYPE, iri(DET + CLASS_OF_KIND[kind])) for kind in sorted(kinds)]
    return found


def leave(
    what: Leaving,
    silent: AbstractSet[Thing],
    holdings: Holdings,
    identity: Identity,
    spill: Spill,
    parts: int,
) -> None:
    """Puts what leaves where the parts find it, and the things that complete sources are silent of.

    Args:
        what: what leaves.
        silent: the things.
        holdings: what the store holds.
        identity: which actors become one.
        spill: where to put it.
        parts: how many parts there are.
    """
    spill.begin(parts)
    for number, ids in what.left.items():
        for identifier in sorted(ids):
            item = what.withdrawn.get(identifier) or holdings.find_item(identifier)
            assert item is not None  # a dataset makes it
            first, others = parts_of(item, identity, parts)
            spill.add(first, Entry(LEAVING, number, 0, 0, identifier.encode()))
            if identifier in what.withdrawn:
                for part in others:
                    spill.add(part, Entry(BESIDE_LEAVING, number, 0, 0, pack(item)))
    for each in sorted(silent):
        spill.add(part_of(each, parts), Entry(SILENT, 0, 0, 0, f"{each.kind}\n{each.key}".encode()))
