"""What pyoxigraph holds, as lines of N-Triples: it writes them many times faster than it hands out terms."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable

import pyoxigraph as ox

__all__ = ["GraphName", "of_graph", "of_triples"]

GraphName = ox.NamedNode | ox.BlankNode | ox.DefaultGraph


def of_graph(store: ox.Store, name: GraphName) -> list[bytes]:
    """The triples of one graph of a store."""
    with tempfile.TemporaryFile() as file:
        store.dump(file, ox.RdfFormat.N_TRIPLES, from_graph=name)
        file.seek(0)
        return list(file)


def of_triples(triples: Iterable[ox.Triple]) -> list[bytes]:
    """Any triples, in their order."""
    with tempfile.TemporaryFile() as file:
        ox.serialize(triples, file, ox.RdfFormat.N_TRIPLES)
        file.seek(0)
        return list(file)
