"""How far shapes look: whether chunks of a large load can be judged apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from loader.triples import iri
from loader.validation.findings import plain
from loader.validation.queries import Query
from loader.validation.units import Unit
from loader.validation.verdicts import Rule
from loader.validation.view import TYPE
from loader.vocabulary import CLAIM, DET

__all__ = ["beyond"]

_PARTS = {iri(DET + name) for name in ("claim", "denial", "designation", "recognition", "participation")} | {
    iri(CLAIM + name) for name in ("evidence", "participation")
}
"""The links between a record, its acts, its claims and their parts, which are always in one chunk."""


def beyond(units: Iterable[Unit]) -> list[tuple[str, str]]:
    """The shapes that look further than a thing, with its claims and parts, and the types of its neighbours.

    Returns:
        The IRI of each, and by what it looks further; of one that only pySHACL can judge, nobody knows.
    """
    found: dict[tuple[str, str], None] = {}
    for unit in units:
        if unit.rule is None:
            found[plain(unit.node), "what it sees is not known"] = None
            continue
        asked = (step for query in unit.queries for step in _query_steps(query))
        steps = [*_target_steps(unit), *_rule_steps(unit.rule), *asked]
        for way in steps:
            found[plain(unit.node), way] = None
    return list(found)


def _rule_steps(rule: Rule) -> Iterator[str]:
    for predicate in sorted(rule.backward - _PARTS):
        yield f"^{plain(predicate)}"
    if rule.steps > 1:  # one may lead to a part and another to a neighbour: which comes first is not known
        for predicate in sorted(rule.forward - _PARTS):
            yield plain(predicate)


def _target_steps(unit: Unit) -> Iterator[str]:
    """What is judged where something else is said of it: a node named by a shape, or a neighbour."""
    _, nodes, _, objects = unit.targets
    if nodes:
        yield "sh:targetNode"
    if objects - _PARTS:
        yield "sh:targetObjectsOf"


def _query_steps(query: Query) -> Iterator[str]:
    for walk in query.walks:
        own = {"?this"}
        for step in walk:
            name = plain(step.predicate) if step.predicate else "a variable"
            if not step.forward and step.predicate not in _PARTS:
                yield f"^{name}"
            elif step.start not in own and not (step.forward and step.predicate == TYPE):
                yield name
            elif step.predicate in _PARTS:
                own.add(step.end)
