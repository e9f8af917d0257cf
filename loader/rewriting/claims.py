"""What a write did to claims: which datasets begin and cease to make which, and what is wrong with them.

Each claim that was written about is read again as it stands now. It has to be whole: with the content that
its name is the hash of, all that a load would have written of it, nothing else, and at least one dataset.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

import msgspec
import pyoxigraph as ox

from loader.claims import (
    Claim,
    Description,
    MalformedClaimError,
    canonical,
    claim_iri,
    content,
    dataset_iri,
    digest,
    group,
    read,
    triples,
)
from loader.claims.fields import ACTOR_FIELDS, FIELDS, Kind
from loader.errors import Place, Problem
from loader.facts.decode import decode
from loader.facts.model import Actor, DifferentFrom, Fact, SameAs, Source, Sourced
from loader.facts.placed import Placed, Written
from loader.holdings import Holdings
from loader.intake import dataset_name
from loader.membership import Membership
from loader.triples import nt
from loader.vocabulary import CLAIM, parts

__all__ = ["HERE", "Restated", "parsed", "restated"]

HERE = Place("update")
"""Where a claim stands that no file states."""

_ID = re.compile("[0-9a-f]{32}").fullmatch
_DATASET = ox.NamedNode(CLAIM + "dataset")
_BELOW = tuple(ox.NamedNode(CLAIM + name) for name in ("evidence", "participation"))
_DEFAULT = ox.DefaultGraph()
_REFERENCES = {Kind.ACTOR, Kind.ACTORS, Kind.PARTICIPANTS, Kind.PARTIES}
_OF_DESCRIPTIONS: dict[type[Fact], tuple[str, ...]] = {
    Actor: tuple(field.predicate for field in ACTOR_FIELDS),
    Source: ("authority",),
    SameAs: ("actor", "as"),
    DifferentFrom: ("actor", "from"),
}


@dataclass(slots=True)
class Restated:
    """What a write did to claims and descriptions.

    Attributes:
        membership: which datasets begin and cease to make what.
        items: those that some dataset begins to make, by id.
        problems: what is wrong with any that was written about.
    """

    membership: Membership = field(default_factory=Membership)
    items: dict[str, Claim | Description] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def restated(subjects: Iterable[ox.NamedNode], graph: ox.Store, before: Holdings) -> Restated:
    """Reads the claims that were written about.

    Args:
        subjects: claims and parts of claims of which something was added or removed.
        graph: the store, written.
        before: what it held before.
    """
    found = Restated()
    start = claim_iri(before.base, "")
    touched: dict[str, set[ox.NamedNode]] = {}
    for subject in subjects:
        identifier, sign, _ = subject.value.removeprefix(start).partition("#")
        below = touched.setdefault(identifier, set())
        if sign:
            below.add(subject)
    for identifier in sorted(touched):
        _restate(found, identifier, touched[identifier], graph, before)
    return found


def _restate(
    found: Restated, identifier: str, below: set[ox.NamedNode], graph: ox.Store, before: Holdings
) -> None:
    address = ox.NamedNode(claim_iri(before.base, identifier))
    nodes = {address, *below, *_parts(address, graph), *_parts(address, before.graph)}
    said = {q.triple for node in nodes for q in graph.quads_for_pattern(node, None, None, _DEFAULT)}
    datasets = {t.object for t in said if t.subject == address and t.predicate == _DATASET}
    said = {t for t in said if t.subject != address or t.predicate != _DATASET}
    had = before.datasets_of(identifier)
    has = set[str]()
    if said or datasets:
        problems: list[Problem] = []
        for dataset in sorted(datasets, key=str):
            name = _dataset(dataset, before.base)
            if name is None:
                problems.append(
                    _problem(f"Claim {identifier} is in {dataset}, which is no dataset.", "dataset")
                )
            else:
                has.add(name)
        item, wrong = _whole(identifier, address, said, before.base)
        problems += wrong
        if not datasets and not problems:
            problems.append(
                _problem(
                    f"Claim {identifier} is in no dataset.",
                    "dataset",
                    f"Say <{address.value}> claim:dataset <{dataset_iri(before.base, 'NAME')}>.",
                )
            )
        if problems or item is None:
            found.problems += problems
            return
        if has - had:
            found.items[identifier] = item
    for names, into in ((has - had, found.membership.joined), (had - has, found.membership.left)):
        for name in names:
            into.setdefault(name, set()).add(identifier)


def _parts(address: ox.NamedNode, graph: ox.Store) -> Iterator[ox.NamedNode]:
    """The nodes of a claim's evidence and participants."""
    for predicate in _BELOW:
        for quad in graph.quads_for_pattern(address, predicate, None, _DEFAULT):
            if isinstance(quad.object, ox.NamedNode) and quad.object.value.startswith(f"{address.value}#"):
                yield quad.object


