"""All that a store holds as Turtle, the same bytes whenever, against rdflib's writer and native dump."""

from __future__ import annotations

import json
from collections.abc import Iterator

from benchmarks.bench import Bench
from benchmarks.measure import NotFinishedError
from benchmarks.peers import oxigraph
from benchmarks.row import Goal, Row, seconds, size_of

WHAT = "Turtle export"
_RDFLIB, _NATIVE = Goal(3), Goal(2, "most")
_MOST_FOR_RDFLIB = 50_000  # facts; above, its graph takes gigabytes


def measure(bench: Bench) -> Iterator[Row]:
    """Rows for every size."""
    for size in bench.sizes:
        out = bench.folder / f"export-{size}.ttl"
        try:
            store = bench.store(size)
            ours = bench.detente("export", "--format", "turtle", "-o", out, "--store", store.path)
        except NotFinishedError as error:
            yield Row(WHAT, size, goal=_NATIVE, note=str(error))
            continue
        bench.curves["export (s)"]["Détente"][size] = ours.seconds
        mine = f"{seconds(ours.seconds)}, {size_of(ours.peak)}"
        try:
            dumped = bench.folder / f"dump-{size}.ttl"
            native = bench.native(size).path
            dump = bench.run(oxigraph(), "dump", "-l", native, "--graph", "default", "-f", dumped)
            bench.curves["export (s)"]["native"][size] = dump.seconds
            other = f"{seconds(dump.seconds)}, {size_of(dump.peak)}, native dump"
            yield Row(WHAT, size, mine, other, ours.seconds / dump.seconds, _NATIVE)
            if size <= _MOST_FOR_RDFLIB:
                theirs = _rdflib(bench, size)
                other = f"{seconds(theirs)}, rdflib, without reading"
                yield Row(WHAT, size, mine, other, theirs / ours.seconds, _RDFLIB)
        except NotFinishedError as error:
            yield Row(WHAT, size, mine, goal=_NATIVE, note=str(error))
        out.unlink()


def _rdflib(bench: Bench, size: int) -> float:
    triples = bench.triples(size)
    figures = triples.with_suffix(".rdflib.json")
    bench.task("write_rdflib", triples, triples.with_suffix(".rdflib.ttl"), figures)
    return float(json.loads(figures.read_text(encoding="utf-8"))["seconds"])
