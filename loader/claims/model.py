"""Claims: what one source says, content-addressed.

A claim is a fact whose references are resolved to registered ids, with the names that were used for them. Its
id is a hash of that content and of nothing else: no base IRI, file, line or dataset. So the same fact is the
same claim wherever it stands, and loading a file twice changes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar, Union

import msgspec

from loader.facts.model import (
    FACT_TYPES,
    Actor,
    Agreement,
    Designation,
    Evidence,
    Fact,
    Meeting,
    Participant,
    Party,
    Recognition,
    Source,
    Sourced,
    Statement,
)

__all__ = [
    "ANY",
    "Claim",
    "Description",
    "Named",
    "canonical",
    "claim",
    "content",
    "description",
    "digest",
    "parse_content",
    "side_order",
]

ANY = "any"
"""Stands for every actor in `by` or `authority` of a denial."""

Named = tuple[tuple[str, tuple[str, ...]], ...]
"""For each key with references, the names that were used, sorted."""

_encode = msgspec.json.Encoder(order="sorted").encode
_AnyFact = Union[FACT_TYPES]  # type: ignore[valid-type]  # noqa: UP007  # made of a tuple at run time
_SUFFIX = "As"

F = TypeVar("F", bound=Fact)


@dataclass(frozen=True, slots=True)
class Claim:
    """One source's assertion or denial: a fact with ids for references."""

    id: str
    fact: Sourced
    named: Named = ()


@dataclass(frozen=True, slots=True)
class Description:
    """What one facts file says of an actor or a source; hashed and owned like a claim."""

    id: str
    fact: Actor | Source
    named: Named = ()


def _texts(value: str | tuple[str, ...]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(sorted(set(value)))


def _evidence(passages: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    plain = {
        _encode(e): e
        for e in (
            msgspec.structs.replace(p, page=str(p.page)) if isinstance(p.page, int) else p for p in passages
        )
    }
    return tuple(plain[k] for k in sorted(plain))


def _names(given: Mapping[str, str | tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Names by language; tags mean the same in any case."""
    said: dict[str, set[str]] = {}
    for tag, names in given.items():
        said.setdefault(tag.lower(), set()).update(_texts(names))
    return {tag: tuple(sorted(names)) for tag, names in said.items() if names}


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
        kinds = set(fact.kinds) | ({fact.kind} if fact.kind else set())
        changes = {
            "kind": None,
            "kinds": tuple(sorted(kinds)),
            "names": _names(fact.names),
            "aliases": _texts(fact.aliases),
            "sameAs": _texts(fact.sameAs),
        }
    if isinstance(fact, Sourced) and fact.evidence:
        changes["evidence"] = _evidence(fact.evidence)
    if isinstance(fact, Meeting):
        changes |= {"participants": _participants(fact.participants), "topics": _texts(fact.topics)}
    elif isinstance(fact, Agreement):
        changes["parties"] = _parties(fact.parties)
    elif isinstance(fact, Statement):
        changes["about"] = _texts(fact.about)
    elif isinstance(fact, Designation | Recognition) and isinstance(fact.episode, int):
        changes["episode"] = str(fact.episode)
    return msgspec.structs.replace(fact, **changes) if changes else fact


def content(fact: Fact, named: Named = ()) -> bytes:
    """The content of a canonical fact as JSON with sorted keys and no defaults: what is hashed."""
    built = msgspec.to_builtins(fact)
    built.update((key + _SUFFIX, names) for key, names in named)
    return _encode(built)


def _digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def digest(item: Claim | Description) -> str:
    """The id that an item has by its content."""
    return _digest(content(item.fact, item.named))


def _named(names: Mapping[str, set[str]]) -> Named:
    return tuple((key, tuple(sorted(used))) for key, used in sorted(names.items()) if used)


def claim(fact: Sourced, names: Mapping[str, set[str]]) -> Claim:
    """Makes the claim of a fact.

    Args:
        fact: with ids in place of all references.
        names: for each key, the names that the author wrote where they were not the id itself.
    """
    fact = canonical(fact)
    named = _named(names)
    return Claim(_digest(content(fact, named)), fact, named)


def description(fact: Actor | Source, names: Mapping[str, set[str]]) -> Description:
    """Makes the description of an actor or a source; see `claim`."""
    fact = canonical(fact)
    named = _named(names)
    return Description(_digest(content(fact, named)), fact, named)


def parse_content(data: bytes | str) -> tuple[Fact, Named]:
    """Reads what `content` wrote.

    Raises:
        msgspec.ValidationError: it is not the content of a fact.
    """
    built = msgspec.json.decode(data, type=dict[str, Any])
    named = {key: built.pop(key) for key in [k for k in built if k.endswith(_SUFFIX) and k != "sameAs"]}
    fact: Fact = msgspec.convert(built, _AnyFact)
    return fact, tuple((key.removesuffix(_SUFFIX), tuple(names)) for key, names in sorted(named.items()))
