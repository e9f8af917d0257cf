"""What a load, or a retraction, changes: which claims come and go, and what that does to the records.

Nothing is written here. A change is computed from what the store holds and from what is to hold, thing by
thing, so that it costs what it touches and not what is stored.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from loader.claims import Claim, Description, in_dataset, triples
from loader.facts.model import Actor, DifferentFrom, SameAs, Source
from loader.holdings import Holdings, by_list, snapshots_of
from loader.membership import MODULUS, Membership
from loader.records import NOBODY, Identity, Snapshots, Thing, derived, identity_of, things_of
from loader.triples import Triple
from loader.vocabulary import key, parts

__all__ = [
    "Change",
    "Setting",
    "Totals",
    "change",
    "changed",
    "languages",
    "naming",
    "snapshots_after",
    "totals",
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
        said: the triples of what is added, but for the datasets that make it.
        records_before: the records of all touched things, as they were; each triple once, as below.
        records_after: the same, as they become.
        new: the triples to insert.
        gone: the triples to remove.
        decisions: all decisions about which actors are one, as they become.
        identity: what they come to.
    """

    added: dict[str, Item]
    withdrawn: dict[str, Item]
    membership: Membership
    said: Collection[Triple]
    records_before: Collection[Triple]
    records_after: Collection[Triple]
    new: Collection[Triple]
    gone: Collection[Triple]
    decisions: tuple[Description, ...] = ()
    identity: Identity = NOBODY

    def __bool__(self) -> bool:
        return bool(self.new or self.gone)


class Setting(NamedTuple):
    """What the records of a thing depend on besides the claims about it, before a change or after it.

    Attributes:
        identity: which actors are one.
        snapshots: the complete sources of each authority and list.
    """

    identity: Identity
    snapshots: Snapshots


def _all(thing: Thing) -> bool:  # a part asks of each thing
    return True


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
    before = Setting(holdings.identity(), by_list(holdings.snapshots(), holdings.identity()))
    sources = {i.fact.id for i in (*added.values(), *withdrawn.values()) if isinstance(i.fact, Source)}
    after = Setting(identity, snapshots_after(holdings, identity, sources, added.values(), withdrawn))
    silent = touched_by_silence(holdings, before.snapshots, after.snapshots, identity)
    return _change(holdings, membership, (added, withdrawn), (before, after), turning, silent, decisions)


def changed(
    holdings: Holdings,
    membership: Membership,
    items: Mapping[str, Item],
    settings: tuple[Setting, Setting],
    beside: tuple[Mapping[str, Item], Mapping[str, Item]] = (EMPTY, EMPTY),
    silent: Iterable[Thing] = (),
    mine: Callable[[Thing], bool] = _all,
) -> Change:
    """Computes a part of a large change: all that comes and goes about some things.

    Args:
        holdings: what the store holds.
        membership: which datasets begin and cease to make what is said of these things.
        items: the claims and descriptions that join, by id.
        settings: what records depend on besides, before the whole change and after it.
        beside: what comes and what goes, and is counted with another part, for it is about a thing of that
            one as well.
        silent: further things that are touched.
        mine: whether a thing belongs to this part.
    """
    went = _came_and_went(holdings, membership, items)
    return _change(holdings, membership, went, settings, (), silent, (), beside, mine)


def _change(
    holdings: Holdings,
    membership: Membership,
    went: tuple[dict[str, Item], dict[str, Item]],
    settings: tuple[Setting, Setting],
    turning: Iterable[Item],
    silent: Iterable[Thing],
    decisions: tuple[Description, ...],
    beside: tuple[Mapping[str, Item], Mapping[str, Item]] = (EMPTY, EMPTY),
    mine: Callable[[Thing], bool] = _all,
) -> Change:
    added, withdrawn = went
    before = _Side(holdings, settings[0], turning)
    after = _Side(holdings, settings[1], turning, {**added, **beside[0]}, {**withdrawn, **beside[1]})
    leaving = (*withdrawn.values(), *turning, *beside[1].values())
    touched = set(after.joining)
    touched.update(t for item in leaving for s in settings for t in things_of(item, s.identity))
    if after.moving:
        touched = set(filter(mine, touched))
    touched.update(silent)
    base = holdings.base
    said = [t for item in added.values() for t in triples(item, base)]
    joined, left = _memberships(membership.joined, base), _memberships(membership.left, base)
    records_before = [] if before.nothing else [t for thing in touched for t in before.records(thing)]
    records_after = [t for thing in touched for t in after.records(thing)]
    if records_before:
        was, becomes = frozenset(records_before), frozenset(records_after)
        new = {*said, *joined, *(becomes - was)}
        gone = {t for item in withdrawn.values() for t in triples(item, base)} | {*left, *(was - becomes)}
        return Change(
            added, withdrawn, membership, said, was, becomes, new, gone, decisions, settings[1].identity
        )
    new_only = [*said, *joined, *records_after]
    gone_only = [*(t for item in withdrawn.values() for t in triples(item, base)), *left]
    return Change(
        added,
        withdrawn,
        membership,
        said,
        records_before,
        records_after,
        new_only,
        gone_only,
        decisions,
        settings[1].identity,
    )


