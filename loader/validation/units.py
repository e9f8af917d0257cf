"""What is judged by itself: a shape with targets, or a part of it that its targets are handed on to."""

from __future__ import annotations

from dataclasses import dataclass

from loader.triples import Triple, iri
from loader.validation.document import Document, NotCompiledError, sh
from loader.validation.queries import Query, query
from loader.validation.rules import Rules
from loader.validation.tokens import UnreadableError
from loader.validation.verdicts import Rule
from loader.validation.view import SUBCLASS, TYPE
from loader.vocabulary import OWL, RDF, RDFS

__all__ = ["TARGETS", "Unit", "bare", "units"]

TARGETS = tuple(sh(name) for name in ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf"))
_REFUSED = (
    "MINUS",
    "VALUES",
    "SERVICE",
)  # by which pySHACL, which only looks for the words, gives a query up
_BOUND = ("$PATH", "?PATH", "currentShape", "shapesGraph")


@dataclass(frozen=True, slots=True)
class Unit:
    """A shape and its targets.

    Attributes:
        node: the shape.
        targets: classes, nodes, predicates of subjects, predicates of objects.
        rule: what it asks, but for its queries; None if only pySHACL can judge it.
        queries: what else it asks.
        why: the reason why only pySHACL can judge it.
    """

    node: str
    targets: tuple[frozenset[str], frozenset[str], frozenset[str], frozenset[str]]
    rule: Rule | None
    queries: tuple[Query, ...] = ()
    why: str = ""


def units(document: Document) -> list[Unit]:
    """All that has targets, and whose outcome is not told by another unit."""
    rules = Rules(document)
    custom = _custom(document)
    found = []
    for shape in list(document.about):
        targets = _targets(document, shape)
        if any(targets):
            parts = _handed_on(document, shape)
            found += [_unit(document, rules, part, targets, (), custom) for part in parts]
            found.append(_unit(document, rules, shape, targets, parts, custom))
    return [unit for unit in found if unit.rule is None or unit.queries or not unit.rule.idle]


def _targets(document: Document, shape: str) -> tuple[frozenset[str], ...]:
    classes, nodes, subjects, objects = (frozenset(document.all(shape, name)) for name in TARGETS)
    if not document.metaclasses.isdisjoint(document.all(shape, TYPE)):
        classes |= {shape}
    return classes, nodes, subjects, objects


def _handed_on(document: Document, shape: str) -> tuple[str, ...]:
    """The parts of a shape that may have its targets instead, which finds the same results.

    pySHACL judges the property shapes of a node shape for one node at a time, and a property shape that has
    targets of its own for all of them at once: several times faster. Left as they are: a shape that is more
    than the sum of its parts, since it is closed, switched off, or referred to; and an anonymous part, which
    is reported under the name of what it is a part of.
    """
    about = document.about[shape]
    if any(about.get(sh(name)) for name in ("closed", "deactivated", "path")) or document.named(shape):
        return ()
    if document.uses(sh("qualifiedValueShapesDisjoint")):
        return ()
    return tuple(
        part
        for part in document.all(shape, sh("property"))
        if part.startswith("<") and document.named(part) == 1 and not any(_targets(document, part))
    )


def _unit(
    document: Document,
    rules: Rules,
    shape: str,
    targets: tuple[frozenset[str], ...],
    apart: tuple[str, ...],
    custom: bool,
) -> Unit:
    classes, nodes, subjects, objects = targets
    asked = document.all(shape, sh("sparql"))
    try:
        if custom:
            raise NotCompiledError("the shapes hold constraint components of their own")
        rule = rules.rule(shape, [*apart, *asked])
        if asked and rule.path is not None:
            raise NotCompiledError("a property shape asks a query")
        off = document.flag(shape, sh("deactivated"))
        queries = tuple(_query(document, one) for one in asked if not document.flag(one, sh("deactivated")))
        return Unit(shape, (classes, nodes, subjects, objects), rule, () if off else queries)
    except (NotCompiledError, UnreadableError) as error:
        return Unit(shape, (classes, nodes, subjects, objects), None, (), str(error))


def _custom(document: Document) -> bool:
    component = sh("ConstraintComponent")
    kinds = [component, *document.subjects(SUBCLASS, component)]
    return any(document.subjects(TYPE, one) for one in kinds)


def _query(document: Document, constraint: str) -> Query:
    text = document.string(constraint, sh("select"))
    if text is None:
        raise NotCompiledError("a query has no sh:select")
    loud = text.upper()
    if any(word in loud for word in _REFUSED) or loud.count("SELECT") != 1 or any(w in text for w in _BOUND):
        raise NotCompiledError("a query uses what only pySHACL can tell to be allowed")
    return query(text, _prefixes(document, constraint))


def _prefixes(document: Document, constraint: str) -> dict[str, str]:
    found = {"rdf": {RDF}, "rdfs": {RDFS}, "owl": {OWL}}
    holders = document.all(constraint, sh("prefixes"))
    if holders:
        holders = [*holders, *document.subjects(TYPE, iri(OWL + "Ontology"))]
    for declared in (one for holder in holders for one in document.all(holder, sh("declare"))):
        name, space = document.string(declared, sh("prefix")), document.one(declared, sh("namespace"))
        if name is None or space is None or not space.startswith('"') or "\\" in space:
            raise NotCompiledError("a prefix is not declared as it should be")
        found.setdefault(name, set()).add(space[1 : space.rindex('"')])
    if any(len(spaces) > 1 for spaces in found.values()):
        raise NotCompiledError("a prefix is declared twice")
    return {name: space for name, (space,) in found.items()}


def bare(document: Document) -> list[Triple]:
    """The shapes graph without targets, and parts handed on apart: each judges what it is told to."""
    apart = {
        (s, part) for s in document.about if any(_targets(document, s)) for part in _handed_on(document, s)
    }
    return [
        (s, p, o)
        for s, p, o in document.triples
        if p not in TARGETS
        and not (p == sh("property") and (s, o) in apart)
        and not (p == TYPE and o in document.metaclasses)
    ]
