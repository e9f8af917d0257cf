"""The shapes that a validation applies: the product's, and a user's own."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from loader import resources
from loader.errors import InputError
from loader.validation.findings import SH
from loader.vocabulary import PREFIXES

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.plugins.sparql.sparql import Query
    from rdflib.term import Node

__all__ = ["around", "hierarchy", "suspects", "theirs"]

_TARGETS = ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf")
_QUERIES = ("select", "ask", "construct", "update")
_BEYOND = {"ServiceGraphPattern": "SERVICE", "DatasetClause": "FROM", "GraphGraphPattern": "GRAPH"}


@dataclass(frozen=True, slots=True)
class Ours:
    """The product's shapes, made ready.

    Attributes:
        written: all of them, but the targets of those that hold a query.
        spread: the same, each target at the property shape that it is for.
        asked: each shape that holds a query, its target classes, and the query.
    """

    written: Graph
    spread: Graph
    asked: tuple[tuple[Node, tuple[Node, ...], Query], ...]


@functools.cache
def ours() -> Ours:
    """The product's shapes, read once a process; not to be changed."""
    from rdflib import Graph, URIRef  # noqa: PLC0415  # a third of a second, and only here
    from rdflib.plugins.sparql import prepareQuery  # noqa: PLC0415

    written = Graph()
    for path in sorted(resources.folder("shapes").glob("*.ttl")):
        written.parse(path, format="turtle")
    target, select = URIRef(SH + "targetClass"), URIRef(SH + "select")
    asked = []
    for shape, constraint in written.subject_objects(URIRef(SH + "sparql")):
        query = prepareQuery(str(written.value(constraint, select)), initNs=PREFIXES)
        asked.append((shape, tuple(written.objects(shape, target)), query))
    for shape, _, _ in asked:
        written.remove((shape, target, None))
    return Ours(written, _spread(written), tuple(asked))


def _spread(written: Graph) -> Graph:
    """Gives the targets of a node shape to its property shapes, which finds the same results.

    pySHACL judges the property shapes of a node shape for one node at a time, and a property shape that has
    targets of its own for all of them at once: several times faster. Left as they are: a node shape that is
    more than the sum of its parts, since it is closed, switched off, or referred to; and an anonymous part,
    which is reported under the name of what it is a part of.
    """
    from rdflib import Graph, URIRef  # noqa: PLC0415

    graph = Graph()
    graph += written
    within = URIRef(SH + "property")
    whole = {URIRef(SH + name) for name in ("closed", "deactivated")}
    for shape, part in written.subject_objects(within):
        targets = [t for name in _TARGETS for t in written.triples((shape, URIRef(SH + name), None))]
        single = not whole & set(written.predicates(shape)) and (None, None, shape) not in written
        if single and targets and isinstance(part, URIRef):
            for _, predicate, value in targets:
                graph.add((part, predicate, value))
            graph.remove((shape, within, part))
    return graph


@functools.cache
def hierarchy() -> Graph:
    """What is a kind of what, from the ontology, read once a process; not to be changed."""
    from rdflib import RDFS, Graph  # noqa: PLC0415

    ontology = Graph().parse(resources.folder("ontology") / "detente.ttl", format="turtle")
    graph = Graph()
    for triple in ontology.triples((None, RDFS.subClassOf, None)):
        graph.add(triple)
    return graph


def suspects(data: Graph, own: Graph | None) -> Graph:
    """All shapes, their targets narrowed to the nodes that may not conform.

    This is the seam for judging large loads. So far it is done for what pySHACL is slowest at, 10 ms a node:
    a shape that holds a query. Asked once of the whole graph, the query finds every node for which it would
    find something, as it binds `$this` itself; pySHACL then judges those.

    Args:
        data: what is to be judged.
        own: a user's own shapes, which keep their targets.

    Returns:
        A new graph, with the same results for this data as the shapes as they are written.
    """
    from rdflib import RDF, Graph, URIRef, Variable  # noqa: PLC0415

    narrowed = Graph()
    narrowed += ours().spread if own is None else _spread(ours().written + own)
    for shape, classes, query in ours().asked:
        nodes = {node for cls in classes for node in data.subjects(RDF.type, cls)}
        if nodes:
            nodes &= {row[Variable("this")] for row in data.query(query).bindings}
        for node in nodes:
            narrowed.add((shape, URIRef(SH + "targetNode"), node))
    return narrowed


def theirs(path: Path) -> Graph:
    """A user's own shapes, in Turtle.

    Raises:
        InputError: they cannot be read, or would look beyond the graph that is judged.
    """
    from pyparsing import ParseException  # noqa: PLC0415  # what rdflib raises for a query that is none
    from rdflib import Graph, URIRef  # noqa: PLC0415
    from rdflib.plugins.parsers.notation3 import BadSyntax  # noqa: PLC0415
    from rdflib.plugins.sparql.parser import parseQuery  # noqa: PLC0415

    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise InputError(f"{path}: the shapes cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: the shapes are not UTF-8 text.") from error
    try:
        graph = Graph().parse(data=text, format="turtle", publicID=path.resolve().as_uri())
    except BadSyntax as error:
        line = error._str[: error._i].count(b"\n") + 1  # its own count takes some lines twice
        raise InputError(f"{path}:{line}: the shapes are not Turtle: {error._why}.") from error
    except (ValueError, IndexError) as error:  # where rdflib's parser stumbles without a line
        raise InputError(f"{path}: the shapes are not Turtle: {error}.") from error
    for query in (q for name in _QUERIES for q in graph.objects(None, URIRef(SH + name))):
        try:
            beyond = sorted(set(_beyond(parseQuery(str(query)))))
        except ParseException as error:
            raise InputError(f"{path}: a query in the shapes is not SPARQL: {error}.") from error
        if beyond:
            what = f"a query in the shapes uses {beyond[0]}, and may only ask of what is judged"
            raise InputError(f"{path}: {what}.")
    return graph


def _beyond(parsed: Any) -> Iterator[str]:
    """The keywords of a parsed query by which it would look beyond the graph."""
    if (name := getattr(parsed, "name", "")) in _BEYOND:
        yield _BEYOND[name]
    if isinstance(parsed, str):
        return
    parts = parsed.values() if isinstance(parsed, dict) else parsed
    for part in parts if hasattr(parts, "__iter__") else ():
        yield from _beyond(part)


def around(shape: Any, shapes: Graph) -> str:
    """The term of the nearest shape around an anonymous one that has an IRI, or else its own."""
    from rdflib import URIRef  # noqa: PLC0415

    ahead, seen = [shape], set()
    while ahead:
        node = ahead.pop(0)
        if isinstance(node, URIRef):
            return node.n3()
        seen.add(node)
        ahead += sorted(set(shapes.subjects(None, node)) - seen)
    return str(shape.n3())
