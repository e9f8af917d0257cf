"""The gate, with one fact in a hundred broken, against pySHACL alone; and whether both say the same."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.bench import ROOT, Bench
from benchmarks.measure import NotFinishedError
from benchmarks.row import Goal, Row, seconds

WHAT = "SHACL gate, 1% broken"
_FASTER, _LINEAR = Goal(50), Goal(1.5, "most")


def measure(bench: Bench) -> Iterator[Row]:
    """Rows for the sizes that pySHACL alone can do in reasonable time, then how our own time grows."""
    theirs: dict[int, float] = {}
    for size in bench.judged:
        yield from _against(bench, size, theirs)
    for size in bench.sizes:
        facts = bench.facts(size, "--broken", "0.01")
        try:
            run = bench.detente("validate", facts, "-o", facts.with_suffix(".txt"), succeeds=False)
        except NotFinishedError as error:
            yield Row("validate, 1% broken", size, note=str(error))
            continue
        curve = bench.curves["validate (s)"]["Détente"]
        curve[size] = run.seconds
        first = min(curve)
        growth = run.seconds / size / (curve[first] / first)
        peer = (
            f"{seconds(theirs[max(theirs)] * size / max(theirs))}, pySHACL alone, extrapolated"
            if theirs
            else ""
        )
        goal = _LINEAR if size > first else None
        told = f"time a fact, against that at {first} facts"
        yield Row(
            "validate, 1% broken",
            size,
            seconds(run.seconds),
            peer,
            growth if goal else None,
            goal,
            told if goal else "",
        )


def _against(bench: Bench, size: int, theirs: dict[int, float]) -> Iterator[Row]:
    facts = bench.facts(size, "--broken", "0.01")
    triples, ours, other = (facts.with_name(n) for n in ("triples.nt", "ours.json", "pyshacl.json"))
    try:
        _figures(bench, "triples", facts, triples)
        here = _figures(bench, "judge_here", triples, ours)
    except NotFinishedError as error:
        yield Row(WHAT, size, goal=_FASTER, note=str(error))
        return
    try:
        there = _figures(bench, "judge_pyshacl", triples, other, more=sorted((ROOT / "shapes").glob("*.ttl")))
    except NotFinishedError as error:
        note = f"pySHACL {error}: at least so much faster"
        least = bench.limit / here["seconds"]
        yield Row(
            WHAT, size, seconds(here["seconds"]), f"> {seconds(bench.limit)}, pySHACL", least, _FASTER, note
        )
        return
    theirs[size] = there["seconds"]
    mine, all_ = (Counter(map(tuple, json.loads(file.read_text(encoding="utf-8")))) for file in (ours, other))
    missing, more = (all_ - mine).total(), (mine - all_).total()
    differs = f"the report differs: {missing} results missing, {more} more"
    yield Row(
        WHAT,
        size,
        seconds(here["seconds"]),
        f"{seconds(there['seconds'])}, pySHACL alone",
        there["seconds"] / here["seconds"],
        _FASTER if size == max(bench.judged) else None,
        differs if missing or more else f"the same {all_.total()} results",
    )


def _figures(bench: Bench, task: str, *files: Path, more: list[Path] | None = None) -> dict[str, Any]:
    figures = files[-1].with_suffix(f".{task}.json")
    bench.task(task, *files, figures, *(more or ()))
    answer: dict[str, Any] = json.loads(figures.read_text(encoding="utf-8"))
    return answer
