"""What a load, or a retraction, changes: which claims come and go, and what that does to the records.

Nothing is written here. A change is computed from what the store holds and from what is to hold, thing by
thing, so that it costs what it touches and not what is stored.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from loader.claims import Claim, Description, in_dataset, triples
from loader.facts.model import DifferentFrom, SameAs, Source
from loader.holdings import Holdings, by_list, snapshots_of
from loader.membership import Membership
from loader.records import NOBODY, Identity, Snapshots, Thing, derive, identity_of, things_of
from loader.triples import Triple
from loader.vocabulary import key, parts

__all__ = [
    "Change",
    "change",
    "touched_by_silence",
    "turned",
]

Item = Claim | Description

EMPTY: Mapping[str, Item] = MappingProxyType({})


@dataclass(slots=True)
class Change:
    """The difference between two versions.

    Attributes:
        added: the claims and descriptions that no dataset made before, by id.
        withdrawn: those that no dataset makes any more.
        membership: which datasets make what, where that changed.
        records_before: the records of all touched things, as they were.
        records_after: the same, as they become.
        new: the triples to insert.
        gone: the triples to remove.
        decisions: all decisions about which actors are one, as they become.
        identity: what they come to.
    """

    added: dict[str, Item]
    withdrawn: dict[str, Item]
    membership: Membership
    records_before: frozenset[Triple]
    records_after: frozenset[Triple]
    new: set[Triple]
    gone: set[Triple]
    decisions: tuple[Description, ...] = ()
    identity: Identity = NOBODY

    def __bool__(self) -> bool:
        return bool(self.new or self.gone)


def change(holdings: Holdings, membership: Membership, items: Mapping[str, Item]) -> Change:
    """Computes what a change of membership comes to.

    Args:
        holdings: what the store holds.
        membership: which datasets begin and cease to make what.
        items: the claims and descriptions that join, by id.
    """
    added, withdrawn = _came_and_went(holdings, membership, items)
    decisions = tuple(
        item
        for item in (*holdings.decisions(), *added.values())
        if isinstance(item, Description)
        and isinstance(item.fact, SameAs | DifferentFrom)
        and item.id not in withdrawn
    )
    identity = identity_of(item.fact for item in decisions)
    turning = turned(holdings, identity)
    before = _Side(holdings, holdings.identity(), turning)
    after = _Side(holdings, identity, turning, added, withdrawn)
    touched = {
        thing
        for item in (*added.values(), *withdrawn.values(), *turning)
        for side in (before, after)
        for thing in things_of(item, side.identity)
    }
    touched |= touched_by_silence(holdings, before.snapshots, after.snapshots, identity)
    records_before: set[Triple] = set()
    records_after: set[Triple] = set()
    for thing in sorted(touched):
        records_before |= before.records(thing)
        records_after |= after.records(thing)
    base = holdings.base
    claims_new = {t for item in added.values() for t in triples(item, base)}
    claims_gone = {t for item in withdrawn.values() for t in triples(item, base)}
    return Change(
        added,
        withdrawn,
        membership,
        frozenset(records_before),
        frozenset(records_after),
        claims_new | _memberships(membership.joined, base) | (records_after - records_before),
        claims_gone | _memberships(membership.left, base) | (records_before - records_after),
        decisions,
        identity,
    )


def _memberships(given: Mapping[str, set[str]], base: str) -> set[Triple]:
    return {in_dataset(base, identifier, name) for name, ids in given.items() for identifier in ids}


def _came_and_went(
    holdings: Holdings, membership: Membership, items: Mapping[str, Item]
) -> tuple[dict[str, Item], dict[str, Item]]:
    joined: dict[str, set[str]] = {}
    left: dict[str, set[str]] = {}
    for given, into in ((membership.joined, joined), (membership.left, left)):
        for name, ids in given.items():
            for identifier in ids:
                into.setdefault(identifier, set()).add(name)
    added: dict[str, Item] = {}
    withdrawn: dict[str, Item] = {}
    for identifier in sorted(joined.keys() | left.keys()):
        had = holdings.datasets_of(identifier)
        has = (had | joined.get(identifier, set())) - left.get(identifier, set())
        if has and not had:
            added[identifier] = items[identifier]
        elif had and not has and (item := holdings.find_item(identifier)) is not None:
            withdrawn[identifier] = item
    return added, withdrawn


class _Side:
    """The claims about things, before or after the change."""

    def __init__(
        self,
        holdings: Holdings,
        identity: Identity,
        turning: Iterable[Item],
        added: Mapping[str, Item] = EMPTY,
        withdrawn: Mapping[str, Item] = EMPTY,
    ) -> None:
        self.holdings = holdings
        self.identity = identity
        self.withdrawn = withdrawn
        self.moving = bool(holdings.identity().kept or identity.kept)
        self.joining: dict[Thing, list[Item]] = {}
        for item in (*added.values(), *(i for i in turning if i.id not in withdrawn)):
            for thing in things_of(item, identity):
                self.joining.setdefault(thing, []).append(item)
        changed = [i.fact for i in (*added.values(), *withdrawn.values()) if isinstance(i.fact, Source)]
        self.snapshots = self._snapshots(changed)

    def about(self, thing: Thing) -> Iterator[Item]:
        """All claims about one thing on this side."""
        for item in self.holdings.about(thing, self.identity):
            # What a stored record links to may be about another thing now, as its actors are one with others.
            here = not self.moving or thing in things_of(item, self.identity)
            if item.id not in self.withdrawn and here:
                yield item
        yield from self.joining.get(thing, ())

    def records(self, thing: Thing) -> frozenset[Triple]:
        """The records of one thing on this side."""
        return derive(thing, self.about(thing), self.snapshots, self.holdings.base, self.identity)

    def _snapshots(self, changed: Iterable[Source]) -> Snapshots:
        """The complete sources on this side; what is said of the changed ones is added up anew."""
        by_source = self.holdings.snapshots()
        for source in changed:
            by_source[source.id] = list(snapshots_of(self.about(Thing("source", key(source.id)))))
        return by_list(by_source, self.identity)


def turned(holdings: Holdings, identity: Identity) -> list[Item]:
    """The claims and descriptions that speak of actors who were one with others, or become so.

    Args:
        holdings: where to look for them, and which actors are one there.
        identity: which actors become one.
    """
    found: dict[str, Item] = {}
    for actor in sorted(holdings.identity().apart(identity)):
        found |= {item.id: item for item in holdings.mentioning(actor)}
    return list(found.values())


def touched_by_silence(
    holdings: Holdings, before: Snapshots, after: Snapshots, identity: Identity
) -> set[Thing]:
    """The designations that a complete source speaks of by its silence: all on its authority's list.

    A claim that names no list stands on one only beside a claim of the same target that names it.

    Args:
        holdings: where to look for them.
        before: the complete sources as they were.
        after: the complete sources as they become; only lists whose sources differ are touched.
        identity: which actors become one.
    """
    pairs = {
        pair for pair in before.keys() | after.keys() if set(before.get(pair, ())) != set(after.get(pair, ()))
    }
    both = (holdings.identity(), identity)
    listed = {
        thing
        for authority, name in pairs
        for member in {m for i in both for m in i.members(authority)}
        for thing in holdings.listed(member, name)
    }
    return {Thing(thing.kind, key(i.of(parts(thing.key)[0]))) for thing in listed for i in both}
