"""An entry of the UN list as an actor: names, births, nationalities, documents, and what has no place."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

from loader.facts.model import Actor
from loader.importers.entry import Unused
from loader.importers.states import is_name, state
from loader.importers.texts import clean
from loader.importers.xml import Node

from .names import Names, split

__all__ = ["SAID", "actor", "day"]

_NAMES = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
_ALIASES = ("INDIVIDUAL_ALIAS", "ENTITY_ALIAS")
_BIRTH, _DOCUMENT, _NATIONALITY = "INDIVIDUAL_DATE_OF_BIRTH", "INDIVIDUAL_DOCUMENT", "NATIONALITY"
SAID = frozenset(
    {*_NAMES, *_ALIASES, _BIRTH, _DOCUMENT, _NATIONALITY, "NATIONALITY2", "NAME_ORIGINAL_SCRIPT"}
)
"""The elements of an entry that are read here."""

_NO_NAME = "na"  # what the schema puts where a name has no second, third or fourth part
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:Z|[+-]\d{2}:\d{2}|T.*)?")  # xs:date may have a time zone
_PASSPORT = re.compile(r"pass?e?port|pasaporte", re.IGNORECASE)
_NATIONAL = re.compile(r"national i|national number|identi|civil|tazkira", re.IGNORECASE)
_ISSUED = re.compile(  # words before a number that only say again what it is, and whose
    r"(?:(?P<what>.*\b(?:number|no|passport|card)\b)[.:]?\s+|[A-Z][a-z]{3,}\s+)(?=\S*\d)", re.IGNORECASE
)
_NUMBER = re.compile(r"(?=.*\d)[\w./ -]{3,30}")
_BESIDE = "What is said beside a name has no place in facts."


def actor(entry: Node, identifier: str, reference: str) -> tuple[Actor, tuple[Actor, ...], list[Unused]]:
    """The actor that an entry describes.

    Args:
        entry: the entry.
        identifier: the actor's id.
        reference: the entry's permanent reference number.

    Returns:
        The actor, the states that it refers to, and what could not be said.
    """
    unused: list[Unused] = []
    names = _names(entry, reference, unused)
    states = tuple(_states(entry, unused))
    numbers: dict[str, dict[str, None]] = {"un-sc": {reference: None}}
    for scheme, number in _documents(entry, unused):
        numbers.setdefault(scheme, {})[number] = None
    described = Actor(
        id=identifier,
        name=names.main,
        kind="person" if entry.name == "INDIVIDUAL" else "organization",
        names={language: tuple(said) for language, said in names.tagged.items()},
        aliases=tuple(names.aliases),
        weakAliases=tuple(names.weak),
        identifiers={scheme: tuple(said) for scheme, said in numbers.items()},
        born=tuple(dict.fromkeys(_births(entry, unused))),
        country=tuple(dict.fromkeys(one.id for one in states)),
    )
    return described, states, unused


def day(text: str) -> str | None:
    """The day of an xs:date or xs:dateTime, as it was where that was written; nothing of what is neither.

    >>> day("2015-07-01-04:00"), day("2018-06-07T19:03:43.97-04:00"), day("2018-02-30")
    ('2015-07-01', '2018-06-07', None)
    """
    found = _DAY.fullmatch(text)
    try:
        return datetime.date.fromisoformat(found[1]).isoformat() if found else None
    except ValueError:
        return None


def _names(entry: Node, reference: str, unused: list[Unused]) -> Names:
    parts = [text for name in _NAMES for text in entry.texts(name)]
    whole = " ".join(part for number, part in enumerate(parts) if not (number and part == _NO_NAME))
    first, beside = split(whole)
    # What was listed is in force, whether or not the list can say its name.
    names = Names(first[0] if first else reference)
    if beside:
        unused.append(Unused("FIRST_NAME", _BESIDE))
    for other in first[1:]:
        names.add(other)
    for original in entry.texts("NAME_ORIGINAL_SCRIPT"):
        if names.add(original):
            unused.append(Unused("NAME_ORIGINAL_SCRIPT", _BESIDE))
    for alias in (one for kind in _ALIASES for one in entry.all(kind)):
        low = (alias.one("QUALITY") or "").casefold() == "low"
        for said in alias.texts("ALIAS_NAME"):
            if names.add(said, low):
                unused.append(Unused(f"{alias.name}/ALIAS_NAME", _BESIDE))
        unused += _rest(alias, {"QUALITY", "ALIAS_NAME"}, "What is said of an alias has no place in facts.")
    return names


def _states(entry: Node, unused: list[Unused]) -> Iterator[Actor]:
    for part in ((_NATIONALITY, "VALUE"), ("NATIONALITY2",)):
        for said in entry.texts(*part):
            if is_name(said):
                yield state(said)
            else:
                reason = "It is not the name of a state, but an adjective or a remark."
                unused.append(Unused("/".join(part), reason))


def _births(entry: Node, unused: list[Unused]) -> Iterator[str]:
    for birth in entry.all(_BIRTH):
        about = "~" if birth.one("TYPE_OF_DATE") == "APPROXIMATELY" else ""
        date, year = day(birth.one("DATE") or ""), birth.one("YEAR")
        first, last = birth.one("FROM_YEAR"), birth.one("TO_YEAR")
        if date or year:
            yield f"{date or year}{about}"
        elif first and last:
            yield f"{first}/{last}"
        elif birth.one("DATE"):
            unused.append(Unused(f"{_BIRTH}/DATE", "It is no date."))
        read = {"TYPE_OF_DATE", "DATE", "YEAR", "FROM_YEAR", "TO_YEAR"}
        unused += _rest(birth, read, "What is said of a date of birth has no place in facts.")


def _documents(entry: Node, unused: list[Unused]) -> Iterator[tuple[str, str]]:
    for document in entry.all(_DOCUMENT):
        kind = document.one("TYPE_OF_DOCUMENT2") or document.one("TYPE_OF_DOCUMENT") or ""
        number = document.one("NUMBER")
        read = {"TYPE_OF_DOCUMENT", "TYPE_OF_DOCUMENT2", "NUMBER"}
        if number:
            if issued := _ISSUED.match(number):
                kind, number = issued["what"] or kind, number[issued.end() :]
            scheme = _scheme(kind)
            if not scheme:
                reason = "It is of no passport and no national identity card."
                unused.append(Unused(f"{_DOCUMENT}/NUMBER", reason))
            elif not _NUMBER.fullmatch(number):
                unused.append(Unused(f"{_DOCUMENT}/NUMBER", "It is more than a number, or none."))
            else:
                yield scheme, number
        elif kind:
            unused.append(Unused(_DOCUMENT, "It has no number."))
        unused += _rest(document, read, "What is said of a document has no place in facts.")


def _scheme(kind: str) -> str:
    if _PASSPORT.search(kind):
        return "passport"
    return "national-id" if _NATIONAL.search(kind) else ""


def _rest(node: Node, read: set[str], reason: str) -> Iterator[Unused]:
    """What an element holds besides what is read of it."""
    for child in node.children:
        if child.name not in read and clean(child.text):
            yield Unused(f"{node.name}/{child.name}", reason)
