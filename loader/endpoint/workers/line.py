"""The server's end of one worker's socket."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from contextlib import suppress
from typing import TYPE_CHECKING, Protocol

from loader.endpoint.workers.frames import Frames, Kind, frame

if TYPE_CHECKING:
    from loader.endpoint.workers.run import Run

__all__ = ["Line"]

_NICE = 5


class _Desk(Protocol):
    """Whoever looks after the workers."""

    def lost(self, line: Line) -> None:
        """A worker's socket was closed."""


class Line(asyncio.Protocol):
    """One worker.

    Attributes:
        name: by which it is spoken of to the process that starts workers.
        ready: whether it has said so.
        worn: whether it is to be replaced after what it does.
        why: for what it was ended; empty for a worker that was not.
        pid: of its process; 0 while that is not known.
        lost: whether its socket is closed.
        ended: how its process ended, as `subprocess` has it; None while that is not known.
        run: what it does.
    """

    def __init__(self, name: int, desk: _Desk) -> None:
        self.name = name
        self.ready = self.worn = self.lost = False
        self.why = ""
        self.pid = 0
        self.ended: int | None = None
        self.run: Run | None = None
        self._desk = desk
        self._frames = Frames()
        self._transport: asyncio.Transport | None = None
        self._unsent: list[bytes] = []
        self._handle = -1
        self._thread = 0

    async def connect(self, ours: socket.socket) -> None:
        """Talk over a socket from now on; what was said before is said now."""
        await asyncio.get_running_loop().create_unix_connection(lambda: self, sock=ours)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """It can be talked to."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        for said in self._unsent:
            transport.write(said)
        self._unsent.clear()

    def say(self, kind: Kind, data: bytes) -> None:
        """Say something; it is heard as soon as the worker runs."""
        if self._transport is None:
            self._unsent.append(frame(kind, data))
        else:
            self._transport.write(frame(kind, data))

    def data_received(self, data: bytes) -> None:
        """The worker says something."""
        try:
            for kind, worn, body in self._frames.feed(data):
                self.worn = self.worn or worn
                if kind == Kind.READY:
                    self.ready, self._thread = True, int(body)
                    if self.run is not None:
                        self.run.ready()
                elif self.run is not None:
                    self.run.hear(kind, body)
        except ValueError:  # a frame that is none; it is no worker any more
            self.kill("frame")

    def connection_lost(self, exc: Exception | None) -> None:
        """The worker has ended, or was let go of."""
        del exc
        self.lost = True
        self._desk.lost(self)

    def started(self, pid: int, handle: int) -> None:
        """Its process runs; the handle is closed with this."""
        self.pid, self._handle = pid, handle
        if self.why:
            self.kill(self.why)

    def pause(self) -> None:
        """Hear nothing more for now, so that the worker waits."""
        if self._transport is not None:
            self._transport.pause_reading()

    def resume(self) -> None:
        """Hear again."""
        if self._transport is not None:
            self._transport.resume_reading()

    def kill(self, why: str) -> None:
        """End the process."""
        self.why = self.why or why
        if self._handle >= 0:
            with suppress(ProcessLookupError):  # it has ended by itself
                signal.pidfd_send_signal(self._handle, signal.SIGKILL)

    def lower(self) -> None:
        """Let others have the processor first, for good."""
        self.worn = True
        with suppress(OSError):  # it has ended, or this machine does not let us
            os.setpriority(os.PRIO_PROCESS, self._thread, _NICE)

    def close(self, why: str = "") -> None:
        """Let go of it; an idle worker ends by itself."""
        self.why = self.why or why
        if self._transport is not None:
            self._transport.abort()
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1
