"""The process that starts workers: it has all their modules in memory, and no thread, and so may fork.

A server has threads and much memory, and must not; and to start an interpreter takes a hundred times as long,
which a client who goes away again and again could make a server pay.

It is told of each worker by a message with the worker's end of a socket, and answers with messages: that it
was started, with a handle of the process, and that it ended, how, and how much memory it took. It ends when
the other end of its own socket is closed, and its workers with it.
"""

from __future__ import annotations

import gc
import os
import select
import shutil
import signal
import socket
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from loader.endpoint.network.confined import confine
from loader.endpoint.workers.bounds import bound, disconnect, end_with_parent
from loader.endpoint.workers.worker import work

__all__ = ["main"]

_MESSAGE_BYTES = 64


def main() -> None:
    """Run it: `starter SOCKET FOLDER MEMORY [PORT...]`.

    That is the descriptor of a socket, a folder for temporary files, which is removed at the end, bytes that
    a worker may take, and ports that it may connect to.
    """
    control = socket.socket(fileno=int(sys.argv[1]))
    scratch, memory, ports = Path(sys.argv[2]), int(sys.argv[3]), [int(port) for port in sys.argv[4:]]
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # whoever ends a server ends it, and it ends its workers
    gc.collect()
    gc.freeze()
    _Starter(control, scratch, memory, ports).run()
    shutil.rmtree(scratch, ignore_errors=True)


class _Starter:
    def __init__(self, control: socket.socket, scratch: Path, memory: int, ports: Sequence[int]) -> None:
        self._control = control
        self._scratch = scratch
        self._memory = memory
        self._ports = ports
        self._workers: dict[int, bytes] = {}
        self._wake, self._woken = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)

    def run(self) -> None:
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._woken, warn_on_full_buffer=False)
        waiting = select.poll()
        waiting.register(self._control, select.POLLIN)
        waiting.register(self._wake, select.POLLIN)
        while True:
            ready = {file for file, _ in waiting.poll()}
            if self._wake in ready:
                with suppress(BlockingIOError):
                    os.read(self._wake, 4096)
                self._tell_of_the_dead()
            if self._control.fileno() in ready and not self._hear():
                return

    def _hear(self) -> bool:
        """Start a worker; False where nobody talks any more."""
        try:
            name, files, _, _ = socket.recv_fds(self._control, _MESSAGE_BYTES, 1)
        except OSError:
            return False
        if not files:
            return False
        parent = os.getpid()
        pid = os.fork()
        if pid == 0:
            try:
                self._become_a_worker(parent, socket.socket(fileno=files[0]))
            finally:
                os._exit(1)
        os.close(files[0])
        self._workers[pid] = name
        handle = os.pidfd_open(pid)
        try:
            socket.send_fds(self._control, [b"started %s %d" % (name, pid)], [handle])
        except OSError:
            return False
        finally:
            os.close(handle)
        return True

    def _become_a_worker(self, parent: int, line: socket.socket) -> None:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        end_with_parent(parent)
        disconnect(sys.stderr.fileno())  # an engine's last words say nothing more
        self._control.close()
        os.close(self._wake)
        os.close(self._woken)
        tempfile.tempdir = str(self._scratch)
        bound(self._memory)
        confine(self._ports, writes=[self._scratch])
        work(line, self._memory)

    def _tell_of_the_dead(self) -> None:
        while self._workers:
            pid, status, used = os.wait4(-1, os.WNOHANG)
            if pid == 0:
                return
            code = os.waitstatus_to_exitcode(status)
            with suppress(OSError):  # nobody listens, which the next reading tells
                self._control.send(b"ended %s %d %d" % (self._workers.pop(pid), code, used.ru_maxrss))


if __name__ == "__main__":
    main()
