"""What has to be known before a load is cut into parts, since it reaches across them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from loader.change import Setting, snapshots_after, turned
from loader.claims import Claim, Description
from loader.errors import Place
from loader.facts import Placed
from loader.facts.model import Source
from loader.holdings import Holdings, by_list
from loader.intake import Survey, resolved
from loader.names import Scopes
from loader.records import Identity, identity_of

__all__ = ["Decided", "decided", "settings"]


class Decided(NamedTuple):
    """Who is one with whom after a load.

    Attributes:
        identity: what all decisions come to.
        decisions: all of them.
        added: the ids of those that the load adds.
        places: where those that the files state stand.
    """

    identity: Identity
    decisions: tuple[Description, ...]
    added: frozenset[str]
    places: Mapping[str, list[Place]]


def decided(read: Survey, scopes: Sequence[Scopes], holdings: Holdings, keep: bool) -> Decided | None:
    """The decisions that hold after a load.

    Args:
        read: the files.
        scopes: where the references of each are looked up.
        holdings: what the store holds.
        keep: whether what a dataset no longer says stands.

    Returns:
        Nothing, where actors become one, or cease to be, of whom the store holds claims: what that touches is
        not known ahead.
    """
    said: dict[str, set[str]] = {}
    given: dict[str, Description] = {}
    places: dict[str, list[Place]] = {}
    for number, placed in read.decisions:
        item, _ = resolved(placed, scopes[number], read.missing)
        if isinstance(item, Description):
            given[item.id] = item
            places.setdefault(item.id, []).append(placed.place)
            said.setdefault(read.datasets[number], set()).add(item.id)
    stored = {item.id: item for item in holdings.decisions()}
    standing = {
        identifier: item
        for identifier, item in stored.items()
        if keep
        or any(
            name not in read.datasets or identifier in said.get(name, ())
            for name in holdings.datasets_of(identifier)
        )
    }
    decisions = tuple((standing | given).values())
    identity = identity_of(item.fact for item in decisions)
    if not holdings.empty and turned(holdings, identity):
        return None
    return Decided(identity, decisions, frozenset(given.keys() - stored.keys()), places)


def settings(
    read: Survey,
    scopes: Sequence[Scopes],
    holdings: Holdings,
    identity: Identity,
    withdrawn: Mapping[str, Claim | Description],
) -> tuple[Setting, Setting]:
    """What records depend on besides the claims about them, before the load and after it.

    Args:
        read: the files.
        scopes: where the references of each are looked up.
        holdings: what the store holds.
        identity: which actors become one.
        withdrawn: what leaves, by id.
    """
    before = Setting(holdings.identity(), by_list(holdings.snapshots(), holdings.identity()))
    leaving = {item.fact.id for item in withdrawn.values() if isinstance(item.fact, Source)}
    complete = {name for name, said in read.said.items() if any(c is not None for _, _, c in said)}
    # What is complete by what is stored may get another day from what is loaded.
    concerned = complete | leaving | (read.said.keys() & holdings.snapshots().keys())
    added = [item for name in sorted(concerned & read.said.keys()) for item in _said(read, name, scopes)]
    after = snapshots_after(holdings, identity, concerned, added, withdrawn)
    return before, Setting(identity, after)


def _said(read: Survey, name: str, scopes: Sequence[Scopes]) -> Iterator[Description]:
    """What matters of what is said of a source; its other properties imply nothing."""
    for number, published, complete in read.said[name]:
        source = Source(id=name, title=name, published=published, complete=complete)
        item, _ = resolved(Placed(source, Place("")), scopes[number], read.missing)
        if isinstance(item, Description):
            yield item
