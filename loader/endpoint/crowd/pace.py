"""What a connection has been at, and for how long."""

from __future__ import annotations

from typing import Literal

__all__ = ["Pace", "Phase"]

Phase = Literal["head", "idle", "body", "answer", "rest"]
"""What a connection is at: a request's head, nothing, its body, its answer, or its end."""


class Pace:
    """How long a connection has been at one phase of one request, and how much came meanwhile.

    All seconds are those of a clock that only grows.

    Args:
        now: the second at which the connection came; it begins with a head.
    """

    def __init__(self, now: float) -> None:
        self._at: tuple[Phase, object] = ("head", None)
        self._since = now
        self._came_before = 0
        self._held = 0
        self._held_since = now

    def begin(self, phase: Phase, request: object, now: float, came: int) -> None:
        """Count anew.

        Args:
            phase: what the connection is at from now on.
            request: tells the phase of one request from that of the next.
            now: the second.
            came: bytes that came on the connection so far.
        """
        self._at, self._since, self._came_before = (phase, request), now, came

    def took(self, phase: Phase, request: object, now: float, came: int) -> tuple[float, int]:
        """Seconds and bytes since the phase began, as far as was seen; arguments as of `begin`."""
        if (phase, request) != self._at:
            self.begin(phase, request, now, came)
        return now - self._since, self.more(came)

    def more(self, came: int) -> int:
        """Bytes since the phase began."""
        return came - self._came_before

    def unread(self, held: int, now: float) -> float:
        """For how many seconds the client has taken nothing of the bytes that are held for it."""
        if not held or held != self._held:
            self._held, self._held_since = held, now
        return now - self._held_since
