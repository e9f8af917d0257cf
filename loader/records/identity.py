"""Who is one with whom, as persons decided it: records speak of one actor where claims speak of several.

Claims are never touched. Where records are derived, the actor that records speak of takes the place of those
that were found to be the same; without the decision, they are derived as before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar

import msgspec

from loader.claims import Claim, Description, canonical
from loader.claims.fields import ACTOR_FIELDS, FIELDS, Kind
from loader.facts.model import Actor, DifferentFrom, Fact, Participant, Party, SameAs, Source, Sourced

__all__ = ["NOBODY", "Identity", "identity_of"]

F = TypeVar("F", bound=Fact)


@dataclass(frozen=True, slots=True)
class Identity:
    """The classes of actors that are one.

    Attributes:
        kept: for each actor that another one stands for, that one.
        classes: for each actor that stands for others, all of them and itself, sorted.
        contradicted: the classes that are not merged, for a decision keeps two of their members apart.
    """

    kept: Mapping[str, str]
    classes: Mapping[str, tuple[str, ...]]
    contradicted: tuple[tuple[str, ...], ...] = ()

    def of(self, identifier: str) -> str:
        """The actor that records speak of where a claim speaks of this one."""
        return self.kept.get(identifier, identifier)

    def members(self, identifier: str) -> tuple[str, ...]:
        """The actors that records call by this id; none where they speak of another one instead."""
        if identifier in self.kept:
            return ()
        return self.classes.get(identifier, (identifier,))

    def apart(self, other: Identity) -> set[str]:
        """The actors that are one with others here, or there, and not with the same."""
        ours, theirs = set(self.classes.items()), set(other.classes.items())
        return {member for _, members in ours ^ theirs for member in members}

    def substituted(self, item: Claim | Description) -> Claim | Description:
        """A claim or a description as records see it; its id stays that of what was said."""
        if not self.kept:
            return item
        fact = item.fact
        values = _actors_in(type(fact))
        if values is not None and not self._speaks_of_one_kept(values(fact)):
            return item
        if isinstance(item, Claim):
            assert isinstance(fact, Sourced)  # there are no other claims
            changed = _with(fact, self._of_claim(fact))
            return item if changed is fact else Claim(item.id, changed, item.named)
        if isinstance(fact, Actor):
            said = {field.attribute: getattr(fact, field.attribute) for field in ACTOR_FIELDS}
            changes = {name: tuple(map(self.of, actors)) for name, actors in said.items()}
            return Description(item.id, _with(fact, changes), item.named)
        if isinstance(fact, Source) and fact.complete is not None:
            complete = msgspec.structs.replace(fact.complete, authority=self.of(fact.complete.authority))
            return Description(item.id, _with(fact, {"complete": complete}), item.named)
        return item

    def _speaks_of_one_kept(self, values: Iterable[str | tuple[str, ...] | None]) -> bool:
        """Whether another stands for any of the actors: for nearly all facts, of none."""
        kept = self.kept
        for value in values:
            if value and (value in kept if isinstance(value, str) else not kept.keys().isdisjoint(value)):
                return True
        return False

    def _of_claim(self, fact: Sourced) -> dict[str, Any]:
        changes: dict[str, Any] = {}
        for field in FIELDS[type(fact)]:
            value = getattr(fact, field.attribute)
            if value in (None, ()):
                continue
            match field.kind:
                case Kind.ACTOR:
                    changes[field.attribute] = self.of(value)
                case Kind.ACTORS:
                    changes[field.attribute] = tuple(map(self.of, value))
                case Kind.PARTICIPANTS | Kind.PARTIES:
                    changes[field.attribute] = tuple(map(self._side, value))
        return changes

    def _side(self, side: str | Participant | Party) -> str | Participant | Party:
        if isinstance(side, str):
            return self.of(side)
        changes = {"actor": self.of(side.actor)}
        if isinstance(side, Participant) and side.for_ is not None:
            changes["for_"] = self.of(side.for_)
        return msgspec.structs.replace(side, **changes)


NOBODY = Identity({}, {})
"""Every actor is itself and no other."""


@cache
def _actors_in(struct: type[Fact]) -> Callable[[Any], tuple[str | tuple[str, ...] | None, ...]] | None:
    """What takes the actors that a type of fact speaks of; none where they are more than ids."""
    fields = ACTOR_FIELDS if struct is Actor else FIELDS[struct] if issubclass(struct, Sourced) else ()
    names = [field.attribute for field in fields if field.kind in (Kind.ACTOR, Kind.ACTORS)]
    sides = any(field.kind in (Kind.PARTICIPANTS, Kind.PARTIES) for field in fields)
    return attrgetter(*names) if names and not sides else None


def _with(fact: F, changes: Mapping[str, Any]) -> F:
    """The fact in its canonical form with other values; the same one where none is another."""
    if all(getattr(fact, name) == value for name, value in changes.items()):
        return fact
    return canonical(msgspec.structs.replace(fact, **changes))


def identity_of(decisions: Iterable[Fact]) -> Identity:
    """What decisions come to, in whatever order they were made.

    All that are said to be the same, one by one, are one class. Records speak of the member that is never
    said to be another; of several, of the first by code point. A class of which two members are said to be
    different is not merged at all: nothing is silently chosen.

    Args:
        decisions: facts of the types same-as and different-from; others say nothing here.

    >>> same = SameAs(actor="ofac-42", as_="group-a", author="A")
    >>> identity_of([same]).of("ofac-42")
    'group-a'
    >>> identity_of([same, DifferentFrom(actor="group-a", from_="ofac-42", author="B")]).of("ofac-42")
    'ofac-42'
    """
    given = list(decisions)
    same = [(fact.actor, fact.as_) for fact in given if isinstance(fact, SameAs)]
    apart = [(fact.actor, fact.from_) for fact in given if isinstance(fact, DifferentFrom)]
    find = _joined(same)
    members: dict[str, set[str]] = {}
    for pair in same:
        members.setdefault(find(pair[0]), set()).update(pair)
    torn = {find(one) for one, other in apart if find(one) == find(other)}
    replaced = {actor for actor, as_ in same if actor != as_}
    kept: dict[str, str] = {}
    classes: dict[str, tuple[str, ...]] = {}
    for root, named in members.items():
        if root in torn or len(named) == 1:
            continue
        whole = tuple(sorted(named))
        chosen = min(named - replaced, default=whole[0])
        classes[chosen] = whole
        kept |= {member: chosen for member in whole if member != chosen}
    contradicted = tuple(sorted(tuple(sorted(members[root])) for root in torn if root in members))
    return Identity(kept, classes, contradicted)


def _joined(pairs: Iterable[tuple[str, str]]) -> Callable[[str], str]:
    """Finds for each id one that is the same for all that the pairs join to it."""
    above: dict[str, str] = {}

    def find(name: str) -> str:
        while (upper := above.get(name, name)) != name:
            above[name] = above.get(upper, upper)
            name = upper
        return name

    for one, other in pairs:
        first, second = sorted((find(one), find(other)))
        above[second] = first
    return find
