"""Blank nodes have no names of their own, so that each gets one that follows from what is said of it.

Détente mints none. They come in with other triples, by an update or a load of Turtle.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial

import pyoxigraph as ox

from .lines import GraphName, of_triples

__all__ = ["canonical", "has_blank"]

# Where a blank node is: at the beginning of a line, or after another term or `<<(`.
_BLANK = re.compile(rb"(?:^|[>(] )_:", re.MULTILINE)


def has_blank(lines: bytes) -> bool:
    """Whether lines name a blank node; true, without harm, of some literals that look like it."""
    return b"_:" in lines and _BLANK.search(lines) is not None


def canonical(graphs: Mapping[str, bytes], take: Callable[[str, bytes], object]) -> None:
    """Renames blank nodes by RDFC-1.0 (https://www.w3.org/TR/rdf-canon/), in memory.

    Args:
        graphs: the N-Triples lines that name blank nodes, or all of a graph whose own name is one; by the
            graph's name in that syntax, empty for the default graph.
        take: is given each graph's name, and its lines with the canonical labels, a piece at a time.
    """
    dataset = ox.Dataset(
        ox.Quad(quad.subject, quad.predicate, quad.object, _name(graph))
        for graph, lines in graphs.items()
        for quad in ox.parse(lines, ox.RdfFormat.N_TRIPLES, lenient=True)
    )
    if not len(dataset):
        return
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    renamed: dict[str, list[ox.Triple]] = {}
    for quad in dataset:
        name = "" if isinstance(quad.graph_name, ox.DefaultGraph) else str(quad.graph_name)
        renamed.setdefault(name, []).append(quad.triple)
    for name, triples in renamed.items():
        of_triples(triples, partial(take, name))


def _name(graph: str) -> GraphName:
    if not graph:
        return ox.DefaultGraph()
    return ox.NamedNode(graph[1:-1]) if graph[0] == "<" else ox.BlankNode(graph[2:])
