"""The part of the mix that does not grow: states, organisations of states, territories, and lists."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from random import Random
from typing import Any

from .invented import word

__all__ = ["WORLD", "Listing", "World"]

_STATES, _TERRITORIES, _LISTS = 48, 10, 36
_UNIONS = ("Assembly", "Council", "League", "Commission", "Compact", "Union")
_ENDINGS = ("land", "stan", "mark", "nia")


@dataclass(frozen=True, slots=True)
class Listing:
    """A list that an authority keeps.

    Attributes:
        authority: the id of the authority.
        source: the source that gives it as a whole, or none where each act has a decree of its own.
    """

    authority: str
    name: str
    organ: str
    category: str
    programmes: tuple[str, ...]
    source: str | None


class World:
    """States and lists, the first of each the weightiest: the n-th weighs 1/n of the first (Zipf)."""

    def __init__(self) -> None:
        random = Random("world")  # the same in all mixes: only what is said of it is seeded
        names = [word(n, 3) + _ENDINGS[n % len(_ENDINGS)] for n in range(1, _STATES + 1)]
        self.names = {name.lower(): name for name in names}
        self.states = tuple(self.names)
        unions = [f"{word(900 + n, 3)} {what}" for n, what in enumerate(_UNIONS)]
        self.unions = tuple(_slug(name) for name in unions)
        isles = [f"{word(800 + n, 3)} Isles" for n in range(_TERRITORIES)]
        self.territories = tuple(_slug(name) for name in isles)
        self.names |= {_slug(name): name for name in [*unions, *isles]}
        self.lists = tuple(self._listing(random, n) for n in range(_LISTS))
        self._weights = {n: list(accumulate(1 / (i + 1) for i in range(n))) for n in (_STATES, _LISTS)}
        self.facts = tuple(self._facts(random))

    def state(self, random: Random) -> str:
        """The id of a state."""
        return random.choices(self.states, cum_weights=self._weights[_STATES])[0]

    def listing(self, random: Random) -> Listing:
        """A list."""
        return random.choices(self.lists, cum_weights=self._weights[_LISTS])[0]

    def _listing(self, random: Random, number: int) -> Listing:
        authority = (*self.unions[:3], *self.states)[number * 2 // 3]  # some keep two
        name = f"{word(700 + number, 3)} {'Register' if number % 3 else 'Consolidated List'}"
        whole = number % 3 < 2  # noqa: PLR2004  # two of three are published as a whole
        return Listing(
            authority,
            name,
            f"Committee {number + 1} on Measures",
            ("sanctions", "sanctions", "terrorist", "sanctions", "terrorist", "extremist")[number % 6],
            tuple(f"{word(number * 20 + p, 2).upper()}-{p + 1}" for p in range(random.randint(3, 13))),
            f"list-{_slug(name)}" if whole else None,
        )

    def _facts(self, random: Random) -> list[dict[str, Any]]:
        facts: list[dict[str, Any]] = []
        for kind, ids in (
            ("state", self.states),
            ("intergovernmental-organization", self.unions),
            ("territory", self.territories),
        ):
            for identifier in ids:
                name = self.names[identifier]
                aliases = [f"Republic of {name}"] if kind == "state" else [f"The {name}"]
                facts.append(
                    {"type": "actor", "id": identifier, "name": name, "kind": kind, "aliases": aliases}
                )
        for listing in self.lists:
            if listing.source:
                facts.append(
                    {
                        "type": "source",
                        "id": listing.source,
                        "title": f"{listing.name}, edition of 2025-06-30",
                        "publisher": listing.organ,
                        "published": "2025-06-30",
                        "language": random.choice(("en", "ru", "fr")),
                        "sha256": f"{random.getrandbits(256):064x}",
                        "complete": {"authority": listing.authority, "list": listing.name},
                    }
                )
        return facts


def _slug(name: str) -> str:
    return name.lower().replace(" ", "-")


WORLD = World()
