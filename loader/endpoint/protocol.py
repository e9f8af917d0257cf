"""`/sparql`: the query operation of the SPARQL 1.1 Protocol, the service description, and the editor."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus
from urllib.parse import parse_qsl, urlencode

from pyoxigraph import NamedNode

from loader.endpoint.assets import editor_installed
from loader.endpoint.caching import answered, entity_tag
from loader.endpoint.description import describe
from loader.endpoint.evaluate import Task
from loader.endpoint.exchange import RefusalError, Reply, Request
from loader.endpoint.formats import BOOLEANS, GRAPHS, HTML, TABLES, Format, negotiated
from loader.endpoint.guard import check
from loader.endpoint.site import Site
from loader.endpoint.snapshots import Snapshot
from loader.endpoint.tables import plain_table, read_bindings
from loader.endpoint.view import Viewer

__all__ = ["MAX_PARAMETERS", "sparql"]

MAX_PARAMETERS = 100
"""Of one request, in its address and its body."""

_FORM = "application/x-www-form-urlencoded"
_QUERY = "application/sparql-query"
_UPDATE = "application/sparql-update"
_READ_ONLY = "This endpoint only reads; facts come in with `detente load`."
_OFFERS = {"SELECT": TABLES, "ASK": BOOLEANS}
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


@dataclass(frozen=True, slots=True)
class _Operation:
    """A query operation, as the protocol describes it."""

    query: str
    default_graphs: tuple[str, ...] | None
    named_graphs: tuple[str, ...] | None


async def sparql(site: Site, request: Request) -> Reply:
    """Answer a query; without one, say what this service is."""
    operation = _operation(request)
    snapshot = site.snapshot(request)
    if operation is None:
        return await _about(site, request, snapshot)
    checked = await asyncio.to_thread(check, operation.query)
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

    async def evaluated(writer: str) -> bytes:
        task = Task(operation.query, writer, base=f"{request.origin}/sparql")
        task = replace(task, default_graphs=operation.default_graphs, named_graphs=operation.named_graphs)
        return await site.evaluator.evaluate(snapshot, task)

    async def made() -> bytes:
        if form is HTML:
            answer = await evaluated(offers[0].writer)
            return site.pages.page(
                "sparql", snapshot, **_filling(request, snapshot, operation, offers, answer)
            )
        return await evaluated(form.writer)

    return await answered(request, form, tag if checked.repeatable else None, made)


async def _about(site: Site, request: Request, snapshot: Snapshot) -> Reply:
    """The service description, or for people the editor."""
    form = negotiated(request, (*GRAPHS, HTML))
    text = next(iter(request.all("text")), "")
    tag = entity_tag(snapshot.content, snapshot.shown, request.origin, form.media_type, text)

    async def made() -> bytes:
        if form is HTML:
            return site.pages.page(
                "sparql",
                snapshot,
                query=text,
                starter=_STARTER,
                table=None,
                written="",
                links=(),
                editor=editor_installed(),
            )
        return describe(f"{request.origin}/sparql", len(snapshot.graph), form.media_type)

    return await answered(request, form, tag, made)


def _filling(
    request: Request, snapshot: Snapshot, operation: _Operation, offers: Sequence[Format], answer: bytes
) -> dict[str, object]:
    """What the page of an answer shows: a table, a word, or a graph as Turtle."""
    table, written = None, ""
    if offers is GRAPHS:
        written = answer.decode()
    else:
        bindings = read_bindings(answer)
        if bindings.boolean is None:
            table = plain_table(bindings, Viewer(snapshot))
        else:
            written = "yes" if bindings.boolean else "no"
    given = [(name, value) for name, value in request.parameters if name != "format"]
    links = [(form.title, f"/sparql?{urlencode([*given, ('format', form.name)])}") for form in offers]
    return {
        "query": operation.query,
        "starter": _STARTER,
        "table": table,
        "written": written,
        "links": links if request.reads else (),
        "editor": False,
    }


def _operation(request: Request) -> _Operation | None:
    """What is asked for; None for the service itself."""
    parameters = list(request.parameters)
    queries = request.all("query")
    if request.method == "POST":
        content_type, _, rest = request.headers.get("content-type", "").lower().partition(";")
        posted, more = _posted(content_type.strip(), rest, request.body)
        parameters += more
        queries += posted + [value for name, value in more if name == "query"]
    if any(name == "update" for name, _ in parameters):
        status = HTTPStatus.BAD_REQUEST if request.reads else HTTPStatus.FORBIDDEN
        raise RefusalError(status, _READ_ONLY)
    if not queries and request.reads:
        return None
    if len(queries) != 1:
        raise RefusalError(
            HTTPStatus.BAD_REQUEST, f"A request carries exactly one query; this one has {len(queries)}."
        )
    default = _graphs(parameters, "default-graph-uri")
    named = _graphs(parameters, "named-graph-uri")
    if not default and not named:
        return _Operation(queries[0], None, None)
    return _Operation(queries[0], default, named)


def _posted(content_type: str, rest: str, body: bytes) -> tuple[list[str], list[tuple[str, str]]]:
    """The query of a body that is one, or the parameters of a form."""
    if content_type == _UPDATE:
        raise RefusalError(HTTPStatus.FORBIDDEN, _READ_ONLY)
    if content_type not in (_FORM, _QUERY):
        raise RefusalError(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            f"A query is posted as {_QUERY} or as {_FORM}.",
            {"Accept-Post": f"{_QUERY}, {_FORM}"},
        )
    charset = rest.partition("charset=")[2].partition(";")[0].strip(' "')
    if charset not in ("", "utf-8", "utf8", "us-ascii"):
        raise RefusalError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "A query is posted in UTF-8.")
    try:
        text = body.decode()
        if content_type == _QUERY:
            return [text], []
        return [], parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MAX_PARAMETERS)
    except UnicodeDecodeError:
        raise RefusalError(HTTPStatus.BAD_REQUEST, "The query is not valid UTF-8.") from None
    except ValueError:
        raise RefusalError(HTTPStatus.BAD_REQUEST, f"At most {MAX_PARAMETERS} parameters are read.") from None


def _graphs(parameters: Sequence[tuple[str, str]], name: str) -> tuple[str, ...]:
    """The graphs that the request names in place of the query's own."""
    iris = tuple(value for key, value in parameters if key == name)
    for iri in iris:
        try:
            NamedNode(iri)
        except ValueError:
            raise RefusalError(
                HTTPStatus.BAD_REQUEST, f"{name} takes absolute IRIs; '{iri[:100]}' is none."
            ) from None
    return iris
