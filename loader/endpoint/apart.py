"""Work in threads whose stack is deep enough for the engine."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue
from typing import TypeVar

__all__ = ["STACK_BYTES", "apart", "start"]

STACK_BYTES = 512 * 1024 * 1024
"""Of address space, not memory; the longest query that is let in needs a part of it."""

_KEPT = 4  # threads that wait for more work; to start one takes longer than most queries

_Result = TypeVar("_Result")
_LOCK = threading.Lock()
_WORK: SimpleQueue[Callable[[], None]] = SimpleQueue()
_idle = 0


def start(work: Callable[[], None]) -> None:
    """Do work in a thread of its own; the process does not wait for it to end.

    Args:
        work: hands its result on by itself, and raises nothing.
    """
    global _idle  # noqa: PLW0603 - the threads are the process's, as is the size of their stacks
    with _LOCK:
        waiting = _idle > 0
        _idle -= waiting
        if not waiting:
            before = threading.stack_size(STACK_BYTES)  # a setting of the whole process
            try:
                threading.Thread(target=_work, name="evaluate", daemon=True).start()
            finally:
                threading.stack_size(before)
    _WORK.put(work)


def _work() -> None:
    global _idle  # noqa: PLW0603 - as above
    while True:
        _WORK.get()()
        with _LOCK:
            if _idle >= _KEPT:
                return
            _idle += 1


async def apart(work: Callable[[], _Result]) -> _Result:
    """Do work in such a thread, and hand back what it returns or raises."""
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

    start(run)
    return await future
