"""What a worker does: work after work on versions that it keeps open, until nobody talks to it any more."""

from __future__ import annotations

import json
import os
import signal
import threading
import traceback
from collections import OrderedDict
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

import pyoxigraph

from loader.endpoint.network.federated import UnansweredError
from loader.endpoint.network.guard import ForbiddenQueryError, check
from loader.endpoint.workers.answering import answer
from loader.endpoint.workers.bounds import largest, stack_of
from loader.endpoint.workers.counting import Counter, TooManyRowsError, counter_of
from loader.endpoint.workers.frames import HEAD, Kind, frame
from loader.endpoint.workers.task import VERDICT, Work
from loader.errors import DetenteError, QueryError, StoreError
from loader.store import Version

if TYPE_CHECKING:
    import socket

__all__ = ["CHUNK_BYTES", "work"]

CHUNK_BYTES = 64 * 1024
"""What is handed over at one time."""

_WORN = 8  # a worker that has once taken more than this part of its ceiling says so, and is replaced
_KEPT_OPEN = 3  # versions: the current one, and others that are asked with knownAt


class _GoneError(Exception):
    """Nobody talks to this worker any more."""


def work(line: socket.socket, memory: int) -> None:
    """Do what is said over a socket until its other end is closed; then the process ends.

    Args:
        line: the socket.
        memory: bytes that the process may take.
    """
    threading.stack_size(stack_of(memory))  # deep, as the engine needs; the first thread cannot have it
    worker = _Worker(line, largest() + memory // _WORN)
    thread = threading.Thread(target=worker.run, daemon=True)
    thread.start()
    thread.join()


class _Worker:
    def __init__(self, line: socket.socket, worn: int) -> None:
        self._line = line
        self._worn = worn
        self._open: OrderedDict[str, tuple[Version, pyoxigraph.Store]] = OrderedDict()

    def run(self) -> None:
        try:
            self._say(Kind.READY, str(threading.get_native_id()).encode())
            while True:
                kind, _, length = HEAD.unpack(self._read(HEAD.size))
                body = self._read(length)
                if kind == Kind.HOLD:
                    self._hold(body.decode())
                else:
                    self._do(Work.unpacked(body))
        except (_GoneError, OSError):
            os._exit(0)
        except BaseException:  # nobody above this thread would tell of it, or end the process
            traceback.print_exc()
            os._exit(1)

    def _read(self, size: int) -> bytes:
        parts = []
        while size:
            part = self._line.recv(min(size, 1 << 20))
            if not part:
                raise _GoneError
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    def _say(self, kind: Kind, data: bytes = b"") -> None:
        self._line.sendall(frame(kind, data, worn=largest() > self._worn))

    def _hold(self, folder: str) -> None:
        """Another version holds now: let go of all others, and be ready for what is asked of it."""
        for other in [*self._open]:
            if other != folder:
                del self._open[other]
        try:
            self._graph(folder)
        except StoreError:  # whoever asks is told
            return

    def _graph(self, folder: str) -> pyoxigraph.Store:
        if folder not in self._open:
            version = Version(0, Path(folder))
            self._open[folder] = version, version.open() if folder else pyoxigraph.Store()
            while len(self._open) > _KEPT_OPEN:
                self._open.popitem(last=False)
        self._open.move_to_end(folder)
        return self._open[folder][1]

    def _do(self, asked: Work) -> None:
        """Answer; how it ended is the last that is said of it."""
        signal.setitimer(signal.ITIMER_PROF, asked.seconds)
        out = _Out(self._line, counter_of(asked.task.writer) if asked.rows else None, asked.rows)
        try:
            if asked.task.writer == VERDICT:
                out.write(_verdict(asked.task.text))
            else:
                answer(self._graph(asked.folder), asked.task, asked.base, asked.rows, cast("BinaryIO", out))
            rest = out.rest()
        except BrokenPipeError:
            raise
        except TooManyRowsError:
            ended, said = Kind.TOO_MANY_ROWS, b""
        except UnansweredError:
            ended, said = Kind.NO_REMOTE, b""
        except ForbiddenQueryError as error:
            ended, said = Kind.FORBIDDEN, str(error).encode()
        except QueryError as error:
            ended, said = Kind.NO_QUERY, str(error).encode()
        except StoreError as error:
            ended, said = Kind.NO_STORE, str(error).encode()
        except (MemoryError, DetenteError):  # the latter where a temporary file has no room
            ended, said = Kind.NO_MEMORY, b""
        except Exception:  # what nobody foresaw goes to the server's log; the worker goes on
            ended, said = Kind.FAULT, traceback.format_exc().encode()
        else:
            ended, said = Kind.LAST, rest
        signal.setitimer(signal.ITIMER_PROF, 0)
        self._say(ended, said)


def _verdict(text: str) -> bytes:
    """What the guard says of a query, as JSON."""
    checked = check(text)
    return json.dumps([checked.form, checked.repeatable]).encode()


class _Out:
    """A file whose content goes to the server in chunks."""

    def __init__(self, line: socket.socket, count: Counter | None, most: int) -> None:
        self._line = line
        self._count, self._most = count, most
        self._held = bytearray()

    def write(self, data: bytes) -> int:
        self._held += data
        if len(self._held) >= CHUNK_BYTES:
            self._line.sendall(frame(Kind.PART, self.rest()))
            self._held.clear()
        return len(data)

    def writelines(self, lines: Iterable[bytes]) -> None:
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        """Nothing: what is held goes in chunks."""

    def rest(self) -> bytes:
        held = bytes(self._held)
        if self._count is not None and self._count(held) > self._most:
            raise TooManyRowsError
        return held
