"""A hundred facts of the mix: a gazette, actors, what lists say of them, and what else the news holds."""

from __future__ import annotations

from collections.abc import Iterator

from .listed import Listed
from .news import News
from .pieces import ACTORS, Raw

__all__ = ["Block"]

_DESIGNATIONS = 40


class Block(Listed, News):
    """The block of a number and a seed: the same always, and without knowing any other block."""

    def facts(self) -> Iterator[Raw]:
        """The facts; each refers only to what came before it, in this block or in earlier ones."""
        yield self.gazette()
        left = _DESIGNATIONS
        for actor in range(self.first, self.first + ACTORS):
            yield self.actor(actor)
            after = self.first + ACTORS - 1 - actor
            while left and (left > after * 1.2 or self.chance(0.12)):
                acts = list(self.designations(actor))[:left]
                left -= len(acts)
                yield from acts
        for _ in range(6):
            yield self.agreement()
        for _ in range(3):
            yield self.membership()
        for _ in range(2):
            yield self.post()
        yield self.recognition()
        yield self.meeting()
        yield self.statement()
