"""Claims and records in words, for people who read what changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from loader.claims import ANY, Claim, Description
from loader.facts.model import (
    Actor,
    Agreement,
    Designation,
    DifferentFrom,
    Fact,
    Meeting,
    Membership,
    Participant,
    Party,
    Post,
    Recognition,
    SameAs,
    Source,
    Sourced,
    Statement,
)

__all__ = ["NameOf", "in_words", "record_in_words"]

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
    if isinstance(fact, SameAs):
        return f"{fact.author}: {name(fact.actor)} is the same as {name(fact.as_)}"
    if isinstance(fact, DifferentFrom):
        return f"{fact.author}: {name(fact.actor)} is different from {name(fact.from_)}"
    assert isinstance(fact, Sourced)  # there are no other facts
    denies = "denies that " if fact.denies else ""
    return f"{fact.source}: {denies}{_said(fact, _named(name))}"


def _said(fact: Fact, name: NameOf) -> str:
    match fact:
        case Designation():
            under = f" on {fact.list}" if fact.list else ""
            under += f" under {fact.programme}" if fact.programme else ""
            what = f"{_DESIGNATION[fact.action]} the {fact.category} designation of"
            said = f"{name(fact.authority)} {what} {name(fact.target)}{under}"
            said += _dated(fact.date, fact.dateRole)
        case Recognition():
            said = f"{name(fact.by)} {_RECOGNITION[fact.action]} {name(fact.of)}"
            said += _dated(fact.date, fact.dateRole)
        case Meeting():
            who = _list(_participant(p, name) for p in fact.participants)
            said = f"meeting {fact.status}: {fact.label + ', ' if fact.label else ''}{who}"
            said += (f" in {fact.place}" if fact.place else "") + _dated(fact.date, fact.dateRole)
        case Agreement():
            who = _list(_party(p, name) for p in fact.parties)
            said = f"agreement {fact.status}: {fact.label or fact.subject}, {who}{_dated(fact.date)}"
            given = (("signed", fact.signed), ("in force", fact.inForce), ("ended", fact.ended))
            said += "".join(f", {word} {date}" for word, date in given if date)
        case Membership():
            said = f"{name(fact.member)} is a member of {name(fact.organization)}{_tenure(fact)}"
        case Post():
            said = f"{name(fact.holder)} is {fact.title} of {name(fact.of)}{_tenure(fact)}"
        case Statement():
            for_ = f" for {name(fact.for_)}" if fact.for_ else ""
            said = f"{name(fact.speaker)} said{for_}{_dated(fact.date)}: {fact.summary.rstrip('.')}"
        case _:
            raise AssertionError(f"no words for {type(fact).__name__}")
    return said


def _named(name: NameOf) -> NameOf:
    return lambda identifier: "any actor" if identifier == ANY else name(identifier)


def _participant(given: str | Participant, name: NameOf) -> str:
    if isinstance(given, str):
        return name(given)
    more = [f"for {name(given.for_)}"] if given.for_ else []
    more += [given.status] if given.status else []
    return f"{name(given.actor)} ({', '.join(more)})" if more else name(given.actor)


def _party(given: str | Party, name: NameOf) -> str:
    if isinstance(given, str):
        return name(given)
    return name(given.actor) if given.role == "party" else f"{name(given.actor)} ({given.role})"


def _list(names: Iterable[str]) -> str:
    *others, last = sorted(names)
    return f"{', '.join(others)} and {last}" if others else last


def _dated(date: str | None, role: str = "event") -> str:
    if date is None:
        return ""
    return f", {date}" if role == "event" else f", {role} {date}"


def _tenure(fact: Membership | Post) -> str:
    given = (("from", fact.from_), ("to", fact.to), ("seen", fact.seen))
    return "".join(f", {word} {date}" for word, date in given if date)


def record_in_words(  # noqa: PLR0911  # one line for each kind of record
    kind: str, named: Sequence[str], said: Callable[[str], str], name: NameOf = str
) -> str:
    """One record, or one act of it, in words that name it.

    Args:
        kind: the kind of thing, as its IRI has it.
        named: the names that its key is made of.
        said: gives the text that a property of it has, or nothing.
        name: gives the display name of an actor's id.

    >>> record_in_words("designation", ["freedonia", "group-a", "list", "Black list", "lifted", "2"], str)
    'designation of group-a by freedonia on Black list: lifted no. 2'
    """
    name = _named(name)
    match kind, list(named):
        case "designation" | "recognition", [by, of, *more] if by == ANY:
            return f"denial of any {kind} of {name(of)}{' as ' + more[0] if more else ''}"
        case "designation", [by, of, "list", under, "programme", programme, *act]:
            return f"designation of {name(of)} by {name(by)} on {under} under {programme}{_act(act)}"
        case "designation", [by, of, "list", under, *act]:
            return f"designation of {name(of)} by {name(by)} on {under}{_act(act)}"
        case "designation", [by, of, "programme", programme, *act]:
            return f"designation of {name(of)} by {name(by)} under {programme}{_act(act)}"
        case "designation", [by, of, category, *act]:
            return f"designation of {name(of)} by {name(by)} as {category}{_act(act)}"
        case "recognition", [by, of, *act]:
            return f"recognition of {name(of)} by {name(by)}{_act(act)}"
        case "membership", [member, organization]:
            return f"membership of {name(member)} in {name(organization)}"
        case "post", [holder, title, of]:
            return f"{name(holder)} as {title} of {name(of)}"
        case "actor", [identifier]:
            return f"actor {name(identifier)}"
        case "meeting" | "agreement", [identifier, *participant]:
            what = said("label") or said("subject") or identifier or "without a name"
            return f"{kind} {what}" + "".join(f": {name(actor)}" for actor in participant if identifier)
        case "statement", _:
            return f"statement: {said('summary')}"
    return f"{kind} {':'.join(named)}"


def _act(named: Sequence[str]) -> str:
    if len(named) != 2:  # noqa: PLR2004  # an action and its number
        return ""
    action, number = named
    return f": {action}" + (f" no. {number}" if number != "1" else "")
