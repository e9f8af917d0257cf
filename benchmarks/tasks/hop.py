"""Queries by a process of their own, and by a thread of this one: `hop.py STORE QUERIES.json FIGURES.json`.

The figures are milliseconds: of each query by itself the median, and of all of them, eight at a time.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from io import BytesIO
from pathlib import Path

from loader.endpoint.answers.evaluate import Evaluator, Task
from loader.endpoint.answers.snapshots import StoreSource
from loader.endpoint.workers.answering import answer

__all__ = ["measured"]

_TOGETHER = 8
_Ask = Callable[[str], Awaitable[bytes]]


async def _alone(ask: _Ask, queries: Sequence[str]) -> float:
    """The median of one query after the other, in milliseconds."""
    took = []
    for query in queries:
        began = time.perf_counter()
        await ask(query)
        took.append((time.perf_counter() - began) * 1e3)
    return statistics.median(took)


async def _together(ask: _Ask, queries: Sequence[str]) -> float:
    """All of them, so many at a time, in milliseconds."""
    left = iter(queries)

    async def client() -> None:
        for query in left:
            await ask(query)

    began = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(_TOGETHER)))
    return (time.perf_counter() - began) * 1e3


async def measured(store: Path, queries: Sequence[str]) -> dict[str, float]:
    """What the queries take either way; that both answer the same is looked at first."""
    snapshot = StoreSource(store).current()
    evaluator = Evaluator()
    evaluator.turn_to(snapshot)

    def here(query: str) -> bytes:
        out = BytesIO()
        answer(snapshot.graph, Task(query, "json"), snapshot.base, 0, out)
        return out.getvalue()

    async def by_thread(query: str) -> bytes:
        return await asyncio.to_thread(here, query)

    async def by_worker(query: str) -> bytes:
        return await evaluator.evaluate(snapshot, Task(query, "json"))

    figures = {}
    try:
        for query in queries[:_TOGETHER]:  # which warms both
            assert await by_thread(query) == await by_worker(query)
        for name, ask in (("thread", by_thread), ("worker", by_worker)):
            figures[name] = await _alone(ask, queries)
            figures[f"{name}, {_TOGETHER} at a time"] = await _together(ask, queries)
    finally:
        await evaluator.close()
    return figures


if __name__ == "__main__":
    store_folder, queries_file, figures_file = map(Path, sys.argv[1:])
    texts = json.loads(queries_file.read_text(encoding="utf-8"))
    figures_file.write_text(json.dumps(asyncio.run(measured(store_folder, texts))), encoding="utf-8")
