"""SPARQL updates and whole graphs: what they do to claims and records is judged as a load of the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import pyoxigraph as ox

from loader.change import Change, Totals, change, languages, naming, totals
from loader.commit.writing import Outcome, committed, forget
from loader.contradictions import contradictions
from loader.dangling import dangling, unknown
from loader.errors import DataError, GraphMissingError, Problem, Severity
from loader.holdings import Holdings
from loader.judge import Places, judge, stands
from loader.membership import MODULUS, Membership, combined, content_digest
from loader.others import digest_of_graph, digest_of_quads
from loader.reports import conforms
from loader.rewriting import (
    HERE,
    Sorted,
    Written,
    evaluate,
    graph_name,
    judged_others,
    left_out,
    merge,
    not_following,
    operations,
    parsed,
    passing_off,
    records_in,
    remove,
    replace,
    restated,
    sorted_out,
    there_again,
    with_dataset,
)
from loader.store import Draft, Store, disk
from loader.triples import Triple
from loader.verdict import by_themselves

__all__ = ["delete_graph", "put_graph", "update"]

_DEFAULT = ox.DefaultGraph()

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
            return _emptied(draft, before, summary)
        return _settled(
            store, draft, Holdings(before, store.base, _tags(draft)), written, summary, fail_on, shapes
        )


def _emptied(draft: Draft, before: ox.Store, summary: str) -> Outcome:
    """Commits a version that holds nothing."""
    claims = draft.parent.manifest.claims if draft.parent else 0
    done = Totals(withdrawn=claims, gone=records_in(before))
    draft.clear()
    version = draft.commit(
        summary=f"{summary}: all that was stored, {claims} withdrawn",
        datasets={},
        claims=0,
        content=combined("0", "0"),
        named=combined("0", "0"),
    )
    return Outcome(version, done)


def _tags(draft: Draft) -> Sequence[str]:
    return draft.parent.manifest.languages if draft.parent else ()


def _settled(
    store: Store,
    draft: Draft,
    before: Holdings,
    written: Written,
    summary: str,
    fail_on: Severity,
    shapes: Path | None,
) -> Outcome:
    """Judges what was written to a draft, derives what follows from it, and commits both."""
    sides = sorted_out(written, store.base)
    found = restated(sides.claims, draft.graph, before)
    problems = [*found.problems, *passing_off(sides.others_added)]
    if not conforms(problems, fail_on):
        raise DataError(problems)
    planned = change(before, found.membership, found.items)
    unsaid = left_out(sides, draft.graph)
    new, gone = parsed(planned.new), parsed(planned.gone)
    places = stands(store.base, {identifier: [HERE] for identifier in found.items}, draft.places)
    problems = [*not_following(sides, new, gone, unsaid), *unknown(planned, before, places)]
    if conforms(problems, fail_on):  # what is wrong with what refers to nobody only follows from that
        problems += _judged(planned, before, places, shapes)
    if not conforms(problems, fail_on):
        raise DataError(problems)
    back = unsaid - gone
    told = there_again(back)
    if not planned and not sides.others and not written.created and not written.dropped:
        return Outcome(None, Totals(), problems + told)
    draft.remove(_terms(gone - _own(written.removed)))
    draft.insert(_terms(new - _own(written.added) | back))
    problems += judged_others(draft.graph, sides.others, written.created, shapes)
    if not conforms(problems, fail_on):
        raise DataError(problems)
    forget(draft, planned.membership.left, planned.withdrawn)
    more, less = len(sides.others_added), len(sides.others_removed)
    if more or less:
        summary = f"{summary}, {more} other triples added and {less} removed"
    version = committed(
        draft,
        summary,
        totals(planned),
        {name: len(ids) for name, ids in planned.membership.joined.items()},
        {name: len(ids) for name, ids in planned.membership.left.items()},
        combined(content_digest("0", planned.membership), _digest_of_others(sides, written)),
        naming(planned),
        languages(planned),
    )
    return Outcome(version, totals(planned), problems + told)


def _own(quads: Iterable[ox.Quad]) -> set[ox.Triple]:
    """The triples of quads in the default graph."""
    return {quad.triple for quad in quads if quad.graph_name == _DEFAULT}


def _terms(given: Iterable[ox.Triple]) -> list[Triple]:
    return sorted((str(t.subject), str(t.predicate), str(t.object)) for t in given)


def _judged(planned: Change, before: Holdings, places: Places, shapes: Path | None) -> list[Problem]:
    problems = judge(planned, before, places, shapes)
    if shapes is not None or not conforms(problems):
        nothing = Holdings(ox.Store(), before.base)
        joined = Membership(joined={"": set(planned.added)})
        alone = judge(change(nothing, joined, planned.added), before, places, shapes)
        problems = by_themselves(problems, alone, whole=shapes is not None)
    return list(
        dict.fromkeys(
            [
                *problems,
                *dangling(planned, before, places),
                *contradictions(planned.identity, planned.decisions, planned.added, before.base, places),
            ]
        )
    )


def _digest_of_others(sides: Sorted, written: Written) -> str:
    total = digest_of_quads(sides.others_added) - digest_of_quads(sides.others_removed)
    total += sum(map(digest_of_graph, written.created)) - sum(map(digest_of_graph, written.dropped))
    return f"{total % MODULUS:032x}"
