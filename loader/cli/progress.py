"""Progress for people: a line on a terminal once something takes more than two seconds."""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["asking", "progress"]

_PATIENCE = 2.0  # seconds before a person begins to wonder
_INTERVAL = 0.5  # seconds between two looks at the clock


@contextmanager
def progress(what: str) -> Iterator[None]:
    """Shows on a terminal what is going on, and for how long; elsewhere nothing.

    Args:
        what: the work in the present participle, such as `loading`.
    """
    if not sys.stderr.isatty():
        yield
        return
    done = threading.Event()
    clock = threading.Thread(target=_tick, args=(what, done), daemon=True)
    clock.start()
    try:
        yield
    finally:
        done.set()
        clock.join()


@contextmanager
def asking(what: str) -> Iterator[None]:
    """Like `progress`, for work that writes nothing in the store: Ctrl-C ends it even within the engine.

    Python's own handler would wait for the engine to return, and a query may take for ever.

    Args:
        what: the work in the present participle.
    """
    before = signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        with progress(what):
            yield
    finally:
        signal.signal(signal.SIGINT, before)


def _tick(what: str, done: threading.Event) -> None:
    began = time.monotonic()
    shown = False
    if not done.wait(_PATIENCE):
        while not done.wait(_INTERVAL):
            sys.stderr.write(f"\r{what} … {time.monotonic() - began:.0f} s")
            sys.stderr.flush()
            shown = True
    if shown:
        sys.stderr.write("\r\033[K")
        sys.stderr.flush()
