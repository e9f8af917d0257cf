"""The shapes held against other triples: each graph by itself, as far as it was written.

Only what is about a thing that was written about is judged, with what that thing refers to and what refers
to it. RDF 1.2's triple terms and directions of text are unknown to SHACL, and are left out.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from pathlib import Path

import pyoxigraph as ox

from loader.errors import Problem
from loader.holdings import triple
from loader.rewriting.claims import HERE
from loader.rewriting.difference import Graph
from loader.triples import Triple
from loader.validation import Gate
from loader.vocabulary import CLAIM, DET

__all__ = ["judged_others"]

_OURS = (DET, CLAIM)
_DEFAULT = ox.DefaultGraph()

Node = ox.NamedNode | ox.BlankNode


def judged_others(
    graph: ox.Store, changed: Iterable[ox.Quad], created: Container[str] = (), shapes: Path | None = None
) -> list[Problem]:
    """Holds the other triples that were written against the shapes.

    Args:
        graph: the store, written.
        changed: what was added to it and removed from it, but for claims and records.
        created: the terms of the named graphs that were not there before: all that they hold was added.
        shapes: a shapes file of the user's own, used besides the product's.
    """
    by_graph: dict[Graph, list[ox.Quad]] = {}
    for quad in changed:
        by_graph.setdefault(quad.graph_name, []).append(quad)
    touched = {
        name: {quad.subject for quad in quads if isinstance(quad.subject, ox.NamedNode | ox.BlankNode)}
        for name, quads in by_graph.items()
        if shapes is not None or str(name) not in created or any(map(_is_ours, quads))
    }
    return [
        problem
        for name in sorted(touched, key=str)
        for problem in _of_graph(graph, name, touched[name], shapes)
    ]


def _of_graph(graph: ox.Store, name: Graph, nodes: set[Node], shapes: Path | None) -> Iterator[Problem]:
    about = _with_parts(graph, name, nodes)
    if shapes is None and not any(_is_ours(quad) for quads in about.values() for quad in quads):
        return  # the product's shapes are about its own classes and properties only
    judged = [said for node in sorted(about, key=str) for said in _known(about[node])]
    gate = Gate(shapes)
    gate.feed(judged, list(_beside(graph, name, about)))
    where = "" if name == _DEFAULT else f" in graph {name}"
    for finding in gate.findings():
        yield Problem(HERE, f"{finding.focus}{where}: {finding.message}", finding.shape, finding.severity)


def _is_ours(quad: ox.Quad) -> bool:
    """Whether something is said in the words of claims and records."""
    said = quad.object
    return quad.predicate.value.startswith(_OURS) or (
        isinstance(said, ox.NamedNode) and said.value.startswith(_OURS)
    )


def _with_parts(graph: ox.Store, name: Graph, nodes: Iterable[Node]) -> dict[Node, list[ox.Quad]]:
    """What is said of nodes, of the blank nodes that describe them, and of what blank ones describe."""
    about: dict[Node, list[ox.Quad]] = {}
    ahead = list(nodes)
    while ahead:
        node = ahead.pop()
        if node in about:
            continue
        about[node] = list(
            graph.quads_for_pattern(node, None, None, name)
        )  # each costs what decoding it does
        ahead += [quad.object for quad in about[node] if isinstance(quad.object, ox.BlankNode)]
        if isinstance(node, ox.BlankNode):
            ahead += _referring(graph, name, node)
    return about


def _referring(graph: ox.Store, name: Graph, node: Node) -> list[Node]:
    found = (quad.subject for quad in graph.quads_for_pattern(None, None, node, name))
    return [each for each in found if isinstance(each, ox.NamedNode | ox.BlankNode)]


def _known(quads: Iterable[ox.Quad]) -> Iterator[Triple]:
    for quad in quads:
        known = quad.object
        if not isinstance(known, ox.Triple) and not (isinstance(known, ox.Literal) and known.direction):
            yield triple(quad)


def _beside(graph: ox.Store, name: Graph, about: Mapping[Node, Iterable[ox.Quad]]) -> Iterator[Triple]:
    """What is said of the things that are referred to, there and by the store, or that refer to them."""
    near: set[Node] = set()
    for node, quads in about.items():
        near.update(quad.object for quad in quads if isinstance(quad.object, ox.NamedNode))
        near.update(_referring(graph, name, node))
    for node in near - about.keys():
        yield from _known(graph.quads_for_pattern(node, None, None, name))
        if name != _DEFAULT:
            yield from _known(graph.quads_for_pattern(node, None, None, _DEFAULT))
