"""A change, or a part of a large one: from which datasets make what, to triples."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from loader.change.model import EMPTY, Change, Item, Setting
from loader.change.side import Side
from loader.change.touching import snapshots_after, touched_by_silence, turned
from loader.claims import Description, in_dataset, triples
from loader.facts.model import DifferentFrom, SameAs, Source
from loader.holdings import Holdings, by_list
from loader.membership import Membership
from loader.records import Thing, identity_of, things_of
from loader.triples import Triple

__all__ = ["change", "changed"]


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
    before = Side(holdings, settings[0], turning)
    after = Side(holdings, settings[1], turning, {**added, **beside[0]}, {**withdrawn, **beside[1]})
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
