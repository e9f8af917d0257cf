"""Progress: a line for people on a terminal once something takes longer, or JSON lines for programs."""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["Meter", "asking", "progress"]

_PATIENCE = 2.0  # seconds before a person begins to wonder
_INTERVAL = 0.5  # seconds between two looks
_EACH = 1.0  # seconds between two lines for a program


class Meter:
    """Takes note of how far the work is; another thread shows it."""

    def __init__(self, stage: str) -> None:
        self._began = time.monotonic()
        self._noted = stage, 0, 0, self._began

    def __call__(self, stage: str, done: int, total: int = 0) -> None:
        """Takes note; see `loader.progress.Progress`."""
        before, _, _, began = self._noted
        self._noted = stage, done, total, began if stage == before else time.monotonic()

    def reading(self) -> dict[str, str | int | float]:
        """What there is to tell: the stage, facts through it, a second and in all, and seconds.

        `left` are the seconds that this stage still takes, if it goes on as it did; without it, nobody knows.
        """
        stage, done, total, began = self._noted
        now = time.monotonic()
        told: dict[str, str | int | float] = {"stage": stage, "seconds": round(now - self._began, 1)}
        rate = done / (now - began) if now > began else 0
        if done:
            told |= {"facts": done, "rate": round(rate)}
        if total:
            told["total"] = total
        if total > done and rate:
            told["left"] = round((total - done) / rate, 1)
        return told

    def line(self) -> str:
        """The same for a person.

        >>> meter = Meter("loading")
        >>> meter.line()
        'loading … 0 s'
        """
        told = self.reading()
        said = [f"{told['stage']} … {told['seconds']:.0f} s"]
        if "facts" in told:
            of = f" of {told['total']:,}" if "total" in told else ""
            said.append(f"{told['facts']:,}{of} facts, {told['rate']:,} a second")
        if "left" in told:
            said.append(f"{told['left']:.0f} s left")
        return ", ".join(said)


@contextmanager
def progress(stage: str, shown: str = "auto") -> Iterator[Meter]:
    """Shows how far the work of a `with` block is.

    Args:
        stage: what begins, in the present participle.
        shown: `auto`, `json` or `none`.

    Raises:
        QueryError: it is to be shown in another way.
    """
    from loader.errors import QueryError

    if shown not in ("auto", "json", "none"):
        raise QueryError(f"--progress takes auto, json or none, not {shown!r}.")
    meter = Meter(stage)
    if shown == "none" or (shown == "auto" and not sys.stderr.isatty()):
        yield meter
        return
    done = threading.Event()
    show = _on_terminal if shown == "auto" else _for_programs
    clock = threading.Thread(target=show, args=(meter, done), daemon=True)
    clock.start()
    try:
        yield meter
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


def _on_terminal(meter: Meter, done: threading.Event) -> None:
    shown = False
    if not done.wait(_PATIENCE):
        while not done.wait(_INTERVAL):
            _write(f"\r{meter.line()}\033[K")
            shown = True
    if shown:
        _write("\r\033[K")


def _for_programs(meter: Meter, done: threading.Event) -> None:
    import json

    while not done.wait(_EACH):
        _write(json.dumps(meter.reading()) + "\n")
    _write(json.dumps(meter.reading()) + "\n")


def _write(text: str) -> None:
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except OSError:  # nobody is there to read it, and the work is done all the same
        return
