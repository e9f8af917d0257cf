"""Saved queries over HTTP, 16 connections at once: of another actor each time, then the same again."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pyoxigraph

from benchmarks.bench import Bench
from benchmarks.measure import NotFinishedError
from benchmarks.mix.pieces import identifier
from benchmarks.row import Goal, Row
from benchmarks.servers import asked, native, of_native, served, sparql
from benchmarks.traffic import ask_all

_UNCACHED, _CACHED = Goal(1.0), Goal(10)
_REQUESTS = 2_000
_SAVED = (("designation-history", "target"), ("dossier", "actor"))


def measure(bench: Bench) -> Iterator[Row]:
    """Two rows for each of two queries."""
    size = bench.size
    actors = min(int(size * 0.4), _REQUESTS)  # the first hundred facts hold other actors
    for name, parameter in _SAVED:
        fresh, same = f"{name} over HTTP, uncached", f"{name} over HTTP, repeated"
        try:
            graph = pyoxigraph.Store.read_only(str(bench.graph(size)))
            arguments = [{parameter: identifier(number)} for number in range(actors)]
            texts = [of_native(sparql(graph, name, each)) for each in arguments]
            del graph
            with native(bench, size) as server:
                warm = ask_all(server.port, texts[:50], bench.left()).bodies
                theirs = ask_all(server.port, texts, bench.left()).seconds
                theirs_same = ask_all(server.port, texts[:1] * actors, bench.left()).seconds
            ours_texts = [asked(name, each) for each in arguments]
            with served(bench, size) as server:
                ask_all(server.port, [asked(name, {parameter: "kejutistan"})] * 50, bench.left())
                answers = ask_all(server.port, ours_texts, bench.left())
                ours_same = ask_all(server.port, ours_texts[:1] * actors, bench.left()).seconds
        except NotFinishedError as error:
            yield Row(fresh, size, goal=_UNCACHED, note=str(error))
            yield Row(same, size, goal=_CACHED, note=str(error))
            continue
        rows, others = _rows(answers.bodies), _rows(warm)
        note = (
            f"{sum(rows) / len(rows):.1f} rows each" if rows == others else f"rows differ: {rows}, {others}"
        )
        for what, ours, other, goal in (
            (fresh, answers.seconds, theirs, _UNCACHED),
            (same, ours_same, theirs_same, _CACHED),
        ):
            told = f"{actors / ours:.0f} requests/s", f"{actors / other:.0f} requests/s, native server"
            yield Row(what, size, *told, other / ours, goal, note)


def _rows(bodies: list[bytes]) -> list[int]:
    """How many rows each of the first answers has; the native server's come in chunks."""
    found = []
    for body in bodies[:20]:
        text = body if body.startswith(b"{") else _joined(body)
        found.append(len(json.loads(text)["results"]["bindings"]))
    return found


def _joined(body: bytes) -> bytes:
    """A chunked body without the sizes of its chunks."""
    parts, left = [], body
    while left:
        length, _, left = left.partition(b"\r\n")
        count = int(length, 16)
        parts.append(left[:count])
        left = left[count + 2 :] if count else b""
    return b"".join(parts)
