"""How often one client may ask."""

from __future__ import annotations

import time
from collections.abc import Callable

__all__ = ["Rate"]

_MINUTE = 60.0
_MOST_CLIENTS = 20_000
_CLOSE_ENOUGH = 1e-6  # seconds, for sums of fractions


class Rate:
    """So many requests a minute, and as many at once, for each client.

    A client that has asked for nothing for a minute is forgotten; so is everybody when more clients ask than
    can be remembered, which lets one through too often rather than keep one out.

    Args:
        a_minute: requests.
        clock: seconds that only grow.

    >>> seconds = 0.0
    >>> rate = Rate(2, lambda: seconds)
    >>> [rate.wait("a"), rate.wait("a"), rate.wait("a"), rate.wait("b")]
    [0.0, 0.0, 30.0, 0.0]
    >>> seconds = 30.0
    >>> [rate.wait("a"), rate.wait("a")]
    [0.0, 30.0]
    """

    def __init__(self, a_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._apart = _MINUTE / a_minute
        self._ahead = _MINUTE - self._apart + _CLOSE_ENOUGH
        self._clock = clock
        self._due: dict[str, float] = {}  # when the client would next ask if it asked at an even pace

    def __len__(self) -> int:
        """How many clients are remembered."""
        return len(self._due)

    def wait(self, client: str) -> float:
        """Count a request, if it may be made.

        Returns:
            0 if it may; else the seconds until it may, and it was not counted.
        """
        now = self._clock()
        due = max(self._due.get(client, now), now)
        if due - now > self._ahead:
            return due - now - self._ahead + _CLOSE_ENOUGH
        if client not in self._due and len(self._due) >= _MOST_CLIENTS:
            self._forget(now)
        self._due[client] = due + self._apart
        return 0.0

    def _forget(self, now: float) -> None:
        self._due = {client: due for client, due in self._due.items() if due > now}
        if len(self._due) >= _MOST_CLIENTS:
            self._due.clear()
