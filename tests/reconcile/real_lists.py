"""Real lists, made into puzzles whose answers are known: one name of an actor is taken for another actor.

Half of each list was used to choose weights and words; the tests measure on the other half.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec

from loader.facts.model import Actor
from loader.importers import ofac, territories, un_sc
from loader.importers.entry import Entry, Options
from loader.reconcile import Profile, Truth, of_fact

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
UN = [DATA / "un-sc" / "un-2018-06-07.xml", DATA / "un-sc" / "un-2018-10-29.xml"]
OFAC = DATA / "ofac" / "ofac-consolidated-2018.xml"
TERRITORIES = DATA / "territories"
FTM = DATA / "ftm" / "zala.ftm.json"

TUNED, MEASURED = 0, 1


@dataclass(frozen=True)
class Puzzle:
    """Actors, and which of them are one; all others are not."""

    profiles: Sequence[Profile]
    truth: Truth


def _number(text: str) -> int:
    return int(hashlib.sha256(text.encode()).hexdigest(), 16)


def _actors(entries: Iterator[Entry]) -> Iterator[tuple[Entry, Actor]]:
    """The actors that entries are about: not those that the list speaks of besides."""
    for entry in entries:
        for fact in entry.facts:
            if isinstance(fact, Actor):
                yield entry, fact


@cache
def territory_facts() -> tuple[Actor, ...]:
    """All territories, in the order of their files."""
    return tuple(actor for _, actor in _actors(territories.entries([TERRITORIES], Options())))


@cache
def un_facts(edition: int) -> dict[str, Actor]:
    """The listed actors of an edition by reference."""
    found = {}
    for _, actor in _actors(un_sc.entries([UN[edition]], Options())):
        if reference := actor.identifiers.get("un-sc"):
            found[reference if isinstance(reference, str) else reference[0]] = actor
    return found


def ofac_facts() -> list[Actor]:
    """The listed actors of OFAC's list."""
    return [actor for _, actor in _actors(ofac.entries([OFAC], Options())) if "ofac" in actor.identifiers]


def territory_puzzle(half: int) -> Puzzle:
    """For every other territory, one of its own names and its kind is another actor."""
    profiles, same = [], set()
    for position, actor in enumerate(territory_facts()):
        names = [name for name in dict.fromkeys(actor.aliases) if name != actor.name]
        held = names[_number(actor.id) % len(names)] if names and position % 2 == half else None
        profiles.append(of_fact(_without(actor, held)))
        if held is not None:
            other = Actor(id=f"held-{actor.id}", name=held, kind=actor.kind, kinds=actor.kinds)
            profiles.append(of_fact(other))
            same.add((min(actor.id, other.id), max(actor.id, other.id)))
    return Puzzle(profiles, Truth(frozenset(same)))


def un_puzzle(half: int, *, described: bool) -> Puzzle:
    """For every other entry that is in both editions, one of its names in the later one is another actor.

    Args:
        half: which entries.
        described: whether the other actor has the dates of birth and the countries of the later edition.
    """
    earlier, later = un_facts(0), un_facts(1)
    profiles, same = [], set()
    for reference, actor in sorted(earlier.items()):
        number = _number(reference)
        after = later.get(reference)
        names = [name for name in (after.aliases if after is not None else ()) if name != actor.name]
        held = names[number % len(names)] if names and (number >> 20) % 2 == half else None
        profiles.append(of_fact(_without(actor, held)))
        if held is not None and after is not None:
            other = Actor(id=f"held-{reference}", name=held, kind=actor.kind, kinds=actor.kinds)
            if described:
                other = msgspec.structs.replace(other, born=after.born, country=after.country)
            profiles.append(of_fact(other))
            same.add((min(actor.id, other.id), max(actor.id, other.id)))
    return Puzzle(profiles, Truth(frozenset(same)))


def authority_puzzle(one_body: Sequence[frozenset[str]]) -> Puzzle:
    """The organs that sanctions of a sample are by, each spelling an actor of its own.

    Args:
        one_body: the spellings that mean one body, as the first twelve digits of their SHA-256.
    """
    organs: dict[str, set[str]] = {}
    for line in FTM.read_bytes().splitlines():
        properties = msgspec.json.decode(line)["properties"]
        for name in properties.get("authority", ()):
            organs.setdefault(name, set()).update(properties.get("country", ()))
    profiles, same = [], set()
    for name, countries in organs.items():
        digest = hashlib.sha256(name.encode()).hexdigest()[:12]
        actor = Actor(id=digest, name=name, kind="organization", country=tuple(sorted(countries)))
        profiles.append(of_fact(actor))
        same |= {
            (min(digest, other), max(digest, other))
            for body in one_body
            if digest in body
            for other in body - {digest}
        }
    return Puzzle(profiles, Truth(frozenset(same)))


def _without(actor: Actor, name: str | None) -> Actor:
    if name is None:
        return actor
    return msgspec.structs.replace(
        actor,
        aliases=tuple(one for one in actor.aliases if one != name),
        weakAliases=tuple(one for one in actor.weakAliases if one != name),
        names={tag: kept for tag, said in actor.names.items() if (kept := _but(said, name))},
    )


def _but(said: str | tuple[str, ...], name: str) -> tuple[str, ...]:
    return tuple(one for one in ((said,) if isinstance(said, str) else said) if one != name)
