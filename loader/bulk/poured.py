"""What the parts of a large load add up to, and where they are written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Protocol

from loader.bulk.parts import Written
from loader.change import Totals
from loader.errors import Place, Problem
from loader.membership import combined
from loader.triples import Triple

__all__ = ["Poured", "Sink"]


class Sink(Protocol):
    """Where a load is written."""

    def bulk(self, document: bytes, count: int) -> None:
        """Adds a Turtle document of so many new triples; several threads may call this at once."""

    def remove(self, triples: Iterable[Triple]) -> None:
        """Takes triples out; one thread at a time."""

    def stand(self, rows: Mapping[str, list[Place]], shared: AbstractSet[str]) -> None:
        """Takes note of where claims stand in the files; one thread at a time.

        Args:
            rows: the places of claims by id; of one claim perhaps again later.
            shared: the ids of those that the store holds already.
        """


@dataclass(slots=True)
class Poured:
    """What a load comes to.

    Attributes:
        faults: what is wrong with its facts, each by itself.
        found: what the shapes find.
        besides: what is wrong with what is left: references to nothing, and decisions that contradict.
        totals: its change in figures.
        joined: for each dataset, how many claims it begins to make.
        left: for each dataset, the ids of the claims that it ceases to make.
        withdrawn: the ids of the claims that nobody makes any more.
        stay: the ids of claims that one dataset ceases to make, and that another one of this load states.
        content: the sum of the digests of what joins and leaves.
        named: the same of what says who actors and what sources are.
        languages: the language tags of its names.
    """

    faults: list[Problem] = field(default_factory=list)
    found: list[Problem] = field(default_factory=list)
    besides: list[Problem] = field(default_factory=list)
    totals: Totals = field(default_factory=Totals)
    joined: Counter[str] = field(default_factory=Counter)
    left: Mapping[str, AbstractSet[str]] = field(default_factory=dict)
    withdrawn: AbstractSet[str] = frozenset()
    stay: set[str] = field(default_factory=set)
    content: str = "0"
    named: str = "0"
    languages: set[str] = field(default_factory=set)

    @property
    def problems(self) -> list[Problem]:
        """All that is wrong, each thing once."""
        return list(dict.fromkeys([*self.faults, *self.found, *self.besides]))

    def add(self, part: Written) -> None:
        """Adds up what a part comes to."""
        self.totals = self.totals.plus(part.totals)
        self.joined.update(part.joined)
        self.content = combined(self.content, part.content)
        self.named = combined(self.named, part.named)
        self.languages |= part.languages

    def __bool__(self) -> bool:
        return bool(self.joined or self.left)
