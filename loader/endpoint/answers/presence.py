"""Whether whoever asked is still there, while an answer is being found."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from contextvars import ContextVar
from http import HTTPStatus
from types import TracebackType
from typing import Any

from loader.endpoint.exchange import RefusalError

__all__ = ["RECEIVE", "AsLongAsThere", "GoneError"]

RECEIVE: ContextVar[Callable[[], Awaitable[MutableMapping[str, Any]]] | None] = ContextVar(
    "receive", default=None
)
"""What ASGI tells this task of its client, once the request's body is read; None outside of a request."""

_QUICK = 0.05  # seconds in which most answers are found, and nobody is looked after


class GoneError(RefusalError):
    """Whoever asked has gone; nobody reads what is said of it."""

    def __init__(self) -> None:
        super().__init__(HTTPStatus.BAD_REQUEST, "The request broke off.")


class AsLongAsThere:
    """A block that is left as soon as the client goes away, with `GoneError`.

    The client is not looked after at first: most blocks end before it would be of use.
    """

    def __init__(self) -> None:
        self._receive = RECEIVE.get()
        self._later: asyncio.TimerHandle | None = None
        self._watching: asyncio.Task[None] | None = None
        self._gone = False
        self._task: asyncio.Task[Any] | None = None

    async def __aenter__(self) -> None:
        if self._receive is not None:
            self._task = asyncio.current_task()
            self._later = asyncio.get_running_loop().call_later(_QUICK, self._watch)

    def _watch(self) -> None:
        self._watching = asyncio.ensure_future(self._until_gone())

    async def _until_gone(self) -> None:
        assert self._receive is not None
        assert self._task is not None
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self._gone = True
        self._task.cancel()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._later is not None:
            self._later.cancel()
        if self._watching is not None:
            self._watching.cancel()
        if self._gone and self._task is not None and not self._task.uncancel():
            raise GoneError from None
