"""Queries of shapes, asked of a chunk at once: by Oxigraph, of the few triples that they can be about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pyoxigraph

from loader.triples import Triple, iri, nt
from loader.validation.queries import THIS, Query, Walk
from loader.validation.terms import DATE, INTEGER, STRING, kind, plain
from loader.validation.view import View

__all__ = ["gathered", "may_find"]

_WIDE = 4096
"""So many nodes at one step of a walk are not followed to rule a node out."""


def may_find(query: Query, view: View, alike: Mapping[object, Sequence[str]]) -> list[str]:
    """The nodes for which a query may find something.

    Args:
        query: what is asked.
        view: all that is judged.
        alike: the nodes of which it is asked; those that stand together share their outcome.
    """
    walks = [
        walk
        for walk, needed in zip(query.walks, query.constants, strict=True)
        if all(view.holds(term) for term in needed)
    ]
    if not walks:
        return []
    first = [same[0] for same in alike.values() if any(_possible(walk, view, same[0]) for walk in walks)]
    if not first:
        return []
    triples: dict[Triple, None] = {}
    for node in first:
        for walk in walks:
            gathered(walk, view, node, triples)
    found = set(first) if not _certain(query, triples) else _asked(query, triples)
    return [node for same in alike.values() if same[0] in found for node in same]


def _asked(query: Query, triples: Iterable[Triple]) -> set[str]:
    store = pyoxigraph.Store()
    store.bulk_load(nt(triples), format=pyoxigraph.RdfFormat.N_TRIPLES, lenient=True)
    answer = store.query(query.text)
    if not isinstance(answer, pyoxigraph.QuerySolutions):
        raise TypeError("a SELECT query has solutions")
    rows = [row["this"] for row in answer]
    return {iri(this.value) for this in rows if isinstance(this, pyoxigraph.NamedNode)}


def _certain(query: Query, triples: Iterable[Triple]) -> bool:
    """Whether two engines surely understand all these terms alike, and put them in the same order."""
    ordered: set[str | None] = set()
    for s, p, o in triples:
        if s[0] != "<" or o[0] == "_" or not (o[0] == "<" or plain(o)):
            return False
        if p in query.ordered:
            ordered.add(kind(o))
    return len(ordered) < 2 and ordered <= {"<", STRING, DATE, INTEGER}  # noqa: PLR2004


def _possible(walk: Walk, view: View, node: str) -> bool:
    """Whether every pattern that must hold can, for all that its two ends tell."""
    known = {THIS: {node}}
    for step in walk:
        if not step.must:
            continue
        start = known.get(step.start, {step.start})
        if len(start) > _WIDE:
            return True
        ends = {end for one in start for end in _ends(view, one, step.predicate, step.forward)}
        if step.end[0] != "?":
            if step.end not in ends and not any(end[0] == '"' for end in ends):
                return False
            continue
        before = known.get(step.end)
        if before is not None and not any(end[0] == '"' for end in before | ends):
            ends &= before
        if not ends:
            return False
        known[step.end] = ends
    return True


def _ends(view: View, node: str, predicate: str | None, forward: bool) -> Iterable[str]:
    if predicate is None:
        return [o for _, _, o in view.groups.get(node, ())]
    return view.values(node, predicate) if forward else view.subjects(predicate, node)


def gathered(walk: Walk, view: View, node: str, into: dict[Triple, None]) -> None:
    """Adds the triples that a query can see from a node."""
    known = {THIS: {node}}
    for step in walk:
        ends = known.setdefault(step.end, set())
        for start in known.get(step.start, {step.start}):
            if step.predicate is None:
                found = view.groups.get(start, ())
            elif step.forward:
                found = [(start, step.predicate, o) for o in view.values(start, step.predicate)]
            else:
                found = [(s, step.predicate, start) for s in view.subjects(step.predicate, start)]
            for triple in found:
                into[triple] = None
                ends.add(triple[2] if step.forward else triple[0])
