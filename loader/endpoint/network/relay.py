"""The only way by which a query reaches another server: a relay on this machine, at an address nobody knows.

The engine's own calls follow no rule but its query's, and whoever evaluates queries may connect to nothing
but this relay. SERVICE is rewritten to an address of it, which holds the one that was meant; the relay looks
again whether that may be called, calls it, and hands on results or a bare 502: no word of the other server's.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
import secrets
import socket
import ssl
import threading
from contextlib import suppress
from tempfile import SpooledTemporaryFile
from urllib.parse import unquote

import h11

from loader.endpoint.network.allowed import Allowed, TargetError, Way
from loader.endpoint.network.remote import Lookup, RemoteError, ask, lookup

__all__ = ["Relay"]

_LOG = logging.getLogger("detente.endpoint")
_QUERY_BYTES = 4_000_000
_CHUNK = 65_536
_AT_ONCE = 32
_IN_MEMORY = 1 << 20


class Relay:
    """A relay, which runs from the moment it is made until it is closed.

    Args:
        allowed: the servers that may be called.
        seconds: how long one call may take.
        most: bytes that one answer may have.
        look_up: tells the addresses of a name.
        tls: how servers are trusted; as the system does unless given.

    Attributes:
        allowed: the servers that may be called.
        port: the port that it listens on, of this machine.
        way: gives its addresses.
    """

    def __init__(
        self,
        allowed: Allowed,
        *,
        seconds: float,
        most: int,
        look_up: Lookup = lookup,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.allowed = allowed
        self._seconds = seconds
        self._most = most
        self._look_up = look_up
        self._tls = tls
        self._path = f"/{secrets.token_urlsafe(24)}/"
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self.way = Way(allowed, f"http://127.0.0.1:{self.port}{self._path}")
        self._room = asyncio.Semaphore(_AT_ONCE)
        self._end = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop
        self._begun = threading.Event()
        self._thread = threading.Thread(target=asyncio.run, args=(self._run(),), name="relay", daemon=True)
        self._thread.start()
        self._begun.wait()

    def close(self) -> None:
        """Stop, and let go of calls that are under way."""
        with suppress(RuntimeError):  # it is closed already
            self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join()

    async def _run(self) -> None:
        self._loop = asyncio.get_running_loop()
        async with await asyncio.start_server(self._serve, sock=self._socket, limit=_CHUNK):
            self._begun.set()
            await self._end.wait()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, which carries one call."""
        connection = h11.Connection(h11.SERVER)
        try:
            async with asyncio.timeout(self._seconds):
                await self._answer(connection, reader, writer)
        except (RemoteError, TargetError) as error:
            _LOG.warning("SERVICE: %s", error)
        except TimeoutError:
            _LOG.warning("SERVICE: no answer within %g seconds", self._seconds)
        except (h11.RemoteProtocolError, ValueError, OSError):
            _LOG.warning("SERVICE: a call was broken off")
        except asyncio.CancelledError:  # the relay is closed
            writer.transport.abort()
            return
        else:
            writer.close()
            return
        if connection.our_state is h11.SEND_BODY:
            writer.transport.abort()  # half an answer never ends as a whole one does
            return
        with suppress(h11.LocalProtocolError, OSError):
            failed = h11.Response(status_code=502, headers=[("Content-Length", "0"), ("Connection", "close")])
            writer.write(connection.send(failed) or b"")
            await writer.drain()
        writer.close()

    async def _answer(
        self, connection: h11.Connection, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        path, query = await self._request(connection, reader)
        call = asyncio.ensure_future(self._call(connection, writer, path, query))
        gone = asyncio.ensure_future(reader.read(1))
        try:
            await asyncio.wait((call, gone), return_when=asyncio.FIRST_COMPLETED)
            if not call.done():
                raise ConnectionAbortedError
            await call
        finally:
            call.cancel()
            gone.cancel()

    async def _request(self, connection: h11.Connection, reader: asyncio.StreamReader) -> tuple[str, bytes]:
        path, query = "", bytearray()
        while True:
            event = connection.next_event()
            if event is h11.NEED_DATA:
                connection.receive_data(await reader.read(_CHUNK))
            elif isinstance(event, h11.Request):
                path = event.target.decode("ascii")
                if event.method != b"POST" or not hmac.compare_digest(path[: len(self._path)], self._path):
                    raise RemoteError("somebody on this machine called the relay who does not know it")
            elif isinstance(event, h11.Data):
                query += event.data
                if len(query) > _QUERY_BYTES:
                    raise RemoteError("a query for another server is too long")
            elif isinstance(event, h11.EndOfMessage):
                return path[len(self._path) :], bytes(query)
            else:
                raise ConnectionAbortedError

    async def _call(
        self, connection: h11.Connection, writer: asyncio.StreamWriter, path: str, query: bytes
    ) -> None:
        target = self.allowed.target(unquote(path, errors="strict"))
        meant = self.way.meant(query.decode())
        async with (
            self._room,
            ask(
                self.allowed, target, meant.encode(), most=self._most, look_up=self._look_up, tls=self._tls
            ) as answer,
        ):
            # Whole, before its first byte is handed on: an engine may ask an answer that breaks off for rows
            # for ever.
            with SpooledTemporaryFile(max_size=_IN_MEMORY) as whole:
                async for chunk in answer.chunks:
                    whole.write(chunk)
                headers = [("Content-Type", answer.media_type), ("Content-Length", str(whole.tell()))]
                head = h11.Response(status_code=200, headers=[*headers, ("Connection", "close")])
                writer.write(connection.send(head) or b"")
                whole.seek(0)
                while chunk := whole.read(_CHUNK):
                    writer.write(connection.send(h11.Data(chunk)) or b"")
                    await writer.drain()
            connection.send(h11.EndOfMessage())
