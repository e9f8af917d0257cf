"""The engine's files: how a frozen graph becomes writable, and a written one frozen again.

A frozen graph is a checkpoint of RocksDB that no process opens for writing. Its tables (`*.sst`) never
change, not even in a copy that is written: there they are dropped from the list of live files, and at most
their second name is removed. So a copy shares them by hard links, and costs a millisecond whatever its size.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pyoxigraph

from loader.store import disk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["FOLDER", "freeze", "load", "parse", "pour", "read_only", "share", "thaw"]

FOLDER = "graph"

_NT = pyoxigraph.RdfFormat.N_TRIPLES


def read_only(frozen: Path) -> pyoxigraph.Store:
    """Opens a frozen graph; this neither writes a file nor touches one."""
    return pyoxigraph.Store.read_only(str(frozen))


def thaw(frozen: Path | None, folder: Path) -> pyoxigraph.Store:
    """Makes a writable graph in a new folder, with the content of a frozen one or none."""
    folder.mkdir(parents=True)
    if frozen:
        for path in frozen.iterdir():
            if path.suffix == ".sst":
                disk.link(path, folder / path.name)
            else:
                shutil.copyfile(path, folder / path.name)
    return pyoxigraph.Store(str(folder))


def share(frozen: Path, folder: Path) -> None:
    """Gives a frozen graph a second folder, without opening it."""
    folder.mkdir()
    for path in frozen.iterdir():
        disk.link(path, folder / path.name)


def freeze(graph: pyoxigraph.Store, folder: Path, *, compact: bool) -> None:
    """Writes all that a graph holds as a frozen one into a new folder. The writable one stays as it is.

    Args:
        graph: the writable one.
        folder: where to.
        compact: rewrite the tables in order first, which takes time in proportion to the whole graph and pays
            after a large load: a query that reads much is about twice as fast.
    """
    if compact:
        graph.optimize()
    graph.flush()
    graph.backup(str(folder))


def parse(document: bytes) -> Iterator[pyoxigraph.Quad]:
    """The quads of an N-Triples document, as `load` would store them."""
    for quad in pyoxigraph.parse(document, _NT, lenient=True):
        if isinstance(quad, pyoxigraph.Quad):  # which is all that this format yields
            yield quad


def load(graph: pyoxigraph.Store, document: bytes, *, bulk: bool) -> None:
    """Loads an N-Triples document; in bulk, new table files are written in place of a transaction."""
    (graph.bulk_load if bulk else graph.load)(document, _NT, lenient=True)


def pour(graph: pyoxigraph.Store, document: bytes) -> None:
    """Loads a Turtle document in bulk; where subjects repeat it is read in less time than N-Triples."""
    graph.bulk_load(document, pyoxigraph.RdfFormat.TURTLE, lenient=True)
