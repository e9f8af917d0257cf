"""What differs between two stores, or between one graph of both: by a walk through both, as files.

Both are written in the order of their indexes, which is the same order. So what is on one side only is known
soon after it was passed, and no more is held in memory than about what differs.
"""

from __future__ import annotations

from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory

import pyoxigraph as ox

__all__ = ["Graph", "differing"]

Graph = ox.NamedNode | ox.BlankNode | ox.DefaultGraph


def differing(
    before: ox.Store, after: ox.Store, graph: Graph | None, folder: Path
) -> tuple[set[ox.Quad], set[ox.Quad]]:
    """Compares two stores.

    Args:
        before: the one.
        after: the other.
        graph: the graph that is compared; all of them, if none is given.
        folder: where there is room for temporary files, of the size of both as N-Quads.

    Returns:
        What only `after` holds, and what only `before` holds.

    Raises:
        OSError: there is no room.
    """
    with TemporaryDirectory(dir=folder) as name:
        old, new = Path(name, "before"), Path(name, "after")
        _dump(before, graph, old)
        _dump(after, graph, new)
        gone: set[bytes] = set()
        come: set[bytes] = set()
        with old.open("rb") as one, new.open("rb") as other:
            for was, is_ in zip_longest(one, other):
                if was == is_:
                    continue
                if is_ is not None:
                    if is_ in gone:
                        gone.remove(is_)
                    else:
                        come.add(is_)
                if was is not None:
                    if was in come:
                        come.remove(was)
                    else:
                        gone.add(was)
    return _quads(come, graph), _quads(gone, graph)


def _dump(store: ox.Store, graph: Graph | None, path: Path) -> None:
    if graph is None:
        store.dump(path, ox.RdfFormat.N_QUADS)
    else:
        store.dump(path, ox.RdfFormat.N_TRIPLES, from_graph=graph)


def _quads(lines: set[bytes], graph: Graph | None) -> set[ox.Quad]:
    parsed = ox.parse(b"".join(lines), ox.RdfFormat.N_QUADS, lenient=True)  # keeps blank nodes' names
    quads = {quad for quad in parsed if isinstance(quad, ox.Quad)}
    if graph is None:
        return quads
    return {ox.Quad(quad.subject, quad.predicate, quad.object, graph) for quad in quads}
