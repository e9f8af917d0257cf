"""A saved query from the command line, from the start of the process to its end."""

from __future__ import annotations

import statistics
from collections.abc import Iterator

import pyoxigraph

from benchmarks.bench import Bench
from benchmarks.measure import NotFinishedError
from benchmarks.mix.pieces import identifier
from benchmarks.peers import oxigraph
from benchmarks.row import Goal, Row, seconds
from benchmarks.servers import sparql

_WITHIN = Goal(0.35, "most", " s")
_TIMES = 7
_NAME = "designation-history"
_ACTOR = 21


def measure(bench: Bench) -> Iterator[Row]:
    """A row for the smallest size and one for the usual."""
    for size in sorted({min(bench.sizes), bench.size}):
        what = f"detente query {_NAME}, process start included"
        arguments = {"target": identifier(_ACTOR)}
        try:
            path, graph = bench.store(size).path, bench.graph(size)
            text = bench.folder / "query.rq"
            text.write_text(
                sparql(pyoxigraph.Store.read_only(str(graph)), _NAME, arguments), encoding="utf-8"
            )
            query = ("query", _NAME, "-p", f"target={identifier(_ACTOR)}", "--format", "csv", "--store", path)
            other = ("query", "-l", graph, "--query-file", text, "--results-format", "csv")
            ours, theirs = [], []
            for _ in range(_TIMES):  # by turns, so that other work on the machine meets both
                ours.append(bench.detente(*query).seconds)
                theirs.append(bench.run(oxigraph(), *other).seconds)
        except NotFinishedError as error:
            yield Row(what, size, goal=_WITHIN, note=str(error))
            continue
        mine, native = statistics.median(ours), statistics.median(theirs)
        note = f"median of {_TIMES}, on the same store"
        yield Row(what, size, seconds(mine), f"{seconds(native)}, native query", mine - native, _WITHIN, note)
