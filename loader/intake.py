"""From files to claims: facts are read, references resolved, and all problems collected with their places."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from loader import facts
from loader.claims import ANY, Claim, Description, claim, description
from loader.claims.fields import ACTOR_FIELDS, FIELDS, PARTICIPANT_FIELDS, Field, Kind
from loader.errors import InputError, Place, Problem
from loader.facts.model import Actor, DifferentFrom, Participant, Party, SameAs, Source, Sourced
from loader.facts.suggest import suggest
from loader.names import Ambiguous, Known, Names, Unknown, resolve

__all__ = ["RULES", "Intake", "Reader", "dataset_name", "take_in"]

Reader = Callable[[Path], tuple[list[facts.Placed], list[Problem]]]
"""How a file is read: into facts, and all that is wrong, as `facts.read` does."""


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


@dataclass(slots=True)
class Intake:
    """What the files of one load say.

    Attributes:
        datasets: for each dataset, its claims and descriptions by id.
        places: where each of them stands.
        problems: all that is wrong, in the order of the files.
        facts: how many facts were read.
    """

    datasets: dict[str, dict[str, Claim | Description]] = field(default_factory=dict)
    places: dict[str, list[Place]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    facts: int = 0

    def items(self) -> dict[str, Claim | Description]:
        """All claims and descriptions by id, whatever the dataset."""
        return {i: item for items in self.datasets.values() for i, item in items.items()}


def dataset_name(given: str) -> str:
    r"""The name of a dataset, as it is stored.

    >>> dataset_name("caf\udce9.jsonl")
    'caf\\udce9.jsonl'
    """
    # A file's name may hold bytes that are not UTF-8, which Python smuggles as lone surrogates.
    return unicodedata.normalize("NFC", given.encode("utf-8", "backslashreplace").decode())


def take_in(
    files: Sequence[Path], dataset: str = "", known: Known | None = None, reader: Reader = facts.read
) -> Intake:
    """Reads the files of one load.

    Args:
        files: facts files, of any of the formats, or what else the reader reads.
        dataset: the dataset that all of them belong to; otherwise each file is one of its own name.
        known: what the store knows already.
        reader: how a file is read.

    Raises:
        InputError: a file cannot be read, or two files would be one dataset.
    """
    taken = Intake()
    read: list[tuple[str, list[facts.Placed]]] = []
    for file in files:
        name = dataset_name(dataset or file.name)
        if not dataset and name in {n for n, _ in read}:
            raise InputError(
                f"{file}: another file of this load is called {name} too, and a dataset has its file's name. "
                "Rename one of them, or give --dataset NAME to load both as one."
            )
        placed, problems = reader(file)
        taken.problems += problems
        taken.facts += len(placed)
        read.append((name, placed))
    missing = {name for problem in taken.problems for name in problem.missing}
    whole = Names()
    own = [_register(placed, whole) for _, placed in read]
    for (name, placed), names in zip(read, own, strict=True):
        scopes: list[Known] = [names, whole] + ([known] if known is not None else [])
        items = taken.datasets.setdefault(name, {})
        for one in placed:
            resolver = _Resolver(one, scopes, missing)
            item = resolver.item()
            taken.problems += resolver.problems
            if resolver.resolved:
                items[item.id] = item
                taken.places.setdefault(item.id, []).append(one.place)
    return taken


def _register(placed: Sequence[facts.Placed], whole: Names) -> Names:
    names = Names()
    for one in placed:
        for scope in (names, whole):
            if isinstance(one.fact, Actor):
                scope.add(one.fact)
            elif isinstance(one.fact, Source):
                scope.add_source(one.fact)
    return names


class _Resolver:
    """Resolves the references of one fact, and notes the names that were used and what is not known."""

    def __init__(self, placed: facts.Placed, scopes: Sequence[Known], missing: Container[str]) -> None:
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
            words = {word for scope in self.scopes for word in scope.words()}
            guess = suggest(reference, sorted(words))
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
            words = {word for scope in self.scopes for word in scope.source_ids()}
            self._unresolved(
                identifier,
                "unknown-source",
                f"There is no source {identifier!r}.",
                suggest(identifier, sorted(words))
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
