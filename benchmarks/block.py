"""A hundred facts of the mix: actors, what lists say of them, and what else the news of the day holds."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from random import Random
from typing import Any

from .invented import given, in_script, organization, respelled, word
from .world import WORLD, Listing

__all__ = ["ACTORS", "SIZE", "Block", "Raw", "identifier", "kind_of"]

Raw = dict[str, Any]

SIZE = 100
ACTORS = 45  # of each block
DESIGNATIONS = 40

_KINDS = ("person", "organization", "person", "organization", "person")
_ALIASES = (0,) * 30 + (1,) * 22 + (2,) * 16 + (3,) * 12 + (4,) * 7 + (5,) * 5 + (6, 7, 8, 9, 9, 10, 14, 20)
_SCHEMES = ("passport", "national-id", "tax-number", "registration-number")
_TOPICS = ("trade", "border crossings", "transit of goods", "release of prisoners", "air services", "water")
_TITLES = (
    "Minister of Trade",
    "Director",
    "Chairman of the Board",
    "Deputy Commander",
    "Special Envoy",
    "Treasurer",
)
_REMARK = (
    "Reported to act for",
    "Linked to",
    "Said to have procured equipment together with",
    "Property is held in the name of",
)
_LAST = datetime.date(2025, 5, 31)


def identifier(number: int) -> str:
    """The id of the actor of this number."""
    return f"entity-{number:07d}"


def kind_of(number: int) -> str:
    """What the actor of this number is: mostly a person or an organisation."""
    return {3: "armed-group", 18: "armed-group", 7: "government"}.get(number % ACTORS, _KINDS[number % 5])


class Block:
    """The block of a number and a seed: the same always, and without knowing any other block."""

    def __init__(self, seed: int, number: int) -> None:
        self.random = Random(f"{seed}/{number}")
        self.number = number
        self.first = number * ACTORS
        self.source = f"gazette-{number:06d}"

    def facts(self) -> Iterator[Raw]:
        """The facts; each refers only to what came before it, in this block or in earlier ones."""
        yield self.gazette()
        left = DESIGNATIONS
        for actor in range(self.first, self.first + ACTORS):
            yield self.actor(actor)
            after = self.first + ACTORS - 1 - actor
            while left and (left > after * 1.2 or self.chance(0.12)):
                acts = list(self.designations(actor))[:left]
                left -= len(acts)
                yield from acts
        for _ in range(6):
            yield self.agreement()
        for _ in range(3):
            yield self.membership()
        for _ in range(2):
            yield self.post()
        yield self.recognition()
        yield self.meeting()
        yield self.statement()

    #### what facts are about ####

    def gazette(self) -> Raw:
        """The source of what no list says."""
        day = self.day()
        return {
            "type": "source",
            "id": self.source,
            "title": f"{word(self.number, 3)} Gazette, no. {self.number + 1}",
            "publisher": f"Press Office of {WORLD.names[WORLD.state(self.random)]}",
            "url": f"https://gazette.example/{self.number}",
            "published": day.isoformat(),
            "retrieved": (day + datetime.timedelta(days=self.random.randint(0, 20))).isoformat(),
            "language": self.random.choice(("en", "ru", "ar", "fr", "zh-Hant")),
        }

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

    #### what facts say ####

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
            term = {"until": self.day(_LAST, 900).isoformat()} if self.chance(0.05) else {}
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

    def agreement(self) -> Raw:
        """An agreement of two states or more, with its steps."""
        random, day, number = self.random, self.day(), self.random.getrandbits(40)
        parties = {WORLD.state(random) for _ in range(random.choice((4, 4, 5, 7)))}
        while len(parties) < 2:  # noqa: PLR2004  # it takes two
            parties.add(random.choice(WORLD.states))
        topic = random.choice(_TOPICS)
        fact = {
            "type": "agreement",
            "source": self.source,
            "evidence": [self.passage()],
            "parties": [self.world(party) for party in sorted(parties)[:4]],
            "subject": topic.upper(),
            "id": f"treaty-{number}",
            "label": f"Agreement on {topic}, no. {number}",
            "signed": day.isoformat(),
            "place": word(number % 5000, 3),
        }
        if self.chance(0.55):
            fact |= {"status": "in-force", "inForce": (day := self.day(day)).isoformat()}
        if self.chance(0.12):
            fact |= {"status": "ended", "ended": self.day(day).isoformat()}
        return fact

    def membership(self) -> Raw:
        """Somebody belongs to a body."""
        start = self.day()
        fact = {
            "type": "membership",
            **self.sourced(),
            "member": self.by_name(self.near("person")),
            "organization": self.by_name(self.near(self.random.choice(("organization", "armed-group")))),
            "from": self.written(start),
        }
        return fact | ({"to": self.day(start).isoformat()} if self.chance(0.3) else {})

    def post(self) -> Raw:
        """A person holds a post."""
        return {
            "type": "post",
            **self.sourced(),
            "holder": self.by_name(self.near("person")),
            "title": self.random.choice(_TITLES),
            "of": self.random.choice((WORLD.state(self.random), identifier(self.near("organization")))),
            "seen": self.day().isoformat(),
        }

    def recognition(self) -> Raw:
        """A state recognises the government of this block, or does not."""
        action = self.random.choice(("announced", "granted", "granted", "refused", "ambassador-accepted"))
        person = {"person": identifier(self.near("person"))} if action == "ambassador-accepted" else {}
        return {
            "type": "recognition",
            **self.sourced(),
            "by": self.world(WORLD.state(self.random)),
            "of": identifier(self.near("government")),
            "action": action,
            "date": self.day().isoformat(),
            **person,
        }

    def meeting(self) -> Raw:
        """Envoys of states met."""
        random = self.random
        guests = {self.near("person") for _ in range(3)} | {self.first}
        return {
            "type": "meeting",
            **self.sourced(),
            "participants": [
                {"actor": self.by_name(guest), "for": WORLD.state(random)} if guest % 2 else identifier(guest)
                for guest in sorted(guests)
            ]
            + [self.world(WORLD.states[0])],
            "host": self.world(WORLD.state(random)),
            "place": word(random.randrange(5000), 3),
            "date": self.written(self.day()),
            "status": random.choice(("held", "held", "held", "announced", "declined")),
            "topics": random.sample(_TOPICS, 2),
        }

    def statement(self) -> Raw:
        """Somebody said something about others."""
        return {
            "type": "statement",
            **self.sourced(),
            "speaker": self.by_name(self.near("person")),
            "for": self.world(WORLD.state(self.random)),
            "summary": f"Called for talks on {self.random.choice(_TOPICS)} before the year ends.",
            "about": [identifier(self.near("organization")), WORLD.state(self.random)],
            "date": self.day().isoformat(),
        }

    #### pieces ####

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
        span = most if most is not None else max(1, (_LAST - after).days)
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
        return WORLD.names[known] if self.chance(0.125) else known
