"""A body on its way from the thread that writes it to the loop that sends it, a few chunks at a time.

What fits one chunk is handed over whole, with its errors. Of what is longer only a few chunks are held,
however slowly the client reads: then the writer waits, for a time, and is broken off.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import suppress

__all__ = ["CHUNK_BYTES", "Outflow"]

CHUNK_BYTES = 64 * 1024
"""What is handed over at one time."""

_AHEAD = 4  # chunks that may wait for the client
_PATIENCE = 60.0  # seconds that the writer waits for a client to take one chunk

_Item = tuple[bytes, bool, BaseException | None]  # the bytes, whether they are the last, and what went wrong


class Outflow:
    """A file to the writing thread, and an iterator of chunks to the loop.

    Args:
        loop: the one that reads.
        slow: called once in the writing thread when the client is slower than the writer; False breaks off.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, slow: Callable[[], bool] = lambda: True) -> None:
        self._loop = loop
        self._slow = slow
        self._was_slow = False
        self._held = bytearray()
        self._room = threading.Semaphore(_AHEAD)
        self._items: asyncio.Queue[_Item] = asyncio.Queue()
        self._head: _Item | None = None
        self.stopped = False

    def write(self, data: bytes) -> int:
        """Write, in the thread.

        Raises:
            BrokenPipeError: nobody reads any more.
        """
        if self.stopped:
            raise BrokenPipeError
        self._held += data
        if len(self._held) >= CHUNK_BYTES:
            self._wait_for_room()
            self._hand_over((bytes(self._held), False, None))
            self._held = bytearray()
        return len(data)

    def flush(self) -> None:
        """Nothing: what is held is handed over in chunks."""

    def finish(self, error: BaseException | None = None) -> None:
        """Say that this is all, in the thread, or that it is not and why."""
        self._hand_over((bytes(self._held), True, error))

    def _wait_for_room(self) -> None:
        if not self._room.acquire(blocking=False):
            going_on = self._was_slow or self._slow()
            self._was_slow = True
            if not going_on or not self._room.acquire(timeout=_PATIENCE):
                self.stopped = True
        if self.stopped:
            raise BrokenPipeError

    def _hand_over(self, item: _Item) -> None:
        with suppress(RuntimeError):  # the loop has ended, and nobody reads any more
            self._loop.call_soon_threadsafe(self._items.put_nowait, item)

    async def whole(self) -> bytes | None:
        """The body, if it fits one chunk; waits for that much of it.

        Raises:
            BaseException: what the writer raised before.
        """
        self._head = await self._items.get()
        body, last, error = self._head
        if error is not None:
            raise error
        return body if last else None

    async def chunks(self) -> AsyncIterator[bytes]:
        """The body in chunks; ends early when it was stopped.

        Raises:
            BaseException: what the writer raised on its way.
        """
        last = False
        while not last:
            chunk, last, error = self._head or await self._items.get()
            self._head = None
            if error is not None:
                raise error
            self._room.release()
            if chunk:
                yield chunk

    def stop(self) -> None:
        """Nobody reads any more: the writer ends as soon as it writes."""
        self.stopped = True
        self._room.release()
        self._items.put_nowait((b"", True, None))
