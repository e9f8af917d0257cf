"""The workers of one server: who evaluates, who waits, and who is started and ended."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
import time
from collections import Counter
from contextlib import suppress

from loader.endpoint.exchange import RefusalError
from loader.endpoint.workers.figures import Figures, Limits
from loader.endpoint.workers.frames import Kind
from loader.endpoint.workers.line import Line
from loader.endpoint.workers.queueing import Queue
from loader.endpoint.workers.reasons import not_at_present, said_of, stopping, why_ended
from loader.endpoint.workers.run import Run
from loader.endpoint.workers.starting import Starting

__all__ = ["Pool"]

_LOG = logging.getLogger("detente.endpoint")
_TICK = 0.02  # seconds between looks at the clock, while there is anything to look at
_LONG = 0.1  # seconds after which a query lets others go first
_TO_STOP = 0.05  # seconds that a query has to end by itself when nobody reads its answer any more
_TO_START = 20.0  # seconds that a worker has until it must be ready
_PATIENCE = 60.0  # seconds that a worker waits for a client to take anything
_SLOW_CLIENTS = 16  # workers that wait for clients who read slowly, beside those that evaluate
_TO_KNOW_WHY = 1.0  # seconds until it must be known how a process ended
_AGAIN = 1.0  # seconds until what starts workers is started again


class Pool:
    """The workers of one server; for one thread, that of the loop in which it is used."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._queue = Queue(limits.workers, 2 * limits.workers, limits.waiting, limits.seconds)
        self._starting: Starting | None = None
        self._not_before = 0.0
        self._lines: dict[int, Line] = {}
        self._idle: list[Line] = []
        self._runs: set[Run] = set()
        self._slow: list[Run] = []
        self._names = 0
        self._figures = Figures()
        self._folder: str | None = None
        self._clock: asyncio.TimerHandle | None = None
        self._closing = False
        self._connecting: set[asyncio.Task[None]] = set()

    # What is asked of it

    async def begin(self, work: bytes, client: str) -> Run:
        """Put a query to a worker, as soon as it is its turn.

        Raises:
            RefusalError: it cannot be, at present.
        """
        if self._closing:
            raise stopping()
        await self._queue.take(client)
        try:
            if self._closing:
                raise stopping()
            line = self._idle.pop() if self._idle else self._started()
        except BaseException:
            self._queue.leave(client)
            raise
        run = Run(line, client, self, self._limits.rows)
        self._runs.add(run)
        self._figures.queries += 1
        line.say(Kind.WORK, work)
        self._look_ahead()
        if self._clock is None:
            self._clock = asyncio.get_running_loop().call_later(_TICK, self._tick)
        return run

    def hold(self, folder: str) -> None:
        """Another version holds: workers let go of the one before, and open this one."""
        if folder == self._folder:
            return
        self._folder = folder
        for line in self._lines.values():
            line.say(Kind.HOLD, folder.encode())

    def start(self) -> None:
        """Have a worker ready ahead of the first query."""
        self._look_ahead()

    @property
    def ready(self) -> bool:
        """Whether there is a worker that has said that it is ready."""
        return not self._closing and any(line.ready for line in self._lines.values())

    @property
    def figures(self) -> Figures:
        """What there is, and what was done, as of now."""
        found = self._figures
        found.workers, found.busy = len(self._lines), self._queue.taken
        found.slow, found.waiting = len(self._slow), self._queue.waiting
        return found

    @property
    def processes(self) -> tuple[int, ...]:
        """The processes that there are, by their ids: that which starts workers, if any, and then those."""
        starter = () if self._starting is None else (self._starting.pid,)
        return (*starter, *(line.pid for line in self._lines.values() if line.pid))

    async def close(self, seconds: float = 0.0) -> None:
        """Take no more queries, let those that run end within so many seconds, and end all processes."""
        self._closing = True
        until = time.monotonic() + seconds
        while self._runs and time.monotonic() < until:
            await asyncio.sleep(_TICK)
        for run in [*self._runs]:
            run.broke_off(stopping())
        if self._clock is not None:
            self._clock.cancel()
        for line in self._lines.values():
            line.kill("close")
            line.close()
        for connecting in self._connecting:
            connecting.cancel()
        if self._starting is not None:
            starting, self._starting = self._starting, None
            await starting.close()

    # Workers come and go

    def _started(self) -> Line:
        if self._starting is None:
            self._open()
        assert self._starting is not None
        self._names += 1
        line = Line(self._names, self)
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                self._starting.start(line.name, theirs)
            except OSError as error:
                ours.close()
                raise not_at_present() from error
        self._lines[line.name] = line
        if self._folder is not None:
            line.say(Kind.HOLD, self._folder.encode())
        connecting = asyncio.ensure_future(line.connect(ours))
        self._connecting.add(connecting)
        connecting.add_done_callback(self._connecting.discard)
        return line

    def _open(self) -> None:
        if time.monotonic() < self._not_before:
            raise not_at_present()
        self._not_before = time.monotonic() + _AGAIN
        try:
            self._starting = Starting(
                self._limits.memory,
                self._limits.ports,
                self._process_started,
                self._process_ended,
                self._orphaned,
            )
        except OSError as error:
            _LOG.error("no worker can be started: %s", error)
            raise not_at_present() from error

    def _look_ahead(self) -> None:
        """There is always a worker more than there is work."""
        if not self._idle and not self._closing:
            with suppress(RefusalError):
                self._idle.append(self._started())

    def _process_started(self, name: int, pid: int, handle: int) -> None:
        self._not_before = 0.0  # it works
        self._lines[name].started(pid, handle)

    def _process_ended(self, name: int, code: int, largest: int) -> None:
        self._figures.largest = max(self._figures.largest, largest)
        if line := self._lines.get(name):
            line.ended = code
            if line.lost:
                self._forget(line)
            else:
                line.resume()  # its socket is closed, which is told once all is read

    def _orphaned(self) -> None:
        if self._starting is not None:
            _LOG.error("the process that starts workers has ended; another is started")
            self._starting = None
            for line in [*self._lines.values()]:
                if line.ended is None:
                    line.ended = -signal.SIGKILL
                    line.resume()  # its socket is closed, which is told once all is read
            self._look_ahead()

    def lost(self, line: Line) -> None:
        """A worker's socket was closed."""
        if line in self._idle:
            self._idle.remove(line)
        if self._closing:
            return
        if line.ended is not None:
            self._forget(line)
        else:
            asyncio.get_running_loop().call_later(_TO_KNOW_WHY, self._forget, line)

    def _forget(self, line: Line) -> None:
        """A worker's process is gone."""
        if self._closing or self._lines.pop(line.name, None) is None:
            return
        why = line.why or why_ended(line.ended)
        if not line.why:
            self._figures.count(why)
        if why == "died":
            _LOG.warning("a worker ended by itself (%s); another takes its place", line.ended)
        if why != "spare":
            self._figures.replaced += 1
        if line.run is not None:
            line.run.broke_off(said_of(why, self._limits, at_once=line.run.early))
        line.close()
        if line.ready:
            self._look_ahead()
        else:  # it could not even start, and the next may not either
            asyncio.get_running_loop().call_later(_AGAIN, self._look_ahead)

    # Queries begin and end

    def waits(self, run: Run) -> None:
        """Its client reads more slowly than the worker writes: others may evaluate meanwhile."""
        self._queue.leave(run.client)
        self._slow.append(run)
        if len(self._slow) > _SLOW_CLIENTS:
            of_each = Counter(each.client for each in self._slow)
            most = max(of_each.values())
            self._end(next(each for each in self._slow if of_each[each.client] == most), "slow")

    def done(self, run: Run) -> None:
        """The worker is done with it."""
        self._runs.discard(run)
        if run.slow:
            self._slow.remove(run)
        else:
            self._queue.leave(run.client)
        line = run.line
        if line.why or line.lost or line.ended is not None:
            return
        if line.worn:
            line.close("worn")
            self._look_ahead()
        elif len(self._idle) > self._limits.workers:
            line.close("spare")
        else:
            self._idle.append(line)

    def _tick(self) -> None:
        now = time.monotonic()
        for run in [*self._runs]:
            if run.stopped:
                if now - run.stopped > _TO_STOP:
                    self._end(run, "unread")
            elif run.waited > _PATIENCE:
                self._end(run, "slow")
            elif run.delayed > _TO_START:
                self._end(run, "start")
            elif run.seconds > self._limits.seconds:
                self._end(run, "time")
            elif not run.lowered and run.seconds > _LONG:
                run.lowered = True
                run.line.lower()
        self._clock = asyncio.get_running_loop().call_later(_TICK, self._tick) if self._runs else None

    def _end(self, run: Run, why: str) -> None:
        self._figures.count(why)
        run.line.kill(why)
        run.broke_off(said_of(why, self._limits))
        self._look_ahead()
