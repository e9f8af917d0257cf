"""What is measured: one module for each of the table's subjects, in the order of the table.

Each has `measure(bench)`, which yields rows, and may add to the curves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from benchmarks.bench import Bench
from benchmarks.row import Row

from . import (
    exporting,
    gate,
    growing,
    hopping,
    large,
    loading,
    mapping,
    reloading,
    serving,
    starting,
    updating,
)

__all__ = ["MEASURES"]

MEASURES: dict[str, Callable[[Bench], Iterator[Row]]] = {
    "load": loading.measure,
    "gate": gate.measure,
    "map": mapping.measure,
    "reload": reloading.measure,
    "update": updating.measure,
    "serve": serving.measure,
    "hop": hopping.measure,
    "large": large.measure,
    "grow": growing.measure,
    "export": exporting.measure,
    "start": starting.measure,
}
"""By the name that `--only` takes."""
