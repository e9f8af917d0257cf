"""`python -m benchmarks`: measures, prints, and writes the table and the figure into docs/."""

from __future__ import annotations

import argparse
import compileall
import math
import os
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from loader.errors import DetenteError

from .bench import ROOT, Bench
from .figure import figure
from .machine import described
from .measure import FailedError
from .page import between, line, table, write_json
from .row import Row
from .rows import MEASURES

_PAGE, _FIGURE = ROOT / "docs" / "performance.md", ROOT / "docs" / "performance.svg"
_QUICK_SIZES, _FULL_SIZES = (3_000, 10_000, 30_000), (10_000, 30_000, 100_000, 300_000, 1_000_000)
_BUSY = 0.5  # of a core, by other work


def main() -> int:
    """Measures what is asked for.

    Returns:
        0 if everything could be measured, whatever the figures are: a goal that is missed is no failure.
    """
    asked = _asked()
    machine = described()
    if os.getloadavg()[0] > _BUSY:
        machine.append(f"Other work was going on (load average {os.getloadavg()[0]:.1f}): read the ratios.")
    bench = Bench(
        asked.folder, asked.sizes, asked.size, asked.judged, asked.limit, _until(asked.within), asked.seed
    )
    if asked.folder.exists():
        shutil.rmtree(asked.folder)
    asked.folder.mkdir(parents=True)
    compileall.compile_dir(ROOT / "loader", quiet=1)  # which the first of all runs would else pay for
    print("\n".join(machine), flush=True)  # noqa: T201  # what this command is for
    rows = []
    for name in asked.only or MEASURES:
        for row in _measured(name, bench):
            rows.append(row)
            print(line(row), flush=True)  # noqa: T201  # the same
    command = "python -m benchmarks " + " ".join(sys.argv[1:])
    write_json(asked.folder / "results.json", rows, bench.curves, machine, command)
    if asked.write:
        page = _PAGE.read_text(encoding="utf-8")
        shown = "make bench-full" if asked.full else "make bench"
        _PAGE.write_text(between(page, table(rows, machine, shown)), encoding="utf-8")
        _FIGURE.write_text(figure(bench.curves), encoding="utf-8")
    for data in asked.folder.iterdir():
        if data.name != "results.json" and not asked.keep:
            shutil.rmtree(data) if data.is_dir() else data.unlink()
    return 0 if all(row.figure is not None or row.goal is None for row in rows) else 1


def _measured(name: str, bench: Bench) -> Iterator[Row]:
    """The rows of one subject; what fails is a row too, and ends the subject only."""
    try:
        yield from MEASURES[name](bench)
    except (FailedError, DetenteError) as error:
        yield Row(name, bench.size, note=str(error))


def _until(minutes: float) -> float:
    return time.monotonic() + minutes * 60 if minutes else math.inf


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="How fast, and how large.")
    parser.add_argument("--full", action="store_true", help="up to a million facts, for as long as it takes")
    parser.add_argument("--only", nargs="*", choices=list(MEASURES), help="these subjects only")
    parser.add_argument("--sizes", type=int, nargs="*", metavar="N", help="numbers of facts, for curves")
    parser.add_argument("--size", type=int, metavar="N", help="the number of facts where one is enough")
    parser.add_argument("--limit", type=float, metavar="SECONDS", help="what each command has")
    parser.add_argument("--within", type=float, metavar="MINUTES", help="what all of it has; 0 for no end")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, default=ROOT / "build" / "bench", help="for data and results")
    parser.add_argument("--keep", action="store_true", help="keep the data, some gigabytes")
    parser.add_argument("--write", action="store_true", help="write the table and the figure into docs/")
    asked = parser.parse_args()
    asked.sizes = tuple(sorted(asked.sizes or (_FULL_SIZES if asked.full else _QUICK_SIZES)))
    asked.size = asked.size or (200_000 if asked.full else min(10_000, asked.sizes[-1]))
    most = 10_000 if asked.full else 1_000  # pySHACL alone takes hours for more
    asked.judged = tuple(sorted({min(1_000, asked.sizes[-1]), min(most, asked.sizes[-1])}))
    asked.limit = asked.limit or (7_200.0 if asked.full else 120.0)
    asked.within = asked.within if asked.within is not None else (0.0 if asked.full else 9.5)
    asked.folder = asked.folder.resolve()
    return asked


if __name__ == "__main__":
    sys.exit(main())
