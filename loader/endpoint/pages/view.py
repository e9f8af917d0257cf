"""What pages show: values as text, with the one place where they may lead."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal as Choice
from urllib.parse import urlencode

from pyoxigraph import Literal, NamedNode

from loader.endpoint.answers.snapshots import Snapshot
from loader.endpoint.pages.links import local, outward
from loader.endpoint.pages.reading import Reading
from loader.endpoint.pages.titles import Titles
from loader.endpoint.pages.wording import date_in_words, words
from loader.vocabulary import CODE, DET, EDTF, XSD

__all__ = ["DATES", "Field", "Value", "Viewer", "date", "heading", "in_order"]

_HEADINGS = {
    "altLabel": "Also called",
    "hiddenLabel": "Also found as",
    "isReplacedBy": "Records speak instead of",
    "successor": "Succeeded by",
    "identifier": "Identifiers",
    "sameAs": "Same as",
    "sha256": "SHA-256",
    "participation": "Participant",
    "onBehalfOf": "On behalf of",
    "for": "On behalf of",
    "completeList": "Lists all of",
    "completeAuthority": "For the authority",
}
_ORDER = (
    *(
        "authority",
        "target",
        "category",
        "list",
        "programme",
        "by",
        "of",
        "person",
        "speaker",
        "for",
        "onBehalfOf",
        "about",
    ),
    *(
        "summary",
        "member",
        "organization",
        "holder",
        "title",
        "label",
        "participant",
        "participation",
        "host",
    ),
    *(
        "party",
        "witness",
        "signatory",
        "subject",
        "action",
        "status",
        "date",
        "signed",
        "inForce",
        "ended",
        "until",
    ),
    *(
        "until",
        "from",
        "to",
        "seen",
        "place",
        "topic",
        "organ",
        "instrument",
        "episode",
        "author",
        "publisher",
    ),
    *("published", "retrieved", "url", "language", "isReplacedBy", "born", "country"),
    *("claimedBy", "successor", "altLabel", "hiddenLabel", "identifier", "sameAs"),
)

Look = Choice["text", "number", "date", "iri", "mark"]

DATES = ("det:date", "det:signed", "det:inForce", "det:ended", "det:until", "det:from", "det:to", "det:seen")
"""The properties of records that are dates, the one that dates the record first."""

_ROLE_NOT_SAID = "event"
_PLAIN_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}", re.ASCII).fullmatch
_OPEN = ("0001-01-01", "9999-12-31")
_NUMBERS = frozenset(XSD + name for name in ("integer", "decimal", "double", "float", "int", "long"))


@dataclass(frozen=True, slots=True)
class Value:
    """One value.

    Attributes:
        text: for a person.
        href: where it leads; empty for nowhere. Always a path of this server, or http(s).
        note: what stands small beside it: the exact date, the language.
        look: how it is set.
    """

    text: str
    href: str = ""
    note: str = ""
    look: Look = "text"

    @property
    def outward(self) -> bool:
        """Whether it leads to another server."""
        return not self.href.startswith("/") and bool(self.href)


@dataclass(frozen=True, slots=True)
class Field:
    """A heading and its values."""

    heading: str
    values: tuple[Value, ...]


class Viewer:
    """Makes values of the terms of one graph, for one page."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.graph = Reading(snapshot.graph)
        self.titles = Titles(self.graph, snapshot.base)
        self.base = snapshot.base
        self._pinned = snapshot.pinned

    def page(self, iri: str) -> str:
        """The page of a thing, in the version that is read; empty if it has none."""
        path, sign, fragment = local(iri, self.base).partition("#")
        return f"{path}{self._pinned}{sign}{fragment}" if path else ""

    def question(self, name: str, arguments: Mapping[str, str]) -> str:
        """The address of a saved question with its arguments, in the version that is read."""
        return f"/queries/{name}?{urlencode(arguments)}{self._pinned.replace('?', '&')}"

    def thing(self, iri: str, note: str = "") -> Value:
        """A thing by its title, leading to its page; or another IRI, leading out only by http(s)."""
        title = self.titles.of(iri)
        href = "" if iri.startswith((CODE, DET)) else self.page(iri) or outward(iri)
        return Value(title, href, note, "iri" if title == iri else "text")

    def term(self, term: NamedNode | Literal) -> Value:
        """Any term."""
        if isinstance(term, NamedNode):
            return self.thing(term.value)
        return self.literal(term.value, term.datatype.value, term.language or "")

    def literal(self, text: str, datatype: str = "", language: str = "") -> Value:
        """A literal: dates in words, truth as yes and no, open bounds as nothing."""
        if datatype == EDTF:
            return date(text)
        if datatype == XSD + "date":
            return Value("", look="date") if text in _OPEN else date(text)
        if datatype == XSD + "boolean":
            return Value({"true": "yes", "1": "yes"}.get(text, "no"))
        return Value(text, note=language, look="number" if datatype in _NUMBERS else "text")


def heading(name: str) -> str:
    """A property's name as a heading."""
    said = _HEADINGS.get(name) or words(name)
    return said[:1].upper() + said[1:]


def in_order(predicates: Iterable[str]) -> list[str]:
    """Predicates in the order in which a person wants to know: who, whom, what, when, where."""
    places = {name: place for place, name in enumerate(_ORDER)}
    return sorted(predicates, key=lambda each: (places.get(each.rpartition(":")[2], len(places)), each))


def date(text: str, role: str = "") -> Value:
    """A date in words, with its role; the exact text stands beside it where words could mislead.

    >>> date("2003-02-04", "event"), date("../2003", "reported").note
    (Value(text='4 February 2003', href='', note='', look='date'), 'reported · ../2003')
    """
    shown = [] if role == _ROLE_NOT_SAID else [role]
    if not _PLAIN_DATE(text):
        shown.append(text)
    return Value(date_in_words(text), note=" · ".join(filter(None, shown)), look="date")
