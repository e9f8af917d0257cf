"""What a change is, and what it depends on."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from loader.claims import Claim, Description
from loader.membership import Membership
from loader.records import NOBODY, Identity, Snapshots
from loader.triples import Triple

__all__ = ["EMPTY", "Change", "Item", "Setting"]

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
