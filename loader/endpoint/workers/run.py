"""One query on one worker: its answer as it comes, and its time."""

from __future__ import annotations

import logging
import time
from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import TYPE_CHECKING, Protocol

from loader.endpoint.exchange import RefusalError
from loader.endpoint.network.federated import UnansweredError
from loader.endpoint.network.guard import ForbiddenQueryError
from loader.endpoint.workers.frames import Kind
from loader.endpoint.workers.outflow import Outflow
from loader.errors import DetenteError, QueryError, StoreError

if TYPE_CHECKING:
    from loader.endpoint.workers.line import Line

__all__ = ["LimitError", "LostError", "Run", "refusal_of"]

_MOMENT = 0.1  # seconds, in which a worker's end is not noticed at the latest
_LOG = logging.getLogger("detente.endpoint")


class LimitError(RefusalError):
    """The query takes more than this server gives one, whoever asks it."""


class LostError(RefusalError):
    """The worker has ended, and not for what the query took.

    Attributes:
        at_once: so early that it had ended before, which was not known yet: another may be asked.
    """

    def __init__(self, at_once: bool) -> None:
        super().__init__(
            HTTPStatus.SERVICE_UNAVAILABLE,
            "What evaluated the query has ended; ask again.",
            {"Retry-After": "1"},
        )
        self.at_once = at_once


class _Desk(Protocol):
    """Whoever looks after the runs."""

    def waits(self, run: Run) -> None:
        """Its client reads more slowly than it writes; said once."""

    def done(self, run: Run) -> None:
        """The worker is done with it."""


_SAID = {
    Kind.NO_QUERY: QueryError,
    Kind.FORBIDDEN: ForbiddenQueryError,
    Kind.NO_STORE: StoreError,
}


def refusal_of(kind: Kind, said: str, rows: int = 0) -> DetenteError:
    """What a client is told of a query that a worker could not answer."""
    match kind:
        case Kind.NO_QUERY | Kind.FORBIDDEN | Kind.NO_STORE:
            return _SAID[kind](said)
        case Kind.NO_REMOTE:
            return UnansweredError()
        case Kind.TOO_MANY_ROWS:
            return LimitError(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                f"The answer has more than {rows} rows, which is all that this server gives; set a LIMIT.",
            )
        case Kind.NO_MEMORY:
            return LimitError(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                "The query needs more memory than this server gives one; ask for less, or in parts.",
            )
    _LOG.error("a worker failed at a query: %s", said)
    return RefusalError(HTTPStatus.INTERNAL_SERVER_ERROR, "The server failed at this; its log says why.")


class Run:
    """One query on one worker; a stream of its answer.

    Attributes:
        line: the worker.
        client: who asks.
        slow: whether its client has once been slower than the worker.
        stopped: since when nobody reads it any more; 0 while somebody does.
        over: whether the worker is done with it.
        lowered: whether others have the processor before it.
    """

    def __init__(self, line: Line, client: str, desk: _Desk, rows: int) -> None:
        self.line, self.client = line, client
        self.slow = self.over = self.lowered = False
        self.stopped = 0.0
        self._desk, self._rows = desk, rows
        self._flow = Outflow(self._pause, self._resume)
        self._spent = 0.0
        self._begun = time.monotonic()
        self._since: float | None = self._begun if line.ready else None
        self._paused_since: float | None = None
        line.run = self

    @property
    def seconds(self) -> float:
        """How long the worker had for it; what it waits for its client is not counted."""
        return self._spent + (0.0 if self._since is None else time.monotonic() - self._since)

    @property
    def waited(self) -> float:
        """How long its client has taken nothing, in seconds; 0 while it takes what comes."""
        return 0.0 if self._paused_since is None else time.monotonic() - self._paused_since

    @property
    def early(self) -> bool:
        """Whether it was begun a moment ago, and nothing came of it."""
        return time.monotonic() - self._begun < _MOMENT and self._flow.untouched

    @property
    def delayed(self) -> float:
        """How long the worker takes to start, in seconds; 0 once it has."""
        return 0.0 if self.line.ready else time.monotonic() - self._begun

    def ready(self) -> None:
        """The worker has started: its time begins."""
        self._since = time.monotonic()

    def hear(self, kind: Kind, body: bytes) -> None:
        """The worker says something of it."""
        if kind == Kind.PART:
            if not self.stopped:
                self._flow.feed(body)
            return
        if kind == Kind.LAST:
            self._flow.end(body)
        else:
            self._flow.end(error=refusal_of(kind, body.decode(errors="replace"), self._rows))
        self._leave()

    def broke_off(self, error: DetenteError) -> None:
        """The worker has ended."""
        self._flow.end(error=error)
        self._leave()

    def _leave(self) -> None:
        if not self.over:
            self.over = True
            self.line.run = None
            self._desk.done(self)

    async def whole(self) -> bytes | None:
        """The answer, if it is short; waits for as much of it as is called short.

        Raises:
            DetenteError: why there is none.
        """
        return await self._flow.whole()

    async def chunks(self) -> AsyncIterator[bytes]:
        """The answer in chunks; ends early when it was stopped.

        Raises:
            DetenteError: why there is no more of it.
        """
        async for chunk in self._flow.chunks():
            if self.stopped:
                return
            yield chunk

    def stop(self) -> None:
        """Nobody reads any more: the desk's next look at the clock ends it, if it does not end by itself."""
        if not self.stopped:
            self.stopped = time.monotonic()
            self._flow.end()
            self._resume()

    def _pause(self) -> None:
        if self._paused_since is not None or self.stopped or self.over:
            return
        self._paused_since = time.monotonic()
        self._spent, self._since = self.seconds, None
        self.line.pause()
        if not self.slow:
            self.slow = True
            self._desk.waits(self)

    def _resume(self) -> None:
        if self._paused_since is not None:
            self._paused_since, self._since = None, time.monotonic()
            if not self.over:
                self.line.resume()
