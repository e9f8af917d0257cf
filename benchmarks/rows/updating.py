"""Twenty facts onto many: the first such load after the large one, and the next."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

from benchmarks.bench import Bench
from benchmarks.measure import NotFinishedError
from benchmarks.row import Goal, Row, seconds

_QUICK = Goal(0.5, "most", " s")
_FACTS = 20


def measure(bench: Bench) -> Iterator[Row]:
    """Two rows for every size."""
    for size in bench.sizes:
        what = f"{_FACTS} facts onto so many, the first"
        try:
            copied = bench.copy(bench.store(size).path, "updated")
            for nth, skipped in (("first", size), ("next", size + _FACTS)):
                what = f"{_FACTS} facts onto so many, the {nth}"
                facts = bench.facts(_FACTS, "--skip", str(skipped))
                run = bench.detente("load", facts, "--store", copied, "--dataset", f"more-{nth}")
                curve = bench.curves["20 facts more (s)"]["the first" if nth == "first" else "the next"]
                curve[size] = run.seconds
                note = f"processor: {seconds(run.cpu)}"
                yield Row(what, size, seconds(run.seconds), "", run.seconds, _QUICK, note)
        except NotFinishedError as error:
            yield Row(what, size, goal=_QUICK, note=str(error))
        finally:
            shutil.rmtree(bench.folder / "updated", ignore_errors=True)
