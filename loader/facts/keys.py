"""The keys of each type of fact, read off the structs."""

from __future__ import annotations

import types
import typing
from dataclasses import dataclass
from functools import cache

import msgspec

from .model import FACT_TYPES, Fact, Part, Sourced

__all__ = ["TYPES", "Key", "keys", "variants"]


@dataclass(frozen=True, slots=True)
class Key:
    """One key: as it is written, as the struct's attribute, and what its value is to be."""

    name: str
    attribute: str
    hint: object
    required: bool


def _tag(fact: type[Fact]) -> str:
    return str(fact.__struct_config__.tag)


TYPES: dict[str, type[Fact]] = {_tag(fact): fact for fact in FACT_TYPES}
"""The types of fact by what `type` says."""


@cache
def keys(struct: type[Part]) -> dict[str, Key]:
    """The keys of a struct by name, its own before those that all facts with a source have.

    >>> list(keys(TYPES["post"]))[:4]
    ['holder', 'title', 'of', 'from']
    """
    found = [
        Key(field.encode_name, field.name, field.type, field.required)
        for field in msgspec.structs.fields(struct)
    ]
    shared = set(Sourced.__struct_fields__) if issubclass(struct, Sourced) else set()
    return {key.name: key for key in sorted(found, key=lambda key: key.attribute in shared)}


@cache
def variants(hint: object) -> tuple[object, ...]:
    """What a value may be, one by one: `A | B | None` is A or B."""
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        return tuple(
            variant
            for member in typing.get_args(hint)
            for variant in variants(member)
            if variant is not type(None)
        )
    return (hint,)
