"""How the values of each kind of key become triples."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import Any

from loader.claims import terms
from loader.claims.fields import PARTICIPANT_FIELDS, Field, Kind
from loader.claims.terms import Terms
from loader.facts.model import Evidence, Participant, Party
from loader.triples import Triple, boolean, literal
from loader.vocabulary import CLAIM

__all__ = ["EVIDENCE_NUMBERS", "EVIDENCE_TEXTS", "Add", "predicate", "way"]

EVIDENCE_TEXTS = ("sha256", "quote", "page", "entry")
EVIDENCE_NUMBERS = ("start", "end", "position")

predicate = Terms(CLAIM).__getitem__
"""The term of a claim's predicate."""

Add = Callable[[list[Triple], str, str, Any], None]
"""Adds to triples what a value says: under which base, of which subject, and the value."""

_Term = Callable[[str, Any], str]
"""The term of a value, under a base."""


def _literal(_: str, value: str) -> str:
    return literal(value)


def _boolean(_: str, value: bool) -> str:
    return boolean(value)


_TERMS: dict[Kind, _Term] = {
    Kind.ACTOR: terms.actor,
    Kind.ACTORS: terms.actor,
    Kind.SOURCE: terms.source,
    Kind.TEXT: _literal,
    Kind.TEXTS: _literal,
    Kind.FLAG: _boolean,
}


def _of_one(term: str, encoded: _Term) -> Add:
    def add(said: list[Triple], base: str, subject: str, value: object) -> None:
        said.append((subject, term, encoded(base, value)))

    return add


def _of_several(term: str, encoded: _Term) -> Add:
    def add(said: list[Triple], base: str, subject: str, values: Iterable[object]) -> None:
        said += [(subject, term, encoded(base, value)) for value in values]

    return add


def _of_code(term: str, scheme: str) -> Add:
    def add(said: list[Triple], _: str, subject: str, value: str) -> None:
        said.append((subject, term, terms.coded(scheme, value)))

    return add


def _of_date(main: str, earliest: str, latest: str) -> Add:
    def add(said: list[Triple], _: str, subject: str, text: str) -> None:
        written, first, last = terms.bounds(text)
        said += ((subject, main, written), (subject, earliest, first), (subject, latest, last))

    return add


_EVIDENCE = predicate("evidence")
_values_of_passage = attrgetter(*EVIDENCE_NUMBERS, *EVIDENCE_TEXTS)
_PASSAGE = tuple(map(predicate, EVIDENCE_NUMBERS + EVIDENCE_TEXTS))


def _evidence(said: list[Triple], _: str, subject: str, passages: Iterable[Evidence]) -> None:
    for ordinal, passage in enumerate(passages, start=1):
        node = f"{subject[:-1]}#evidence-{ordinal}>"
        said.append((subject, _EVIDENCE, node))
        for term, value in zip(_PASSAGE, _values_of_passage(passage), strict=True):
            if value is not None:
                said.append((node, term, literal(value) if isinstance(value, str) else terms.number(value)))


_PARTICIPANT, _PARTICIPATION = predicate("participant"), predicate("participation")


def _participants(said: list[Triple], base: str, subject: str, given: Iterable[str | Participant]) -> None:
    ordinal = 0
    for participant in given:
        if isinstance(participant, str):
            said.append((subject, _PARTICIPANT, terms.actor(base, participant)))
            continue
        ordinal += 1
        node = f"{subject[:-1]}#participation-{ordinal}>"
        said.append((subject, _PARTICIPATION, node))
        for attribute, add in _OF_PARTICIPANT:
            if (value := getattr(participant, attribute)) is not None:
                add(said, base, node, value)


def _parties(said: list[Triple], base: str, subject: str, given: Iterable[str | Party]) -> None:
    for party in given:
        actor, role = (party, "party") if isinstance(party, str) else (party.actor, party.role)
        said.append((subject, predicate(role), terms.actor(base, actor)))


_WHOLE: dict[Kind, Add] = {
    Kind.EVIDENCE: _evidence,
    Kind.PARTICIPANTS: _participants,
    Kind.PARTIES: _parties,
}
"""How the values are written that are more than terms."""


def way(field: Field) -> Add:
    """How the values of one key are written."""
    term = predicate(field.predicate)
    match field.kind:
        case Kind.DATE:
            return _of_date(term, *map(predicate, field.bounds))
        case Kind.CODE:
            return _of_code(term, field.scheme)
        case Kind.ACTORS | Kind.TEXTS:
            return _of_several(term, _TERMS[field.kind])
    return _WHOLE.get(field.kind) or _of_one(term, _TERMS[field.kind])


_OF_PARTICIPANT = tuple((field.attribute, way(field)) for field in PARTICIPANT_FIELDS)
