"""Claims in words, for people who read what changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from loader.claims import ANY, Claim, Description
from loader.facts.model import (
    Actor,
    Agreement,
    Designation,
    Fact,
    Meeting,
    Membership,
    Participant,
    Party,
    Post,
    Recognition,
    Source,
    Sourced,
    Statement,
)

__all__ = ["NameOf", "in_words"]

NameOf = Callable[[str], str]
"""Gives the display name of an actor's id."""

_DESIGNATION = {
    "imposed": "imposed",
    "reaffirmed": "reaffirmed",
    "amended": "amended",
    "removal-announced": "announced the removal of",
    "suspended": "suspended",
    "lifted": "lifted",
}
_RECOGNITION = {
    "announced": "announced that it will recognise",
    "granted": "recognised",
    "downgraded": "downgraded its recognition of",
    "withdrawn": "withdrew its recognition of",
    "refused": "refused to recognise",
    "ambassador-accepted": "accepted an ambassador of",
}


def in_words(item: Claim | Description, name: NameOf = str) -> str:
    """One claim or description as a sentence without a full stop.

    >>> from loader.claims import claim
    >>> fact = Designation(authority="Freedonia", target="Group A", category="terrorist", action="lifted",
    ...                    date="2024-06", source="gazette")
    >>> in_words(claim(fact, {}))
    'gazette: Freedonia lifted the terrorist designation of Group A, 2024-06'
    """
    fact = item.fact
    if isinstance(fact, Actor):
        return f"actor {fact.id}: {fact.name} ({', '.join(fact.kinds)})"
    if isinstance(fact, Source):
        return f"source {fact.id}: {fact.title}"
    assert isinstance(fact, Sourced)  # there are no other facts
    denies = "denies that " if fact.denies else ""
    return f"{fact.source}: {denies}{_said(fact, lambda i: 'any actor' if i == ANY else name(i))}"


def _said(fact: Fact, name: NameOf) -> str:
    match fact:
        case Designation():
            under = f" on {fact.list}" if fact.list else ""
            what = f"{_DESIGNATION[fact.action]} the {fact.category} designation of"
            said = f"{name(fact.authority)} {what} {name(fact.target)}{under}"
            said += _dated(fact.date, fact.dateRole)
        case Recognition():
            said = f"{name(fact.by)} {_RECOGNITION[fact.action]} {name(fact.of)}"
            said += _dated(fact.date, fact.dateRole)
        case Meeting():
            who = _list(name(p.actor if isinstance(p, Participant) else p) for p in fact.participants)
            said = f"meeting {fact.status}: {fact.label + ', ' if fact.label else ''}{who}"
            said += (f" in {fact.place}" if fact.place else "") + _dated(fact.date, fact.dateRole)
        case Agreement():
            who = _list(name(p.actor if isinstance(p, Party) else p) for p in fact.parties)
            said = f"agreement {fact.status}: {fact.label or fact.subject}, {who}"
            said += _dated(fact.date or fact.signed or fact.inForce or fact.ended)
        case Membership():
            said = f"{name(fact.member)} is a member of {name(fact.organization)}{_tenure(fact)}"
        case Post():
            said = f"{name(fact.holder)} is {fact.title} of {name(fact.of)}{_tenure(fact)}"
        case Statement():
            said = f"{name(fact.speaker)} said: {fact.summary}{_dated(fact.date)}"
        case _:
            raise AssertionError(f"no words for {type(fact).__name__}")
    return said


def _list(names: Iterable[str]) -> str:
    return " and ".join(", ".join(sorted(names)).rsplit(", ", 1))


def _dated(date: str | None, role: str = "event") -> str:
    if date is None:
        return ""
    return f", {date}" if role == "event" else f", {role} {date}"


def _tenure(fact: Membership | Post) -> str:
    given = (("from", fact.from_), ("to", fact.to), ("seen", fact.seen))
    return "".join(f", {word} {date}" for word, date in given if date)
