"""Who is next: so many at one time, of one client and of all, and the others in turns, client by client."""

from __future__ import annotations

import asyncio
from collections import Counter, OrderedDict, deque
from http import HTTPStatus

from loader.endpoint.exchange import RefusalError

__all__ = ["Queue"]


class Queue:
    """Places that are taken and left; for one thread, the loop's.

    A client who asks much waits for its own: others are let past it, because it may not take all places, and
    because those who wait take turns.

    Args:
        each: places that one client may take.
        places: that there are.
        waiting: clients' questions that may wait; of one client half as many.
        seconds: that a question waits at most.
    """

    def __init__(self, each: int, places: int, waiting: int, seconds: float) -> None:
        self._each = each
        self._places = places
        self._most = waiting
        self._seconds = seconds
        self._taken: Counter[str] = Counter()
        self._waiting: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()

    @property
    def taken(self) -> int:
        """Places that are taken."""
        return self._taken.total()

    @property
    def waiting(self) -> int:
        """Questions that wait."""
        return sum(map(len, self._waiting.values()))

    def _may(self, client: str) -> bool:
        return self._taken[client] < self._each and self._taken.total() < self._places

    async def take(self, client: str) -> None:
        """Take a place, as soon as it is this client's turn.

        Raises:
            RefusalError: 429 if it waits for too many already, 503 if others do or it takes too long.
        """
        if client not in self._waiting and self._may(client):
            self._taken[client] += 1
            return
        soon = {"Retry-After": "1"}
        if len(self._waiting.get(client, ())) >= max(1, self._most // 2) or not self._most:
            raise RefusalError(
                HTTPStatus.TOO_MANY_REQUESTS,
                "As many of your queries wait already as may; ask again when some are answered.",
                soon,
            )
        busy = "The server has as many queries as it can take; ask again in a while."
        if self.waiting >= self._most:
            raise RefusalError(HTTPStatus.SERVICE_UNAVAILABLE, busy, soon)
        turn = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(client, deque()).append(turn)
        try:
            async with asyncio.timeout(self._seconds):
                await turn
        except BaseException as error:
            if turn.done() and not turn.cancelled():  # its turn came at the same moment
                self.leave(client)
            else:
                self._forget(client, turn)
            if isinstance(error, TimeoutError):
                raise RefusalError(HTTPStatus.SERVICE_UNAVAILABLE, busy, soon) from None
            raise

    def leave(self, client: str) -> None:
        """Leave a place."""
        self._taken[client] -= 1
        if not self._taken[client]:
            del self._taken[client]
        for other in [*self._waiting]:
            if self._may(other) and (turn := self._next_of(other)) is not None:
                self._taken[other] += 1
                turn.set_result(None)

    def _next_of(self, client: str) -> asyncio.Future[None] | None:
        """Whoever of a client's waits longest and did not give up; its next turn is after those of others."""
        turns = self._waiting[client]
        self._waiting.move_to_end(client)
        while turns and turns[0].done():
            turns.popleft()
        turn = turns.popleft() if turns else None
        if not turns:
            del self._waiting[client]
        return turn

    def _forget(self, client: str, turn: asyncio.Future[None]) -> None:
        turns = self._waiting.get(client, deque())
        if turn in turns:
            turns.remove(turn)
            if not turns:
                del self._waiting[client]
