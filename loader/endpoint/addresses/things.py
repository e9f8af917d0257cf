"""`/id/...`: what is known of one thing, as a page and as data."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from io import BytesIO
from itertools import islice

from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, Store, Triple, serialize

from loader.endpoint.answers.snapshots import Snapshot
from loader.endpoint.exchange import RefusalError, Reply, Request
from loader.endpoint.exchange.caching import answered, entity_tag
from loader.endpoint.exchange.formats import GRAPHS, HTML, Format, negotiated
from loader.endpoint.pages.links import thing_iri
from loader.endpoint.pages.subjects import mentioned, subject
from loader.endpoint.pages.thing_view import view_of
from loader.endpoint.site import Site
from loader.queries.actors import instead
from loader.vocabulary import CLAIM, DET, PREFIXES

__all__ = ["thing"]

_LEADING_ON = (
    DET + "claim",
    DET + "denial",
    DET + "participation",
    CLAIM + "evidence",
    CLAIM + "participation",
)
_MOST_TRIPLES = 50_000


async def thing(site: Site, request: Request) -> Reply:
    """The page of a thing, or its triples with those of the claims behind it."""
    snapshot = site.snapshot(request)
    iri, form = _asked_for(snapshot, request)
    tag = entity_tag(snapshot.content, snapshot.shown, iri, form.media_type)

    def made() -> bytes:
        if form is HTML:
            view = view_of(snapshot, subject(snapshot.graph, iri))
            return site.pages.page("thing", snapshot, thing=view, path=request.path)
        return _written(snapshot.graph, iri, form)

    return await answered(request, form, tag, lambda: asyncio.to_thread(made))


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


def _written(graph: Store, iri: str, form: Format) -> bytes:
    """What a graph says of a thing, of the claims behind it, and of their evidence."""
    found: list[Triple] = []
    waiting, seen = [NamedNode(iri)], {iri}
    while waiting and len(found) < _MOST_TRIPLES:
        for quad in graph.quads_for_pattern(waiting.pop(), None, None, DefaultGraph()):
            found.append(quad.triple)
            leads_on = quad.predicate.value in _LEADING_ON
            if leads_on and isinstance(quad.object, NamedNode) and quad.object.value not in seen:
                seen.add(quad.object.value)
                waiting.append(quad.object)
    if not found:  # a dataset, which claims speak of, and nothing else
        about = graph.quads_for_pattern(None, None, NamedNode(iri), DefaultGraph())
        found = [quad.triple for quad in islice(about, _MOST_TRIPLES)]
    out = BytesIO()
    syntax = RdfFormat.from_media_type(form.media_type)
    serialize(sorted(found, key=str), out, format=syntax, prefixes=PREFIXES)
    return out.getvalue()
