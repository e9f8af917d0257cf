"""What a graph says of one subject, by short names of predicates: `det:date`, `rdfs:label`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import islice

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, parse

from loader.endpoint.pages.reading import Graph
from loader.resources import folder
from loader.vocabulary import CODE, DCTERMS, OWL, PREFIXES, RDF_TYPE, RDFS, SKOS

__all__ = ["MOST_VALUES", "Subject", "incoming", "mentioned", "subject"]

MOST_VALUES = 1_000
"""Of one property, of a subject of which so much is said that it is not read in full."""

_READ_IN_FULL = 5_000  # triples; of what more is said, property by property is read


class Subject:
    """One subject and the values of its predicates, in a stable order.

    Attributes:
        iri: of the subject.
        more: predicates that have more values than those that are here.
    """

    def __init__(
        self, iri: str, values: dict[str, list[NamedNode | Literal]], more: Iterable[str] = ()
    ) -> None:
        self.iri = iri
        self.more = frozenset(more)
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


def subject(graph: Graph, iri: str) -> Subject:
    """What a graph says of an IRI; nothing is said of what is none.

    That is all of it, but for what has thousands of values: of those there are the first that are found.
    """
    values: dict[str, list[NamedNode | Literal]] = {}
    try:
        node = NamedNode(iri)
    except ValueError:
        return Subject(iri, {})
    quads = list(islice(graph.quads_for_pattern(node, None, None, DefaultGraph()), _READ_IN_FULL + 1))
    in_full = len(quads) <= _READ_IN_FULL
    for quad in quads if in_full else _some(graph, node):
        if isinstance(quad.object, NamedNode | Literal):
            values.setdefault(_short(quad.predicate.value), []).append(quad.object)
    more = [] if in_full else [name for name, terms in values.items() if len(terms) > MOST_VALUES]
    for name in more:
        values[name].pop()
    for terms in values.values():
        terms.sort(key=lambda term: (term.value, str(term)))
    return Subject(iri, dict(sorted(values.items())), more)


def _some(graph: Graph, node: NamedNode) -> Iterator[Quad]:
    """Of each property one value more than is kept."""
    for predicate in _properties():
        yield from islice(graph.quads_for_pattern(node, predicate, None, DefaultGraph()), MOST_VALUES + 1)


@cache
def _properties() -> tuple[NamedNode, ...]:
    """The properties that records, claims and actors have."""
    others = (RDF_TYPE, RDFS + "label", SKOS + "altLabel", SKOS + "hiddenLabel", OWL + "sameAs")
    found = dict.fromkeys(map(NamedNode, (*others, DCTERMS + "isReplacedBy")))
    kinds = {NamedNode(f"{OWL}{kind}Property") for kind in ("Object", "Datatype", "Annotation")}
    for quad in parse(path=folder("ontology") / "detente.ttl", format=RdfFormat.TURTLE):
        if quad.object in kinds and isinstance(quad.subject, NamedNode):
            found[quad.subject] = None
    return tuple(found)


def mentioned(graph: Graph, iri: str) -> bool:
    """Whether a graph says anything of an IRI, or with it."""
    try:
        node = NamedNode(iri)
    except ValueError:
        return False
    patterns = ((node, None), (None, node))
    return any(any(graph.quads_for_pattern(who, None, whom, DefaultGraph())) for who, whom in patterns)


def incoming(graph: Graph, iri: str, predicate: str | None = None) -> Iterator[tuple[str, str]]:
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
