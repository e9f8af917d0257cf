"""What a graph says of one subject, by short names of predicates: `det:date`, `rdfs:label`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

from loader.vocabulary import CODE, PREFIXES

__all__ = ["Subject", "incoming", "mentioned", "subject"]


class Subject:
    """One subject and the values of its predicates, in a stable order."""

    def __init__(self, iri: str, values: dict[str, list[NamedNode | Literal]]) -> None:
        self.iri = iri
        self._values = values

    def __bool__(self) -> bool:
        return bool(self._values)

    def __contains__(self, predicate: str) -> bool:
        return predicate in self._values

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def all(self, predicate: str) -> list[str]:
        """The values of a predicate: IRIs, or the text of literals."""
        return [value.value for value in self._values.get(predicate, ())]

    def one(self, predicate: str) -> str:
        """The first value of a predicate; empty if it has none."""
        return next(iter(self.all(predicate)), "")

    def codes(self, predicate: str) -> list[str]:
        """The values of a predicate that holds codes, as they are written in facts."""
        return [value.removeprefix(CODE).partition("/")[2] for value in self.all(predicate)]

    def code(self, predicate: str) -> str:
        """The first code of a predicate; empty if it has none."""
        return next(iter(self.codes(predicate)), "")

    def terms(self, predicate: str) -> list[NamedNode | Literal]:
        """The values of a predicate as terms."""
        return self._values.get(predicate, [])


def subject(graph: Store, iri: str) -> Subject:
    """All that a graph says of an IRI; nothing is said of what is none."""
    values: dict[str, list[NamedNode | Literal]] = {}
    try:
        node = NamedNode(iri)
    except ValueError:
        return Subject(iri, {})
    for quad in graph.quads_for_pattern(node, None, None, DefaultGraph()):
        if isinstance(quad.object, NamedNode | Literal):
            values.setdefault(_short(quad.predicate.value), []).append(quad.object)
    for terms in values.values():
        terms.sort(key=lambda term: (term.value, str(term)))
    return Subject(iri, dict(sorted(values.items())))


def mentioned(graph: Store, iri: str) -> bool:
    """Whether a graph says anything of an IRI, or with it."""
    try:
        node = NamedNode(iri)
    except ValueError:
        return False
    patterns = ((node, None), (None, node))
    return any(any(graph.quads_for_pattern(who, None, whom, DefaultGraph())) for who, whom in patterns)


def incoming(graph: Store, iri: str, predicate: str | None = None) -> Iterator[tuple[str, str]]:
    """The subjects that say something of an IRI, each with the short name of the predicate."""
    wanted = None
    if predicate is not None:
        prefix, _, local = predicate.partition(":")
        wanted = NamedNode(PREFIXES[prefix] + local)
    quad: Quad
    for quad in graph.quads_for_pattern(None, wanted, NamedNode(iri), DefaultGraph()):
        if isinstance(quad.subject, NamedNode):
            yield quad.subject.value, _short(quad.predicate.value)


@lru_cache(maxsize=512)
def _short(iri: str) -> str:
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri
