"""What a process may not exceed, set by itself before it evaluates anything."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
from contextlib import suppress
from pathlib import Path

__all__ = ["STACK_BYTES", "bound", "disconnect", "end_with_parent", "largest", "lower", "stack_of"]

STACK_BYTES = 256 << 20
"""The most that a stack has; the longest query that is let in needs a part of it."""

_PARENT_DEATH = 1  # PR_SET_PDEATHSIG
_FIRST_TO_GO = b"1000"


def stack_of(memory: int) -> int:
    """How much of a ceiling the stack may have, in whole pages.

    >>> stack_of(1 << 30) >> 20, stack_of(256 << 20) >> 20
    (256, 64)
    """
    return min(STACK_BYTES, memory // 4) & ~0xFFFF


def bound(memory: int) -> None:
    """Take no more memory than this, stacks included, and write no longer file; leave no core.

    If memory is short on the machine, this process is the first to go.

    Past the ceiling an allocation fails, on which the engine ends the process.
    """
    lower(resource.RLIMIT_DATA, memory)
    lower(resource.RLIMIT_FSIZE, memory)
    lower(resource.RLIMIT_CORE, 0)
    with suppress(OSError):  # not every system has it, and it is a courtesy to the others
        Path("/proc/self/oom_score_adj").write_bytes(_FIRST_TO_GO)


def lower(limit: int, value: int) -> None:
    """Set a limit for good, to no more than what it is already."""
    hard = resource.getrlimit(limit)[1]
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(limit, (value, value))


def disconnect(descriptor: int) -> None:
    """Nothing is read from there any more, and what is written there is for nobody."""
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, descriptor)
    os.close(nothing)


def end_with_parent(parent: int) -> None:
    """End when the process that started this one does, however it ends.

    Args:
        parent: its id; it may have ended already.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PARENT_DEATH, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(0)


def largest() -> int:
    """The most bytes of memory that this process had at a time."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
