"""The worker processes of a large load, and what is said between them and the parent.

They are forked, so that they know what the parent knows without its being sent. Each has a pipe of its own,
and does as it is told: its share of the facts first, then one part after the other.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.context import ForkProcess
from typing import Any

from loader.errors import DetenteError

__all__ = ["Line", "cores", "hired"]


class Line:
    """One end of what is said between a worker and the parent."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe

    def say(self, what: object) -> None:
        """Sends anything that can be pickled."""
        self._pipe.send(what)

    def hear(self) -> Any:
        """What the other end says next.

        Raises:
            DetenteError: the other end failed, and said why; or it is gone.
        """
        try:
            said = self._pipe.recv()
        except (EOFError, ConnectionError) as error:
            raise DetenteError(
                "A worker process was ended from outside, perhaps for want of memory; nothing was stored."
            ) from error
        if isinstance(said, BaseException):
            raise said
        return said

    def hand(self, document: bytes) -> None:
        """Sends bytes as they are."""
        self._pipe.send_bytes(document)

    def take(self) -> bytes:
        """The bytes that the other end hands over."""
        return self._pipe.recv_bytes()


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
    lines: list[Line] = []
    ours: list[Connection] = []
    processes: list[ForkProcess] = []
    try:
        for number in range(count):
            here, there = fork.Pipe()
            process = fork.Process(target=_run, args=(work, number, there, [*ours, here]), daemon=True)
            process.start()
            there.close()
            ours.append(here)
            lines.append(Line(here))
            processes.append(process)
        yield lines
    finally:
        for pipe in ours:
            pipe.close()
        for process in processes:
            process.join(timeout=1)
            if process.is_alive():
                process.kill()
                process.join()
        gc.unfreeze()


@contextmanager
def _thread(work: Callable[[int, Line], None]) -> Iterator[Line]:
    here, there = multiprocessing.Pipe()
    thread = threading.Thread(target=_work, args=(work, 0, there))
    thread.start()
    try:
        yield Line(here)
    finally:
        here.close()
        thread.join()


def _run(
    work: Callable[[int, Line], None], number: int, pipe: Connection, others: Sequence[Connection]
) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the parent too, which ends its workers
    for other in others:  # or nobody would learn that the parent is gone
        other.close()
    _work(work, number, pipe)


def _work(work: Callable[[int, Line], None], number: int, pipe: Connection) -> None:
    try:
        work(number, Line(pipe))
    except (EOFError, ConnectionError):  # the parent has given up
        return
    except Exception as error:  # raised again where it is heard
        pipe.send(error)