class Totals(NamedTuple):
    """A change in figures; those of its parts add up.

    Attributes:
        added: claims and descriptions that no dataset made before.
        withdrawn: those that no dataset makes any more.
        shared: those that were made before, and by a further dataset now.
        kept: those that a dataset ceased to make, and another one still makes.
        new: records that there were none of.
        changed: records that became others.
        gone: records that there are none of any more.
    """

    added: int = 0
    withdrawn: int = 0
    shared: int = 0
    kept: int = 0
    new: int = 0
    changed: int = 0
    gone: int = 0

    def plus(self, other: Totals) -> Totals:
        """Both together."""
        return Totals(*(one + more for one, more in zip(self, other, strict=True)))


def totals(change: Change) -> Totals:
    """What a change comes to in figures."""
    membership = change.membership
    joined = {identifier for ids in membership.joined.values() for identifier in ids}
    left = {identifier for ids in membership.left.values() for identifier in ids}
    before = {s for s, _, _ in change.records_before}
    after = {s for s, _, _ in change.records_after}
    differing = {s for s, _, _ in set(change.records_before) ^ set(change.records_after)} if before else set()
    return Totals(
        len(change.added),
        len(change.withdrawn),
        len(joined - change.added.keys()),
        len(left - change.withdrawn.keys()),
        len(after - before),
        len(differing & before & after),
        len(before - after),
    )


def naming(change: Change) -> str:
    """The digest, in hex, of what a change says of who actors and what sources are: a sum, as of content."""
    total = sum(int(item.id, 16) for item in change.added.values() if isinstance(item, Description))
    total -= sum(int(item.id, 16) for item in change.withdrawn.values() if isinstance(item, Description))
    return f"{total % MODULUS:032x}"


def languages(change: Change) -> set[str]:
    """The language tags of the names that a change adds."""
    return {tag for item in change.added.values() if isinstance(item.fact, Actor) for tag in item.fact.names}


def _memberships(given: Mapping[str, set[str]], base: str) -> list[Triple]:
    return [in_dataset(base, identifier, name) for name, ids in given.items() for identifier in ids]


def _came_and_went(
    holdings: Holdings, membership: Membership, items: Mapping[str, Item]
) -> tuple[dict[str, Item], dict[str, Item]]:
    joined: dict[str, set[str]] = {}
    left: dict[str, set[str]] = {}
    for given, into in ((membership.joined, joined), (membership.left, left)):
        for name, ids in given.items():
            for identifier in ids:
                into.setdefault(identifier, set()).add(name)
    if holdings.empty:
        return {identifier: items[identifier] for identifier in joined}, {}
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


def snapshots_after(
    holdings: Holdings,
    identity: Identity,
    sources: Iterable[str],
    added: Iterable[Item],
    withdrawn: Container[str],
) -> Snapshots:
    """The complete sources as they become; what is said of the changed ones is added up anew.

    Args:
        holdings: what the store holds.
        identity: which actors become one.
        sources: the ids of the sources of which something else is said now.
        added: what joins; at least all that is said of these sources.
        withdrawn: the ids of what leaves.
    """
    by_source = holdings.snapshots()
    if ids := set(sources):
        said: dict[str, list[Item]] = {identifier: [] for identifier in ids}
        for item in added:
            if isinstance(item.fact, Source) and item.fact.id in ids:
                said[item.fact.id].append(item)
        for identifier, items in said.items():
            stored = holdings.about(Thing("source", key(identifier)), identity)
            items += [item for item in stored if item.id not in withdrawn]
            by_source[identifier] = list(snapshots_of(items))
    return by_list(by_source, identity)


class _Side:
    """The claims about things, before or after the change."""

    def __init__(
        self,
        holdings: Holdings,
        setting: Setting,
        turning: Iterable[Item],
        added: Mapping[str, Item] = EMPTY,
        withdrawn: Mapping[str, Item] = EMPTY,
    ) -> None:
        self.holdings = holdings
        self.nothing = holdings.empty
        self.identity, self.snapshots = setting
        self.withdrawn = withdrawn
        self.moving = bool(holdings.identity().kept or self.identity.kept)
        self.joining: dict[Thing, list[Item]] = {}
        for item in (*added.values(), *(i for i in turning if i.id not in withdrawn)):
            for thing in things_of(item, self.identity):
                self.joining.setdefault(thing, []).append(item)

    def about(self, thing: Thing) -> Iterator[Item]:
        """All claims about one thing on this side."""
        for item in self.holdings.about(thing, self.identity):
            # What a stored record links to may be about another thing now, as its actors are one with others.
            here = not self.moving or thing in things_of(item, self.identity)
            if item.id not in self.withdrawn and here:
                yield item
        yield from self.joining.get(thing, ())

    def records(self, thing: Thing) -> Iterable[Triple]:
        """The records of one thing on this side; each triple once."""
        said = self.joining.get(thing, ()) if self.nothing else self.about(thing)
        return derived(thing, said, self.snapshots, self.holdings.base, self.identity)


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
