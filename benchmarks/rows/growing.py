"""Every saved query at two sizes: what it costs, and whether that grows with the store."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Iterator

from benchmarks.bench import Bench
from benchmarks.measure import NotFinishedError
from benchmarks.mix.pieces import ACTORS, identifier
from benchmarks.mix.world import WORLD
from benchmarks.row import Goal, Row, seconds
from benchmarks.servers import Server, asked, served
from benchmarks.traffic import ask_all

_FLAT = Goal(1.5, "most")
_TIMES = 9
_OF_ONE = " of one actor"

_PERSON, _GOVERNMENT, _BODY = 0, 7, 1  # positions in a block; see `kind_of`
_ABOUT_ONE = (
    ("dossier", "actor", _PERSON),
    ("designation-history", "target", _PERSON),
    ("designation-status", "target", _PERSON),
    ("lifted-designations", "target", _BODY),
    ("agreements", "party", _GOVERNMENT),
    ("meetings", "actor", _PERSON),
    ("recognitions", "of", _GOVERNMENT),
    ("recognition-status", "of", _GOVERNMENT),
    ("statements", "about", _BODY),
    ("statements", "speaker", _PERSON),
)
_ABOUT_ALL: tuple[tuple[str, dict[str, str]], ...] = (
    ("designation-history", {"action": "lifted"}),
    ("designation-status", {"authority": WORLD.states[20]}),
    ("lifted-designations", {}),
    ("designated-by-both", {"authority": WORLD.unions[0], "other": WORLD.states[1]}),
    ("programmes", {}),
    ("agreements", {"party": WORLD.states[40]}),
    ("agreements-and-recognition", {"one": WORLD.states[0], "other": identifier(_GOVERNMENT)}),
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
    blocks = size // 100 - 2
    chosen = [blocks * n // _TIMES for n in range(_TIMES)]
    with served(bench, size) as server:
        for name, parameter, position in _ABOUT_ONE:
            many = [{parameter: identifier(block * ACTORS + position)} for block in chosen]
            requests = [asked(name, each) for each in many]
            found[f"{name} ({parameter}){_OF_ONE}"] = _asked(bench, server, requests)
        for name, arguments in _ABOUT_ALL if whole else ():
            said = ", ".join(arguments) or "all"
            found[f"{name} ({said})"] = _asked(bench, server, [asked(name, arguments)])
    curve = bench.curves["saved query about one actor (ms)"]["dossier"]
    curve[size] = found[f"dossier (actor){_OF_ONE}"][0] * 1000
    return found


def _asked(bench: Bench, server: Server, requests: list[bytes]) -> tuple[float, float]:
    """The median of the times, and of the rows the mean."""
    times, rows = [], []
    for text in requests:
        began = time.perf_counter()
        [body] = ask_all(server.port, [text], bench.left(), connections=1).bodies
        times.append(time.perf_counter() - began)
        rows.append(len(json.loads(body)["results"]["bindings"]))
    return statistics.median(times), statistics.mean(rows)
