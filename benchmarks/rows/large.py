"""An answer of 100,000 rows: how long it takes, when it begins, and what memory it costs the server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

from benchmarks.bench import Bench
from benchmarks.measure import NotFinishedError, Watch, memory
from benchmarks.row import Goal, Row, seconds, size_of
from benchmarks.servers import JSON, Server, native, served
from benchmarks.traffic import ask_large, request

_ROWS = 100_000
_QUERY = f"SELECT ?s ?p ?o WHERE {{ ?s ?p ?o }} LIMIT {_ROWS}"
_TOTAL, _FIRST, _GROWTH = Goal(1.1, "most"), Goal(0.05, "most", " s"), Goal(1.0, "most")
_Serve = Callable[[Bench, int], AbstractContextManager[Server]]


def measure(bench: Bench) -> Iterator[Row]:
    """A row for each of the three."""
    size = bench.size
    try:
        first, total, grown = _asked(bench, size, served, "/sparql")
        native_first, native_total, native_grown = _asked(bench, size, native, "/query")
    except NotFinishedError as error:
        yield Row(f"{_ROWS} rows, in all", size, goal=_TOTAL, note=str(error))
        return
    other = f"{seconds(native_total)}, native server"
    yield Row(f"{_ROWS} rows, in all", size, seconds(total), other, total / native_total, _TOTAL)
    other = f"{seconds(native_first)}, native server"
    yield Row(f"{_ROWS} rows, first byte", size, seconds(first), other, first, _FIRST)
    other = f"{size_of(native_grown)}, native server"
    ratio = grown / max(native_grown, 1)
    yield Row(f"{_ROWS} rows, growth of memory", size, size_of(grown), other, ratio, _GROWTH)


def _asked(bench: Bench, size: int, serve: _Serve, path: str) -> tuple[float, float, int]:
    """The better of three times, and the memory that the first took."""
    text = request(path, JSON, _QUERY)
    with serve(bench, size) as server:
        ask_large(server.port, request(path, JSON, "ASK { ?s ?p ?o }"), bench.left())
        before = memory(server.process)
        watch = Watch(server.process)
        times = [ask_large(server.port, text, bench.left())]
        grown = watch.end() - before
        # Another query each time, so that no cache has its answer.
        for n in (1, 2):
            other = request(path, JSON, _QUERY.replace(str(_ROWS), str(_ROWS - n)))
            times.append(ask_large(server.port, other, bench.left()))
    return min(first for first, _, _ in times), min(total for _, total, _ in times), grown