def _dataset(term: object, base: str) -> str | None:
    """The name of a dataset, if the term is one as a load would write it."""
    start = dataset_iri(base, "")
    if not isinstance(term, ox.NamedNode) or not term.value.startswith(start):
        return None
    try:
        name, *more = parts(term.value.removeprefix(start))
    except UnicodeDecodeError:
        return None
    same = not more and dataset_name(name) == name and dataset_iri(base, name) == term.value
    return name if same and name.strip() else None


def _whole(
    identifier: str, address: ox.NamedNode, said: set[ox.Triple], base: str
) -> tuple[Claim | Description | None, list[Problem]]:
    """A claim as it stands, if it is one that a load would have made; or what is wrong with it."""
    if not _ID(identifier):
        text = f"{address} is no claim: its name is not the hash of a content."
        return None, [_problem(text, "claim")]
    try:
        item = read(address.value, group((str(t.subject), str(t.predicate), str(t.object)) for t in said))
    except MalformedClaimError as error:
        hint = "Withdraw a claim with all its triples, or none; see docs/model.md for what belongs to one."
        return None, [_problem(f"Claim {identifier} is not whole: {error.reason}.", "claim", hint)]
    if wrong := _no_fact(item):
        return None, wrong
    if (right := digest(item)) != identifier:
        text = f"Claim {identifier} has a content that hashes to {right}."
        hint = "A claim never changes: withdraw it whole, and make another one under its own hash."
        return None, [_problem(text, "hash", hint)]
    if {(str(t.subject), str(t.predicate), str(t.object)) for t in said} == set(triples(item, base)):
        return item, []
    written = parsed(triples(item, base))  # which may differ as texts, by what is escaped
    problems = [
        _problem(f"Claim {identifier} does not come with {triple}.", "triple", "Leave that out.")
        for triple in sorted(map(str, said - written))
    ]
    problems += [
        _problem(f"Claim {identifier} lacks {triple}.", "triple", "Add that.")
        for triple in sorted(map(str, written - said))
    ]
    return item, problems


def _no_fact(item: Claim | Description) -> list[Problem]:
    """What keeps the content of a claim from being a fact that a file could state."""
    try:
        built = msgspec.json.decode(content(item.fact))
    except (TypeError, ValueError) as error:
        return [_problem(f"Claim {item.id} is of no fact: {error}.", "claim")]
    problems = [
        _problem(f"Claim {item.id} cannot say {name!r} of the names that were used.", "claim")
        for name, used in item.named
        if name not in _referring(type(item.fact)) or not _are_names(used)
    ]
    for decoded in decode(HERE.file, Written(0, built)):
        if isinstance(decoded, Problem):
            problems.append(replace(decoded, place=HERE, message=f"Claim {item.id}: {decoded.message}"))
        elif isinstance(decoded, Placed) and content(canonical(decoded.fact)) != content(item.fact):
            text = f"Claim {item.id} is not written as a load would write it."
            hint = "Sets are sorted, texts are in NFC, and what is the default goes unsaid."
            problems.append(_problem(text, "claim", hint))
    return problems


@cache
def _referring(kind: type[Fact]) -> frozenset[str]:
    """The keys of a type of fact under which a name can stand for an actor's id."""
    if issubclass(kind, Sourced):
        found = {field.predicate for field in FIELDS[kind] if field.kind in _REFERENCES}
        return frozenset(found | {"for"} if "participant" in found else found)
    return frozenset(_OF_DESCRIPTIONS[kind])


def _are_names(used: Sequence[object]) -> bool:
    """Whether these are names as a claim has them: texts in NFC that say something, each once, in order."""
    texts = [text for text in used if isinstance(text, str) and text.strip()]
    normal = {unicodedata.normalize("NFC", text) for text in texts}
    return bool(used) and list(used) == texts == sorted(normal)


def parsed(given: Iterable[tuple[str, str, str]]) -> set[ox.Triple]:
    """Triples as the engine has them."""
    found = ox.parse(nt(given), ox.RdfFormat.N_TRIPLES, lenient=True)
    return {quad.triple for quad in found if isinstance(quad, ox.Quad)}


def _problem(message: str, rule: str, hint: str = "") -> Problem:
    return Problem(HERE, message, f"update/{rule}", hint=hint)
