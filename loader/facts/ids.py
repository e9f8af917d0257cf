"""Ids within a file: each of one source, described in one way, or of one actor, by whatever is said of it."""

from __future__ import annotations

import struct
from collections.abc import Hashable, Iterator
from functools import cache
from typing import get_args

from loader.errors import Place, Problem

from .keys import keys
from .model import Actor, ActorKind, Fact, Source
from .placed import Placed
from .wording import listed, quoted

__all__ = ["Ids"]


class Ids:
    """The sources and actors that a file has described so far.

    Of each only a mark is kept, a hundred bytes or so: a file may describe millions.
    """

    def __init__(self) -> None:
        self._seen: dict[type[Fact], dict[str, bytes]] = {Actor: {}, Source: {}}
        self._files: dict[str, int] = {}

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
        place = placed.place
        file = self._files.setdefault(place.file, len(self._files))
        mark = _mark(fact, place.line, file)
        first = self._seen[type(fact)].setdefault(fact.id, mark)
        if first is mark or (isinstance(fact, Actor) and _alike(first, mark)):
            return None
        names = _keys(type(fact))[0]
        pairs = zip(names, _values(first, len(names)), _values(mark, len(names)), strict=True)
        differing = [f"'{name}'" for name, before, now in pairs if before != now]
        if not differing:
            return None
        what = type(fact).__name__.lower()
        line, number, _ = _HEAD.unpack_from(first)
        return Problem(
            placed.place,
            f"The {what} {quoted(fact.id)} is described differently in line {line}: "
            f"{listed(differing, 'and')} {'differ' if len(differing) > 1 else 'differs'}.",
            "fact/duplicate-id",
            hint="Describe it once, or give one of the two an id of its own."
            if isinstance(fact, Source)
            else "If they are one, give them a kind and a name in common; if not, give them two ids.",
            related=(Place(list(self._files)[number], line),),
        )


@cache
def _keys(kind: type[Fact]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The keys of a kind of fact as they are written, and as the struct's attributes."""
    found = keys(kind).values()
    return tuple(key.name for key in found), tuple(key.attribute for key in found)


_HEAD = struct.Struct("<IHB")
"""The line, the number of the file, and the kinds as bits. Two bytes of each key's value follow, and four of
each name and identifier: enough to tell one description from another, not to make one up."""

_KINDS = {kind: 1 << number for number, kind in enumerate(get_args(ActorKind))}


def _mark(fact: Source | Actor, line: int, file: int) -> bytes:
    said = (getattr(fact, name) for name in _keys(type(fact))[1])
    values = [hash(_content(value)) & 0xFFFF if value else 0 for value in said]
    kinds, known = 0, set[int]()
    if isinstance(fact, Actor):
        for kind in (*fact.kinds, *([fact.kind] if fact.kind else [])):
            kinds |= _KINDS[kind]
        known = {hash(one) & 0xFFFFFFFF for one in _known_by(fact)}
    return _HEAD.pack(line, file, kinds) + struct.pack(f"<{len(values)}H{len(known)}I", *values, *known)


def _values(mark: bytes, count: int) -> tuple[int, ...]:
    return struct.unpack_from(f"<{count}H", mark, _HEAD.size)


def _alike(one: bytes, other: bytes) -> bool:
    """Whether two descriptions under one id can be of one actor."""
    start = _HEAD.size + 2 * len(_keys(Actor)[0])
    known = [set(struct.unpack(f"<{(len(m) - start) // 4}I", m[start:])) for m in (one, other)]
    return bool(_HEAD.unpack_from(one)[2] & _HEAD.unpack_from(other)[2]) and not known[0].isdisjoint(known[1])


def _known_by(actor: Actor) -> Iterator[tuple[str, str]]:
    """What tells an actor from others: names in any language, and identifiers by their schemes."""
    for name in (actor.name, *actor.aliases, *actor.weakAliases):
        yield "", name
    for said in actor.names.values():
        for name in _all(said):
            yield "", name
    for scheme, several in actor.identifiers.items():
        for said in _all(several):
            yield scheme, said


def _all(said: str | tuple[str, ...]) -> tuple[str, ...]:
    return (said,) if isinstance(said, str) else said


def _content(value: object) -> Hashable:
    """A value without the order of lists, which says nothing."""
    if isinstance(value, tuple):
        return frozenset(value)
    if isinstance(value, dict):
        return frozenset((key, _content(inner)) for key, inner in value.items())
    assert isinstance(value, Hashable)  # facts are immutable
    return value
