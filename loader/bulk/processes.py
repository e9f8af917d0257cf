"""The worker processes of a large load, and what is said between them and the parent.

They are forked, so that they know what the parent knows without its being sent. Each has a pipe of its own,
and does as it is told: its share of the facts first, then one part after the other.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import socket
import threading
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkProcess
from typing import Any

from loader.errors import DetenteError

__all__ = ["EndedError", "Line", "cores", "hired", "speaking"]

_PATIENCE = 1  # seconds for a worker to see that nobody needs it any more


class EndedError(DetenteError):
    """The process at the other end is gone."""

    def __init__(self) -> None:
        super().__init__(
            "A worker process was ended from outside, perhaps for want of memory; nothing was stored."
        )


class Line:
    """One end of what is said between a worker and the parent."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe

    def fileno(self) -> int:
        """By which can be waited for what is said."""
        return self._pipe.fileno()

    def say(self, what: object) -> None:
        """Sends anything that can be pickled.

        Raises:
            EndedError: nobody is there to hear it.
        """
        with _told():
            self._pipe.send(what)

    def hear(self) -> Any:
        """What the other end says next.

        Raises:
            EndedError: the other end is gone.
            BaseException: it failed, and this is why.
        """
        with _told():
            said = self._pipe.recv()
        if isinstance(said, BaseException):
            raise said
        return said

    def hand(self, document: bytes) -> None:
        """Sends bytes as they are; see `say`."""
        with _told():
            self._pipe.send_bytes(document)

    def take(self) -> bytes:
        """The bytes that the other end hands over; see `hear`."""
        with _told():
            return self._pipe.recv_bytes()

    def end(self) -> None:
        """Has whoever waits at either end learn that there is nobody any more; any thread may do so."""
        with suppress(OSError), socket.socket(fileno=os.dup(self._pipe.fileno())) as both:
            both.shutdown(socket.SHUT_RDWR)


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except (EOFError, OSError) as error:
        raise EndedError from error


def speaking(lines: Iterable[Line]) -> list[Line]:
    """Waits until somebody says something; who does."""
    found: list[Any] = wait(list(lines))  # type: ignore[arg-type]  # it takes whatever has a `fileno`
    return found


def cores() -> int:
    """How many worker processes there may be: one for each core that this process may use."""
    if "fork" not in multiprocessing.get_all_start_methods():
        return 0
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def hired(count: int, work: Callable[[int, Line], None]) -> Iterator[Sequence[Line]]:
    """Worker processes for the time of a `with` block; whatever happens, none outlives it.

    Args:
        count: how many; with 0, one thread of this process does the work.
        work: what each does, given its number and its line; an error of it is heard at the other end.
    """
    if not count:
        with _thread(work) as line:
            yield [line]
        return
    fork = multiprocessing.get_context("fork")
    gc.collect()
    gc.freeze()  # else the first collection in a worker would copy all that it shares with its parent
    ours: list[Connection] = []
    processes: list[ForkProcess] = []
    try:
        for number in range(count):
            here, there = fork.Pipe()
            ours.append(here)
            process = fork.Process(target=_run, args=(work, number, there, list(ours)), daemon=True)
            processes.append(process)
            before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # until the worker ignores it
            try:
                process.start()
            finally:
                signal.pthread_sigmask(signal.SIG_SETMASK, before)
            there.close()
        yield [Line(here) for here in ours]
    finally:
        for line in map(Line, ours):
            line.end()
        for process in processes:
            if process.pid is not None:
                _joined(process)
        for here in ours:
            here.close()
        gc.unfreeze()


def _joined(process: ForkProcess) -> None:
    process.join(_PATIENCE)
    if process.is_alive():
        process.kill()
        process.join()


@contextmanager
def _thread(work: Callable[[int, Line], None]) -> Iterator[Line]:
    here, there = multiprocessing.Pipe()
    thread = threading.Thread(target=_work, args=(work, 0, there))
    thread.start()
    line = Line(here)
    try:
        yield line
    finally:
        line.end()
        thread.join()
        here.close()
        there.close()


def _run(
    work: Callable[[int, Line], None], number: int, pipe: Connection, others: Sequence[Connection]
) -> None:
    gc.disable()  # what a part is made of holds no cycles, and is much
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the parent too, which ends its workers
    for other in others:  # or nobody would learn that the parent is gone
        other.close()
    _work(work, number, pipe)


def _work(work: Callable[[int, Line], None], number: int, pipe: Connection) -> None:
    line = Line(pipe)
    with suppress(EndedError):  # the parent has given up
        try:
            work(number, line)
        except EndedError:
            raise
        except Exception as error:  # whatever it is: it is raised again where it is heard, not lost here
            error.add_note(traceback.format_exc())
            line.say(error)
