"""HTTP in and out: a request as it comes, a reply as it goes, with the headers that every answer carries."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from http import HTTPStatus
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.requests import Request as Incoming
from starlette.responses import Response

from loader.endpoint.addresses.operation import MAX_PARAMETERS
from loader.endpoint.answers.streaming import Streamed
from loader.endpoint.exchange import RefusalError, Reply, Request
from loader.endpoint.exchange.every_answer import ON_EVERY_ANSWER
from loader.endpoint.exchange.refusals import refused, status_of
from loader.errors import DetenteError
from loader.web.pages import Pages

__all__ = ["bare", "read", "response_of", "told"]

_HOST = re.compile(r"[A-Za-z0-9.\-]+(:[0-9]{1,5})?|\[[0-9A-Fa-f:.]+\](:[0-9]{1,5})?", re.ASCII).fullmatch
_BODIES = {"content-length", "transfer-encoding"}
_LOG = logging.getLogger("detente.endpoint")


def bare(incoming: Incoming) -> Request:
    """A request as far as its head says."""
    scope = incoming.scope
    # Of headers that are there twice the first counts.
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in reversed(scope["headers"])}
    host = headers.get("host", "")
    raw = scope.get("raw_path") or scope["path"].encode()
    return Request(
        method=scope["method"],
        path=raw.partition(b"?")[0].decode("ascii", "replace"),
        headers=headers,
        origin=f"{scope['scheme']}://{host if _HOST(host) else '127.0.0.1'}",
    )


async def read(incoming: Incoming, head: Request, most: int) -> Request:
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
    if not _BODIES & head.headers.keys():
        return Request(head.method, head.path, tuple(parameters), head.headers, b"", head.origin)
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


def told(pages: Pages, request: Request, error: Exception) -> Reply:
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
                HTTPStatus.METHOD_NOT_ALLOWED: f"{request.method[:20]} is not for this address.",
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


def response_of(reply: Reply, method: str, more: Mapping[str, str]) -> Response:
    """A reply as it is sent.

    Args:
        reply: the reply.
        method: of the request.
        more: further headers, which the reply's own go before.
    """
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
