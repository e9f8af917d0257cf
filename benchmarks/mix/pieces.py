"""What facts of a block are made of: days, evidence, and references to actors."""

from __future__ import annotations

import datetime
from random import Random
from typing import Any

from .invented import given, organization, word
from .world import WORLD

__all__ = ["ACTORS", "LAST", "Pieces", "Raw", "identifier", "kind_of"]

Raw = dict[str, Any]

ACTORS = 45
"""Of each block."""

LAST = datetime.date(2025, 5, 31)
"""No day that is drawn is later, a term's excepted."""

_KINDS = ("person", "organization", "person", "organization", "person")


def identifier(number: int) -> str:
    """The id of the actor of this number."""
    return f"entity-{number:07d}"


def kind_of(number: int) -> str:
    """What the actor of this number is: mostly a person or an organisation."""
    return {3: "armed-group", 18: "armed-group", 7: "government"}.get(number % ACTORS, _KINDS[number % 5])


class Pieces:
    """Drawn from the random numbers of one block, which depend on the seed and the block's number alone."""

    def __init__(self, seed: int, number: int) -> None:
        self.random = Random(f"{seed}/{number}")
        self.number = number
        self.first = number * ACTORS
        self.source = f"gazette-{number:06d}"

    def chance(self, share: float) -> bool:
        """Whether something is so that is so in this share of cases."""
        return self.random.random() < share

    def sourced(self) -> Raw:
        """Where it stands."""
        random = self.random
        piece = self.passage() if self.chance(0.8) else {"quote": f"so said {given(random)} on {self.day()}"}
        fact: Raw = {"source": self.source, "evidence": [piece]}
        return fact | ({"confidence": "reported"} if self.chance(0.1) else {})

    def entry(self, target: int) -> Raw:
        """The entry of a list, with the digest of what it says."""
        return {
            "sha256": f"{self.random.getrandbits(256):064x}",
            "entry": f"{target + 1}",
            "position": target + 1,
        }

    def passage(self) -> Raw:
        """A passage of a source's text."""
        start = self.random.randrange(40_000)
        end = start + self.random.randint(40, 400)
        return {"start": start, "end": end, "sha256": f"{self.random.getrandbits(256):064x}"}

    def day(self, after: datetime.date = datetime.date(1998, 1, 1), most: int | None = None) -> datetime.date:
        """A day not before another, and at the most so many days after it."""
        span = most if most is not None else max(1, (LAST - after).days)
        return after + datetime.timedelta(days=self.random.randrange(span))

    def written(self, day: datetime.date) -> str:
        """A day as a source may give it: mostly to the day."""
        form = self.random.choices(("{}", "{:%Y-%m}", "{:%Y}", "{:%Y-%m}~"), (92, 4, 2, 2))[0]
        return form.format(day)

    def near(self, kind: str) -> int:
        """The number of an actor of a kind, of this block or of one of the three before it."""
        while True:
            number = self.random.randrange(max(0, self.first - 3 * ACTORS), self.first + ACTORS)
            if kind_of(number) == kind:
                return number

    def by_name(self, number: int) -> str:
        """A reference to an actor: by id, one in twenty by name."""
        return self.name(number) if self.chance(0.05) else identifier(number)

    def world(self, known: str) -> str:
        """A reference to a state or the like: by id, one in eight by name."""
        return WORLD.names.get(known, known) if self.chance(0.125) else known

    def name(self, number: int) -> str:
        """The name of an actor, of this block or of another."""
        random = Random(number)
        match kind_of(number):
            case "person":
                return f"{given(random)} {given(random)} {word(number)}"
            case "organization":
                return organization(random, number)
            case "armed-group":
                return f"{word(number)} Liberation Front"
        return f"Transitional Government of {word(number)}"
