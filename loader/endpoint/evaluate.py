"""A query's answer as bytes, whole or as they come.

`Evaluator` is the one place where a query meets the engine. A task and its answer are plain values, so that
the work can move to a process of its own, which can be stopped; a thread cannot, before it writes.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from traceback import clear_frames
from typing import BinaryIO, cast

from pyoxigraph import NamedNode, QueryTriples, RdfFormat, Store, serialize

from loader.endpoint.apart import start
from loader.endpoint.exchange import Stream
from loader.endpoint.kept import Kept
from loader.endpoint.outflow import Outflow
from loader.endpoint.snapshots import Snapshot
from loader.errors import QueryError, StoreError
from loader.results import Answer, run, write
from loader.vocabulary import PREFIXES

__all__ = ["AT_ONCE", "SLOW_CLIENTS", "Evaluator", "Task"]

AT_ONCE = 4
"""Queries that are evaluated at one time; the others wait."""

SLOW_CLIENTS = 64
"""Answers that wait for clients who read slowly, and take no place of those above; one more is broken off."""

_SYNTAXES = {
    "turtle": RdfFormat.TURTLE,
    "ntriples": RdfFormat.N_TRIPLES,
    "jsonld": RdfFormat.JSON_LD,
    "trig": RdfFormat.TRIG,
    "nquads": RdfFormat.N_QUADS,
    "rdfxml": RdfFormat.RDF_XML,
}


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
        repeatable: asked again of the same content, it has the same answer.
    """

    text: str
    writer: str
    base: str | None = None
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    tidy: bool = False
    repeatable: bool = False


class Evaluator:
    """Evaluates queries, so many at one time.

    Args:
        at_once: how many.
        kept: where answers are kept that may be given again, to the same task on the same content; equal
            tasks that come at one time are evaluated once then.
    """

    def __init__(self, at_once: int = AT_ONCE, kept: Kept[bytes] | None = None) -> None:
        self._room = asyncio.Semaphore(at_once)
        self._slow = threading.Semaphore(SLOW_CLIENTS)
        self._kept = kept if kept is not None and kept.largest else None
        self._begun: dict[tuple[str, Task], asyncio.Event] = {}

    def turn_to(self, content: str) -> None:
        """Another version may hold: what is kept of the one before is let go."""
        if self._kept is not None:
            self._kept.turn_to(content)

    async def evaluate(self, snapshot: Snapshot, task: Task) -> bytes:
        """Evaluate a query and write its answer.

        Raises:
            QueryError: the query is not well-formed, or cannot be evaluated.
            StoreError: the version cannot be read.
        """
        answer = await self.answer(snapshot, task)
        if isinstance(answer, bytes):
            return answer
        try:
            return b"".join([chunk async for chunk in answer.chunks()])
        finally:
            answer.stop()

    async def answer(self, snapshot: Snapshot, task: Task) -> bytes | Stream:
        """Evaluate a query: its answer whole if it is short, else as it comes, to be read or stopped.

        Raises:
            QueryError: the query is not well-formed, or cannot be evaluated; a stream may raise it too.
            StoreError: the version cannot be read.
        """
        kept = self._kept
        if kept is None or not task.repeatable:
            return await self._flow(snapshot, task)
        key = (snapshot.content, task)
        if begun := self._begun.get(key):
            await begun.wait()
        if (known := kept.get(*key)) is not None:
            return known
        if begun:  # it failed, or is too large to be kept
            return await self._flow(snapshot, task, kept)
        self._begun[key] = asyncio.Event()
        try:
            return await self._flow(snapshot, task, kept)
        finally:
            self._begun.pop(key).set()

    async def _flow(self, snapshot: Snapshot, task: Task, kept: Kept[bytes] | None = None) -> bytes | Stream:
        await self._room.acquire()
        loop = asyncio.get_running_loop()
        place = _Place(self._room, self._slow, loop)
        flow = Outflow(loop, place.is_slow)

        def work() -> None:
            error: BaseException | None = None
            try:
                _write(snapshot, task, flow)
            except BaseException as raised:  # handed to whoever reads, as a call would
                error = raised
                _let_go_of_rows(raised)
            flow.finish(error)
            place.is_free()

        start(work)
        try:
            whole = await flow.whole()
        except asyncio.CancelledError:
            flow.stop()
            raise
        if whole is None:
            return flow if kept is None else _Teed(flow, kept, snapshot.content, task)
        if kept is not None:
            kept.put(snapshot.content, task, whole, len(whole) + len(task.text))
        return whole


class _Place:
    """One of the places of an evaluator: taken until the work is done, or waits for its client."""

    def __init__(
        self, room: asyncio.Semaphore, slow: threading.Semaphore, loop: asyncio.AbstractEventLoop
    ) -> None:
        self._room = room
        self._slow = slow
        self._loop = loop
        self._taken = True
        self._waits = False

    def is_slow(self) -> bool:
        """The work waits for its client; False where too many do. In the working thread, as all of this."""
        self._waits = self._slow.acquire(blocking=False)
        self._leave()
        return self._waits

    def is_free(self) -> None:
        """The work is done."""
        if self._waits:
            self._slow.release()
        self._leave()

    def _leave(self) -> None:
        if self._taken:
            self._taken = False
            with suppress(RuntimeError):  # the loop has ended, and nobody waits any more
                self._loop.call_soon_threadsafe(self._room.release)


class _Teed:
    """A stream that is kept as well, if it turns out not to be too large."""

    def __init__(self, flow: Outflow, kept: Kept[bytes], content: str, task: Task) -> None:
        self._flow = flow
        self._kept = kept
        self._key = (content, task)

    async def chunks(self) -> AsyncIterator[bytes]:
        """The body in chunks."""
        room, seen = self._kept.largest - len(self._key[1].text), list[bytes]()
        async for chunk in self._flow.chunks():
            room -= len(chunk)
            if room < 0:
                seen.clear()
            else:
                seen.append(chunk)
            yield chunk
        if room >= 0 and not self._flow.stopped:
            body = b"".join(seen)
            self._kept.put(*self._key, body, len(body) + len(self._key[1].text))

    def stop(self) -> None:
        """Nobody reads any more."""
        self._flow.stop()


def _let_go_of_rows(error: BaseException) -> None:
    """The engine's rows may not be let go of in another thread, and what was raised still holds them."""
    raised: BaseException | None = error
    while raised is not None:
        clear_frames(raised.__traceback__)
        raised = raised.__context__


def _write(snapshot: Snapshot, task: Task, flow: Outflow) -> None:
    out = cast("BinaryIO", flow)  # only tables for a terminal ask more of a file than it has
    try:
        found = snapshot.graph.query(
            task.text,
            base_iri=task.base,
            default_graph=None if task.default_graphs is None else [*map(NamedNode, task.default_graphs)],
            named_graphs=None if task.named_graphs is None else [*map(NamedNode, task.named_graphs)],
        )
        if isinstance(found, QueryTriples) and not task.tidy:
            serialize(found, out, format=_SYNTAXES[task.writer], prefixes=PREFIXES)
        else:
            write(Answer(found), task.writer, out, base=snapshot.base, at_once=False)
    except SyntaxError:
        run(Store(), task.text)  # says where it is wrong, in a sentence
        raise QueryError("The query is not SPARQL.") from None
    except RuntimeError as error:
        raise QueryError("The query cannot be evaluated as it stands.") from error
    except OSError as error:
        if flow.stopped:
            raise BrokenPipeError from None
        raise StoreError("The store cannot be read; `detente verify` says what is damaged.") from error
