"""The application: addresses to handlers, HTTP in and out, and the headers that every answer carries.

The only module that knows Starlette.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect
from starlette.requests import Request as Incoming
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from loader.endpoint import front, graph_store, openapi, protocol, saved, things, void, writing
from loader.endpoint.access import before, check_host, cors, most_bytes, preflight
from loader.endpoint.allowed import allowed
from loader.endpoint.around.bodies import UNPACKED
from loader.endpoint.evaluate import Evaluator
from loader.endpoint.every_answer import ON_EVERY_ANSWER
from loader.endpoint.exchange import RefusalError, Reply, Request
from loader.endpoint.kept import Kept
from loader.endpoint.operation import MAX_PARAMETERS
from loader.endpoint.presence import RECEIVE
from loader.endpoint.refusals import refused, status_of
from loader.endpoint.relay import Relay
from loader.endpoint.repeats import Repeats, Sent
from loader.endpoint.settings import Settings
from loader.endpoint.site import Site
from loader.endpoint.snapshots import StoreSource
from loader.endpoint.streaming import Streamed
from loader.endpoint.writer.writers import Writers
from loader.errors import DetenteError
from loader.queries import catalogue
from loader.web.pages import Pages

if TYPE_CHECKING:
    from loader.endpoint.snapshots import Source
    from loader.queries import Question

__all__ = ["create_app"]

_Handler = Callable[[Site, Request], Awaitable[Reply]]
_HOST = re.compile(r"[A-Za-z0-9.\-]+(:[0-9]{1,5})?|\[[0-9A-Fa-f:.]+\](:[0-9]{1,5})?", re.ASCII).fullmatch
_LOG = logging.getLogger("detente.endpoint")

_READS = ("GET", "HEAD")


def create_app(
    source: Source,
    questions: Mapping[str, Question] | None = None,
    today: Callable[[], date] = date.today,
    settings: Settings | None = None,
) -> Starlette:
    """The application over a store.

    Args:
        source: says which version holds, asked at each request.
        questions: the saved queries; those of this package unless given.
        today: the day that "today" means in a query.
        settings: what the server may do, and how much of it; the defaults unless given.

    Raises:
        QueryError: a saved query is not well-formed.
    """
    settings = settings or Settings()
    relay = (
        Relay(allowed(settings.services), seconds=settings.query_seconds, most=settings.write_bytes)
        if settings.services
        else None
    )
    site = Site(
        source,
        dict(catalogue() if questions is None else questions),
        Pages(),
        today,
        Evaluator(settings, Kept(settings.result_cache // 2), [relay.port] if relay else []),
        Kept(settings.result_cache // 2),
        settings,
        Writers(source.path, settings, relay)
        if settings.writable and isinstance(source, StoreSource)
        else None,
        relay,
    )
    routes = [
        _route(site, "/", front.front_page),
        _route(site, "/health", front.health),
        _route(site, "/sparql", protocol.sparql, "POST"),
        _route(site, "/sparql/", protocol.sparql, "POST"),
        _route(site, "/store", graph_store.graph, *graph_store.METHODS, writes=True),
        _route(site, "/store/{name:path}", graph_store.graph, *graph_store.METHODS, writes=True),
        _route(site, "/facts", writing.facts, "POST", writes=True),
        _route(site, "/queries", saved.list_of_questions),
        _route(site, "/queries/", saved.list_of_questions),
        _route(site, "/queries/{name}", saved.question),
        _route(site, "/id/{thing:path}", things.thing),
        _route(site, "/openapi.json", openapi.description),
        _route(site, "/.well-known/void", void.well_known),
        _route(site, "/assets/{name:path}", front.asset),
    ]

    async def failed(incoming: Incoming, error: Exception) -> Response:
        head = _bare(incoming)
        return _response(_said(site.pages, head, error), incoming.method, cors(site.settings, head))

    app = Starlette(
        routes=routes,
        middleware=[Middleware(_Named, site=site), Middleware(Repeats, site=site)],
        exception_handlers={HTTPException: failed, DetenteError: failed, Exception: failed},
    )
    app.state.site = site
    return app


class _Named:
    """An application that answers only under the names of this server."""

    def __init__(self, app: ASGIApp, site: Site) -> None:
        self._app = app
        self._site = site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse to."""
        if scope["type"] == "http":
            try:
                check_host(
                    self._site.settings,
                    next((v.decode("latin-1") for name, v in scope["headers"] if name == b"host"), None),
                )
            except RefusalError as error:
                incoming = Incoming(scope)
                refusal = _said(self._site.pages, _bare(incoming), error)
                await _response(refusal, incoming.method, {})(scope, receive, send)
                return
        await self._app(scope, receive, send)


