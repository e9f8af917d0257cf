"""`/sparql`: the query operation of the SPARQL 1.1 Protocol, the service description, and the editor."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlencode

from loader.endpoint.access import anybody, permit
from loader.endpoint.addresses.operation import Operation, Update, operation_of
from loader.endpoint.addresses.writing import written
from loader.endpoint.answers.evaluate import Task
from loader.endpoint.answers.snapshots import Snapshot
from loader.endpoint.descriptions.description import describe
from loader.endpoint.descriptions.void_counts import graph_sizes
from loader.endpoint.exchange import Reply, Request, Stream
from loader.endpoint.exchange.caching import answered, entity_tag
from loader.endpoint.exchange.formats import BOOLEANS, GRAPHS, HTML, TABLES, Format, negotiated
from loader.endpoint.network.guard import Checked, is_long, is_short, known
from loader.endpoint.pages.assets import editor_installed
from loader.endpoint.pages.tables import plain_table, read_bindings
from loader.endpoint.pages.view import Viewer
from loader.endpoint.site import Site
from loader.endpoint.writer import job
from loader.vocabulary import CODE, PREFIXES

__all__ = ["sparql"]

_OFFERS = {"SELECT": TABLES, "ASK": BOOLEANS}
_OFFERED_PREFIXES = [f"{name}: <{iri}>" for name, iri in (PREFIXES | {"code": CODE}).items()]
_STARTER = """\
PREFIX det: <https://w3id.org/detente/ns#>
PREFIX claim: <https://w3id.org/detente/claim#>
PREFIX action: <https://w3id.org/detente/code/designation-action/>

# Which acts lifted a designation, and which sources say so?
SELECT ?act ?date ?source WHERE {
  ?act det:action action:lifted ; det:latest ?latest ; det:claim ?claim .
  ?claim claim:source ?source .
  OPTIONAL { ?act det:date ?date }
}
ORDER BY ?latest
"""


async def sparql(site: Site, request: Request) -> Reply:
    """Answer a query; without one, say what this service is."""
    operation = operation_of(request, writable=site.writers is not None)
    if isinstance(operation, Update):
        return await _update(site, request, operation)
    snapshot = site.snapshot(request)
    if operation is None:
        return await _about(site, request, snapshot)
    reply = await _query(site, request, snapshot, operation)
    return reply if request.reads else replace(reply, headers={**reply.headers, **anybody()})


async def _update(site: Site, request: Request, update: Update) -> Reply:
    permit(site.settings, request)
    work = job.Update(update.text, f"{request.origin}/sparql", update.using, update.using_named)
    return await written(site, request, work)


async def _query(site: Site, request: Request, snapshot: Snapshot, operation: Operation) -> Reply:
    text = operation.query
    checked = await _checked(site, text)
    offers = _OFFERS.get(checked.form, GRAPHS)
    form = negotiated(request, (*offers, HTML))
    graphs = repr((operation.default_graphs, operation.named_graphs))
    tag = entity_tag(
        snapshot.content,
        operation.query,
        graphs,
        form.media_type,
        request.origin,
        snapshot.shown if form is HTML else "",
    )

    def task(writer: str) -> Task:
        return Task(
            text,
            writer,
            base=f"{request.origin}/sparql",
            default_graphs=operation.default_graphs,
            named_graphs=operation.named_graphs,
            repeatable=checked.repeatable,
            sent=checked.sent,
        )

    async def made() -> bytes | Stream:
        if form is HTML:
            answer = await site.evaluator.evaluate(snapshot, task(offers[0].writer))
            return await asyncio.to_thread(_page, site, request, snapshot, operation, offers, answer)
        return await site.evaluator.answer(snapshot, task(form.writer))

    return await answered(request, form, tag if checked.repeatable else None, made)


async def _checked(site: Site, text: str) -> Checked:
    """A query that may be evaluated, its calls of other servers led where they may go."""
    way = site.relay.way if site.relay else None
    if is_short(text):
        return known(text, way)
    if is_long(text) and way is None:
        return await site.evaluator.check(text)
    return await asyncio.to_thread(known, text, way)


async def _about(site: Site, request: Request, snapshot: Snapshot) -> Reply:
    """The service description, or for people the editor."""
    form = negotiated(request, (*GRAPHS, HTML))
    text = next(iter(request.all("text")), "")
    installed = editor_installed()
    tag = entity_tag(snapshot.content, snapshot.shown, request.origin, form.media_type, text, str(installed))

    async def made() -> bytes:
        if form is HTML:
            return site.pages.page(
                "sparql",
                snapshot,
                query=text,
                starter=_STARTER,
                prefixes=_OFFERED_PREFIXES,
                table=None,
                written="",
                links=(),
                editor=installed,
            )
        held = await graph_sizes(site.evaluator, snapshot)
        return describe(f"{request.origin}/sparql", held, site.settings, form.media_type)

    return await answered(request, form, tag, made)


def _page(
    site: Site,
    request: Request,
    snapshot: Snapshot,
    operation: Operation,
    offers: Sequence[Format],
    answer: bytes,
) -> bytes:
    """An answer as a page: a table, a word, or a graph as Turtle; and the query, to be changed."""
    shown, written = None, ""
    if offers is GRAPHS:
        written = answer.decode()
    else:
        bindings = read_bindings(answer)
        if bindings.boolean is None:
            shown = plain_table(bindings, Viewer(snapshot))
        else:
            written = "yes" if bindings.boolean else "no"
    given = [(name, value) for name, value in request.parameters if name != "format"]
    addresses = [f"/sparql?{urlencode([*given, ('format', form.name)])}" for form in offers]
    return site.pages.page(
        "sparql",
        snapshot,
        query=operation.query,
        starter=_STARTER,
        prefixes=_OFFERED_PREFIXES,
        table=shown,
        written=written,
        links=[(form.title, address) for form, address in zip(offers, addresses, strict=True)]
        if request.reads
        else (),
        editor=False,
    )
