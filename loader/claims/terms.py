"""The terms that claims and records say again and again, each made once and kept for a while.

A load names the same lists, authorities, days and codes in most of its triples. What is kept is bounded, and
is a matter of speed alone.
"""

from __future__ import annotations

from datetime import date as Day  # noqa: N812  # as in `loader.records`
from functools import lru_cache

from loader import dates
from loader.claims.model import ANY
from loader.triples import boolean, integer, iri, typed, xsd_date
from loader.vocabulary import DET, EDTF, code, key, thing

__all__ = [
    "ANY_ACTOR",
    "FALSE",
    "TRUE",
    "Terms",
    "actor",
    "bounds",
    "coded",
    "day",
    "edtf",
    "number",
    "source",
]

_KEPT = 1 << 14
"""How many terms of a kind: some megabytes at most, and more than a chunk of a load speaks of."""

ANY_ACTOR = iri(DET + "any")
TRUE, FALSE = boolean(True), boolean(False)


class Terms(dict[str, str]):
    """The terms of one vocabulary by their local names.

    Args:
        start: what the IRIs of all of them begin with.

    >>> Terms(DET)["label"]
    '<https://w3id.org/detente/ns#label>'
    """

    def __init__(self, start: str) -> None:
        super().__init__()
        self._start = start

    def __missing__(self, name: str) -> str:
        term = self[name] = iri(self._start + name)
        return term


@lru_cache(maxsize=_KEPT)
def actor(base: str, identifier: str) -> str:
    """The term of an actor; `any` is the one that stands for all."""
    return ANY_ACTOR if identifier == ANY else iri(thing(base, "actor", key(identifier)))


@lru_cache(maxsize=_KEPT)
def source(base: str, identifier: str) -> str:
    """The term of a source."""
    return iri(thing(base, "source", key(identifier)))


@lru_cache(maxsize=_KEPT)
def coded(scheme: str, value: str) -> str:
    """The term of a code."""
    return iri(code(scheme, value))


@lru_cache(maxsize=_KEPT)
def edtf(text: str) -> str:
    """The term of a date as it is written."""
    return typed(text, EDTF)


@lru_cache(maxsize=_KEPT)
def day(value: Day) -> str:
    """The term of a day."""
    return xsd_date(value)


@lru_cache(maxsize=_KEPT)
def bounds(text: str) -> tuple[str, str, str]:
    """The terms of a date as it is written, and of its first and its last day.

    Raises:
        DateError: the text is no date.
    """
    when = dates.parse(text)
    return edtf(text), day(when.earliest), day(when.latest)


@lru_cache(maxsize=256)
def number(value: int) -> str:
    """The term of a whole number."""
    return integer(value)