def _route(site: Site, path: str, handler: _Handler, *more_methods: str, writes: bool = False) -> Route:
    methods = [*(() if handler is writing.facts else _READS), "OPTIONS", *more_methods]

    async def endpoint(incoming: Incoming) -> Response:
        head = _bare(incoming)
        if incoming.method == "OPTIONS":
            allowed = {
                "Allow": ", ".join(sorted(methods)),
                **preflight(site.settings, head, posts=not writes),
            }
            return _response(Reply(b"", "text/plain", 204, allowed), "OPTIONS", {})
        before(site.settings, head, writes=writes)
        request = await _read(incoming, head, incoming.scope.get(UNPACKED) or most_bytes(site.settings, head))
        RECEIVE.set(incoming.receive)
        reply = await handler(site, request)
        response = _response(reply, incoming.method, cors(site.settings, head))
        keep, tag = incoming.scope.get("detente.keep"), reply.headers.get("ETag")
        if keep is not None and reply.repeatable and tag and isinstance(reply.body, bytes):
            keep.sent = Sent(tuple(response.raw_headers), bytes(response.body), tag)
        return response

    return Route(path, endpoint, methods=methods)


def _bare(incoming: Incoming) -> Request:
    """A request as far as its head says."""
    host = incoming.headers.get("host", "")
    raw = incoming.scope.get("raw_path") or incoming.scope["path"].encode()
    return Request(
        method=incoming.method,
        path=raw.partition(b"?")[0].decode("ascii", "replace"),
        headers=dict(incoming.headers),
        origin=f"{incoming.scope['scheme']}://{host if _HOST(host) else '127.0.0.1'}",
    )


async def _read(incoming: Incoming, head: Request, most: int) -> Request:
    """A request, whole.

    Args:
        incoming: the request.
        head: the same, as far as its head says.
        most: how many bytes its body may have.

    Raises:
        RefusalError: it is too large, or its address is not well-formed.
    """
    try:
        parameters = parse_qsl(
            incoming.scope["query_string"].decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=MAX_PARAMETERS,
        )
    except ValueError:
        raise RefusalError(
            HTTPStatus.BAD_REQUEST,
            f"An address holds UTF-8, percent-encoded, and at most {MAX_PARAMETERS} parameters.",
        ) from None
    body = bytearray()
    try:
        async for chunk in incoming.stream():
            body += chunk
            if len(body) > most:
                raise RefusalError(
                    HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"A request's body has at most {most} bytes."
                )
    except ClientDisconnect:
        raise RefusalError(HTTPStatus.BAD_REQUEST, "The request broke off.") from None
    return Request(head.method, head.path, tuple(parameters), head.headers, bytes(body), head.origin)


def _said(pages: Pages, request: Request, error: Exception) -> Reply:
    """What a client is told of an error: one sentence, never more."""
    headers: Mapping[str, str] = {}
    match error:
        case HTTPException():
            status = HTTPStatus(error.status_code)
            headers = {
                name: ", ".join(sorted(value.split(", "))) for name, value in (error.headers or {}).items()
            }
            sentence = {
                HTTPStatus.NOT_FOUND: f"There is nothing at {request.path[:200]}.",
                HTTPStatus.METHOD_NOT_ALLOWED: f"{request.method} is not for this address.",
            }.get(status, f"{status.phrase}.")
        case DetenteError():
            status, sentence = status_of(error)
            headers = error.headers if isinstance(error, RefusalError) else {}
            if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
                _LOG.error("%s %s: %s", request.method, request.path, error)
        case _:
            status = HTTPStatus.INTERNAL_SERVER_ERROR
            sentence = "The server failed at this; its log says why."
    return refused(pages, request, status, sentence, headers)


def _response(reply: Reply, method: str, more: Mapping[str, str]) -> Response:
    headers = {**ON_EVERY_ANSWER, **more, **reply.headers}
    if "Vary" in more and "Vary" in reply.headers:
        headers["Vary"] = f"{reply.headers['Vary']}, {more['Vary']}"
    if reply.status not in (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED):
        headers["Content-Type"] = reply.media_type
        if isinstance(reply.body, bytes):
            headers["Content-Length"] = str(len(reply.body))
    if isinstance(reply.body, bytes):
        return Response(b"" if method == "HEAD" else reply.body, reply.status, headers)
    return Streamed(reply.body, reply.status, headers)
