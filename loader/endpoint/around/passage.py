"""The way of a request to the application, and of its answer back: let in or not, counted, written down."""

from __future__ import annotations

import asyncio
import math
import os
import re
import time
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from http import HTTPStatus
from itertools import count
from typing import TYPE_CHECKING, Any

from loader.endpoint.around.bodies import Head, body_of, head_of
from loader.endpoint.around.rate import Rate
from loader.endpoint.around.state import OWN, Asked, own_answer
from loader.endpoint.client import CLIENT, REQUEST, client_of
from loader.endpoint.exchange import RefusalError, Reply, Request
from loader.endpoint.exchange.every_answer import ON_EVERY_ANSWER
from loader.endpoint.exchange.refusals import refused

if TYPE_CHECKING:
    from loader.endpoint.around.figures import Figures
    from loader.endpoint.around.logs import Log
    from loader.endpoint.site import Site

__all__ = ["Passage"]

_Message = MutableMapping[str, Any]
_Receive = Callable[[], Awaitable[_Message]]
_Send = Callable[[_Message], Awaitable[None]]
_App = Callable[[_Message, _Receive, _Send], Awaitable[None]]

_ID = re.compile(rb"[A-Za-z0-9._-]{1,64}").fullmatch
_CLOSE = (b"connection", b"close")
_STOPPED = "The server is stopping; ask again in a moment."
_FAILED = "The server failed at this; its log says why."
_PAUSE = 0.1  # seconds; whoever is told to slow down is slowed down
_TOO_LONG = "The line and headers are too long; POST a long query."
_HEADERS = [(name.lower().encode(), value.encode()) for name, value in ON_EVERY_ANSWER.items()]


class Passage:
    """An application, and what stands around it.

    Args:
        app: answers.
        site: what it answers from.
        figures: counts.
        log: is told of each request.

    Attributes:
        stopping: no connection is kept after its answer.
    """

    def __init__(self, app: _App, site: Site, figures: Figures, log: Log | None = None) -> None:
        self.stopping = False
        self._app = app
        self._site = site
        self._settings = site.settings
        self._figures = figures
        self._log = log if log is not None and log.requests else None
        self._rate = Rate(self._settings.requests_a_minute) if self._settings.requests_a_minute else None
        self._most_head = self._settings.head_bytes - len("GET  HTTP/1.1\r\n\r\n")
        self._own_name = os.urandom(4).hex()
        self._numbers = count(1)

    async def __call__(self, scope: _Message, receive: _Receive, send: _Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        head = head_of(scope["headers"])
        name = head.named if _ID(head.named) else b"%s-%x" % (self._own_name.encode(), next(self._numbers))
        peer = scope["client"]
        client = client_of(peer[0]) if peer else ""
        REQUEST.set(name.decode())
        CLIENT.set(client)
        status, size, whole = 0, 0, False
        unread = head.has_body

        async def receiving() -> _Message:
            nonlocal unread
            message = await receive()
            unread = bool(message.get("more_body"))
            return message

        async def sending(message: _Message) -> None:
            nonlocal status, size, whole
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = [*message["headers"], (b"x-request-id", name)]
                if self.stopping or unread:  # what comes of a body that nobody reads is no next request
                    headers.append(_CLOSE)
                message = {**message, "headers": headers}
            else:
                size += len(message.get("body", b""))
                whole = not message.get("more_body", False)
            await send(message)

        self._figures.running += 1
        try:
            await self._pass(head, client, scope, receiving if unread else receive, sending)
        except asyncio.CancelledError:  # the server stops, and has waited long enough
            if not status:
                await self._refuse(
                    sending, head, HTTPStatus.SERVICE_UNAVAILABLE, _STOPPED, {"Retry-After": "1"}
                )
        finally:
            if not status:
                await self._refuse(sending, head, HTTPStatus.INTERNAL_SERVER_ERROR, _FAILED)
            self._figures.running -= 1
            seconds = time.perf_counter() - began
            method, path = scope["method"], scope["path"]
            self._figures.answered(method, path, status, seconds, size, whole)
            if self._log is not None:
                self._log.add(
                    {
                        "time": time.time(),
                        "level": "info",
                        "event": "request",
                        "id": REQUEST.get(),
                        "client": client,
                        "method": method,
                        "path": _shown(scope),
                        "status": status,
                        "bytes": size,
                        "seconds": seconds,
                        "whole": whole,
                    }
                )

    async def _pass(self, head: Head, client: str, scope: _Message, receive: _Receive, send: _Send) -> None:
        path = scope["path"]
        if path in OWN:
            peer = "" if head.forwarded else client
            asked = Asked(path, scope["method"], head.host, peer)
            reply = own_answer(asked, self._site, self._figures, self.stopping)
            await _send(send, reply)
            return
        if self._rate is not None and path != "/health" and (wait := self._rate.wait(client)):
            await asyncio.sleep(_PAUSE)
            seconds = str(math.ceil(wait))
            await self._refuse(
                send,
                head,
                HTTPStatus.TOO_MANY_REQUESTS,
                f"One client may make {self._settings.requests_a_minute} requests a minute; "
                f"the next is answered in {seconds} s.",
                {"Retry-After": seconds},
            )
            return
        size = head.size + len(scope["raw_path"]) + len(scope["query_string"])
        if size > self._most_head:
            await self._refuse(send, head, HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, _TOO_LONG)
            return
        if head.has_body:
            try:
                receive = body_of(head, scope, receive, self._settings)
            except RefusalError as error:
                await self._refuse(send, head, error.status, str(error), error.headers)
                return
        await self._app(scope, receive, send)

    async def _refuse(
        self,
        send: _Send,
        head: Head,
        status: HTTPStatus,
        sentence: str,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        asked = Request("GET", "", headers={"accept": head.accept.decode("latin-1")})
        await _send(send, refused(self._site.pages, asked, status, sentence, headers))


async def _send(send: _Send, reply: Reply) -> None:
    body = reply.body
    assert isinstance(body, bytes)  # what is said here is short
    said = {**reply.headers, "Content-Type": reply.media_type, "Content-Length": str(len(body))}
    headers = [*_HEADERS, *((name.lower().encode(), value.encode("latin-1")) for name, value in said.items())]
    await send({"type": "http.response.start", "status": int(reply.status), "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _shown(scope: _Message) -> str:
    """The path as it was sent, percent-encoded: printable ASCII."""
    raw: bytes = scope.get("raw_path") or scope["path"].encode("ascii", "backslashreplace")
    return raw.decode("ascii", "backslashreplace")
