"""Ids within a file: each of one source or one actor, described in one way."""

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

        Returns:
            A problem if its id was described in another way before. The same twice is none.
        """
        fact = placed.fact
        assert isinstance(fact, Source | Actor)
        first = self._seen.setdefault((type(fact), fact.id), placed)
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
            hint="Describe it once, or give one of the two an id of its own.",
            related=(first.place,),
        )


def _content(value: object) -> object:
    """A value without the order of lists, which says nothing."""
    if isinstance(value, tuple):
        return frozenset(value)
    if isinstance(value, dict):
        return {key: _content(inner) for key, inner in value.items()}
    return value
