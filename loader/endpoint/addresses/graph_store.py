"""`/store`: graphs by the SPARQL 1.1 Graph Store HTTP Protocol.

A graph is named by `?graph=IRI`, is the one of `?default`, or is the one whose IRI is the address itself,
below `/store/`.
"""

from __future__ import annotations

import asyncio
import secrets
from http import HTTPStatus

from pyoxigraph import NamedNode

from loader.endpoint.addresses.posting import documents, has_length
from loader.endpoint.addresses.writing import written
from loader.endpoint.answers.evaluate import Task
from loader.endpoint.exchange import RefusalError, Reply, Request
from loader.endpoint.exchange.formats import GRAPHS, negotiated
from loader.endpoint.site import Site
from loader.endpoint.writer.job import Delete, Put
from loader.triples import iri

__all__ = ["METHODS", "graph"]

METHODS = ("PUT", "POST", "DELETE")
"""By which a graph is written."""

_PATH = "/store"
_OFFERS = tuple(form for form in GRAPHS if form.writer not in ("trig", "nquads"))


async def graph(site: Site, request: Request) -> Reply:
    """Read or write a graph."""
    if request.reads:
        return await _read(site, request, _named(request))
    if request.method == "DELETE":
        return await written(site, request, Delete(_named(request)))
    has_length(request)
    if "content-range" in request.headers:
        raise RefusalError(HTTPStatus.BAD_REQUEST, "A graph is sent whole, not by ranges.")
    if request.method == "POST" and not _names_one(request):
        fresh = f"{request.origin}{_PATH}/{secrets.token_hex(16)}"
        put = Put(fresh, documents(request, fresh))
        return await written(site, request, put, made=HTTPStatus.CREATED, location=fresh)
    name = _named(request)
    put = Put(
        name,
        documents(request, name or f"{request.origin}{_PATH}"),
        merge=request.method == "POST",
        there=await _to_be_there(site, request, name),
    )
    return await written(site, request, put, location=request.origin + request.path if name else "")


async def _read(site: Site, request: Request, name: str | None) -> Reply:
    snapshot = site.snapshot(request)
    form = negotiated(request, _OFFERS)
    pattern = "{ ?s ?p ?o }" if name is None else f"{{ GRAPH {iri(name)} {{ ?s ?p ?o }} }}"
    if name is not None and not await asyncio.to_thread(snapshot.graph.contains_named_graph, NamedNode(name)):
        raise RefusalError(HTTPStatus.NOT_FOUND, "There is no such graph.")
    tag = f'"{snapshot.content}.{form.ending}"'
    headers = {"Vary": "Accept", "Cache-Control": "no-cache", "ETag": tag}
    known = {each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")}
    if tag in known or "*" in known:
        return Reply(b"", form.content_type, 304, headers)
    task = Task(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {pattern}", form.writer, repeatable=True)
    answer = await site.evaluator.answer(snapshot, task)
    return Reply(answer, form.content_type, 200, headers, repeatable=True)


async def _to_be_there(site: Site, request: Request, name: str | None) -> bool | None:
    """Whether a write is meant for a graph that is there, or for one that is not (RFC 9110, section 13.1).

    Raises:
        RefusalError: 412 where the graph is still what the request knows of it.
    """
    unlike = {each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")}
    if "*" in unlike:
        return False
    snapshot = site.current()
    if snapshot.content in {tag.strip('"').partition(".")[0] for tag in unlike} and (
        name is None or await asyncio.to_thread(snapshot.graph.contains_named_graph, NamedNode(name))
    ):
        raise RefusalError(HTTPStatus.PRECONDITION_FAILED, "The graph is what you know already.")
    return True if request.headers.get("if-match", "").strip() == "*" else None


def _names_one(request: Request) -> bool:
    below = request.path.removeprefix(_PATH).strip("/")
    return bool(below or request.all("graph") or request.all("default"))


def _named(request: Request) -> str | None:
    """The IRI of the graph that a request is about; None for the default graph.

    Raises:
        RefusalError: 400 where it names none, or several.
    """
    graphs, defaults = request.all("graph"), request.all("default")
    below = request.path.removeprefix(_PATH).strip("/")
    if len(graphs) + len(defaults) + bool(below) != 1 or any(defaults):
        raise RefusalError(
            HTTPStatus.BAD_REQUEST, "Say which graph: ?default, ?graph=IRI, or an address below /store/."
        )
    if defaults:
        return None
    name = graphs[0] if graphs else request.origin + request.path
    try:
        return NamedNode(name).value
    except ValueError:
        raise RefusalError(
            HTTPStatus.BAD_REQUEST, f"?graph takes an absolute IRI; '{name[:100]}' is none."
        ) from None
