"""Attempts in a process apart, which may die, hang, or take too much memory."""

from __future__ import annotations

import contextlib
import ctypes
import multiprocessing
import os
import resource
import signal
import struct
import time
import traceback
from collections.abc import Sequence
from dataclasses import dataclass, field
from mmap import mmap
from multiprocessing.connection import Connection

from .mutation import Mutator
from .target import ROOT, Attempt, Target, WrongError

__all__ = ["MEMORY", "Apart", "Batch", "Failure", "Input"]

MEMORY = 4 << 30
"""Bytes of address space that the process may take."""

_POLL = 0.1  # seconds between two looks at where the process is
_AT = struct.Struct("q")
_PR_SET_PDEATHSIG = 1  # of linux/prctl.h

Input = int | bytes
"""A seed, or an input itself."""


@dataclass(frozen=True, slots=True)
class Failure:
    """One input that was answered as none may be.

    Attributes:
        input: the seed, or the input.
        what: what was wrong; equal for what has one cause.
        shown: more of it, for a person.
    """

    input: Input
    what: str
    shown: str = ""


@dataclass(slots=True)
class Batch:
    """What came of some inputs."""

    taken: int = 0
    refused: int = 0
    failures: list[Failure] = field(default_factory=list)

    def add(self, other: Batch) -> None:
        """Adds what came of others."""
        self.taken += other.taken
        self.refused += other.refused
        self.failures += other.failures


class Apart:
    """A process that makes attempts on one target; another takes its place if it dies.

    Attributes:
        processor: seconds of processor time that it took, with all that it started, of what has ended.
    """

    def __init__(self, target: Target, mutator: Mutator) -> None:
        self._target = target
        self._mutator = mutator
        self.processor = 0.0
        self._at = mmap(-1, _AT.size)  # shared: how many inputs of a batch were begun
        self._process: int | None = None
        self._link: Connection | None = None

    def __enter__(self) -> Apart:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def run(self, inputs: Sequence[Input]) -> Batch:
        """Makes the attempts, whatever comes of them."""
        done = Batch()
        while inputs:
            found, begun = self._run(inputs)
            done.add(found)
            inputs = inputs[begun:]
        return done

    def _run(self, inputs: Sequence[Input]) -> tuple[Batch, int]:
        """What came of the inputs up to the one that ended the process, and how many these are."""
        if self._link is None:
            self._begin()
        assert self._link is not None
        _AT.pack_into(self._at, 0, 0)
        self._link.send(inputs)
        at, since = 0, time.monotonic()
        while True:
            with contextlib.suppress(EOFError, ConnectionResetError):
                if self._link.poll(_POLL):
                    return self._link.recv(), len(inputs)
                (now,) = _AT.unpack_from(self._at)
                if now != at:
                    at, since = now, time.monotonic()
                allowed = self._target.seconds + (60 if at == 0 else 0)  # to open it takes its time
                if time.monotonic() - since < allowed:
                    continue
                self._end()
                return self._died(inputs, at, f"it takes longer than {self._target.seconds:g} seconds")
            return self._died(inputs, _AT.unpack_from(self._at)[0], self._end())

    def _died(self, inputs: Sequence[Input], begun: int, what: str) -> tuple[Batch, int]:
        if not begun:
            raise RuntimeError(f"{self._target.name} could not be opened: {what}")
        return Batch(refused=begun - 1, failures=[Failure(inputs[begun - 1], what)]), begun

    def _begin(self) -> None:
        ours, theirs = multiprocessing.Pipe()
        pid = os.fork()
        if not pid:
            code = 1
            try:
                os.setsid()  # so that whatever it starts can be ended with it
                ours.close()
                _serve(self._target, self._mutator, theirs, self._at)
                code = 0
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(code)
        theirs.close()
        self._process, self._link = pid, ours

    def _end(self) -> str:
        """Ends the process, with all that it started; how it ended by itself, if it did."""
        if self._process is None or self._link is None:
            return ""
        pid = self._process
        self._link.close()
        self._process = self._link = None
        for _ in range(100):  # it ends by itself when nobody asks it any more
            done, status, used = os.wait4(pid, os.WNOHANG)
            if done:
                break
            time.sleep(0.05)
        else:
            os.killpg(pid, signal.SIGKILL)
            _, status, used = os.wait4(pid, 0)
        self.processor += used.ru_utime + used.ru_stime
        with contextlib.suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)
        code = os.waitstatus_to_exitcode(status)
        return f"the process ended with {signal.Signals(-code).name if code < 0 else code}"


def _serve(target: Target, mutator: Mutator, link: Connection, at: mmap) -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)  # however the parent ends
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends it
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with target.opened() as attempt, contextlib.suppress(EOFError, BrokenPipeError):
        while True:
            batch = Batch()
            for number, given in enumerate(link.recv(), 1):
                _AT.pack_into(at, 0, number)
                data = mutator.made(given) if isinstance(given, int) else given
                _one(attempt, given, data, batch)
            link.send(batch)


def _one(attempt: Attempt, given: Input, data: bytes, batch: Batch) -> None:
    try:
        taken = attempt(data)
    except WrongError as error:
        batch.failures.append(Failure(given, str(error), error.more[-3000:]))
    except Exception as error:
        batch.failures.append(Failure(given, f"{type(error).__name__} at {_where(error)}", _shown(error)))
    else:
        batch.taken += taken
        batch.refused += not taken


def _where(error: BaseException) -> str:
    """The innermost place in the product's own code, which tells causes apart."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "/loader/" in frame.filename]
    if not frames:
        return "no place of ours"
    return f"{frames[-1].filename.removeprefix(f'{ROOT}/')}:{frames[-1].lineno}"


def _shown(error: BaseException) -> str:
    return "".join(traceback.format_exception(error, limit=-6))[-3000:]
