"""Commands in processes of their own, without the second that each would take to start.

One process imports what commands need, opens no store, and forks for each command. A test hands over the
three standard streams of the command; by default they are pipes, which are read to their end.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

FILE_OPERATIONS = {"open", "os.link", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "shutil.rmtree"}

CLOSED = -1
"""In place of a stream: it is closed, as by `>&-`."""


class Process:
    """A command that was started."""

    def __init__(self, pid: int, link: socket.socket, pipes: Sequence[int]) -> None:
        self.pid = pid
        self.out, self.err = (os.fdopen(pipe, "rb", 0) if pipe >= 0 else None for pipe in pipes)
        self._link = link

    def interrupt(self, number: int = signal.SIGINT) -> None:
        """Sends a signal."""
        os.kill(self.pid, number)

    def wait(self) -> tuple[int, str, str]:
        """How it ended (a signal as a negative number), and the rest of what it wrote."""
        read: dict[str, bytes] = {}

        def drain(name: str, pipe: Any) -> None:
            read[name] = pipe.read() if pipe else b""

        streams = (("out", self.out), ("err", self.err))
        readers = [threading.Thread(target=drain, args=stream) for stream in streams]
        for reader in readers:
            reader.start()
        for reader in readers:
            reader.join()
        for _, pipe in streams:
            if pipe:
                pipe.close()
        code = int(self._link.recv(64))
        self._link.close()
        return code, read["out"].decode(), read["err"].decode()


class Forks:
    """Starts commands."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        self._server = subprocess.Popen(
            [sys.executable, __file__, str(theirs.fileno())], pass_fds=[theirs.fileno()]
        )
        theirs.close()
        self._ours = ours

    def close(self) -> None:
        """Ends the process that forks."""
        self._ours.close()
        self._server.wait(timeout=30)

    def start(
        self,
        folder: Path,
        *arguments: str,
        stdin: int | None = None,
        stdout: int | None = None,
        stderr: int | None = None,
        stop: str = "",
        kill: int = 0,
        encoding: str = "",
    ) -> Process:
        """Starts a command.

        Args:
            folder: where.
            arguments: what is typed after the command's name.
            stdin: a descriptor; nothing to be read unless given.
            stdout: a descriptor, or CLOSED; a pipe unless given.
            stderr: likewise.
            stop: a function, as `module:name`, at which it says `stopped` on stdout and waits for a signal.
            kill: it kills itself just before the operation on files of that number.
            encoding: what the locale would make the encoding of stdout and stderr.
        """
        link, theirs = socket.socketpair()
        pipes = [os.pipe() if given is None else (-1, given) for given in (stdout, stderr)]
        nothing = os.open(os.devnull, os.O_RDONLY)
        streams = [nothing if stdin is None else stdin, pipes[0][1], pipes[1][1]]
        request = {
            "folder": str(folder),
            "arguments": [os.fsencode(a).decode("latin-1") for a in arguments],
            "closed": [number for number, stream in enumerate(streams) if stream == CLOSED],
            "stop": stop,
            "kill": kill,
            "encoding": encoding,
        }
        handed = [theirs.fileno(), *(nothing if stream == CLOSED else stream for stream in streams)]
        socket.send_fds(self._ours, [json.dumps(request).encode()], handed)
        theirs.close()
        os.close(nothing)
        for given, (_, writing) in zip((stdout, stderr), pipes, strict=True):
            if given is None:
                os.close(writing)
        pid = int(link.recv(64))
        return Process(pid, link, [reading for reading, _ in pipes])


def _serve(requests: socket.socket) -> None:
    _get_ready()
    while True:
        message, handed, _, _ = socket.recv_fds(requests, 1 << 20, 4)
        if not message:
            return
        if os.fork() == 0:
            requests.close()
            _watch(json.loads(message), *handed)
            os._exit(0)
        for descriptor in handed:
            os.close(descriptor)
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass


def _get_ready() -> None:
    """Imports what commands need, by running some.

    No store is opened: its threads would not survive a fork.
    """
    import loader.cli  # noqa: PLC0415
    import loader.endpoint.app  # noqa: PLC0415
    import loader.results.table  # noqa: PLC0415

    fact = json.dumps({"type": "source", "id": "herald", "title": "The Herald"})
    with tempfile.TemporaryDirectory() as folder:
        facts = Path(folder) / "facts.jsonl"
        facts.write_text(fact + "\n")
        with open(os.devnull, "w") as nobody, contextlib.redirect_stdout(nobody):  # noqa: PTH123
            for arguments in (["queries"], ["export", "--help"], ["validate", str(facts)]):
                assert loader.cli.run(arguments) == 0


def _watch(request: dict[str, Any], link: int, *streams: int) -> None:
    """Runs the command in a process below this one, and tells how it ended."""
    pid = os.fork()
    if pid == 0:
        os.close(link)
        code = 99
        try:
            code = _run(request, streams)
        except BaseException:
            sys.excepthook(*sys.exc_info())
        finally:
            os._exit(code)
    for stream in streams:
        os.close(stream)
    os.write(link, str(pid).encode())
    _, status = os.waitpid(pid, 0)
    os.write(link, str(os.waitstatus_to_exitcode(status)).encode())


def _run(request: dict[str, Any], streams: Sequence[int]) -> int:
    from loader.cli import main  # noqa: PLC0415

    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    names = ("stdin", "stdout", "stderr")
    for number, name in enumerate(names):
        mode, encoding = ("r" if number == 0 else "w"), request["encoding"] or "utf-8"
        setattr(sys, name, os.fdopen(number, mode, encoding=encoding, closefd=False))
    for number in request["closed"]:
        os.close(number)
        setattr(sys, names[number], None)
    os.chdir(request["folder"])
    if request["stop"]:
        _stop_at(*request["stop"].split(":"))
    if request["kill"]:
        _kill_at(request["kill"])
    sys.argv = ["detente", *(os.fsdecode(a.encode("latin-1")) for a in request["arguments"])]
    code = 99
    try:
        main()
    except SystemExit as end:
        code = int(end.code or 0)
    sys.stdout.flush()
    return code


def _stop_at(module: str, name: str) -> None:
    import importlib  # noqa: PLC0415

    def stop(*_: object, **__: object) -> None:
        os.write(1, b"stopped\n")
        while True:  # a signal that comes just before `signal.pause` would be waited for in vain
            time.sleep(0.02)

    setattr(importlib.import_module(module), name, stop)


def _kill_at(step: int) -> None:
    left = step

    def count(event: str, _: object) -> None:
        nonlocal left
        if event in FILE_OPERATIONS:
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)


def pipe_that_nobody_reads() -> int:
    """The writing end of a pipe whose reader is gone."""
    reading, writing = os.pipe()
    os.close(reading)
    return writing


if __name__ == "__main__":
    _serve(socket.socket(fileno=int(sys.argv[1])))
