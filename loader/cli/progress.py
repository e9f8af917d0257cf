"""Progress for people: a line on a terminal once something takes more than two seconds."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["progress"]

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
