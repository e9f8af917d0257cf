"""What it costs that queries run in processes of their own, which can be ended, and not in the server's."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pyoxigraph

from benchmarks.bench import Bench
from benchmarks.measure import NotFinishedError
from benchmarks.mix.pieces import identifier
from benchmarks.row import Row
from benchmarks.servers import sparql

_ACTORS = range(21, 321)


def _small(_graph: pyoxigraph.Store, actor: str) -> str:
    return f"ASK {{ <urn:{actor}> ?p ?o }}"


def _saved(graph: pyoxigraph.Store, actor: str) -> str:
    return sparql(graph, "designation-history", {"target": actor})


_KINDS: dict[str, Callable[[pyoxigraph.Store, str], str]] = {
    "ASK, the way to a worker and back": _small,
    "designation-history in a worker": _saved,
}


def measure(bench: Bench) -> Iterator[Row]:
    """For each of two queries a row of one at a time, and a row of eight."""
    size = min(bench.size, 10_000)
    path, graph = bench.store(size).path, pyoxigraph.Store.read_only(str(bench.graph(size)))
    for what, written in _KINDS.items():
        texts, figures = bench.folder / "hop-queries.json", bench.folder / "hop.json"
        texts.write_text(
            json.dumps([written(graph, identifier(actor)) for actor in _ACTORS]), encoding="utf-8"
        )
        try:
            bench.task("hop", path, texts, figures)
        except NotFinishedError as error:
            yield Row(what, size, note=str(error))
            continue
        took = json.loads(figures.read_text(encoding="utf-8"))
        for how in ("", ", 8 at a time"):
            worker, thread = took[f"worker{how}"], took[f"thread{how}"]
            note = "the median of 300" if not how else "300 queries in all"
            yield Row(
                what + how, size, f"{worker:.3g} ms", f"{thread:.3g} ms, a thread", worker / thread, note=note
            )
