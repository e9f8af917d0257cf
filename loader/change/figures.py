"""A change in figures, and what a version says of itself after it."""

from __future__ import annotations

from typing import NamedTuple

from loader.change.model import Change
from loader.claims import Description
from loader.facts.model import Actor
from loader.membership import MODULUS

__all__ = ["Totals", "languages", "naming", "totals"]


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
