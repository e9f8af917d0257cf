"""Every saved query at two sizes: what it costs, and whether that grows with the store."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.bench import Bench
from benchmarks.measure import NotFinishedError
from benchmarks.mix.pieces import identifier
from benchmarks.mix.world import WORLD
from benchmarks.row import Goal, Row, seconds
from benchmarks.servers import Server, asked, served
from benchmarks.traffic import ask_all

_FLAT = Goal(1.5, "most")
_TIMES = 15
_OF_ONE = " of one actor"

_ABOUT_ONE = (
    ("dossier", "actor", "designation", "target", ""),
    ("designation-history", "target", "designation", "target", ""),
    ("designation-status", "target", "designation", "target", ""),
    ("lifted-designations", "target", "designation", "target", "lifted"),
    ("agreements", "party", "agreement", "parties", ""),
    ("meetings", "actor", "meeting", "participants", ""),
    ("recognitions", "of", "recognition", "of", ""),
    ("recognition-status", "of", "recognition", "of", ""),
    ("statements", "about", "statement", "about", ""),
    ("statements", "speaker", "statement", "speaker", ""),
)
"""Query, parameter, and in which facts, by type, key and action, whoever is asked about is found."""

_ABOUT_ALL: tuple[tuple[str, dict[str, str]], ...] = (
    ("designation-history", {"action": "lifted"}),
    ("designation-status", {"authority": WORLD.states[20]}),
    ("lifted-designations", {}),
    ("designated-by-both", {"authority": WORLD.unions[0], "other": WORLD.states[1]}),
    ("programmes", {}),
    ("agreements", {"party": WORLD.states[40]}),
    ("agreements-and-recognition", {"one": WORLD.states[0], "other": identifier(7)}),
    ("meetings", {}),
    ("recognitions", {}),
    ("recognition-status", {}),
    ("statements", {}),
    ("disputed", {}),
    ("uncorroborated", {}),
)


def measure(bench: Bench) -> Iterator[Row]:
    """A row for each query, and two where it can also be asked of all actors."""
    small, large = min(bench.sizes), max(bench.sizes)
    found: dict[int, dict[str, tuple[float, float]]] = {}
    for size in bench.sizes:
        try:
            found[size] = _all(bench, size, size in (small, large))
        except NotFinishedError as error:
            yield Row("saved queries as the store grows", size, goal=_FLAT, note=str(error))
    at_small, at_large = found.get(small, {}), found.get(large, {}) if small < large else {}
    for what in [what for what in at_large if what in at_small]:
        (took, rows), (before, rows_before) = at_large[what], at_small[what]
        goal = _FLAT if what.endswith(_OF_ONE) else None
        other = f"{seconds(before)} at {small} facts"
        note = f"{rows_before:.1f} → {rows:.1f} rows"
        yield Row(what, large, seconds(took), other, took / before, goal, note)


def _all(bench: Bench, size: int, whole: bool) -> dict[str, tuple[float, float]]:
    """The time and the rows of each query, by what it is."""
    found: dict[str, tuple[float, float]] = {}
    with served(bench, size) as server:
        for name, parameter, *where in _ABOUT_ONE:
            requests = [asked(name, {parameter: actor}) for actor in _actors(bench.facts(size), *where)]
            found[f"{name} ({parameter}){_OF_ONE}"] = _asked(bench, server, requests)
        for name, arguments in _ABOUT_ALL if whole else ():
            said = ", ".join(arguments) or "all"
            found[f"{name} ({said})"] = _asked(bench, server, [asked(name, arguments)])
    curve = bench.curves["saved query about one actor (ms)"]["dossier"]
    curve[size] = found[f"dossier (actor){_OF_ONE}"][0] * 1000
    return found


def _actors(facts: Path, kind: str, key: str, action: str) -> list[str]:
    """Ids of actors that facts of a type name, spread over a file."""
    found: dict[str, None] = {}
    for text in facts.open("rb"):
        fact = json.loads(text)
        if fact["type"] == kind and fact.get("action", "").endswith(action):
            said = fact[key] if isinstance(fact[key], list) else [fact[key]]
            found.update(
                dict.fromkeys(one for one in said if isinstance(one, str) and one.startswith("entity-"))
            )
    every = max(1, len(found) // _TIMES)
    return list(found)[::every][:_TIMES]


def _asked(bench: Bench, server: Server, requests: list[bytes]) -> tuple[float, float]:
    """The median of the times, and of the rows the mean."""
    times, rows = [], []
    for text in requests:
        began = time.perf_counter()
        [body] = ask_all(server.port, [text], bench.left(), connections=1).bodies
        times.append(time.perf_counter() - began)
        rows.append(len(json.loads(body)["results"]["bindings"]))
    return statistics.median(times), statistics.mean(rows)
