"""What a pool may do, and what it has done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Figures", "Limits"]


@dataclass(frozen=True, slots=True)
class Limits:
    """What a pool may do.

    Attributes:
        workers: that evaluate for one client at one time; for all clients there are twice as many.
        seconds: of one query.
        memory: bytes of one worker.
        rows: of one answer; 0 for any number.
        waiting: queries that may wait for a worker.
        ports: of this machine that a worker may connect to.
    """

    workers: int
    seconds: float
    memory: int
    rows: int = 0
    waiting: int = 64
    ports: Sequence[int] = ()


@dataclass(slots=True)
class Figures:
    """What a pool has done, and does.

    Attributes:
        workers: processes that there are.
        busy: those that evaluate.
        slow: those that wait for clients who read slowly.
        waiting: queries that wait for a worker.
        queries: that were begun.
        killed_time: workers that were ended for the time that a query took.
        killed_memory: workers that ended for want of memory.
        killed_depth: workers that ended for a query that was too deep.
        killed_unread: workers that were ended because nobody read the answer any more.
        killed_slow: likewise because it was read too slowly.
        died: workers that ended otherwise.
        replaced: workers that others were started for.
        largest: the most bytes of memory that a worker had that has ended.
    """

    workers: int = 0
    busy: int = 0
    slow: int = 0
    waiting: int = 0
    queries: int = 0
    killed_time: int = 0
    killed_memory: int = 0
    killed_depth: int = 0
    killed_unread: int = 0
    killed_slow: int = 0
    died: int = 0
    replaced: int = 0
    largest: int = 0

    def count(self, why: str) -> None:
        """A worker has ended."""
        name = f"killed_{why}"
        name = name if name in self.__slots__ else "died"
        setattr(self, name, getattr(self, name) + 1)
