"""What a change touches besides the things that its claims are about."""

from __future__ import annotations

from collections.abc import Container, Iterable

from loader.change.model import Item
from loader.facts.model import Source
from loader.holdings import Holdings, by_list, snapshots_of
from loader.records import Identity, Snapshots, Thing
from loader.vocabulary import key, parts

__all__ = ["snapshots_after", "touched_by_silence", "turned"]


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
