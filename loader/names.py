"""Who is meant: references to actors and sources, resolved exactly.

A reference is an id, or a registered name or alias. It is looked up in its own file, then in all files of the
load, then in the store; ambiguity is an error only within the first of these that knows it. Nothing is ever
resolved by similarity: that only makes suggestions.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Protocol

from loader.facts.model import Actor, Source
from loader.facts.suggest import Choices

__all__ = ["Ambiguous", "Known", "Names", "Scopes", "Unknown", "names_of", "resolve"]


class Known(Protocol):
    """A place where actors are registered: a file, a load, or a store."""

    def find(self, reference: str) -> Collection[str]:
        """The ids that a reference can mean here."""

    def words(self) -> Iterable[str]:
        """All ids and names, for suggestions."""

    def has_source(self, identifier: str) -> bool:
        """Whether a source of this id is registered here."""

    def source_ids(self) -> Iterable[str]:
        """The ids of all sources, for suggestions."""


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """A reference that means several actors where it is first known."""

    ids: tuple[str, ...]


class Unknown:
    """A reference that is known nowhere."""


UNKNOWN = Unknown()


def names_of(actor: Actor) -> Iterator[str]:
    """All names and aliases of an actor."""
    yield actor.name
    yield from actor.aliases
    for said in actor.names.values():
        yield from (said,) if isinstance(said, str) else said


class Names:
    """The actors and sources of one file or of one load.

    Of millions of names nearly every one means one actor. So it leads to that actor's id alone, and only a
    name that several share leads to a set. Each id is held once, however many names lead to it.

    >>> names = Names()
    >>> names.add(Actor(id="taliban", name="Taliban", kind="armed-group", aliases=("Islamic Emirate",)))
    >>> names.find("Islamic Emirate"), names.find("taliban"), names.find("Islamic")
    (('taliban',), ('taliban',), ())
    """

    def __init__(self) -> None:
        self._kinds: dict[str, tuple[str, ...]] = {}
        self._named: dict[str, str | set[str]] = {}
        self._sources: set[str] = set()
        self._sorts: dict[tuple[str, ...], tuple[str, ...]] = {}  # the few different values of `_kinds`

    def add_source(self, source: Source) -> None:
        """Registers a source."""
        self._sources.add(source.id)

    def has_source(self, identifier: str) -> bool:
        """Whether a source of this id is registered."""
        return identifier in self._sources

    def source_ids(self) -> Iterable[str]:
        """The ids of all sources."""
        return self._sources

    def add(self, actor: Actor) -> None:
        """Registers an actor under its id and all its names."""
        identifier = actor.id
        kinds = actor.kinds if actor.kind is None else (*actor.kinds, actor.kind)
        known = self._kinds.get(identifier, ())
        if len(kinds) > 1 or known:
            kinds = tuple(sorted({*known, *kinds}))  # type: ignore[arg-type]  # kinds are texts
        self._kinds[identifier] = self._sorts.setdefault(kinds, kinds)
        named = self._named
        for name in names_of(actor):
            means = named.setdefault(name, identifier)
            if means is not identifier and means != identifier:
                if isinstance(means, str):
                    named[name] = {means, identifier}
                else:
                    means.add(identifier)

    def find(self, reference: str) -> Collection[str]:
        """The ids that a reference can mean; an id means itself, whoever else is called so."""
        if reference in self._kinds:
            return (reference,)
        means = self._named.get(reference, ())
        return (means,) if isinstance(means, str) else means

    def kinds_of(self, identifier: str) -> tuple[str, ...]:
        """All kinds that are said of an actor, sorted; none of one that is not registered."""
        return self._kinds.get(identifier, ())

    def words(self) -> Iterable[str]:
        """All ids and names."""
        yield from self._kinds
        yield from self._named


class Scopes(list[Known]):
    """Where the references of one file are looked up, the nearest first; and what could have been meant."""

    @cached_property
    def words(self) -> Choices:
        """All ids and names of actors."""
        return Choices(lambda: sorted({word for scope in self for word in islice(scope.words(), _MOST)}))

    @cached_property
    def sources(self) -> Choices:
        """The ids of all sources."""
        return Choices(lambda: sorted({word for scope in self for word in islice(scope.source_ids(), _MOST)}))


_MOST = 60_000  # words of one scope that are suggested from: to read so many takes a second


def resolve(reference: str, scopes: Sequence[Known]) -> str | Ambiguous | Unknown:
    """The id that a reference means.

    Args:
        reference: an id, a name or an alias.
        scopes: where to look, the nearest first.
    """
    for scope in scopes:
        found = scope.find(reference)
        if len(found) == 1:
            return next(iter(found))
        if found:
            return Ambiguous(tuple(sorted(found)))
    return UNKNOWN
