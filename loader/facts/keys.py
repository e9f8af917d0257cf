"""The keys of each type of fact and what their values are to be, read off the structs."""

from __future__ import annotations

import enum
import types
import typing
from dataclasses import dataclass
from functools import cache

import msgspec

from .model import FACT_TYPES, Digest, Edtf, Fact, Iri, Offset, Part, Position, Reference, Sourced, Text

__all__ = ["TYPES", "Key", "Option", "Sort", "keys"]


class Sort(enum.Enum):
    """What a value can be, in the words of messages."""

    TEXT = "text"
    CODE = "text of a code list"
    NUMBER = "a whole number"
    TRUTH = "true or false"
    LIST = "a list"
    MAP = "an object"
    STRUCT = "an object of known keys"


@dataclass(frozen=True, slots=True, eq=False)
class Option:
    """One thing that a value may be.

    Attributes:
        sort: its sort.
        text: of a text, which of `Text`, `Reference`, `Edtf`, `Digest` and `Iri` it is; compare by identity.
        codes: of a code, the code list.
        items: of a list or a map, what each entry may be.
        struct: of a struct, which.
        least: of a number, the least that it may be, if there is one.
    """

    sort: Sort
    text: object = None
    codes: tuple[str, ...] = ()
    items: tuple[Option, ...] = ()
    struct: type[Part] = Part
    least: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Key:
    """One key: as it is written, as the struct's attribute, and what its value may be."""

    name: str
    attribute: str
    options: tuple[Option, ...]
    required: bool


TYPES: dict[str, type[Fact]] = {str(fact.__struct_config__.tag): fact for fact in FACT_TYPES}
"""The types of fact by what `type` says."""


@cache
def keys(struct: type[Part]) -> dict[str, Key]:
    """The keys of a struct by name, its own before those that all facts with a source have.

    >>> list(keys(TYPES["post"]))[:4]
    ['holder', 'title', 'of', 'from']
    """
    found = [
        Key(field.encode_name, field.name, _options(field.type), field.required)
        for field in msgspec.structs.fields(struct)
    ]
    shared = set(Sourced.__struct_fields__) if issubclass(struct, Sourced) else set()
    return {key.name: key for key in sorted(found, key=lambda key: key.attribute in shared)}


def _options(hint: object) -> tuple[Option, ...]:
    """What a value may be, one by one: `A | B | None` is A or B."""
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        return tuple(option for member in typing.get_args(hint) for option in _options(member))
    return () if hint is type(None) else (_option(hint),)


def _option(hint: object) -> Option:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Literal:
        return Option(Sort.CODE, codes=arguments)
    if origin in (tuple, dict):
        sort, item = (Sort.LIST, arguments[0]) if origin is tuple else (Sort.MAP, arguments[1])
        return Option(sort, items=_options(item))
    if hint in (int, Offset, Position):
        return Option(Sort.NUMBER, least={Offset: 0, Position: 1}.get(hint))
    if hint is bool:
        return Option(Sort.TRUTH)
    if isinstance(hint, type) and issubclass(hint, Part):
        return Option(Sort.STRUCT, struct=hint)
    return Option(Sort.TEXT, text=next(text for text in (Text, Reference, Edtf, Digest, Iri) if text == hint))
