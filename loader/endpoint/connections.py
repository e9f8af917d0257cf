"""Connections: how many there may be, how long they may take, and what is said on one that makes no sense.

An application is asked once a request's head is there. Whatever goes wrong before, or beside it, is dealt
with here: heads that never end, bodies that drip, clients that do not read their answers, crowds. One sweep
over all connections keeps the time, so that a request costs none. With `running.py`, all that knows uvicorn.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections import Counter
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, ClassVar, Literal, cast

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from loader.endpoint.client import client_of
from loader.endpoint.exchange.every_answer import ON_EVERY_ANSWER

if TYPE_CHECKING:
    from uvicorn.config import Config
    from uvicorn.server import ServerState

    from loader.endpoint.around.figures import Figures
    from loader.endpoint.around.logs import Log
    from loader.endpoint.settings import Settings

__all__ = ["Crowd", "connection_class"]

_Phase = Literal["head", "idle", "body", "answer", "rest"]

_BYTES_A_SECOND = 16 * 1024  # that a body has to come with, once its time is over
_LINGER = 2.0  # seconds in which a client may still send what nobody reads, before it is cut off
_MOST_LINGERING = 128
_MOST_HEADERS = 200
_REST_BYTES = 4 * 1024 * 1024  # of a body that nobody wants
_OFTEN = 1.0  # seconds between two looks at the connections, at most

_SENTENCES = {
    HTTPStatus.BAD_REQUEST: "This is not HTTP/1.1 as RFC 9112 has it.",
    HTTPStatus.REQUEST_TIMEOUT: "The request took too long to arrive.",
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE: "The line and headers are too long, or too many.",
    HTTPStatus.TOO_MANY_REQUESTS: "One client has too many connections open; close some.",
    HTTPStatus.SERVICE_UNAVAILABLE: "All connections are taken; try again in a moment.",
}


def _raw(status: HTTPStatus) -> bytes:
    """A whole answer, after which the connection ends."""
    detail = {
        "type": "about:blank",
        "title": status.phrase,
        "status": status,
        "detail": _SENTENCES[status],
    }
    body = json.dumps(detail).encode()
    headers = {
        **ON_EVERY_ANSWER,
        "Content-Type": "application/problem+json",
        "Content-Length": str(len(body)),
        "Cache-Control": "no-store",
        "Connection": "close",
    }
    if status in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE):
        headers["Retry-After"] = "1"
    lines = [
        f"HTTP/1.1 {status.value} {status.phrase}",
        *(f"{name}: {said}" for name, said in headers.items()),
    ]
    return "\r\n".join((*lines, "", "")).encode() + body


class Crowd:
    """All connections of one server.

    Args:
        settings: how many, and for how long.
        figures: counts those that are turned away.
        log: is told of them.
    """

    def __init__(self, settings: Settings, figures: Figures, log: Log | None = None) -> None:
        self.settings = settings
        self.open: dict[Connection, None] = {}  # in the order in which they came
        self.lingering: set[Connection] = set()
        self._of_client: Counter[str] = Counter()
        self._figures = figures
        self._log = log
        limits = (settings.head_seconds, settings.body_seconds, settings.stall_seconds)
        self._often = min(_OFTEN, min(limits) / 4)
        figures.connections = lambda: len(self.open)

    async def watch(self) -> None:
        """Look at all connections from time to time, until cancelled."""
        while True:
            await asyncio.sleep(self._often)
            now = time.monotonic()
            for connection in (*self.open, *self.lingering):
                connection.look(now)

    def join(self, connection: Connection) -> HTTPStatus | None:
        """Take a connection in; a status if there is no place for it."""
        settings, client = self.settings, connection.who
        if settings.client_connections and self._of_client[client] >= settings.client_connections:
            return HTTPStatus.TOO_MANY_REQUESTS
        if len(self.open) >= settings.connections:
            waiting = next((each for each in self.open if each.waits), None)
            if waiting is None:
                return HTTPStatus.SERVICE_UNAVAILABLE
            waiting.leave()  # nobody is asking anything on it
            self.part(waiting)
        self.open[connection] = None
        self._of_client[client] += 1
        return None

    def part(self, connection: Connection) -> None:
        """Let a connection go."""
        self.lingering.discard(connection)
        if connection in self.open:
            del self.open[connection]
            self._of_client[connection.who] -= 1
            if not self._of_client[connection.who]:
                del self._of_client[connection.who]

    def tell(self, connection: Connection, status: HTTPStatus) -> None:
        """Write down what was turned away."""
        self._figures.refused(status.phrase.lower())
        if self._log is not None:
            self._log.event("refused", _SENTENCES[status], client=connection.who, status=int(status))


class _Reading(h11.Connection):
    """What comes on a connection, read more strictly than RFC 9112 asks for."""

    def next_event(self) -> h11.Event | type[h11.NEED_DATA] | type[h11.PAUSED]:
        """The next part of a request.

        Raises:
            h11.RemoteProtocolError: a head of many headers, or of a body whose end is told in two ways:
                whatever stands between here and the client may have found another end, and so another next
                request.
        """
        event = super().next_event()
        if isinstance(event, h11.Request):
            if len(event.headers) > _MOST_HEADERS:
                raise h11.RemoteProtocolError("too many headers", HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
            if {b"content-length", b"transfer-encoding"} <= {name for name, _ in event.headers}:
                raise h11.RemoteProtocolError("a body with two ends")
        return event


class _Gentle:
    """A transport that cuts off no client that still sends, for it would never read what it was told.

    Whatever else is asked of a transport is asked of the one beneath.
    """

    def __init__(self, transport: asyncio.Transport, connection: Connection) -> None:
        self._transport = transport
        self._connection = connection
        self.write = transport.write
        self.is_closing = transport.is_closing

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def close(self) -> None:
        """Close it, now or once the client has had time to read."""
        if self._connection.is_sent_to and not self._transport.is_closing():
            self._connection.linger()
        else:
            self._transport.close()


class Connection(H11Protocol):
    """A connection that keeps within the limits of its crowd."""

    crowd: ClassVar[Crowd]

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self.conn = _Reading(h11.SERVER, self.crowd.settings.head_bytes)
        self.who = ""
        self._came = 0  # bytes
        self._seen: tuple[_Phase, object, float, int] = ("head", None, 0.0, 0)
        self._held = 0
        self._held_since = 0.0
        self._done = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn has it
        """Take the connection, or say that there is no place."""
        super().connection_made(transport)
        self.transport = cast("asyncio.Transport", _Gentle(transport, self))
        self.who = client_of(self.client[0]) if self.client else ""
        self._seen = ("head", None, time.monotonic(), 0)
        if status := self.crowd.join(self):
            self.refuse(status)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget it."""
        self.crowd.part(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on; nothing that comes after a refusal is looked at."""
        self._came += len(data)
        if not self._done:
            super().data_received(data)
        elif self._came - self._seen[3] > _REST_BYTES:
            self.transport.abort()

    def _should_upgrade(self) -> bool:
        return False  # there is nothing to change to, which is no news to anybody

    def on_response_complete(self) -> None:
        """Wait for the next request, unless most of the last one's body is still to come."""
        if self.is_sent_to:
            self.transport.close()
        if self._done:
            self.server_state.total_requests += 1
        else:
            super().on_response_complete()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no request, or a body that is none, as this server refuses anything."""
        error = sys.exc_info()[1]
        long = isinstance(error, h11.RemoteProtocolError) and error.error_status_hint == (
            HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
        )
        self.refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE if long else HTTPStatus.BAD_REQUEST)

    def refuse(self, status: HTTPStatus) -> None:
        """Say so, if nothing was said yet, and end the connection.

        It is ended for writing first: to close it while the client still sends would cut off the answer too.
        """
        self.crowd.tell(self, status)
        self._done = True
        answering = self.cycle is not None and not self.cycle.response_complete
        if answering:
            begun, self.cycle.disconnected = self.cycle.response_started, True
            self.cycle.message_event.set()  # whoever answers learns that nobody listens
            if begun:  # two answers in one would be worse than half of one
                self.transport.abort()
                return
        if self.transport.is_closing():
            return
        self.transport.write(_raw(status))
        self.linger()

    @property
    def is_sent_to(self) -> bool:
        """Whether the client still sends a body, of which nobody knows the end yet."""
        return not self._done and self.conn.their_state is h11.SEND_BODY

    def linger(self) -> None:
        """Say nothing more, and let the client read what was said while it sends, for so long and so much."""
        self._done = True
        self._unset_keepalive_if_required()
        self.connections.discard(self)
        self.crowd.part(self)
        if len(self.crowd.lingering) >= _MOST_LINGERING:
            self.transport.close()
            return
        self.flow.resume_reading()
        self.transport.write_eof()
        self._seen = ("rest", self.cycle, time.monotonic(), self._came)
        self.crowd.lingering.add(self)

    @property
    def waits(self) -> bool:
        """Whether nothing is being asked or answered on it, though a part of a head may be there."""
        return self._phase() in ("head", "idle")

    def leave(self) -> None:
        """End it, for another needs its place."""
        self._figure("gave way")
        self.transport.close()

    def _figure(self, why: str) -> None:
        self.crowd._figures.refused(why)

    def _phase(self) -> _Phase:
        if self._done:
            return "rest"
        cycle = self.cycle
        their = self.conn.their_state
        if cycle is not None and not cycle.response_complete:
            return "body" if their is h11.SEND_BODY and not self.flow.read_paused else "answer"
        return "head" if cycle is None or self.conn.trailing_data[0] else "idle"

    def look(self, now: float) -> None:
        """Keep the time.

        Args:
            now: seconds of the clock that only grows.
        """
        settings = self.crowd.settings
        if self._stalls(now):
            self._figure("does not read")
            self.transport.abort()
            return
        phase = self._phase()
        if (phase, self.cycle) != self._seen[:2]:
            self._seen = (phase, self.cycle, now, self._came)
            return
        took, came = now - self._seen[2], self._came - self._seen[3]
        if phase == "rest" and took > _LINGER:
            self.transport.abort()
        times = {"head": settings.head_seconds, "body": settings.body_seconds + came / _BYTES_A_SECOND}
        if took > times.get(phase, took):
            self.refuse(HTTPStatus.REQUEST_TIMEOUT)

    def _stalls(self, now: float) -> bool:
        """Whether the client has taken nothing of what is there for it, for too long."""
        held = self.transport.get_write_buffer_size()
        if not held or held != self._held:
            self._held, self._held_since = held, now
            return False
        return now - self._held_since > self.crowd.settings.stall_seconds


def connection_class(crowd: Crowd) -> type[Connection]:
    """The class of a server's connections."""
    return type("CrowdedConnection", (Connection,), {"crowd": crowd})
