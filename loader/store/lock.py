"""One writer at a time, behind a lock that dies with its process."""

from __future__ import annotations

import contextlib
import fcntl
import functools
import os
import time
from typing import TYPE_CHECKING, Self

import msgspec

from loader.errors import StoreBusyError
from loader.store.disk import told

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["LOCK", "Lock"]

LOCK = "lock"
_POLL = 0.05  # seconds between two tries
_ADVICE = "try again when that is done, or wait for it: --wait SECONDS"

_held: set[int] = set()


class _Holder(msgspec.Struct):
    """Who holds the lock: what its file says, for the message of whoever is refused."""

    pid: int
    doing: str
    since: str


class Lock:
    """The right to write, as a context manager.

    The kernel's lock on the open file is what counts; what stands in the file only tells who has it. So a
    killed process frees it at once, and the file stays where it is.

    Args:
        path: its file, made if need be.
        doing: what the writer is about, in a word.
        wait: how many seconds to wait for another writer.
    """

    def __init__(self, path: Path, doing: str, wait: float = 0.0) -> None:
        self._path = path
        self._doing = doing
        self._wait = wait
        self._descriptor = -1

    def __enter__(self) -> Self:
        with told(self._path.parent):
            _forget_when_forked()
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o644)
            try:
                self._acquire(descriptor)
                since = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
                with contextlib.suppress(OSError):  # a full disk must not keep anybody from making room on it
                    _note(descriptor, msgspec.json.encode(_Holder(os.getpid(), self._doing, since)) + b"\n")
            except BaseException:
                os.close(descriptor)
                raise
        self._descriptor = descriptor
        _held.add(descriptor)
        return self

    def __exit__(self, *_: object) -> None:
        if self.held:
            _held.discard(self._descriptor)
            with contextlib.suppress(OSError):  # it is only for the message
                _note(self._descriptor, b"")
            os.close(self._descriptor)

    @property
    def held(self) -> bool:
        """Whether this process has the lock now; a forked child never does."""
        return self._descriptor in _held

    def still_ours(self) -> bool:
        """False if somebody removed the file: then another process could hold a lock of the same name."""
        try:
            return self.held and os.path.samestat(os.fstat(self._descriptor), self._path.stat())
        except FileNotFoundError:
            return False

    def _acquire(self, descriptor: int) -> None:
        deadline = time.monotonic() + self._wait
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                left = deadline - time.monotonic()
                if not left > 0:  # which no number is, for what is not a number
                    raise StoreBusyError(self._refusal(descriptor)) from None
                time.sleep(min(_POLL, left))
            else:
                return

    def _refusal(self, descriptor: int) -> str:
        try:
            holder = msgspec.json.decode(os.pread(descriptor, 4096, 0), type=_Holder)
        except (msgspec.DecodeError, UnicodeDecodeError):  # it has only just been taken
            who = "another process"
        else:
            who = f"process {holder.pid} ({holder.doing}, since {holder.since})"
        store = self._path.parent
        if self._wait > 0:
            waited = f"and still is after {self._wait:g} seconds; try again when that is done"
            return f"The store {store} is being written by {who}, {waited}."
        return f"The store {store} is being written by {who}; {_ADVICE}."


def _note(descriptor: int, text: bytes) -> None:
    os.truncate(descriptor, 0)
    os.pwrite(descriptor, text, 0)


@functools.cache
def _forget_when_forked() -> None:
    """Lets a child made by fork close its copy of the lock, which would outlive a killed parent otherwise."""
    os.register_at_fork(after_in_child=_let_go)


def _let_go() -> None:
    while _held:
        os.close(_held.pop())
