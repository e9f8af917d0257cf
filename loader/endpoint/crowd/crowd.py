"""Who may come in, who gives way, and the sweep that keeps everybody's time."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from http import HTTPStatus
from typing import TYPE_CHECKING, Protocol

from loader.endpoint.crowd.last_words import SENTENCES

if TYPE_CHECKING:
    from loader.endpoint.around.figures import Figures
    from loader.endpoint.around.logs import Log
    from loader.endpoint.settings import Settings

__all__ = ["Crowd"]

_OFTEN = 1.0  # seconds between two looks at the connections, at most


class _Member(Protocol):
    """A connection."""

    who: str

    @property
    def waits(self) -> bool:
        """Whether nothing is being asked or answered on it."""

    def look(self, now: float) -> None:
        """Keep its time."""

    def leave(self) -> None:
        """End it, for another needs its place."""


class Crowd:
    """All connections of one server.

    Args:
        settings: how many, and for how long.
        figures: counts those that are turned away.
        log: is told of them.
    """

    def __init__(self, settings: Settings, figures: Figures, log: Log | None = None) -> None:
        self.settings = settings
        self.figures = figures
        self.open: dict[_Member, None] = {}  # in the order in which they came
        self.lingering: set[_Member] = set()
        self._of_client: Counter[str] = Counter()
        self._log = log
        limits = (settings.head_seconds, settings.body_seconds, settings.stall_seconds)
        self._often = min(_OFTEN, min(limits) / 4)
        figures.connections = lambda: len(self.open)

    async def watch(self) -> None:
        """Look at all connections from time to time, until cancelled."""
        while True:
            await asyncio.sleep(self._often)
            now = time.monotonic()
            for connection in (*self.open, *self.lingering):
                connection.look(now)

    def join(self, connection: _Member) -> HTTPStatus | None:
        """Take a connection in; a status if there is no place for it."""
        settings, client = self.settings, connection.who
        if settings.client_connections and self._of_client[client] >= settings.client_connections:
            return HTTPStatus.TOO_MANY_REQUESTS
        if len(self.open) >= settings.connections:
            waiting = next((each for each in self.open if each.waits), None)
            if waiting is None:
                return HTTPStatus.SERVICE_UNAVAILABLE
            waiting.leave()  # nobody is asking anything on it
            self.part(waiting)
        self.open[connection] = None
        self._of_client[client] += 1
        return None

    def part(self, connection: _Member) -> None:
        """Let a connection go."""
        self.lingering.discard(connection)
        if connection in self.open:
            del self.open[connection]
            self._of_client[connection.who] -= 1
            if not self._of_client[connection.who]:
                del self._of_client[connection.who]

    def tell(self, connection: _Member, status: HTTPStatus) -> None:
        """Write down what was turned away."""
        self.figures.refused(status.phrase.lower())
        if self._log is not None:
            self._log.event("refused", SENTENCES[status], client=connection.who, status=int(status))
