"""The same loads in memory and part by part, compared in all that they come to."""

from __future__ import annotations

import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from command_desk import MEMORY

from loader.commit import load
from loader.errors import DataError, DetenteError, Severity
from loader.store import Store
from loader.verdict import validate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import pytest
    from worlds import Step

    from loader.errors import Problem
    from loader.store import Version

__all__ = ["compared", "content", "small_parts", "told"]

SHAPES = Path(__file__).parent / "own-shapes.ttl"


def small_parts(patch: pytest.MonkeyPatch, facts: int, workers: int) -> None:
    """Has loads cut into parts of so many facts, done by so many processes; with 0, in this one."""
    patch.setattr("loader.bulk.passes._PART", facts)
    patch.setattr("loader.bulk.passes.cores", lambda: workers)


def told(problems: Iterable[Problem]) -> set[tuple[str, ...]]:
    """Problems as far as they are to be the same."""
    return {(str(p.place), p.rule, p.severity.value, p.message, p.hint, str(p.related)) for p in problems}


def content(version: Version | None) -> dict[str, Any]:
    """All that a version holds."""
    if version is None:
        return {}
    said = version.manifest
    graph = [str(quad) for quad in version.open()]
    assert said.triples == len(graph)
    assert len(set(graph)) == len(graph)
    return {
        "manifest": [
            said.number,
            said.summary,
            said.datasets,
            said.claims,
            said.content,
            said.named,
            said.languages,
        ],
        "graph": set(graph),
        "places": {claim: sorted(places) for claim, places in version.places().items()},
    }


def compared(steps: Sequence[Step]) -> Iterator[dict[str, Any]]:
    """Takes each step both ways.

    Yields:
        What it came to, once that was found to be the same.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=MEMORY)))
        stores = [Store.open_or_create(folder / way) for way in ("whole", "parts")]
        for step in steps:
            files = []
            for name, lines in step.files.items():
                files.append(folder / name)
                files[-1].write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
            whole, parts = (
                _outcome(store, files, step, large)
                for store, large in zip(stores, (sys.maxsize, 0), strict=True)
            )
            for key, value in whole.items():
                assert parts[key] == value, key
            assert whole.keys() == parts.keys()
            yield whole


def _outcome(store: Store, files: Sequence[Path], step: Step, large: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    shapes = SHAPES if step.shapes else None
    if step.judged and step.dataset is None:
        judged = validate(files, store, store.base, shapes, large=large)
        found["validated"] = told(judged.problems), judged.facts, judged.claims
    try:
        done = load(
            store,
            files,
            dataset=step.dataset,
            keep=step.keep,
            replace=step.replace,
            fail_on=Severity(step.least),
            shapes=shapes,
            large=large,
        )
    except DataError as error:
        found["refused"] = error.facts
        found["problems"] = told(error.problems)
    except DetenteError as error:
        found["refused"] = type(error), str(error)
    else:
        found["problems"] = told(done.problems)
        found["totals"] = done.totals, done.facts, done.version is None
    return found | content(store.current)
