"""Whether a fact that an importer made is one that a facts file may hold."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from loader.errors import Place, Problem
from loader.facts import Placed, jsonl
from loader.facts.model import Fact

__all__ = ["read", "refusal"]

_encode = msgspec.json.Encoder().encode


def read(fact: Fact, place: Place) -> Iterator[Placed | Problem]:
    """Reads a fact as if it stood in a facts file.

    Args:
        fact: the fact.
        place: of its entry in the list.
    """
    return jsonl.facts(place.file, iter([(place.line, _encode(fact))]))


def refusal(fact: Fact, place: Place | None = None) -> str | None:
    """Why a fact would not be accepted, as a sentence; nothing if it is.

    An importer asks where others of its facts would refer to one that is left out later.
    """
    found = read(fact, place or Place(""))
    return next((f"{one.message} {one.hint}".rstrip() for one in found if isinstance(one, Problem)), None)
