"""A command run once: how long it took, what it cost, and how much memory it and its children had at most."""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

__all__ = ["FailedError", "NotFinishedError", "Run", "Watch", "memory", "run"]

_EVERY = 0.02  # seconds between two looks at the most that a process had, which cost little
_ALL = 5  # so many of them make one look at all processes together, which costs more


class NotFinishedError(Exception):
    """A command took longer than it was given."""


class FailedError(Exception):
    """A command could not do what it was for."""


@dataclass(frozen=True, slots=True)
class Run:
    """What a command took.

    Attributes:
        seconds: by the clock.
        cpu: seconds of processor, its children's included.
        peak: bytes of memory at most.
    """

    seconds: float
    cpu: float
    peak: int


def memory(process: int) -> int:
    """Bytes that a process and its children hold now; what several share is counted once."""
    total, ahead = 0, [process]
    while ahead:
        one = ahead.pop()
        with contextlib.suppress(OSError):  # it may have ended in between
            for line in Path(f"/proc/{one}/smaps_rollup").read_text(encoding="ascii").splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1]) * 1024
            for thread in Path(f"/proc/{one}/task").iterdir():
                ahead += map(int, (thread / "children").read_text(encoding="ascii").split())
    return total


def _high_water(process: int) -> int:
    """The most bytes that a process had by itself until now; 0 once it has ended."""
    with contextlib.suppress(OSError):
        said = Path(f"/proc/{process}/status").read_text(encoding="ascii", errors="replace")
        return int(said.partition("VmHWM:")[2].partition("kB")[0] or 0) * 1024
    return 0


class Watch:
    """Looks at the memory of a process and its children until it is told to end."""

    def __init__(self, process: int) -> None:
        self.peak = memory(process)
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, args=(process,), daemon=True)
        self._thread.start()

    def _look(self, process: int) -> None:
        looks = 0
        while not self._ended.wait(_EVERY):
            looks += 1
            self.peak = max(self.peak, memory(process) if looks % _ALL == 0 else _high_water(process))

    def end(self) -> int:
        """The most that was seen, in bytes."""
        self._ended.set()
        self._thread.join()
        return self.peak


def run(
    command: Sequence[str | Path],
    limit: float,
    *,
    output: Path | None = None,
    folder: Path | None = None,
    environment: Mapping[str, str] | None = None,
    succeeds: bool = True,
) -> Run:
    """Runs a command in a process of its own.

    Args:
        command: the program and its arguments.
        limit: the seconds it has.
        output: where its standard output goes.
        folder: where it runs.
        environment: variables besides those of this process.
        succeeds: whether any other exit code than 0 is a failure.

    Raises:
        NotFinishedError: it took longer, and was ended.
        FailedError: its exit code is not 0.
    """
    with contextlib.ExitStack() as stack:
        out = stack.enter_context(output.open("wb")) if output else subprocess.DEVNULL
        own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        began = time.perf_counter()
        process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.PIPE,
            cwd=folder,
            env={**os.environ, **(environment or {})},
            start_new_session=True,
        )
        watch = Watch(process.pid)
        late = threading.Event()

        def end() -> None:
            late.set()
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)

        timer = threading.Timer(limit, end)
        timer.start()
        assert process.stderr is not None  # it is a pipe
        said = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
        timer.cancel()
        # A process begins with the most that the one before it had, which says nothing of the command.
        peak = max(watch.end(), usage.ru_maxrss * 1024 if usage.ru_maxrss > own else 0)
        process.stderr.close()
        process.returncode = os.waitstatus_to_exitcode(status)
    if late.is_set():
        raise NotFinishedError(f"not finished in {limit:.0f} s")
    if succeeds and process.returncode:
        last = said.decode("utf-8", "replace").strip().splitlines()[-1:] or ["no message"]
        raise FailedError(f"{Path(command[0]).name} failed ({process.returncode}): {last[0]}")
    return Run(seconds, usage.ru_utime + usage.ru_stime, peak)
