"""A connection: what happens on one before an application is asked, and beside it.

An application is asked once a request's head is there. Whatever goes wrong before, or beside it, is dealt
with here: heads that never end, bodies that drip, clients that do not read their answers, crowds. One sweep
over all connections keeps the time, so that a request costs none. With `running.py`, all that knows uvicorn.
"""

from __future__ import annotations

import asyncio
import sys
import time
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, ClassVar, cast

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from loader.endpoint.client import client_of
from loader.endpoint.crowd import Crowd, Pace, Phase, Reading, last_words

if TYPE_CHECKING:
    from uvicorn.config import Config
    from uvicorn.server import ServerState

__all__ = ["Connection", "connection_class"]

_BYTES_A_SECOND = 16 * 1024  # that a body has to come with, once its time is over
_LINGER = 2.0  # seconds in which a client may still send what nobody reads, before it is cut off
_MOST_LINGERING = 128
_REST_BYTES = 4 * 1024 * 1024  # of a body that nobody wants


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
        self.conn = Reading(h11.SERVER, self.crowd.settings.head_bytes)
        self.who = ""
        self._came = 0  # bytes
        self._pace = Pace(time.monotonic())
        self._done = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn has it
        """Take the connection, or say that there is no place."""
        super().connection_made(transport)
        self.transport = cast("asyncio.Transport", _Gentle(transport, self))
        self.who = client_of(self.client[0]) if self.client else ""
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
        elif self._pace.more(self._came) > _REST_BYTES:
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
        self.transport.write(last_words(status))
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
        self._pace.begin("rest", self.cycle, time.monotonic(), self._came)
        self.crowd.lingering.add(self)

    @property
    def waits(self) -> bool:
        """Whether nothing is being asked or answered on it, though a part of a head may be there."""
        return self._phase() in ("head", "idle")

    def leave(self) -> None:
        """End it, for another needs its place."""
        self.crowd.figures.refused("gave way")
        self.transport.close()

    def _phase(self) -> Phase:
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
        if self._pace.unread(self.transport.get_write_buffer_size(), now) > settings.stall_seconds:
            self.crowd.figures.refused("does not read")
            self.transport.abort()
            return
        phase = self._phase()
        took, came = self._pace.took(phase, self.cycle, now, self._came)
        if phase == "rest" and took > _LINGER:
            self.transport.abort()
        times = {"head": settings.head_seconds, "body": settings.body_seconds + came / _BYTES_A_SECOND}
        if took > times.get(phase, took):
            self.refuse(HTTPStatus.REQUEST_TIMEOUT)


def connection_class(crowd: Crowd) -> type[Connection]:
    """The class of a server's connections."""
    return type("CrowdedConnection", (Connection,), {"crowd": crowd})
