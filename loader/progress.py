"""How far a long piece of work is: what it says of itself as it goes, to whoever wants to show it."""

from __future__ import annotations

from typing import Protocol

__all__ = ["Progress", "silent"]


class Progress(Protocol):
    """Is told of the work as it goes, from one thread at a time."""

    def __call__(self, stage: str, done: int, total: int = 0) -> None:
        """Takes note.

        Args:
            stage: what is going on, in the present participle: `reading`, `deriving`, `compacting`.
            done: how many facts are through this stage.
            total: how many there are; 0 while nobody knows.
        """


def silent(stage: str, done: int, total: int = 0) -> None:
    """Shows nothing: what work says of itself where nobody asks."""
