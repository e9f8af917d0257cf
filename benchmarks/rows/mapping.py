"""From facts to triples against an RML mapper and rdflib, by triple and by processor time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.bench import ROOT, Bench
from benchmarks.measure import NotFinishedError
from benchmarks.peers import morph_python
from benchmarks.row import Goal, Row

WHAT = "mapping, by triple"
_FASTER = Goal(20)
_RML = ROOT / "benchmarks" / "tasks" / "actors-designations.rml.ttl"


def measure(bench: Bench) -> Iterator[Row]:
    """A row for each of the two."""
    size = min(bench.size, 10_000)
    facts = bench.facts(size)
    listed = facts.with_name("listed.jsonl")  # what the others map: actors and designations
    _split(facts, listed, facts.with_name("listed.json"))
    try:
        ours, whole = (
            _rate(bench, "triples", facts),
            _triples_a_second(facts.with_suffix(".triples.json"), "whole"),
        )
    except NotFinishedError as error:
        yield Row(WHAT, size, goal=_FASTER, note=str(error))
        return
    for peer in ("morph-kgc", "rdflib"):
        try:
            theirs = _rate(bench, "map_rdflib", listed) if peer == "rdflib" else _rml(bench, listed)
        except NotFinishedError as error:
            yield Row(WHAT, size, _told(ours), peer, goal=_FASTER, note=f"{peer} {error}")
            continue
        note = f"with records: {_told(whole)}"
        yield Row(WHAT, size, _told(ours), f"{_told(theirs)}, {peer}", ours / theirs, _FASTER, note)


def _told(rate: float) -> str:
    return f"{rate:.3g} triples/s"


def _rate(bench: Bench, task: str, facts: Path) -> float:
    out, figures = facts.with_suffix(f".{task}.nt"), facts.with_suffix(f".{task}.json")
    bench.task(task, facts, out, figures)
    return _triples_a_second(figures)


def _rml(bench: Bench, listed: Path) -> float:
    figures = listed.with_suffix(".rml.json")
    out = listed.with_suffix(".rml.nt")
    bench.task("map_morph", listed.with_suffix(".json"), _RML, out, figures, python=morph_python())
    return _triples_a_second(figures)


def _triples_a_second(figures: Path, part: str = "") -> float:
    said = json.loads(figures.read_text(encoding="utf-8"))
    said = said[part] if part else said
    return float(said["triples"] / said["cpu"])


def _split(facts: Path, lines: Path, document: Path) -> None:
    """The actors and designations as lines, and as one JSON document with a number for each designation."""
    actors: list[dict[str, Any]] = []
    designations: list[dict[str, Any]] = []
    with lines.open("w", encoding="utf-8") as out:
        for text in facts.open(encoding="utf-8"):
            fact = json.loads(text)
            if fact["type"] in ("actor", "designation"):
                out.write(text)
            if fact["type"] == "actor":
                actors.append(fact)
            elif fact["type"] == "designation":
                designations.append(fact | {"number": len(designations)})
    document.write_text(json.dumps({"actors": actors, "designations": designations}), encoding="utf-8")
