"""The process that writers are forked from: it has read all that they need, and has no store open.

To start Python and to read what judges a write takes longer than most writes. This process does it once; it
has one thread, so that a child of it is whole. It ends with the server, and its children with it.
"""

from __future__ import annotations

import gc
import os
import resource
import signal
import socket
import threading
from contextlib import suppress
from pathlib import Path

from loader.endpoint.network.confined import confine
from loader.endpoint.workers.bounds import STACK_BYTES, disconnect, end_with_parent, lower
from loader.endpoint.writer import job
from loader.endpoint.writer.work import answer, prepare

__all__ = ["MESSAGE", "main"]

MESSAGE = 8
"""Bytes of what the server says: the number of a writer, which is started if a line to it comes along, and is
ended otherwise."""


def main() -> None:
    """Starts and ends writers as it is told by whoever is at the other end of the standard input."""
    control = socket.socket(fileno=os.dup(0))
    disconnect(0)
    prepare()
    gc.collect()
    gc.freeze()  # else the first collection in a writer would copy all that it shares with this process
    origin = os.getpid()
    writers: dict[bytes, int] = {}
    signal.signal(signal.SIGCHLD, lambda *_: _bury(writers))
    while True:
        number, lines, _, _ = socket.recv_fds(control, MESSAGE, 1)
        # A number stands for its process until that was buried, which does not happen meanwhile.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
        if not number:
            for each in writers.values():
                _end(each)
            return
        if lines:
            pid = os.fork()
            if not pid:
                control.close()
                _write(lines[0], origin)
            writers[number] = pid
            os.close(lines[0])
        elif number in writers:
            _end(writers[number])
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})


def _bury(writers: dict[bytes, int]) -> None:
    for number, pid in list(writers.items()):
        with suppress(ChildProcessError):
            if os.waitpid(pid, os.WNOHANG)[0]:
                del writers[number]


def _end(pid: int) -> None:
    """Kills a writer and the processes that help it."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
    with suppress(ProcessLookupError):  # it has only just begun, and has no group of its own yet
        os.kill(pid, signal.SIGKILL)


def _write(descriptor: int, origin: int) -> None:
    """A writer's life."""
    os.setpgid(0, 0)
    end_with_parent(origin)
    disconnect(2)  # the engine's last words, when its memory ends; errors are answers
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
    os.write(descriptor, job.BEGUN)
    with os.fdopen(descriptor, "rb", closefd=False) as line:
        told = job.read(line, job.Job)
    confine([told.led.port] if told.led else (), writes=[Path(told.store)])
    lower(resource.RLIMIT_DATA, told.memory + STACK_BYTES)
    lower(resource.RLIMIT_CORE, 0)

    def work() -> None:
        with os.fdopen(descriptor, "wb") as line:
            line.write(job.packed(answer(told)))

    threading.stack_size(STACK_BYTES)
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    os._exit(0)


if __name__ == "__main__":
    main()
