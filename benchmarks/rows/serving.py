"""Saved queries over HTTP, 16 connections at once: of another actor each time, then the same again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph

from benchmarks.bench import Bench
from benchmarks.measure import NotFinishedError
from benchmarks.row import Goal, Row
from benchmarks.servers import asked, native, of_native, served, sparql
from benchmarks.traffic import ask_all

_UNCACHED, _CACHED = Goal(1.0), Goal(10)
_REQUESTS = 2_000
_SAVED = (("designation-history", "target"), ("dossier", "actor"))


def measure(bench: Bench) -> Iterator[Row]:
    """Two rows for each of two queries."""
    size = bench.size
    designated = _designated(bench.facts(size))[:_REQUESTS]
    actors = len(designated)
    for name, parameter in _SAVED:
        fresh, same = f"{name} over HTTP, uncached", f"{name} over HTTP, repeated"
        try:
            graph = pyoxigraph.Store.read_only(str(bench.graph(size)))
            arguments = [{parameter: actor} for actor in designated]
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


def _designated(facts: Path) -> list[str]:
    """The ids of all actors that facts say to be designated, each once."""
    said = (json.loads(text) for text in facts.open("rb"))
    targets = (fact["target"] for fact in said if fact["type"] == "designation")
    return list(dict.fromkeys(target for target in targets if target.startswith("entity-")))


def _rows(bodies: list[bytes]) -> list[int]:
    """How many rows each of the first answers has."""
    return [len(json.loads(body)["results"]["bindings"]) for body in bodies[:20]]
