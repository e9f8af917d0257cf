"""What pyoxigraph holds, as lines of N-Triples: it writes them many times faster than it hands out terms."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, BinaryIO, cast

import pyoxigraph as ox

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

__all__ = ["GraphName", "of_graph", "of_triples"]

GraphName = ox.NamedNode | ox.BlankNode | ox.DefaultGraph
Take = Callable[[bytes], object]
"""What is done with each piece of a document: some kilobytes, always whole lines."""


def of_graph(store: ox.Store, name: GraphName, take: Take) -> None:
    """Hands on the triples of one graph of a store; all that is said of a subject mostly comes together."""
    store.dump(cast("BinaryIO", _Lines(take)), ox.RdfFormat.N_TRIPLES, from_graph=name)


def of_triples(triples: Iterable[ox.Triple], take: Take) -> None:
    """Hands on any triples, in their order."""
    ox.serialize(triples, cast("BinaryIO", _Lines(take)), ox.RdfFormat.N_TRIPLES)


class _Lines(io.RawIOBase):
    """A file that keeps nothing of what is written to it but the beginning of a line."""

    def __init__(self, take: Take) -> None:
        self._take = take
        self._rest = b""

    def writable(self) -> bool:
        return True

    def write(self, data: ReadableBuffer, /) -> int:
        data = bytes(data)
        end = data.rfind(b"\n") + 1
        if end:
            self._take(self._rest + data[:end])
            self._rest = data[end:]
        else:
            self._rest += data
        return len(data)
