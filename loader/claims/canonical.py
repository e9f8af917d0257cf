"""The one form of all facts that say the same, so that they have one hash."""

from __future__ import annotations

from collections.abc import Mapping
from operator import attrgetter
from typing import Any, TypeVar

import msgspec

from loader.facts.model import (
    Actor,
    Agreement,
    Designation,
    Evidence,
    Fact,
    Meeting,
    Participant,
    Party,
    Recognition,
    Sourced,
    Statement,
)

__all__ = ["canonical", "side_order"]

_encode = msgspec.json.Encoder(order="sorted").encode

_SETS = ("aliases", "weakAliases", "sameAs", "born", "country", "claimedBy", "successors")
_sets = attrgetter(*_SETS)

_SEVERAL = 2  # fewer are in order already, and different; nearly all sets here have none or one

F = TypeVar("F", bound=Fact)


def _texts(value: str | tuple[str, ...]) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return value if len(value) < _SEVERAL else tuple(sorted(set(value)))


def _evidence(passages: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    if len(passages) < _SEVERAL and not any(isinstance(p.page, int) for p in passages):
        return passages
    plain = {
        _encode(e): e
        for e in (
            msgspec.structs.replace(p, page=str(p.page)) if isinstance(p.page, int) else p for p in passages
        )
    }
    return tuple(plain[k] for k in sorted(plain))


def _by_key(given: Mapping[str, str | tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Names by language, or identifiers by scheme; language tags mean the same in any case."""
    if len(given) == 1:
        ((name, texts),) = given.items()
        alone = _texts(texts)
        return {name.lower(): alone} if alone else {}
    said: dict[str, set[str]] = {}
    for name, texts in given.items():
        said.setdefault(name.lower(), set()).update(_texts(texts))
    return {name: tuple(sorted(texts)) for name, texts in said.items() if texts}


def side_order(side: str | Participant | Party) -> tuple[str, str, str]:
    """The key by which participants and parties are sorted."""
    if isinstance(side, str):
        return side, "", ""
    if isinstance(side, Party):
        return side.actor, side.role, ""
    return side.actor, side.for_ or "", side.status or ""


def _participants(given: tuple[str | Participant, ...]) -> tuple[str | Participant, ...]:
    """Participants by name alone, unless more is said of them."""
    whole = {Participant(actor=p) if isinstance(p, str) else p for p in given}
    more = {p for p in whole if p.for_ is not None or p.status is not None}
    plain = {p.actor for p in whole} - {p.actor for p in more}
    return tuple(sorted([*plain, *more], key=side_order))


def _parties(given: tuple[str | Party, ...]) -> tuple[str | Party, ...]:
    plain = {p.actor if isinstance(p, Party) and p.role == "party" else p for p in given}
    return tuple(sorted(plain, key=side_order))


def canonical(fact: F) -> F:
    """The one form of all facts that say the same: sets sorted, shorthands written out, numbers as text.

    >>> a = Actor(id="x", name="X", kind="state", aliases=("b", "a", "b"))
    >>> canonical(a) == canonical(Actor(id="x", name="X", kinds=("state",), aliases=("a", "b")))
    True
    """
    changes: dict[str, Any] = {}
    if isinstance(fact, Actor):
        changes = _of_actor(fact)
    if (
        isinstance(fact, Sourced)
        and fact.evidence
        and (whole := _evidence(fact.evidence)) is not fact.evidence
    ):
        changes["evidence"] = whole
    if isinstance(fact, Designation | Recognition):
        if isinstance(fact.episode, int):
            changes["episode"] = str(fact.episode)
    elif isinstance(fact, Meeting):
        changes |= {"participants": _participants(fact.participants), "topics": _texts(fact.topics)}
    elif isinstance(fact, Agreement):
        changes["parties"] = _parties(fact.parties)
    elif isinstance(fact, Statement):
        changes["about"] = _texts(fact.about)
    return msgspec.structs.replace(fact, **changes) if changes else fact


def _of_actor(fact: Actor) -> dict[str, Any]:
    """What is to be otherwise in the description of an actor."""
    changes: dict[str, Any] = {}
    if fact.kind is not None:
        changes = {"kind": None, "kinds": tuple(sorted({*fact.kinds, fact.kind}))}
    elif len(fact.kinds) >= _SEVERAL:
        changes["kinds"] = tuple(sorted(set(fact.kinds)))
    if fact.names:
        changes["names"] = _by_key(fact.names)
    if fact.identifiers:
        changes["identifiers"] = _by_key(fact.identifiers)
    for attribute, value in zip(_SETS, _sets(fact), strict=True):
        if isinstance(value, str) or len(value) >= _SEVERAL:
            changes[attribute] = _texts(value)
    return changes
