"""A response whose body is sent as it is found."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from http import HTTPStatus
from tempfile import TemporaryFile
from typing import TYPE_CHECKING

from starlette.responses import Response

from loader.endpoint.exchange import RefusalError, Stream
from loader.errors import DetenteError

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

__all__ = ["Streamed"]

_MOST_WHOLE = 256 << 20  # bytes of an answer that must wait until it is whole
_AT_ONCE = 64 * 1024
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
        elif scope.get("http_version") == "1.0":
            await self._send_whole(send)
            return
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

    async def _send_whole(self, send: Send) -> None:
        """Send it once all of it is there: in HTTP/1.0 a body that breaks off looks like one that ends.

        Raises:
            DetenteError: it cannot be finished; nothing was sent.
        """
        size = 0
        with TemporaryFile() as file:
            try:
                async for chunk in self._stream.chunks():
                    size += file.write(chunk)
                    if size > _MOST_WHOLE:
                        raise RefusalError(
                            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                            f"An answer has at most {_MOST_WHOLE >> 20} MiB in HTTP/1.0; ask with HTTP/1.1.",
                        )
            finally:
                self._stream.stop()
            headers = [*self.raw_headers, (b"content-length", str(size).encode())]
            await send({"type": "http.response.start", "status": self.status_code, "headers": headers})
            file.seek(0)
            while chunk := file.read(_AT_ONCE):
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b""})

    async def _until_gone(self, receive: Receive) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        self._stream.stop()
