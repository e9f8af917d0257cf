"""Claims as RDF; `decode` is the inverse.

Nothing is lost, so that a store holds all that its claims' hashes and its records depend on.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from loader import dates
from loader.claims.fields import CLASSES, FIELDS, PARTICIPANT_FIELDS, Field, Kind
from loader.claims.model import ANY, Claim, Description, content, described
from loader.facts.model import DifferentFrom, Evidence, Fact, Participant, SameAs, Source
from loader.triples import Triple, boolean, integer, iri, literal, typed, xsd_date
from loader.vocabulary import CLAIM, DET, EDTF, RDF_JSON, RDF_TYPE, code, key, thing

__all__ = ["claim_iri", "dataset_iri", "in_dataset", "triples"]

TYPE = iri(RDF_TYPE)
ANY_ACTOR = iri(DET + "any")
DESCRIPTION = iri(CLAIM + "Description")
DESCRIPTIONS: dict[type[Fact], str] = {
    SameAs: iri(CLAIM + "SameAs"),
    DifferentFrom: iri(CLAIM + "DifferentFrom"),
}
"""The classes of decisions; what is said of actors and sources is a description and no more."""
CLASS_OF = {cls: iri(CLAIM + name) for name, cls in CLASSES.items()}
EVIDENCE_TEXTS = ("sha256", "quote", "page", "entry")
EVIDENCE_NUMBERS = ("start", "end", "position")


def predicate(name: str) -> str:
    """The term of a claim's predicate."""
    return iri(CLAIM + name)


def claim_iri(base: str, identifier: str) -> str:
    """The IRI of a claim or a description."""
    return thing(base, "claim", identifier)


def dataset_iri(base: str, name: str) -> str:
    """The IRI of a dataset."""
    return thing(base, "dataset", key(name))


def in_dataset(base: str, identifier: str, name: str) -> Triple:
    """The triple that says that a dataset makes a claim."""
    return iri(claim_iri(base, identifier)), predicate("dataset"), iri(dataset_iri(base, name))


def _actor(base: str, identifier: str) -> str:
    return ANY_ACTOR if identifier == ANY else iri(thing(base, "actor", key(identifier)))


def triples(item: Claim | Description, base: str) -> Iterator[Triple]:
    """All triples of a claim or a description, but for the datasets that it is in."""
    address = claim_iri(base, item.id)
    subject = iri(address)
    if isinstance(item, Description):
        yield subject, TYPE, DESCRIPTIONS.get(type(item.fact), DESCRIPTION)
        kind = "source" if isinstance(item.fact, Source) else "actor"
        for identifier in described(item):
            yield subject, predicate("describes"), iri(thing(base, kind, key(identifier)))
        yield subject, predicate("content"), typed(content(item.fact, item.named).decode(), RDF_JSON)
        return
    yield subject, TYPE, CLASS_OF[type(item.fact)]
    for field in FIELDS[type(item.fact)]:
        yield from _field(base, address, field, getattr(item.fact, field.attribute), _default(item, field))
    for name, used in item.named:
        for text in used:
            yield subject, predicate(f"{name}As"), literal(text)


def _default(item: Claim, field: Field) -> object:
    struct = type(item.fact)
    names = struct.__struct_fields__
    offset = names.index(field.attribute) - len(names) + len(struct.__struct_defaults__)
    return struct.__struct_defaults__[offset] if offset >= 0 else None


def _field(base: str, address: str, field: Field, value: Any, default: object) -> Iterator[Triple]:
    if value in (None, (), default):
        return
    subject, main = iri(address), predicate(field.predicate)
    if field.kind is Kind.DATE:
        when = dates.parse(value)
        earliest, latest = field.bounds
        yield subject, main, typed(value, EDTF)
        yield subject, predicate(earliest), xsd_date(when.earliest)
        yield subject, predicate(latest), xsd_date(when.latest)
    elif field.kind is Kind.EVIDENCE:
        for number, passage in enumerate(value, start=1):
            node = f"{address}#evidence-{number}"
            yield subject, main, iri(node)
            yield from _evidence(node, passage)
    elif field.kind is Kind.PARTICIPANTS:
        yield from _participants(base, address, value)
    elif field.kind is Kind.PARTIES:
        for party in value:
            actor, role = (party, "party") if isinstance(party, str) else (party.actor, party.role)
            yield subject, predicate(role), _actor(base, actor)
    elif field.kind in (Kind.ACTORS, Kind.TEXTS):
        for one in value:
            yield subject, main, _actor(base, one) if field.kind is Kind.ACTORS else literal(one)
    else:
        yield subject, main, _single(base, field, value)


def _single(base: str, field: Field, value: Any) -> str:
    if field.kind is Kind.ACTOR:
        return _actor(base, value)
    if field.kind is Kind.SOURCE:
        return iri(thing(base, "source", key(value)))
    if field.kind is Kind.CODE:
        return iri(code(field.scheme, value))
    if field.kind is Kind.FLAG:
        return boolean(value)
    return literal(value)


def _evidence(node: str, passage: Evidence) -> Iterator[Triple]:
    for name in EVIDENCE_NUMBERS:
        if (number := getattr(passage, name)) is not None:
            yield iri(node), predicate(name), integer(number)
    for name in EVIDENCE_TEXTS:
        if (text := getattr(passage, name)) is not None:
            yield iri(node), predicate(name), literal(text)


def _participants(base: str, address: str, given: tuple[str | Participant, ...]) -> Iterator[Triple]:
    number = 0
    for participant in given:
        if isinstance(participant, str):
            yield iri(address), predicate("participant"), _actor(base, participant)
            continue
        number += 1
        node = f"{address}#participation-{number}"
        yield iri(address), predicate("participation"), iri(node)
        for field in PARTICIPANT_FIELDS:
            yield from _field(base, node, field, getattr(participant, field.attribute), None)
