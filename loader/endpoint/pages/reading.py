"""A graph as one page reads it: so much of it and no more, however much the graph says of what is shown."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

from loader.endpoint.exchange import RefusalError

__all__ = ["MOST_READ", "Graph", "Reading"]

MOST_READ = 500_000
"""Triples that are read for one page, which takes about a second; the fullest pages take a tenth of it."""


class Reading:
    """What is read for one page.

    A page is made beside all other requests, in the process of the server: what may take longer is asked of
    those that evaluate queries, and the rest is bounded here.

    Args:
        graph: what is read.
        most: triples that may be; to look where there are none counts as one.
    """

    def __init__(self, graph: Store, most: int = MOST_READ) -> None:
        self._graph = graph
        self._left = most

    def quads_for_pattern(
        self,
        subject: NamedNode | None,
        predicate: NamedNode | None,
        object: NamedNode | Literal | None,  # noqa: A002 - as the engine's own method calls it
        graph_name: DefaultGraph | None = None,
    ) -> Iterator[Quad]:
        """As the graph's own.

        Raises:
            RefusalError: all that a page may have was read.
        """
        self._count()
        for quad in self._graph.quads_for_pattern(subject, predicate, object, graph_name):
            self._count()
            yield quad

    def _count(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise RefusalError(
                HTTPStatus.SERVICE_UNAVAILABLE,
                "So much is said of this that no page can be made of it; ask for parts of it with a query.",
            )


Graph = Store | Reading
"""What pages are made from."""
