"""A body on its way from the worker that writes it to the client who reads it, a few chunks at a time.

What fits one chunk is handed over whole, with its errors. Of what is longer only a few chunks are held,
however slowly the client reads: then nothing more is taken from the worker, and it waits.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable

__all__ = ["AHEAD", "Outflow"]

AHEAD = 4
"""Chunks that may wait for the client."""


class Outflow:
    """Chunks that come and are taken; for one thread, the loop's.

    Args:
        full: called when no more should come for now.
        room: called when more can come again.
    """

    def __init__(self, full: Callable[[], None], room: Callable[[], None]) -> None:
        self._full, self._room = full, room
        self._chunks: deque[bytes] = deque()
        self._is_full = self._is_long = self._last = False
        self._error: BaseException | None = None
        self._coming: asyncio.Future[None] | None = None

    @property
    def untouched(self) -> bool:
        """Whether nothing has come."""
        return not (self._is_long or self._last)

    def feed(self, chunk: bytes) -> None:
        """More of the body has come."""
        self._is_long = True
        self._chunks.append(chunk)
        if len(self._chunks) >= AHEAD and not self._is_full:
            self._is_full = True
            self._full()
        self._tell()

    def end(self, rest: bytes = b"", error: BaseException | None = None) -> None:
        """This is the rest of it; or there is no more, and why. What was said first holds."""
        if self._last:
            return
        self._last, self._error = True, error
        if rest:
            self._chunks.append(rest)
        self._tell()

    def _tell(self) -> None:
        if self._coming is not None and not self._coming.done():
            self._coming.set_result(None)

    async def _come(self) -> None:
        if not self._chunks and not self._last:
            self._coming = asyncio.get_running_loop().create_future()
            try:
                await self._coming
            finally:
                self._coming = None

    async def whole(self) -> bytes | None:
        """The body, if it fits one chunk; waits for that much of it.

        Raises:
            BaseException: what went wrong before.
        """
        await self._come()
        if self._error is not None:
            raise self._error
        if self._is_long or not self._last:
            return None
        return self._chunks.popleft() if self._chunks else b""

    async def chunks(self) -> AsyncIterator[bytes]:
        """The body in chunks.

        Raises:
            BaseException: what went wrong on its way.
        """
        while True:
            await self._come()
            while self._chunks:
                chunk = self._chunks.popleft()
                if self._is_full and len(self._chunks) < AHEAD // 2:
                    self._is_full = False
                    self._room()
                yield chunk
            if self._last:
                if self._error is not None:
                    raise self._error
                return
