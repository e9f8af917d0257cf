"""What the news of the day holds: agreements, memberships, posts, recognitions, meetings, statements."""

from __future__ import annotations

import datetime

from .invented import word
from .pieces import Pieces, Raw, identifier
from .world import WORLD

__all__ = ["News"]

_TOPICS = ("trade", "border crossings", "transit of goods", "release of prisoners", "air services", "water")
_TITLES = ("Minister of Trade", "Director", "Chairman", "Deputy Commander", "Special Envoy", "Treasurer")


class News(Pieces):
    """Facts that a gazette tells, and the gazette."""

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

    def agreement(self) -> Raw:
        """An agreement of two states or more, with its steps."""
        random, day, number = self.random, self.day(), self.random.getrandbits(40)
        others = [identifier(self.near("government"))] if self.chance(0.2) else random.sample(WORLD.states, 2)
        parties = {WORLD.state(random), *others}
        topic = random.choice(_TOPICS)
        fact = {
            "type": "agreement",
            "source": self.source,
            "evidence": [self.passage()],
            "parties": [self.world(party) for party in sorted(parties)],
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
