"""SPARQL updates and whole graphs, each of which is one version, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pyoxigraph as ox

from loader.change import Totals
from loader.commit.settling import emptied, settled
from loader.commit.writing import Outcome
from loader.errors import GraphMissingError, Severity
from loader.holdings import Holdings
from loader.rewriting import Written, evaluate, graph_name, merge, operations, remove, replace, with_dataset
from loader.store import Draft, Store, disk

__all__ = ["delete_graph", "put_graph", "update"]

_Write = Callable[[Draft, ox.Store], Written]
"""Writes to a draft's graph; the other is the same as it was, and stays."""


def update(
    store: Store,
    text: str,
    *,
    base_iri: str | None = None,
    using: Sequence[str] = (),
    using_named: Sequence[str] = (),
    fail_on: Severity = Severity.VIOLATION,
    shapes: Path | None = None,
    wait: float = 0.0,
) -> Outcome:
    """Does a SPARQL 1.1 update, all of it or nothing.

    It costs what it changes, where it consists of INSERT DATA, DELETE DATA and operations on whole graphs;
    and so do most patterns (DELETE, INSERT ... WHERE) besides what it costs to ask them. After one that
    cannot be asked before it is done, everything that is stored is read once: one with SERVICE, and one with
    several templates and functions that give something else each time (UUID, RAND).

    Args:
        store: where to.
        text: the update. Whether it may call other servers is for the caller to judge.
        base_iri: what its relative IRIs are resolved against.
        using: the graphs that its patterns read as the default graph, in place of the store's.
        using_named: those that they read as named graphs.
        fail_on: the least severity that keeps it from being committed.
        shapes: a shapes file of the user's own, used besides the product's.
        wait: how many seconds to wait for another writer.

    Returns:
        The outcome; its version is None where nothing was to be changed.

    Raises:
        QueryError: the text is no update, names its dataset in two ways, or cannot be done.
        DataError: claims or records would not hold, or the shapes are broken; carries all problems.
        StoreBusyError: another writer is at work.
        StoreError: the store cannot be written.
    """
    given = operations(text)
    if using or using_named:
        for each in (*using, *using_named):
            graph_name(each)
        given = [with_dataset(operation, using, using_named) for operation in given]

    def write(draft: Draft, before: ox.Store) -> Written:
        return evaluate(draft.graph, before, given, base_iri, draft.aside)

    return _committed(store, write, "update", fail_on, shapes, wait)


def put_graph(
    store: Store,
    graph: str | None,
    document: bytes,
    *,
    merge_it: bool = False,
    fail_on: Severity = Severity.VIOLATION,
    shapes: Path | None = None,
    wait: float = 0.0,
) -> Outcome:
    """Makes a graph hold a document, or adds the document to it.

    What is put in the place of the default graph need not hold the records: they are derived. Those that it
    holds have to be what its claims come to.

    Args:
        store: where to.
        graph: its IRI; None for the default graph.
        document: in N-Triples, its blank nodes distinct from all that are stored.
        merge_it: add it; otherwise nothing else is in the graph then.
        fail_on: the least severity that keeps it from being committed.
        shapes: a shapes file of the user's own, used besides the product's.
        wait: how many seconds to wait for another writer.

    Raises:
        QueryError: the graph's name is no IRI.
        DataError, StoreBusyError, StoreError: as `update` does.
    """
    name = graph_name(graph)

    def write(draft: Draft, _: ox.Store) -> Written:
        if merge_it:
            return merge(draft.graph, name, document)
        return replace(draft.graph, name, document, draft.aside)

    said = "default graph" if graph is None else f"graph <{graph}>"
    return _committed(store, write, f"{'add to' if merge_it else 'put'} {said}", fail_on, shapes, wait)


def delete_graph(
    store: Store,
    graph: str | None,
    *,
    fail_on: Severity = Severity.VIOLATION,
    shapes: Path | None = None,
    wait: float = 0.0,
) -> Outcome:
    """Removes a named graph; of the default graph, all that it holds.

    Args:
        store: where from.
        graph: its IRI; None for the default graph.
        fail_on: the least severity that keeps it from being committed.
        shapes: a shapes file of the user's own, used besides the product's.
        wait: how many seconds to wait for another writer.

    Raises:
        GraphMissingError: there is none of that name.
        QueryError: the graph's name is no IRI.
        StoreBusyError, StoreError: as `update` does.
    """
    name = graph_name(graph)

    def write(draft: Draft, before: ox.Store) -> Written:
        if isinstance(name, ox.NamedNode) and not before.contains_named_graph(name):
            raise GraphMissingError(f"There is no graph {name}.")
        return remove(draft.graph, name)

    said = "default graph" if graph is None else f"graph <{graph}>"
    return _committed(store, write, f"delete {said}", fail_on, shapes, wait)


def _committed(
    store: Store, write: _Write, summary: str, fail_on: Severity, shapes: Path | None, wait: float
) -> Outcome:
    with store.draft("update", wait) as draft:
        before = draft.parent.open() if draft.parent else ox.Store()
        with disk.told(store.path):
            written = write(draft, before)
        draft.wrote(len(written.added) - len(written.removed))
        if not written:
            return Outcome(None, Totals())
        if written.emptied:
            return emptied(draft, before, summary)
        tags = draft.parent.manifest.languages if draft.parent else ()
        return settled(draft, Holdings(before, store.base, tags), written, summary, fail_on, shapes)
