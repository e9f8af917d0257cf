"""What a person says about claims: who there is, and which titles are those of one agreement."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import msgspec

from loader import facts
from loader.facts.model import Actor, Participant, Party, PartyRole

__all__ = ["Known", "UnusableError"]

# A name comes with an office, as in `Ambassador of A to B (name)`, or with a role, as in `State (witness)`.
OFFICE = re.compile(r"(?:acting )?(?:president|(?:foreign|prime) ministers?) ", re.IGNORECASE)
AMBASSADOR = re.compile(r"Ambassador of (?P<state>.+?) to .+ \((?P<name>.+)\)")
ROLE = re.compile(r"(?P<name>.+) \((?P<role>party|witness|signatory)\)")


class UnusableError(Exception):
    """No fact can be made of a claim; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Known:
    """The actors by each of their names, and the ids of agreements by each of their titles."""

    actors: dict[str, Actor]
    agreements: dict[str, str]

    @classmethod
    def read(cls, actors: Path, agreements: Path) -> Known:
        """Reads facts about actors, and a JSON object of lists of titles by the id of their agreement."""
        placed, problems = facts.read(actors)
        if problems:
            raise UnusableError("\n".join(map(str, problems)))
        said = [one.fact for one in placed if isinstance(one.fact, Actor)]
        titles = msgspec.json.decode(agreements.read_bytes(), type=dict[str, list[str]])
        return cls(
            {name: actor for actor in said for name in (actor.id, actor.name, *actor.aliases)},
            {title: agreement for agreement, given in titles.items() for title in given},
        )

    def name(self, text: str) -> str:
        """The name of an actor, without the office before it; else it stays as it was written."""
        for name in (text, OFFICE.sub("", text, count=1)):
            if name in self.actors:
                return name
        raise UnusableError(f"No actor is called {text!r}. Add it to the actors, or to the aliases of one.")

    def names(self, text: str | None) -> list[str]:
        """The names in `A; B` or in `Foreign ministers A and B`, as they were written."""
        parts = [part.strip() for part in (text or "").split(";") if part.strip()]
        return [name for part in parts for name in ([part] if part in self.actors else part.split(" and "))]

    def participant(self, text: str) -> str | Participant:
        """Who takes part in a meeting; an ambassador does so for a state."""
        if envoy := AMBASSADOR.fullmatch(text):
            return Participant(actor=self.name(envoy["name"]), for_=self.name(envoy["state"]))
        return self.name(text)

    def party(self, text: str) -> Party:
        """A side of an agreement, with its role."""
        if side := ROLE.fullmatch(text):
            return Party(actor=self.name(side["name"]), role=msgspec.convert(side["role"], PartyRole))
        return Party(actor=self.name(text))

    def agreement(self, title: str, parties: Iterable[Party]) -> str:
        """The id of an agreement: that which its title was given, else one of its parties and its title."""
        named = sorted(self.actors[party.actor].id for party in parties if party.role == "party")
        return self.agreements.get(title) or "-".join([*named, *re.findall(r"\w+", title.casefold())])
