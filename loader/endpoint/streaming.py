"""A response whose body is sent as it is found."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING

from starlette.responses import Response

from loader.endpoint.exchange import Stream
from loader.errors import DetenteError

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

__all__ = ["Streamed"]

_LOG = logging.getLogger("detente.endpoint")


class Streamed(Response):
    """Sends a stream in chunks, as fast as the client reads.

    A body that cannot be finished is not ended either: the server closes the connection, so that it can
    always be told from a whole one.
    """

    def __init__(self, stream: Stream, status: int, headers: Mapping[str, str]) -> None:
        super().__init__(None, status, headers)
        self.raw_headers = [header for header in self.raw_headers if header[0] != b"content-length"]  # not 0
        self._stream = stream

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it; a client that goes away stops the evaluation."""
        if scope["method"] == "HEAD":
            self._stream.stop()
        gone = asyncio.ensure_future(self._until_gone(receive))
        try:
            await send(
                {"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers}
            )
            async for chunk in self._stream.chunks():
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
        except (DetenteError, OSError) as error:
            _LOG.warning(
                "%s %s broke off: %s", scope["method"], scope["path"], error or "the client is too slow"
            )
        else:
            if not gone.done():
                await send({"type": "http.response.body", "body": b""})
        finally:
            gone.cancel()
            self._stream.stop()

    async def _until_gone(self, receive: Receive) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        self._stream.stop()
