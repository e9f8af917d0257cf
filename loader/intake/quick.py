"""The quick way from a fact to its claim, where every reference is known and means one actor.

It only ever accepts. Whatever it is in doubt about goes to `Resolver`, which alone says what is wrong; so the
two cannot disagree about who is meant.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from operator import attrgetter
from typing import Any

import msgspec

from loader.claims import ANY, Claim, Description, claim, description
from loader.claims.fields import ACTOR_FIELDS, FIELDS, Kind
from loader.facts.model import Actor, Fact, Source, Sourced
from loader.names import Known, resolve

__all__ = ["quick"]

_PLAIN = frozenset(Kind) - {Kind.PARTICIPANTS, Kind.PARTIES}
"""What the quick way resolves or leaves alone; it does not know the sides of meetings and agreements."""


def quick(fact: Fact, scopes: Sequence[Known]) -> Claim | Description | None:
    """The claim or the description of a fact.

    Args:
        fact: as it was read.
        scopes: where its references are looked up, the nearest first.

    Returns:
        What `Resolver` would make of it; nothing where a careful look is needed.
    """
    if isinstance(fact, Source):
        return description(fact, {}) if fact.complete is None else None
    plan = _plan(type(fact))
    if plan is None or (isinstance(fact, Sourced) and not _has_source(fact.source, scopes)):
        return None
    keys, values = plan
    names: dict[str, set[str]] = {}
    changes: dict[str, Any] = {}
    for (attribute, key), value in zip(keys, values(fact), strict=True):
        if not value:
            continue
        means: str | tuple[str, ...] | None
        if isinstance(value, str):
            means = _resolved(value, scopes, key, names)
        elif len(value) == 1:
            one = _resolved(value[0], scopes, key, names)
            means = None if one is None else (one,)
        else:
            several = [_resolved(each, scopes, key, names) for each in value]
            means = tuple(each for each in several if each is not None)
            means = means if len(means) == len(value) else None
        if means is None:
            return None
        if means != value:
            changes[attribute] = means
    if changes:
        fact = msgspec.structs.replace(fact, **changes)
    if isinstance(fact, Sourced):
        return claim(fact, names)
    return description(fact, names) if isinstance(fact, Actor) else None


_Plan = tuple[Sequence[tuple[str, str]], Callable[[Any], tuple[str | tuple[str, ...] | None, ...]]]


@cache
def _plan(struct: type[Fact]) -> _Plan | None:
    """The keys of a type of fact that refer to actors, each with its name in a claim, and their values."""
    fields = ACTOR_FIELDS if struct is Actor else FIELDS[struct] if issubclass(struct, Sourced) else ()
    if not fields or not all(field.kind in _PLAIN for field in fields):
        return None
    keys = [(f.attribute, f.predicate) for f in fields if f.kind in (Kind.ACTOR, Kind.ACTORS)]
    return keys, attrgetter(*(attribute for attribute, _ in keys))


def _has_source(identifier: str, scopes: Sequence[Known]) -> bool:
    for scope in scopes:  # noqa: SIM110 - a generator would take twice the time, for each fact
        if scope.has_source(identifier):
            return True
    return False


def _resolved(reference: str, scopes: Sequence[Known], key: str, names: dict[str, set[str]]) -> str | None:
    """The id that a reference means, noting the name; nothing where that is in doubt."""
    means = resolve(reference, scopes)
    if not isinstance(means, str) or reference == ANY:
        return None
    if means != reference:
        names.setdefault(key, set()).add(reference)
    return means
