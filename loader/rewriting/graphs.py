"""Whole graphs written: https://www.w3.org/TR/sparql11-http-rdf-update/."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import pyoxigraph as ox

from loader.errors import QueryError
from loader.rewriting.difference import Graph, differing
from loader.rewriting.written import Written, insert

__all__ = ["graph_name", "merge", "remove", "replace"]

_NT = ox.RdfFormat.N_TRIPLES
_R = TypeVar("_R")
_LARGE = 1 << 24  # bytes of a document; a larger one is compared on disk


def graph_name(name: str | None) -> ox.NamedNode | ox.DefaultGraph:
    """The graph of an IRI; the default graph where none is given.

    Raises:
        QueryError: it is no absolute IRI.
    """
    if name is None:
        return ox.DefaultGraph()
    try:
        return ox.NamedNode(name)
    except ValueError:
        raise QueryError(f"{name!r} cannot name a graph: it is no absolute IRI.") from None


def merge(graph: ox.Store, name: Graph, document: bytes) -> Written:
    """Adds an N-Triples document to a graph, its blank nodes as new ones. The graph exists then."""
    written = Written()
    for quad in _quads(document, name):
        if quad not in graph:
            written.added.add(quad)
    if not isinstance(name, ox.DefaultGraph) and not graph.contains_named_graph(name):
        graph.add_graph(name)
        written.created.add(str(name))
    insert(graph, written.added)
    return written


def replace(graph: ox.Store, name: Graph, document: bytes, folder: Path) -> Written:
    """Makes a graph hold an N-Triples document and nothing else. What stays is not written again.

    Args:
        graph: what is written.
        name: which graph of it.
        document: what the graph is to hold; its blank nodes are new ones.
        folder: where there is room for temporary files.
    """
    if not any(graph.quads_for_pattern(None, None, None, name)):
        return merge(graph, name, document)  # there is nothing to compare it with
    with TemporaryDirectory(dir=folder) as place:
        aside = ox.Store(place) if len(document) > _LARGE else ox.Store()
        _told(partial(aside.bulk_load, document, _NT, to_graph=name))
        added, removed = differing(graph, aside, name, folder)
        del aside
    written = Written(added, removed)
    if not isinstance(name, ox.DefaultGraph) and not graph.contains_named_graph(name):
        graph.add_graph(name)
        written.created.add(str(name))
    for quad in removed:
        graph.remove(quad)
    insert(graph, added)
    return written


def remove(graph: ox.Store, name: Graph) -> Written:
    """Removes a named graph; of the default graph, its triples."""
    if isinstance(name, ox.DefaultGraph) and not any(graph.named_graphs()):
        return Written(emptied=any(graph))
    written = Written(removed=set(graph.quads_for_pattern(None, None, None, name)))
    if isinstance(name, ox.DefaultGraph):
        graph.clear_graph(name)
    else:
        graph.remove_graph(name)
        written.dropped.add(str(name))
    return written


def _quads(document: bytes, name: Graph) -> Iterator[ox.Quad]:
    parsed = ox.parse(document, _NT, rename_blank_nodes=True)
    while (quad := _told(partial(next, parsed, None))) is not None:
        yield ox.Quad(quad.subject, quad.predicate, quad.object, name)


def _told(action: Callable[[], _R]) -> _R:
    try:
        return action()
    except SyntaxError as error:
        raise QueryError(f"The document is not N-Triples: {str(error).splitlines()[0]}.") from None
