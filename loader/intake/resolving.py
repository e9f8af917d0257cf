"""From a fact to a claim: its references resolved, and the names that were used noted."""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import Any

import msgspec

from loader import facts
from loader.claims import ANY, Claim, Description, claim, description
from loader.claims.fields import ACTOR_FIELDS, FIELDS, PARTICIPANT_FIELDS, Field, Kind
from loader.errors import Problem
from loader.facts.model import Actor, DifferentFrom, Participant, Party, SameAs, Source, Sourced
from loader.intake.quick import quick
from loader.names import Ambiguous, Scopes, Unknown, resolve

__all__ = ["RULES", "Resolver", "resolved"]

RULES = {
    "fact/ambiguous-actor": "A reference means one actor where it is first known.",
    "fact/unknown-actor": "An actor is referred to by a registered id, name or alias.",
    "fact/unknown-source": "A source is referred to by the id of a source fact.",
}
"""What references must keep to, by the rules' identifiers; those of a single fact are in `facts.RULES`."""

_MAY_BE_ANY = {"authority", "by"}
_OF_DECISIONS = (
    Field("actor", "actor", Kind.ACTOR),
    Field("as_", "as", Kind.ACTOR),
    Field("from_", "from", Kind.ACTOR),
)
_AUTHORITY = Field("authority", "authority", Kind.ACTOR)
_PARTY = Field("actor", "party", Kind.ACTOR)


def resolved(
    placed: facts.Placed, scopes: Scopes, missing: Container[str]
) -> tuple[Claim | Description | None, Sequence[Problem]]:
    """A fact as a claim or a description.

    Args:
        placed: the fact.
        scopes: where its references are looked up, the nearest first.
        missing: the ids and names of actors and sources whose facts are faulty.

    Returns:
        The claim, if all references are known; and what is wrong with them.
    """
    if (item := quick(placed.fact, scopes)) is not None:
        return item, ()
    resolver = Resolver(placed, scopes, missing)
    item = resolver.item()
    return item if resolver.resolved else None, resolver.problems


class Resolver:
    """Resolves the references of one fact, and notes the names that were used and what is not known.

    Attributes:
        resolved: whether all references are known; without that there is no claim.
        problems: those that are not, unless that only follows from what is told already.

    Args:
        placed: the fact.
        scopes: where to look, the nearest first.
        missing: the ids and names of actors and sources whose facts are faulty.
    """

    def __init__(self, placed: facts.Placed, scopes: Scopes, missing: Container[str]) -> None:
        self.fact = placed.fact
        self.place = placed.place
        self.scopes = scopes
        self.missing = missing
        self.resolved = True
        self.names: dict[str, set[str]] = {}
        self.problems: list[Problem] = []

    def item(self) -> Claim | Description:
        """The fact as a claim or a description; only of use where it left no problems."""
        fact = self.fact
        if isinstance(fact, Actor):
            return description(self._with(fact, ACTOR_FIELDS), self.names)
        if isinstance(fact, SameAs | DifferentFrom):
            fields = [field for field in _OF_DECISIONS if hasattr(fact, field.attribute)]
            return description(self._with(fact, fields), self.names)
        if isinstance(fact, Source):
            if fact.complete is not None:
                complete = self._with(fact.complete, (_AUTHORITY,))
                fact = msgspec.structs.replace(fact, complete=complete)
            return description(fact, self.names)
        assert isinstance(fact, Sourced)  # there are no other facts
        return claim(self._with(fact, FIELDS[type(fact)]), self.names)

    def _with(self, struct: Any, fields: Sequence[Field]) -> Any:
        changes = {
            f.attribute: self._value(f, value)
            for f in fields
            if (value := getattr(struct, f.attribute)) not in (None, ())
        }
        return msgspec.structs.replace(struct, **changes)

    def _value(self, field: Field, value: Any) -> Any:
        match field.kind:
            case Kind.ACTOR:
                return self._actor(field, value)
            case Kind.ACTORS:
                return tuple(self._actor(field, v) for v in value)
            case Kind.PARTICIPANTS | Kind.PARTIES:
                return tuple(self._side(field, v) for v in value)
            case Kind.SOURCE:
                return self._source(value)
        return value

    def _side(self, field: Field, value: str | Participant | Party) -> str | Participant | Party:
        if isinstance(value, str):
            return self._actor(field, value)
        if isinstance(value, Party):
            return msgspec.structs.replace(value, actor=self._actor(_PARTY, value.actor))
        changes = {"actor": self._actor(field, value.actor)}
        if value.for_ is not None:
            changes["for_"] = self._actor(PARTICIPANT_FIELDS[1], value.for_)
        return msgspec.structs.replace(value, **changes)

    def _actor(self, field: Field, reference: str) -> str:
        if reference == ANY and field.predicate in _MAY_BE_ANY and getattr(self.fact, "denies", False):
            return ANY
        found = resolve(reference, self.scopes)
        if isinstance(found, Ambiguous):
            self._unresolved(
                reference,
                "ambiguous-actor",
                f"{reference!r} may be any of {', '.join(found.ids)}.",
                f"Write the id that you mean as {_key(field)}.",
            )
            return reference
        if isinstance(found, Unknown):
            guess = self.scopes.words.suggest(reference)
            self._unresolved(
                reference,
                "unknown-actor",
                f"There is no actor {reference!r}.",
                guess or 'Add an actor fact for it: {"type": "actor", "id": …, "kind": …, "name": …}.',
            )
            return reference
        if found != reference:
            self.names.setdefault(field.predicate, set()).add(reference)
        return found

    def _source(self, identifier: str) -> str:
        if not any(scope.has_source(identifier) for scope in self.scopes):
            self._unresolved(
                identifier,
                "unknown-source",
                f"There is no source {identifier!r}.",
                self.scopes.sources.suggest(identifier)
                or 'Add a source fact for it: {"type": "source", "id": …, "title": …}.',
            )
        return identifier

    def _unresolved(self, reference: str, rule: str, message: str, hint: str) -> None:
        """Notes a problem, unless it only follows from one that is told already."""
        self.resolved = False
        if reference not in self.missing:
            self.problems.append(Problem(self.place, message, f"fact/{rule}", hint=hint))


def _key(field: Field) -> str:
    return {"participant": "participants", "party": "parties"}.get(field.predicate, field.predicate)
