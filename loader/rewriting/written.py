"""What a write did to the quads of a store."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

import pyoxigraph as ox

__all__ = ["Written", "insert", "is_empty"]

_SMALL = 5_000  # below this the engine's transaction beats its bulk loader, which writes new tables each time


@dataclass(slots=True)
class Written:
    """The difference that a write made.

    Attributes:
        added: the quads that were not there.
        removed: those that were.
        created: the named graphs that were not there, as terms.
        dropped: those that were.
        emptied: nothing is left at all, and what there was is not told.
    """

    added: set[ox.Quad] = field(default_factory=set)
    removed: set[ox.Quad] = field(default_factory=set)
    created: set[str] = field(default_factory=set)
    dropped: set[str] = field(default_factory=set)
    emptied: bool = False

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.created or self.dropped or self.emptied)


def insert(graph: ox.Store, quads: Collection[ox.Quad]) -> None:
    """Adds quads to a writable graph.

    Raises:
        OSError: the disk refuses.
    """
    (graph.extend if len(quads) < _SMALL else graph.bulk_extend)(quads)


def is_empty(graph: ox.Store) -> bool:
    """Whether a store holds nothing at all, not even the name of a graph."""
    return not any(graph) and not any(graph.named_graphs())
