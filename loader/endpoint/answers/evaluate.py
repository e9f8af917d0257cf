"""A query's answer as bytes, whole or as they come: from memory, or from a process that evaluates it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from typing import TYPE_CHECKING, Literal

from loader.endpoint.answers.presence import AsLongAsThere
from loader.endpoint.client import CLIENT
from loader.endpoint.network.guard import Checked
from loader.endpoint.settings import Settings
from loader.endpoint.workers.figures import Figures, Limits
from loader.endpoint.workers.pool import Pool
from loader.endpoint.workers.run import LimitError, LostError
from loader.endpoint.workers.task import VERDICT, Task, Work
from loader.errors import DetenteError, QueryError

if TYPE_CHECKING:
    from loader.endpoint.answers.kept import Kept
    from loader.endpoint.answers.snapshots import Snapshot
    from loader.endpoint.exchange import Stream
    from loader.endpoint.workers.run import Run

__all__ = ["Evaluator", "Figures", "Task"]

_Outcome = Literal["look again", "by yourself"]


class Evaluator:
    """Evaluates queries in processes of their own, so many at one time.

    It belongs to the loop in which it is first used, and is closed there.

    Args:
        settings: how many processes, and what each may take.
        kept: where answers are kept that may be given again, to the same task on the same content; equal
            tasks that come at one time are evaluated once then.
        ports: of this machine that a query may call.
    """

    def __init__(
        self, settings: Settings | None = None, kept: Kept[bytes] | None = None, ports: Sequence[int] = ()
    ) -> None:
        settings = settings or Settings()
        self._settings = settings
        self._pool = Pool(
            Limits(
                settings.workers,
                settings.query_seconds,
                settings.query_memory,
                settings.query_rows,
                settings.waiting,
                ports,
            )
        )
        self._kept = kept if kept is not None and kept.largest else None
        self._begun: dict[tuple[str, Task], asyncio.Future[DetenteError | _Outcome]] = {}

    def turn_to(self, snapshot: Snapshot) -> None:
        """This version holds: what is kept of the one before is let go, in the workers too."""
        self._pool.hold(_place(snapshot))
        if self._kept is not None:
            self._kept.turn_to(snapshot.content)

    def start(self) -> None:
        """Have a worker ready ahead of the first query; within the loop."""
        self._pool.start()

    @property
    def ready(self) -> bool:
        """Whether queries can be evaluated without waiting for a process to start."""
        return self._pool.ready

    @property
    def figures(self) -> Figures:
        """What there is of workers, and what became of them, as of now."""
        return self._pool.figures

    @property
    def processes(self) -> tuple[int, ...]:
        """The processes that there are, by their ids: that which starts workers, if any, and then those."""
        return self._pool.processes

    async def close(self, seconds: float = 0.0) -> None:
        """End all workers; further queries are refused.

        Args:
            seconds: that queries may go on for which are evaluated now.
        """
        await self._pool.close(seconds)

    async def check(self, text: str) -> Checked:
        """As `guard.check`, in a worker: to read a long text would keep all other requests waiting.

        Raises:
            QueryError: it is not let pass.
            RefusalError: it takes too long, or nothing can be looked at at present.
        """
        work = Work(Task(text, VERDICT), "", "", 0, self._settings.query_seconds)
        async with AsLongAsThere():
            _, said = await self._begin(work)
        form, repeatable = json.loads(said or b"null")
        return Checked(text, form, repeatable)

    async def evaluate(self, snapshot: Snapshot, task: Task) -> bytes:
        """Evaluate a query and write its answer.

        Raises:
            QueryError: the query is not well-formed, or cannot be evaluated.
            RefusalError: it takes more than it may, or nothing can be evaluated at present.
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
            RefusalError: it takes more than it may, or nothing can be evaluated at present; likewise.
            StoreError: the version cannot be read.
        """
        async with AsLongAsThere():
            if self._kept is None or not task.repeatable:
                return await self._flow(snapshot, task)
            return await self._once(snapshot, task, self._kept)

    async def _once(self, snapshot: Snapshot, task: Task, kept: Kept[bytes]) -> bytes | Stream:
        """From memory, or with others who ask the same, or by itself for them too."""
        key = (snapshot.content, task)
        while (known := kept.get(*key)) is None and (begun := self._begun.get(key)) is not None:
            match await asyncio.shield(begun):
                case "by yourself":
                    return await self._flow(snapshot, task, kept)
                case DetenteError() as error:
                    raise error
        if known is not None:
            return known
        self._begun[key] = asyncio.get_running_loop().create_future()
        outcome: DetenteError | _Outcome = "look again"
        try:
            answer = await self._flow(snapshot, task, kept)
            outcome = (
                "look again" if isinstance(answer, bytes) and len(answer) < kept.largest else "by yourself"
            )
            return answer
        except (QueryError, LimitError) as error:  # which the others would meet too
            outcome = error
            raise
        finally:
            self._begun.pop(key).set_result(outcome)

    async def _flow(self, snapshot: Snapshot, task: Task, kept: Kept[bytes] | None = None) -> bytes | Stream:
        settings = self._settings
        work = Work(task, _place(snapshot), snapshot.base, settings.query_rows, settings.query_seconds)
        run, whole = await self._begin(work)
        if whole is None:
            return run if kept is None else _Teed(run, kept, snapshot.content, task)
        if kept is not None:
            kept.put(snapshot.content, task, whole, len(whole) + len(task.text))
        return whole

    async def _begin(self, work: Work, *, again: bool = True) -> tuple[Run, bytes | None]:
        """A worker's run, and its answer if that is short."""
        run = await self._pool.begin(work.packed(), CLIENT.get())
        try:
            return run, await run.whole()
        except asyncio.CancelledError:
            run.stop()
            raise
        except LostError as error:
            if again and error.at_once:
                return await self._begin(work, again=False)
            raise


def _place(snapshot: Snapshot) -> str:
    return str(snapshot.folder) if snapshot.folder else ""


class _Teed:
    """A stream that is kept as well, if it turns out not to be too large."""

    def __init__(self, flow: Stream, kept: Kept[bytes], content: str, task: Task) -> None:
        self._flow = flow
        self._kept = kept
        self._key = (content, task)
        self._stopped = False

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
        if room >= 0 and not self._stopped:
            body = b"".join(seen)
            self._kept.put(*self._key, body, len(body) + len(self._key[1].text))

    def stop(self) -> None:
        """Nobody reads any more."""
        self._stopped = True
        self._flow.stop()
