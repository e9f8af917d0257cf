"""Blank nodes have no names of their own, so that each gets one that follows from what is said of it.

Détente mints none. They come in with other triples, by an update or a load of Turtle.
"""

from __future__ import annotations

import re

import pyoxigraph as ox

from .lines import GraphName, of_triples

__all__ = ["with_canonical_blanks"]

# Where a blank node is: at the beginning of a line, or after another term or `<<(`.
_BLANK = re.compile(rb"(?:^|[>(] )_:")


def with_canonical_blanks(graphs: dict[str, list[bytes]]) -> dict[str, list[bytes]]:
    """Renames blank nodes by RDFC-1.0 (https://www.w3.org/TR/rdf-canon/).

    Args:
        graphs: the N-Triples lines of each graph, by its name in that syntax, empty for the default graph.

    Returns:
        The same graphs, with the canonical labels.
    """
    named = {
        name: [line for line in lines if name[:1] == "_" or _has_blank(line)]
        for name, lines in graphs.items()
    }
    blank = ox.Dataset(
        ox.Quad(quad.subject, quad.predicate, quad.object, _name(graph))
        for graph, lines in named.items()
        for quad in ox.parse(b"".join(lines), ox.RdfFormat.N_TRIPLES, lenient=True)
    )
    if not len(blank):
        return graphs
    blank.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    renamed: dict[str, list[ox.Triple]] = {}
    for quad in blank:
        name = "" if isinstance(quad.graph_name, ox.DefaultGraph) else str(quad.graph_name)
        renamed.setdefault(name, []).append(quad.triple)
    others = {
        name: [line for line in lines if not _has_blank(line)]
        for name, lines in graphs.items()
        if name[:1] != "_"
    }
    return others | {name: of_triples(triples) + others.get(name, []) for name, triples in renamed.items()}


def _name(graph: str) -> GraphName:
    if not graph:
        return ox.DefaultGraph()
    return ox.NamedNode(graph[1:-1]) if graph[0] == "<" else ox.BlankNode(graph[2:])


def _has_blank(line: bytes) -> bool:
    """Whether a line names a blank node; true, without harm, of some literals that look like it."""
    return b"_:" in line and _BLANK.search(line) is not None
