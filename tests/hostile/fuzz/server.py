"""The real server in a process of its own, over a store on disk, and how to talk to it without a library."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from loader import commit
from loader.store import Store

from .target import ROOT

__all__ = ["Answer", "Server", "answers", "running", "spoken", "store_of", "talk"]

_FACTS = ROOT / "examples" / "taliban" / "facts.jsonl"
_STARTED = re.compile(r"http://([0-9.]+):([0-9]+)/")
_SERVE = """
import ast, ctypes, signal, sys
from pathlib import Path
ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # it ends with whoever started it, however that ends
from loader.endpoint.server import serve
from loader.endpoint.settings import Settings
settings = Settings(**ast.literal_eval(sys.argv[2]))
serve(Path(sys.argv[1]), port=0, say=lambda line: print(line, flush=True), settings=settings)
"""
_HEAD = re.compile(rb"HTTP/1\.[01] ([0-9]{3})[^\r\n]*\r\n((?:[^\r\n]+\r\n)*)\r\n")
_CHUNK = re.compile(rb"([0-9A-Fa-f]+)[^\r\n]*\r\n")


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: its status, its headers by their names in small letters, its body; whether it is whole."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    whole: bool = True


class Server:
    """A server that is running.

    Attributes:
        address: its host and port.
        store: the folder that it serves.
    """

    def __init__(self, store: Path, settings: Mapping[str, object], log: Path) -> None:
        self.store = store
        self._log = log
        self._seen = 0
        with log.open("wb") as file:
            self.process = subprocess.Popen(
                [sys.executable, "-c", _SERVE, str(store), repr(dict(settings))],
                stdout=subprocess.PIPE,
                stderr=file,
                cwd=ROOT,
            )
        assert self.process.stdout
        said = self.process.stdout.readline().decode()
        found = _STARTED.search(said)
        if not found:
            self.end()
            raise RuntimeError(f"the server did not start: {said}{log.read_text()}")
        self.address = found[1], int(found[2])

    def dead(self) -> str:
        """How it ended, if it did."""
        code = self.process.poll()
        return (
            ""
            if code is None
            else f"the server ended with {signal.Signals(-code).name if code < 0 else code}"
        )

    def logged(self) -> str:
        """What it logged since this was asked last."""
        if self._log.stat().st_size == self._seen:
            return ""
        with self._log.open("rb") as file:
            file.seek(self._seen)
            new = file.read()
        self._seen += len(new)
        return new.decode(errors="replace")

    def connect(self, seconds: float = 10, source: str = "127.0.0.1") -> socket.socket:
        """A connection to it, from one of this machine's own addresses."""
        return socket.create_connection(self.address, seconds, (source, 0))

    def end(self) -> int:
        """Asks it to end, and makes it end; its exit code."""
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        if self.process.stdout:
            self.process.stdout.close()
        return self.process.returncode


@contextmanager
def running(settings: Mapping[str, object] | None = None, store: Path | None = None) -> Iterator[Server]:
    """A server for as long as the block runs, of a store made for it unless one is given."""
    with tempfile.TemporaryDirectory() as folder:
        server = Server(store or store_of(Path(folder) / "store"), settings or {}, Path(folder) / "log")
        try:
            yield server
        finally:
            server.end()


def store_of(path: Path, *files: Path) -> Path:
    """A store of facts files; of the example unless told otherwise."""
    commit.load(Store.open_or_create(path), list(files) or [_FACTS])
    return path


def talk(server: Server, sent: bytes, seconds: float = 10, source: str = "127.0.0.1") -> bytes:
    """Sends bytes on a connection of its own, and reads until the server closes it, or the time is over."""
    with server.connect(seconds, source) as connection:
        return spoken(connection, sent, seconds)


def spoken(connection: socket.socket, sent: bytes, seconds: float) -> bytes:
    """What comes back on a connection until it is closed, or the time is over."""
    received = bytearray()
    until = time.monotonic() + seconds
    with suppress(OSError):
        connection.sendall(sent)
    with suppress(OSError):
        while (left := until - time.monotonic()) > 0:
            connection.settimeout(left)
            block = connection.recv(1 << 16)
            if not block:
                break
            received += block
    return bytes(received)


def answers(received: bytes, *, head: bool = False) -> list[Answer]:
    """The answers in what a server sent, one after the other.

    Raises:
        ValueError: it is none.
    """
    found: list[Answer] = []
    while received:
        match = _HEAD.match(received)
        if not match:
            raise ValueError(f"no answer of HTTP: {received[:80]!r}")
        status = int(match[1])
        headers = {}
        for line in match[2].split(b"\r\n")[:-1]:
            name, _, value = line.decode("latin-1").partition(":")
            headers[name.lower()] = value.strip()
        rest = received[match.end() :]
        body, received, whole = _body(status, headers, rest, head)
        found.append(Answer(status, headers, body, whole))
    return found


def _body(status: int, headers: Mapping[str, str], rest: bytes, head: bool) -> tuple[bytes, bytes, bool]:
    if head or status in (204, 304) or status < 200:
        return b"", rest, True
    if "chunked" in headers.get("transfer-encoding", ""):
        chunks, at = list[bytes](), 0
        while match := _CHUNK.match(rest, at):
            size, start = int(match[1], 16), match.end()
            chunks.append(rest[start : start + size])
            at = start + size + 2
            if not size:
                return b"".join(chunks), rest[at:], True
        return b"".join(chunks), b"", False
    if "content-length" in headers:
        size = int(headers["content-length"])
        return rest[:size], rest[size:], len(rest) >= size
    return rest, b"", True
