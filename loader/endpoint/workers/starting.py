"""The server's end of the process that starts workers."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress

__all__ = ["Starting"]

_MESSAGE_BYTES = 256
_SECONDS_TO_END = 5
_KEPT_OF_ENVIRONMENT = (
    "LD_LIBRARY_PATH",
    "PYTHONHOME",
    "LANG",
    "TZ",
)  # no secret of the server is among them
_COMMAND = (
    "import json, sys; sys.path[:] = json.loads(sys.argv.pop(1)); "
    "from loader.endpoint.workers.starter import main; main()"
)


class Starting:
    """One such process.

    Args:
        memory: bytes that a worker may take.
        ports: of this machine that a worker may connect to.
        started: called with a worker's name, its process id, and a handle of its process, to be closed.
        ended: called with its name, how it ended as `subprocess` has it, and the most memory that it had.
        lost: called when the process that starts has ended, for whatever reason; its workers end too.
    """

    def __init__(
        self,
        memory: int,
        ports: Sequence[int],
        started: Callable[[int, int, int], None],
        ended: Callable[[int, int, int], None],
        lost: Callable[[], None],
    ) -> None:
        self._started, self._ended, self._lost = started, ended, lost
        self._loop = asyncio.get_running_loop()
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._scratch = tempfile.mkdtemp(prefix="detente-")
            file = theirs.fileno()
            arguments = [json.dumps(sys.path), str(file), self._scratch, str(memory), *map(str, ports)]
            environment = {name: os.environ[name] for name in _KEPT_OF_ENVIRONMENT if name in os.environ}
            self._process = subprocess.Popen(
                [sys.executable, "-c", _COMMAND, *arguments],
                pass_fds=[file],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                env=environment | {"MALLOC_ARENA_MAX": "2"},  # fewer pools that memory is left in
            )
        self._control.setblocking(False)
        self._loop.add_reader(self._control, self._hear)

    @property
    def pid(self) -> int:
        """The process that starts workers."""
        return self._process.pid

    def start(self, name: int, line: socket.socket) -> None:
        """Start a worker.

        Args:
            name: by which it is spoken of.
            line: its end of the socket that it hears from.

        Raises:
            OSError: the process is gone.
        """
        socket.send_fds(self._control, [b"%d" % name], [line.fileno()])

    def _hear(self) -> None:
        try:
            said, files, _, _ = socket.recv_fds(self._control, _MESSAGE_BYTES, 1)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            said, files = b"", []
        match said.split():
            case [b"started", name, pid]:
                self._started(int(name), int(pid), files[0])
            case [b"ended", name, code, kilobytes]:
                self._ended(int(name), int(code), int(kilobytes) * 1024)
            case _:
                self._silence()
                self._process.kill()
                shutil.rmtree(self._scratch, ignore_errors=True)
                self._lost()

    def _silence(self) -> None:
        with suppress(ValueError, OSError):  # it is silent already
            self._loop.remove_reader(self._control)
        self._control.close()

    async def close(self) -> None:
        """End it, and its workers."""
        self._silence()
        await asyncio.to_thread(self._wait)

    def _wait(self) -> None:
        try:
            self._process.wait(_SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            self._process.kill()
            shutil.rmtree(self._scratch, ignore_errors=True)
