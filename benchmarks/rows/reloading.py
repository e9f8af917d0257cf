"""The same facts again: the same file, and the same facts written otherwise."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.bench import Bench
from benchmarks.measure import NotFinishedError
from benchmarks.row import Goal, Row, seconds

_WAYS = (
    ("reload, unchanged", (), Goal(50)),
    ("reload, reformatted and reordered", ("--reformatted",), Goal(15)),
)


def measure(bench: Bench) -> Iterator[Row]:
    """A row for each way in which nothing changes."""
    size = bench.size
    for what, options, goal in _WAYS:
        try:
            store = bench.store(size)
            facts = bench.facts(size, *options)
            before = bench.graph(size)
            again = bench.detente("load", facts, "--store", store.path)
        except NotFinishedError as error:
            yield Row(what, size, goal=goal, note=str(error))
            continue
        kept = bench.graph(size) == before
        first = store.made.seconds
        yield Row(
            what,
            size,
            seconds(again.seconds),
            f"{seconds(first)}, the first load",
            first / again.seconds if kept else None,
            goal,
            "no new version" if kept else "it made a new version",
        )
