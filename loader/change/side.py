"""The claims about things, before a change or after it, and the records that they come to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from loader.change.model import EMPTY, Item, Setting
from loader.holdings import Holdings
from loader.records import Thing, derived, things_of
from loader.triples import Triple

__all__ = ["Side"]


class Side:
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
