"""Claims from RDF: the inverse of `encode`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from loader import dates
from loader.claims.canonical import side_order
from loader.claims.encode import CLASS_OF, DESCRIPTION, DESCRIPTIONS, TYPE
from loader.claims.fields import FIELDS, PARTICIPANT_FIELDS, Field, Kind
from loader.claims.model import ANY, Claim, Description, parse_content
from loader.claims.terms import ANY_ACTOR
from loader.claims.ways import EVIDENCE_NUMBERS, EVIDENCE_TEXTS, predicate
from loader.errors import StoreError
from loader.facts.model import Actor, DifferentFrom, Evidence, Participant, Party, PartyRole, SameAs, Source
from loader.triples import Triple, iri, iri_value, literal_value
from loader.vocabulary import CLAIM, code_value, parts

__all__ = ["MalformedClaimError", "Node", "group", "read", "read_decision"]

_CLASSES = {term: cls for cls, term in CLASS_OF.items()}

_OTHER_ROLES: tuple[PartyRole, ...] = ("signatory", "witness")

_UNLIKE = (msgspec.MsgspecError, TypeError, ValueError, LookupError, RecursionError)
"""What reading stumbles over where triples are not those that a claim comes to."""

Node = Mapping[str, list[str]]
"""What is said of one subject: predicate term to object terms."""


class MalformedClaimError(StoreError):
    """A claim in the graph that no fact can have made.

    Attributes:
        reason: the claim's IRI, and why.
    """

    def __init__(self, address: str, why: object) -> None:
        self.reason = f"{address}: {why}"
        super().__init__(f"A stored claim is malformed, {self.reason}; `detente verify` says what else.")


def read(address: str, nodes: Mapping[str, Node]) -> Claim | Description:
    """Makes the claim again from its triples.

    Args:
        address: the claim's IRI.
        nodes: what is said of the claim and of the nodes below it, by subject term.

    Returns:
        The claim, with the id that its IRI has; whether its content hashes to that is for `verify` to say.

    Raises:
        MalformedClaimError: no fact can have made these triples.
    """
    try:
        return _read(address.rsplit("/", 1)[1], _said_of(nodes, iri(address)), nodes)
    except _UNLIKE as error:
        raise MalformedClaimError(address, error) from error


def _read(identifier: str, node: Node, nodes: Mapping[str, Node]) -> Claim | Description:
    kind = _one(node, TYPE)
    if kind == DESCRIPTION or kind in DESCRIPTIONS.values():
        fact, named = parse_content(literal_value(_one(node, predicate("content"))))
        if not isinstance(fact, Actor | Source | SameAs | DifferentFrom):
            raise ValueError("it describes neither an actor nor a source")
        if DESCRIPTIONS.get(type(fact), DESCRIPTION) != kind:
            raise ValueError("its content is of another class than it says")
        return Description(identifier, fact, named)
    if kind not in _CLASSES:
        raise ValueError("it is of no known class of claims")
    cls = _CLASSES[kind]
    values = {f.attribute: _value(nodes, node, f) for f in FIELDS[cls]}
    claimed = cls(**{name: value for name, value in values.items() if value is not None})
    return Claim(identifier, claimed, _names(node))


def read_decision(address: str, kind: str, written: str) -> Description:
    """Makes a decision again from its content alone; see `read`.

    Args:
        address: its IRI.
        kind: the IRI of its class.
        written: its content.
    """
    try:
        fact, named = parse_content(written)
        if not isinstance(fact, SameAs | DifferentFrom) or DESCRIPTIONS[type(fact)] != iri(kind):
            raise ValueError("its content is of another class than it says")
    except _UNLIKE as error:
        raise MalformedClaimError(address, error) from error
    return Description(address.rsplit("/", 1)[1], fact, named)


def _one(node: Node, wanted: str) -> str:
    objects = node.get(wanted, [])
    if len(objects) != 1:
        raise ValueError(f"expected one {wanted}, found {len(objects)}")
    return objects[0]


def _said_of(nodes: Mapping[str, Node], term: str) -> Node:
    if term not in nodes:
        raise ValueError(f"nothing is said of {term}")
    return nodes[term]


def _id(term: str) -> str:
    if term == ANY_ACTOR:
        return ANY
    if not term.startswith("<") or "/" not in term:
        raise ValueError(f"{term} is no actor and no source")
    return parts(iri_value(term).rsplit("/", 1)[1])[0]


def _value(nodes: Mapping[str, Node], node: Node, field: Field) -> Any:
    objects = node.get(predicate(field.predicate), [])
    match field.kind:
        case Kind.PARTICIPANTS:
            below = [
                _participant(nodes, _said_of(nodes, o)) for o in node.get(predicate("participation"), [])
            ]
            return tuple(sorted([*map(_id, objects), *below], key=side_order))
        case Kind.PARTIES:
            others = [
                Party(actor=_id(o), role=role) for role in _OTHER_ROLES for o in node.get(predicate(role), [])
            ]
            return tuple(sorted([*map(_id, objects), *others], key=side_order))
        case Kind.EVIDENCE if objects:
            return tuple(_passage(_said_of(nodes, o)) for o in sorted(objects, key=_number))
        case Kind.ACTORS | Kind.TEXTS if objects:
            return tuple(sorted(map(_id if field.kind is Kind.ACTORS else literal_value, objects)))
    return _single(field, _one(node, predicate(field.predicate))) if objects else None


def _single(field: Field, term: str) -> str | bool:
    match field.kind:
        case Kind.ACTOR | Kind.SOURCE:
            return _id(term)
        case Kind.CODE:
            if not term.startswith("<") or "/" not in term:
                raise ValueError(f"{term} is no code")
            return code_value(iri_value(term))
        case Kind.FLAG:
            return literal_value(term) == "true"
        case Kind.DATE:
            return _date(literal_value(term))
    return literal_value(term)


def _date(text: str) -> str:
    """The text, once it is known that records can be dated by it."""
    dates.parse(text)
    return text


def _number(term: str) -> int:
    return int(iri_value(term).rpartition("-")[2])


def _participant(nodes: Mapping[str, Node], node: Node) -> Participant:
    values = {f.attribute: _value(nodes, node, f) for f in PARTICIPANT_FIELDS}
    return Participant(**values)


def _passage(node: Node) -> Evidence:
    said = {name: _one(node, predicate(name)) for name in EVIDENCE_TEXTS if predicate(name) in node}
    values: dict[str, Any] = {name: literal_value(term) for name, term in said.items()}
    for name in EVIDENCE_NUMBERS:
        if predicate(name) in node:
            values[name] = int(literal_value(_one(node, predicate(name))))
    return Evidence(**values)


def _names(node: Node) -> tuple[tuple[str, tuple[str, ...]], ...]:
    found: dict[str, list[str]] = defaultdict(list)
    start = "<" + CLAIM
    for term, objects in node.items():
        if term.startswith(start) and term.endswith("As>"):
            found[term[len(start) : -len("As>")]] += [literal_value(o) for o in objects]
    return tuple((name, tuple(sorted(used))) for name, used in sorted(found.items()))


def group(given: Iterable[Triple]) -> dict[str, dict[str, list[str]]]:
    """Sorts triples by subject and predicate, as `read` takes them."""
    nodes: dict[str, dict[str, list[str]]] = {}
    for s, p, o in given:
        nodes.setdefault(s, {}).setdefault(p, []).append(o)
    return nodes
