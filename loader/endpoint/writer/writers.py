"""The server's side of its writers: a write is handed over, waited for so long, and then ended."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

import loader
from loader.endpoint.exchange import RefusalError
from loader.endpoint.settings import Settings
from loader.endpoint.writer.job import BEGUN, HEAD, Answer, Job, Led, Refused, Stored, Work, length, packed

if TYPE_CHECKING:
    from loader.endpoint.network.relay import Relay

__all__ = ["Writers"]

_ORIGIN = [sys.executable, "-P", "-m", "loader.endpoint.writer.forking"]
_NUMBER = "{:08d}"
_RETRY = 5
_TO_BEGIN = 60.0  # seconds, in which Python starts on the busiest machine
_TO_END = 5.0  # seconds
_WAITING = 16
_BUSY = "Others are writing, one at a time; try again in a moment."
_GONE = (
    "The write was ended from outside, or for want of memory; /health tells which version holds now. "
    "Send it in parts if it is large."
)


class Writers:
    """Carries out writes on one store, one after the other, each in a process of its own.

    Args:
        store: its folder.
        settings: how long a write may take and wait, and how much memory it may take.
        relay: by which an update may call other servers; None where it may call none.
    """

    def __init__(self, store: Path, settings: Settings, relay: Relay | None = None) -> None:
        self._relay = Led(settings.services, relay.way.base, relay.port) if relay else None
        self._store = store.resolve()
        self._settings = settings
        self._turn = asyncio.Lock()
        self._waiting = 0
        self._count = 0
        self._origin: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None

    async def write(self, work: Work, report: str = "json", expected: str | None = None) -> Answer:
        """Carries out a write.

        Args:
            work: what is to be done.
            report: the format in which problems are reported.
            expected: the digest of the content that has to hold when it begins; None for any.

        Raises:
            RefusalError: others write for too long, or it took longer than it may, or was ended.
        """
        if self._waiting >= _WAITING:
            raise _busy()
        began = asyncio.get_running_loop().time()
        self._waiting += 1
        try:
            await asyncio.wait_for(self._turn.acquire(), self._settings.write_wait)
        except TimeoutError:
            raise _busy() from None
        finally:
            self._waiting -= 1
        try:
            waited = asyncio.get_running_loop().time() - began
            wait = max(0.0, self._settings.write_wait - waited)
            memory = self._settings.write_memory
            job = Job(str(self._store), work, wait, memory, report, expected, self._relay)
            return await self._done(job)
        finally:
            self._turn.release()

    def start(self) -> None:
        """Have the process ready that writers are forked from, ahead of the first write."""
        self._ready()

    def close(self) -> None:
        """Ends all that still runs."""
        if self._control is not None:
            self._control.close()  # whose end it is for the process at the other end, and its children
            self._control = None
        if self._origin is not None:
            try:
                self._origin.wait(_TO_END)
            except subprocess.TimeoutExpired:
                self._origin.kill()
                self._origin.wait()
            self._origin = None

    async def _done(self, job: Job) -> Answer:
        self._count += 1
        number = _NUMBER.format(self._count % 10**8).encode()
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                self._started(number, theirs)
            reader, writer = await asyncio.open_unix_connection(sock=ours)
        except BaseException:
            ours.close()
            raise
        answered = False
        try:
            async with asyncio.timeout(_TO_BEGIN):
                await reader.readexactly(len(BEGUN))
            async with asyncio.timeout(self._settings.write_seconds):
                writer.write(packed(job))
                await writer.drain()
                body = await reader.readexactly(length(await reader.readexactly(HEAD)))
            answered = True
        except TimeoutError:
            raise RefusalError(
                HTTPStatus.SERVICE_UNAVAILABLE,
                f"The write took longer than {self._settings.write_seconds:g} seconds and was ended; /health "
                "tells which version holds now. Send it in parts if it is large.",
                {"Retry-After": str(_RETRY)},
            ) from None
        except (asyncio.IncompleteReadError, OSError):
            raise RefusalError(HTTPStatus.SERVICE_UNAVAILABLE, _GONE) from None
        finally:
            if not answered:
                self._ended(number)
            writer.close()
        said: Answer = msgspec.msgpack.decode(body, type=Stored | Refused)
        return said

    def _started(self, number: bytes, line: socket.socket) -> None:
        """Has a writer started at the other end of a line."""
        for _ in range(2):
            control = self._ready()
            try:
                socket.send_fds(control, [number], [line.fileno()])
            except OSError:  # the process that writers come from was ended from outside
                self.close()
            else:
                return
        raise RefusalError(HTTPStatus.SERVICE_UNAVAILABLE, _GONE)

    def _ended(self, number: bytes) -> None:
        with suppress(OSError):
            if self._control is not None:
                self._control.send(number)

    def _ready(self) -> socket.socket:
        """The line to the process that writers are forked from."""
        if self._control is None:
            ours, theirs = socket.socketpair()
            root = str(Path(loader.__file__).parents[1])
            beside = os.environ.get("PYTHONPATH")
            with theirs:
                self._origin = subprocess.Popen(
                    _ORIGIN,
                    stdin=theirs.fileno(),
                    stdout=subprocess.DEVNULL,
                    env={**os.environ, "PYTHONPATH": os.pathsep.join([root, beside] if beside else [root])},
                    start_new_session=True,
                )
            self._control = ours
        return self._control


def _busy() -> RefusalError:
    return RefusalError(HTTPStatus.SERVICE_UNAVAILABLE, _BUSY, {"Retry-After": str(_RETRY)})
