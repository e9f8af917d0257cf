"""A query's answer as bytes.

`Evaluator.evaluate` is the one place where a query meets the engine. A task and its answer are plain values,
so that the work can move to a process of its own, which can be stopped; a thread cannot.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from typing import TypeVar

from pyoxigraph import NamedNode, QueryTriples, RdfFormat, Store, serialize

from loader.endpoint.snapshots import Snapshot
from loader.errors import QueryError, StoreError
from loader.results import Answer, run, write
from loader.vocabulary import PREFIXES

__all__ = ["AT_ONCE", "STACK_BYTES", "Evaluator", "Task", "apart"]

STACK_BYTES = 512 * 1024 * 1024
"""Of address space, not memory; the longest query that is let in needs a part of it."""

AT_ONCE = 4
"""Queries that are evaluated at one time; the others wait."""

_Result = TypeVar("_Result")
_SYNTAXES = {
    "turtle": RdfFormat.TURTLE,
    "ntriples": RdfFormat.N_TRIPLES,
    "jsonld": RdfFormat.JSON_LD,
    "trig": RdfFormat.TRIG,
    "nquads": RdfFormat.N_QUADS,
    "rdfxml": RdfFormat.RDF_XML,
}
_STARTING = threading.Lock()


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be evaluated.

    Attributes:
        text: a query that the guard let pass.
        writer: the format of the answer, as its writers call it.
        base: what relative IRIs are resolved against.
        default_graphs: in place of the query's own FROM; None leaves that to the query.
        named_graphs: likewise for FROM NAMED.
        tidy: write a graph sorted and grouped, which a hostile query could make take for ever.
    """

    text: str
    writer: str
    base: str | None = None
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    tidy: bool = False


class Evaluator:
    """Evaluates queries, so many at one time."""

    def __init__(self, at_once: int = AT_ONCE) -> None:
        self._room = asyncio.Semaphore(at_once)

    async def evaluate(self, snapshot: Snapshot, task: Task) -> bytes:
        """Evaluate a query and write its answer.

        Raises:
            QueryError: the query is not well-formed, or cannot be evaluated.
            StoreError: the version cannot be read.
        """
        async with self._room:
            return await apart(lambda: _answer(snapshot, task))


async def apart(work: Callable[[], _Result]) -> _Result:
    """Do work in a thread whose stack is deep enough for the engine; the process waits for none."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[_Result] = loop.create_future()

    def settle(result: _Result | None, error: BaseException | None) -> None:
        if future.cancelled():
            return
        if error is not None:
            future.set_exception(error)
        else:
            future.set_result(result)  # type: ignore[arg-type]  # None only where work returned it

    def run() -> None:
        result, error = None, None
        try:
            result = work()
        except BaseException as raised:  # handed to whoever waits, as a call would
            error = raised
        with suppress(RuntimeError):  # the loop has ended, and nobody waits any more
            loop.call_soon_threadsafe(settle, result, error)

    with _STARTING:  # the size is a setting of the whole process
        before = threading.stack_size(STACK_BYTES)
        try:
            threading.Thread(target=run, name="evaluate", daemon=True).start()
        finally:
            threading.stack_size(before)
    return await future


def _answer(snapshot: Snapshot, task: Task) -> bytes:
    try:
        found = snapshot.graph.query(
            task.text,
            base_iri=task.base,
            default_graph=None if task.default_graphs is None else [*map(NamedNode, task.default_graphs)],
            named_graphs=None if task.named_graphs is None else [*map(NamedNode, task.named_graphs)],
        )
        out = BytesIO()
        if isinstance(found, QueryTriples) and not task.tidy:
            serialize(found, out, format=_SYNTAXES[task.writer], prefixes=PREFIXES)
        else:
            write(Answer(found), task.writer, out, base=snapshot.base)
        return out.getvalue()
    except SyntaxError:
        run(Store(), task.text)  # says where it is wrong, in a sentence
        raise QueryError("The query is not SPARQL.") from None
    except RuntimeError as error:
        raise QueryError("The query cannot be evaluated as it stands.") from error
    except OSError as error:
        raise StoreError("The store cannot be read; `detente verify` says what is damaged.") from error
