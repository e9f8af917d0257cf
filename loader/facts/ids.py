"""Ids within a file: each of one source, described in one way, or of one actor, by whatever is said of it."""

from __future__ import annotations

from loader.errors import Problem

from .keys import keys
from .model import Actor, Fact, Source
from .placed import Placed
from .wording import listed, quoted

__all__ = ["Ids"]


class Ids:
    """The sources and actors that a file has described so far."""

    def __init__(self) -> None:
        self._seen: dict[tuple[type[Fact], str], Placed] = {}

    def contradiction(self, placed: Placed) -> Problem | None:
        """Takes note of a source or an actor.

        An actor may be described several times, as two editions of a list do, and what is said adds up. They
        describe one actor if they have a kind, and a name or an identifier, in common; else one of the ids
        is a mistake.

        Returns:
            A problem if its id was described in another way before. The same twice is none.
        """
        fact = placed.fact
        assert isinstance(fact, Source | Actor)
        first = self._seen.setdefault((type(fact), fact.id), placed)
        if first is placed or (isinstance(fact, Actor) and _alike(fact, first.fact)):
            return None
        differing = [
            f"'{key.name}'"
            for key in keys(type(fact)).values()
            if _content(getattr(fact, key.attribute)) != _content(getattr(first.fact, key.attribute))
        ]
        if not differing:
            return None
        what = type(fact).__name__.lower()
        return Problem(
            placed.place,
            f"The {what} {quoted(fact.id)} is described differently in line {first.place.line}: "
            f"{listed(differing, 'and')} {'differ' if len(differing) > 1 else 'differs'}.",
            "fact/duplicate-id",
            hint="Describe it once, or give one of the two an id of its own."
            if isinstance(fact, Source)
            else "If they are one, give them a kind and a name in common; if not, give them two ids.",
            related=(first.place,),
        )


def _alike(one: Actor, other: Fact) -> bool:
    """Whether two descriptions under one id can be of one actor."""
    assert isinstance(other, Actor)  # they are kept by type
    return not (_kinds(one).isdisjoint(_kinds(other)) or _known_by(one).isdisjoint(_known_by(other)))


def _kinds(actor: Actor) -> set[str]:
    return {*actor.kinds, *([actor.kind] if actor.kind else [])}


def _known_by(actor: Actor) -> set[tuple[str, str]]:
    """What tells an actor from others: names in any language, and identifiers by their schemes."""
    names = (actor.name, *actor.aliases, *actor.weakAliases)
    found = {("", name) for name in names} | {
        ("", name) for said in actor.names.values() for name in _all(said)
    }
    return found | {(scheme, said) for scheme, several in actor.identifiers.items() for said in _all(several)}


def _all(said: str | tuple[str, ...]) -> tuple[str, ...]:
    return (said,) if isinstance(said, str) else said


def _content(value: object) -> object:
    """A value without the order of lists, which says nothing."""
    if isinstance(value, tuple):
        return frozenset(value)
    if isinstance(value, dict):
        return {key: _content(inner) for key, inner in value.items()}
    return value
