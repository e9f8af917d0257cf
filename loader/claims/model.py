"""Claims: what one source says, content-addressed.

A claim is a fact whose references are resolved to registered ids, with the names that were used for them. Its
id is a hash of that content and of nothing else: no base IRI, file, line or dataset. So the same fact is the
same claim wherever it stands, and loading a file twice changes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import msgspec

from loader.claims.canonical import canonical
from loader.facts.model import Actor, AnyFact, DifferentFrom, Fact, SameAs, Source, Sourced

__all__ = [
    "ANY",
    "Claim",
    "Described",
    "Description",
    "Named",
    "claim",
    "content",
    "described",
    "description",
    "digest",
    "parse_content",
]

ANY = "any"
"""Stands for every actor in `by` or `authority` of a denial."""

Named = tuple[tuple[str, tuple[str, ...]], ...]
"""For each key with references, the names that were used, sorted."""

Described = Actor | Source | SameAs | DifferentFrom
"""The facts that no source says."""

_encode = msgspec.json.Encoder(order="sorted").encode
_SUFFIX = "As"


class Claim(msgspec.Struct, frozen=True, gc=False):
    """One source's assertion or denial: a fact with ids for references."""

    id: str
    fact: Sourced
    named: Named = ()


class Description(msgspec.Struct, frozen=True, gc=False):
    """What a facts file says of an actor or a source, or decides; hashed and owned like a claim."""

    id: str
    fact: Described
    named: Named = ()


def described(item: Description) -> tuple[str, ...]:
    """The ids of what is described: two, where a decision compares two actors."""
    match item.fact:
        case SameAs(actor=one, as_=other) | DifferentFrom(actor=one, from_=other):
            return one, other
        case Actor(id=identifier) | Source(id=identifier):
            return (identifier,)


def content(fact: Fact, named: Named = ()) -> bytes:
    """The content of a canonical fact as JSON with sorted keys and no defaults: what is hashed."""
    if not named:
        return _encode(fact)
    built = msgspec.to_builtins(fact)
    built.update((key + _SUFFIX, names) for key, names in named)
    return _encode(built)


def _digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def digest(item: Claim | Description) -> str:
    """The id that an item has by its content."""
    return _digest(content(item.fact, item.named))


def _named(names: Mapping[str, set[str]]) -> Named:
    if not names:
        return ()
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


def description(fact: Described, names: Mapping[str, set[str]]) -> Description:
    """Makes the description of an actor or a source, or a decision; see `claim`."""
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
    fact: Fact = msgspec.convert(built, AnyFact)
    return fact, tuple((key.removesuffix(_SUFFIX), tuple(names)) for key, names in sorted(named.items()))
