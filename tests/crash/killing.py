"""Ways to kill a process: at a moment, before an operation on files, or as it enters a system call."""

from __future__ import annotations

import ctypes
import mmap
import os
import shutil
import signal
import struct
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["STRACE", "Death", "Way", "killed"]

STEPS = {
    "open",
    "os.link",
    "os.mkdir",
    "os.remove",
    "os.rename",
    "os.rmdir",
    "os.truncate",
    "shutil.copyfile",
}
"""What the interpreter tells of itself that may change a file: its audit events."""

CALLS = (
    "link,linkat,unlink,unlinkat,rename,renameat,renameat2,mkdir,mkdirat,rmdir,fsync,fdatasync,sync_file_range,"
    "ftruncate,fallocate,write,pwrite64,writev,pwritev,sendfile,copy_file_range"
)
"""The system calls that change what is on disk; the engine's too, which no audit event tells of."""

STRACE = shutil.which("strace")

_PATIENCE = 60.0  # seconds for one operation; one that takes longer hangs


@dataclass(frozen=True, slots=True)
class Way:
    """When a process is to be killed; never, unless one of these is said.

    Attributes:
        step: before this operation on files, from 1.
        rename: before this renaming, from 1, which is how things come into force.
        renamed: after this renaming, and before any other operation on files.
        call: on entering this system call that changes a file, from 1, in whichever thread comes to it first.
        moment: so many seconds after it began.
    """

    step: int = 0
    rename: int = 0
    renamed: int = 0
    call: int = 0
    moment: float = -1.0

    def __str__(self) -> str:
        return f"s{self.step}" if self.step else f"c{self.call}" if self.call else "."

    @classmethod
    def read(cls, text: str) -> Way:
        """What `str` writes; a moment cannot be met again, and is written as the step that it came before."""
        numbers = {"s": "step", "c": "call"}
        return cls(**{numbers[text[0]]: int(text[1:])}) if text != "." else cls()


@dataclass(frozen=True, slots=True)
class Death:
    """How a process ended.

    Attributes:
        killed: whether it was killed; else it came to its end.
        code: its exit code then.
        said: what it wrote to stderr.
        seconds: how long it took.
        steps: how many operations on files it had begun.
        renames: how many of them were renamings.
        calls: how many system calls that change a file, of the thread that made most; if they were counted.
    """

    killed: bool
    code: int
    said: str
    seconds: float
    steps: int
    renames: int
    calls: int = 0

    @property
    def again(self) -> Way:
        """How to kill it at about the same place."""
        return Way(step=self.steps + 1) if self.killed else Way()


class _Tally:
    """Counts what a child does, in memory that its parent sees too."""

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, 4096)

    def watch(self, way: Way) -> None:
        """In the child: counts from now on, and dies where it is to."""
        memory, steps, renames = self._memory, 0, 0

        def note(event: str, about: tuple[object, ...]) -> None:
            nonlocal steps, renames
            if event not in STEPS or (event == "open" and not _writes(about)):
                return
            renaming = event == "os.rename"
            if (
                steps + 1 == way.step
                or (renaming and renames + 1 == way.rename)
                or (renames and renames == way.renamed)
            ):
                os.kill(os.getpid(), signal.SIGKILL)
            steps += 1
            renames += renaming
            struct.pack_into("<II", memory, 0, steps, renames)

        sys.addaudithook(note)

    @property
    def steps(self) -> int:
        return int(struct.unpack_from("<II", self._memory)[0])

    @property
    def renames(self) -> int:
        return int(struct.unpack_from("<II", self._memory)[1])


def _writes(about: tuple[object, ...]) -> bool:
    """Whether an `open` can change anything; about half of all are of modules and of files that are read."""
    flags = about[2] if len(about) > 2 else 0
    return isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC))


def killed(run: Callable[[], int], way: Way, folder: Path) -> Death:
    """Runs something in a child of its own until it ends, or is killed.

    Args:
        run: gives the exit code.
        way: when it is killed.
        folder: where; what it says is written there.
    """
    tally = _Tally()
    ready, go = os.pipe()
    said = folder / "said"
    began = time.monotonic()
    child = os.fork()
    if child == 0:
        os.close(go)
        _run(run, way, tally, ready, folder, said)
    os.close(ready)
    tracer = None
    try:
        if way.call:
            tracer = _traced(child, way.call, folder / "calls")
        os.close(go)  # now it begins
        began = time.monotonic()
        status = _end(child, began + way.moment if way.moment >= 0 else None)
    finally:
        if tracer is not None:
            tracer.wait(timeout=_PATIENCE)
    code = os.waitstatus_to_exitcode(status)
    return Death(
        code == -signal.SIGKILL,
        code,
        said.read_text(errors="replace") if said.exists() else "",
        time.monotonic() - began,
        tally.steps,
        tally.renames,
        _most(folder / "calls") if way.call else 0,
    )


def _run(run: Callable[[], int], way: Way, tally: _Tally, ready: int, folder: Path, said: Path) -> None:
    code = 99
    try:
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # it does not outlive who waits for it
        os.chdir(folder)
        out = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(out, 1)
        os.dup2(out, 2)
        os.read(ready, 1)
        tally.watch(way)
        code = run()
        sys.stderr.flush()
    except BaseException:
        sys.excepthook(*sys.exc_info())
        sys.stderr.flush()
    finally:
        os._exit(code)


def _end(child: int, moment: float | None) -> int:
    """Waits for a child, and kills it at a moment; its status."""
    if moment is not None:
        time.sleep(max(0.0, moment - time.monotonic()))  # the moment is what is drawn, and any will do
        os.kill(child, signal.SIGKILL)
    limit = time.monotonic() + _PATIENCE
    while True:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return status
        if time.monotonic() > limit:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            raise TimeoutError(f"It did not end within {_PATIENCE:.0f} seconds.")
        time.sleep(0.001)


def _most(log: Path) -> int:
    """How many calls the thread made that made most, which is how strace counts them."""
    threads = Counter(line.split(b" ", 1)[0] for line in log.read_bytes().splitlines())
    return max(threads.values(), default=0)


def _traced(child: int, call: int, log: Path) -> subprocess.Popen[bytes]:
    """Lets strace kill a child at a system call, and write down a line for each."""
    assert STRACE is not None  # who draws this way has looked
    inject = f"inject={CALLS}:signal=SIGKILL:when={call}"
    tracer = subprocess.Popen(
        [STRACE, *f"-f -qqq -e trace={CALLS} -e signal=none -e {inject} -o {log} -p {child}".split()],
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    limit = time.monotonic() + _PATIENCE
    while "TracerPid:\t0\n" in Path(f"/proc/{child}/status").read_text():
        if tracer.poll() is not None or time.monotonic() > limit:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            _, problem = tracer.communicate()
            raise RuntimeError(f"strace could not follow a process: {problem.decode().strip()}")
        time.sleep(0.001)
    return tracer
