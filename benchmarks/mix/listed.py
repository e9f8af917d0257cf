"""What a list holds: actors with all their names, and what was decided about them, act by act."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from .invented import given, in_script, organization, respelled
from .pieces import LAST, Pieces, Raw, identifier, kind_of
from .world import WORLD, Listing

__all__ = ["Listed"]

_ALIASES = (0,) * 30 + (1,) * 22 + (2,) * 16 + (3,) * 12 + (4,) * 7 + (5,) * 5 + (6, 7, 8, 9, 9, 10, 14, 20)
_SCHEMES = ("passport", "national-id", "tax-number", "registration-number")
_REMARK = (
    "Reported to act for",
    "Linked to",
    "Said to have procured equipment together with",
    "Property is held in the name of",
)


class Listed(Pieces):
    """Actors and designations."""

    def actor(self, number: int) -> Raw:
        """A person or a body, with aliases, identifiers, births, and a country."""
        random, kind = self.random, kind_of(number)
        fact: Raw = {"type": "actor", "id": identifier(number), "name": self.name(number), "kind": kind}
        name = fact["name"]
        if aliases := {respelled(random, self.renamed(number)) for _ in range(random.choice(_ALIASES))} - {
            name
        }:
            fact["aliases"] = sorted(aliases)
        if self.chance(0.2):
            fact["weakAliases"] = [f"Abu {given(random)}" for _ in range(random.randint(1, 3))]
        if self.chance(0.18):
            languages = random.sample(("ru", "ar", "zh"), random.randint(1, 2))
            fact["names"] = {language: in_script(name, language) for language in languages}
        fact["identifiers"] = {"entry": [f"{number + 1}"]}
        for scheme in random.sample(_SCHEMES, random.choice((0, 0, 0, 1, 1, 2))):
            fact["identifiers"][scheme] = [f"{random.randrange(10**8, 10**10)}"]
        if kind == "person" and self.chance(0.75):
            born = random.choice(("{}-{:02}-{:02}", "{}-{:02}-{:02}", "{}-{:02}-{:02}", "{}", "{}~"))
            fact["born"] = [
                born.format(random.randint(1935, 2001), random.randint(1, 12), random.randint(1, 28))
            ]
        if self.chance(0.55):
            fact["country"] = [WORLD.state(random)]
        if self.chance(0.05):
            fact["sameAs"] = f"https://register.example/{number}"
        return fact

    def renamed(self, number: int) -> str:
        """The name with its words in another order, or with another given name."""
        words = self.name(number).split(" ")
        match self.random.randrange(3):
            case 0:
                return " ".join(reversed(words)).upper()
            case 1:
                return (
                    f"{given(self.random)} {words[-1]}"
                    if kind_of(number) == "person"
                    else f"The {' '.join(words)}"
                )
        return " ".join(words)

    def designations(self, target: int) -> Iterator[Raw]:
        """What one list says of an actor, act by act."""
        random, listing = self.random, WORLD.listing(self.random)
        programme = random.choice(listing.programmes)
        day = self.day()
        if listing.source is None:
            yield self.designation(target, listing, programme, "imposed", day, instrument=f"Decree {target}")
            if self.chance(0.25):
                yield self.designation(target, listing, programme, "lifted", self.day(day))
        elif self.chance(0.3):  # some lists only say that one stands there
            edition = datetime.date(2025, 6, 30)
            yield self.designation(target, listing, programme, "reaffirmed", edition)
        else:
            term = {"until": self.day(LAST, 900).isoformat()} if self.chance(0.05) else {}
            yield self.designation(target, listing, programme, "imposed", day, **term)
            if self.chance(0.05):
                yield self.designation(target, listing, programme, "imposed", day, source=self.source)
            while self.chance(0.3):
                day = self.day(day)
                yield self.designation(target, listing, programme, "amended", day)

    def designation(
        self, target: int, listing: Listing, programme: str, action: str, day: datetime.date, **more: Any
    ) -> Raw:
        """One act of the authority of a list."""
        source = more.pop("source", listing.source or self.source)
        fact = {
            "type": "designation",
            "source": source,
            "evidence": [self.passage() if source == self.source else self.entry(target)],
            "authority": self.world(listing.authority),
            "target": self.by_name(target),
            "category": listing.category,
            "action": action,
            "organ": listing.organ,
            "list": listing.name,
            "programme": programme,
            "date": self.written(day) if action == "imposed" else day.isoformat(),
            **more,
        }
        if self.chance(0.4):
            fact["note"] = (
                f"{self.random.choice(_REMARK)} {organization(self.random, target + 7)}; {self.day()}."
            )
        return fact
