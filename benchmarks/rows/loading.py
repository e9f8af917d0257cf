"""The whole load against native load of the ready triples: time, memory, triples a fact, disk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.bench import Bench
from benchmarks.measure import NotFinishedError
from benchmarks.row import Goal, Row, seconds, size_of

WHAT = "whole load"
_MANY = 100_000  # facts; below, memory is that of the programs themselves
_SPEED, _TRIPLES, _MEMORY, _NAMES = (
    Goal(0.65),
    Goal(16, "most", ""),
    Goal(0.4, "most"),
    Goal(300, "most", " B"),
)


def measure(bench: Bench) -> Iterator[Row]:
    """Rows for every size."""
    peaks: dict[int, int] = {}
    for size in sorted({*bench.sizes, bench.size}):
        try:
            ours = bench.store(size)
        except NotFinishedError as error:
            yield Row(WHAT, size, goal=_SPEED, note=str(error))
            continue
        bench.curves["load (s)"]["Détente"][size] = ours.made.seconds
        bench.curves["disk (MB)"]["Détente"][size] = _bytes(bench.graph(size)) / 1e6
        peaks[size] = ours.made.peak
        try:
            with bench.triples(size).open("rb") as file:
                triples = sum(1 for _ in file)
            theirs = bench.native(size)
        except NotFinishedError as error:
            yield Row(WHAT, size, seconds(ours.made.seconds), goal=_SPEED, note=str(error))
            continue
        bench.curves["load (s)"]["native"][size] = theirs.made.seconds
        bench.curves["disk (MB)"]["native"][size] = _bytes(theirs.path) / 1e6
        yield Row(
            WHAT,
            size,
            f"{seconds(ours.made.seconds)} ({size / ours.made.seconds:.0f} facts/s)",
            f"{seconds(theirs.made.seconds)}, native load",
            theirs.made.seconds / ours.made.seconds,
            _SPEED,
            f"processor: {seconds(ours.made.cpu)} against {seconds(theirs.made.cpu)}",
        )
        yield Row("triples a fact", size, f"{triples} triples", "", triples / size, _TRIPLES)
        peak = ours.made.peak / theirs.made.peak
        mine, other = size_of(ours.made.peak), f"{size_of(theirs.made.peak)}, native load"
        yield Row("memory of the load", size, mine, other, peak, _MEMORY if size >= _MANY else None)
    if len(peaks) > 1 and max(peaks) > _MANY:
        small = bench.size if bench.size in peaks and bench.size < max(peaks) else sorted(peaks)[-2]
        yield _growth(peaks, small, max(peaks))


def _growth(peaks: dict[int, int], small: int, large: int) -> Row:
    """How memory grows up to the largest size, by each name that is added."""
    names = (large - small) * 0.45 * 4.4  # actors, each with an id, a name and what else it is called
    grown = (peaks[large] - peaks[small]) / names
    said = f"{size_of(peaks[small])} → {size_of(peaks[large])}"
    return Row(f"memory a name, from {small} facts", large, said, "", max(grown, 0.0), _NAMES)


def _bytes(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
