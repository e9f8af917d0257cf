"""`/id/...`: what is known of one thing, as a page and as data."""

from __future__ import annotations

import asyncio
from http import HTTPStatus

from pyoxigraph import DefaultGraph, NamedNode

from loader.endpoint.answers.evaluate import Task
from loader.endpoint.answers.snapshots import Snapshot
from loader.endpoint.exchange import RefusalError, Reply, Request, Stream
from loader.endpoint.exchange.caching import answered, entity_tag
from loader.endpoint.exchange.formats import GRAPHS, HTML, Format, negotiated
from loader.endpoint.pages.links import thing_iri
from loader.endpoint.pages.listing import Wanted, listings, wanted
from loader.endpoint.pages.subjects import Subject, mentioned, subject
from loader.endpoint.pages.thing_view import view_of
from loader.endpoint.pages.view import Viewer
from loader.endpoint.site import Site
from loader.queries.actors import instead
from loader.vocabulary import PROLOGUE

__all__ = ["thing"]

_LEADING_ON = "det:claim|det:denial|det:participation|claim:evidence|claim:participation"
_DATA = "{{ SELECT DISTINCT ?s {{ {iri} ({on})* ?s }} }} ?s ?p ?o"  # apart, or each triple were asked for it
_ABOUT = "VALUES ?o {{ {iri} }} ?s ?p ?o"
_WRITTEN = "CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {} }}"


async def thing(site: Site, request: Request) -> Reply:
    """The page of a thing, or its triples with those of the claims behind it."""
    snapshot = site.snapshot(request)
    iri, form = _asked_for(snapshot, request)
    tag = entity_tag(snapshot.content, snapshot.shown, iri, form.media_type)

    async def made() -> bytes | Stream:
        if form is not HTML:
            text = PROLOGUE + _data(snapshot, iri)
            return await site.evaluator.answer(snapshot, Task(text, form.writer, repeatable=True))
        viewer = Viewer(snapshot)

        def read() -> tuple[Subject, list[Wanted]]:
            known = subject(viewer.graph, iri)
            return known, [*wanted(viewer, known)]

        known, asked = await asyncio.to_thread(read)
        found = await listings(site.evaluator, snapshot, asked)

        def filled() -> bytes:
            return site.pages.page("thing", snapshot, thing=view_of(viewer, known, found), path=request.path)

        return await asyncio.to_thread(filled)

    return await answered(request, form, tag, made)


def _asked_for(snapshot: Snapshot, request: Request) -> tuple[str, Format]:
    """The thing that an address is about, and the format; an ending such as `.ttl` may say the latter."""
    iri = thing_iri(request.path, snapshot.base)
    if mentioned(snapshot.graph, iri):
        return iri, negotiated(request, (*GRAPHS, HTML))
    stem, _, ending = iri.rpartition(".")
    for form in (*GRAPHS, HTML):
        if ending in (form.ending, *form.names) and mentioned(snapshot.graph, stem):
            return stem, form
    known = f"Nothing is known of {iri[:200]} in version {snapshot.number} of this store."
    raise RefusalError(
        HTTPStatus.NOT_FOUND, f"{known} {instead(snapshot.graph, iri, snapshot.base)}".rstrip()
    )


def _data(snapshot: Snapshot, iri: str) -> str:
    """What finds all that is said of a thing, of the claims behind it, and of their evidence.

    Of a dataset nothing is said, but claims speak of it.
    """
    known = snapshot.graph.quads_for_pattern(NamedNode(iri), None, None, DefaultGraph())
    return _WRITTEN.format((_DATA if any(known) else _ABOUT).format(iri=NamedNode(iri), on=_LEADING_ON))
