"""The application: addresses to handlers, and what is looked at before any of them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request as Incoming
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from loader.endpoint.access import before, check_host, cors, most_bytes, preflight
from loader.endpoint.addresses import front, graph_store, protocol, saved, things, writing
from loader.endpoint.answers.evaluate import Evaluator
from loader.endpoint.answers.kept import Kept
from loader.endpoint.answers.presence import RECEIVE
from loader.endpoint.answers.snapshots import StoreSource
from loader.endpoint.around.bodies import UNPACKED
from loader.endpoint.around.repeats import Repeats
from loader.endpoint.descriptions import openapi, void
from loader.endpoint.exchange import RefusalError, Reply, Request, Sent
from loader.endpoint.network.allowed import allowed
from loader.endpoint.network.relay import Relay
from loader.endpoint.settings import Settings
from loader.endpoint.site import Site
from loader.endpoint.wire import bare, read, response_of, told
from loader.endpoint.writer.writers import Writers
from loader.errors import DetenteError
from loader.queries import catalogue
from loader.web.pages import Pages

if TYPE_CHECKING:
    from loader.endpoint.answers.snapshots import Source
    from loader.queries import Question

__all__ = ["create_app"]

_Handler = Callable[[Site, Request], Awaitable[Reply]]
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
    routes = [  # what is asked most comes first: each is tried in turn
        _route(site, "/queries/{name}", saved.question),
        _route(site, "/sparql", protocol.sparql, "POST"),
        _route(site, "/id/{thing:path}", things.thing),
        _route(site, "/", front.front_page),
        _route(site, "/health", front.health),
        _route(site, "/sparql/", protocol.sparql, "POST"),
        _route(site, "/store", graph_store.graph, *graph_store.METHODS, writes=True),
        _route(site, "/store/{name:path}", graph_store.graph, *graph_store.METHODS, writes=True),
        _route(site, "/facts", writing.facts, "POST", writes=True),
        _route(site, "/queries", saved.list_of_questions),
        _route(site, "/queries/", saved.list_of_questions),
        _route(site, "/openapi.json", openapi.description),
        _route(site, "/.well-known/void", void.well_known),
        _route(site, "/assets/{name:path}", front.asset),
    ]

    async def failed(incoming: Incoming, error: Exception) -> Response:
        head = bare(incoming)
        return response_of(told(site.pages, head, error), incoming.method, cors(site.settings, head))

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
        self._check = lru_cache(maxsize=64)(partial(check_host, site.settings))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse to."""
        if scope["type"] == "http":
            host = next((value for name, value in scope["headers"] if name == b"host"), None)
            try:
                self._check(None if host is None else host.decode("latin-1"))
            except RefusalError as error:
                incoming = Incoming(scope)
                refusal = told(self._site.pages, bare(incoming), error)
                await response_of(refusal, incoming.method, {})(scope, receive, send)
                return
        await self._app(scope, receive, send)


def _route(site: Site, path: str, handler: _Handler, *more_methods: str, writes: bool = False) -> Route:
    methods = [*(() if handler is writing.facts else _READS), "OPTIONS", *more_methods]

    async def endpoint(incoming: Incoming) -> Response:
        head = bare(incoming)
        if incoming.method == "OPTIONS":
            allowed = {
                "Allow": ", ".join(sorted(methods)),
                **preflight(site.settings, head, posts=not writes),
            }
            return response_of(Reply(b"", "text/plain", 204, allowed), "OPTIONS", {})
        before(site.settings, head, writes=writes)
        request = await read(incoming, head, incoming.scope.get(UNPACKED) or most_bytes(site.settings, head))
        RECEIVE.set(incoming.receive)
        reply = await handler(site, request)
        response = response_of(reply, incoming.method, cors(site.settings, head))
        keep, tag = incoming.scope.get("detente.keep"), reply.headers.get("ETag")
        if keep is not None and reply.repeatable and tag and isinstance(reply.body, bytes):
            keep.sent = Sent(tuple(response.raw_headers), bytes(response.body), tag)
        return response

    return Route(path, endpoint, methods=methods)
