"""A client that wants a server to have no time for others, from an address of its own."""

from __future__ import annotations

import multiprocessing
import socket
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import wire

if TYPE_CHECKING:
    from multiprocessing.synchronize import Event

__all__ = ["ATTACKS", "attacked"]

_ADDRESS = "127.0.0.2"
_AT_ONCE = 12
_SILENT = 600  # connections
_TOO_LONG = b"x" * 3_000_000


def heavy(address: str, over: Event) -> None:
    """Queries that never end, as many as one client can have, and another for each that is ended."""
    values = " ".join(map(str, range(100)))
    product = "".join(f" VALUES ?v{n} {{ {values} }}" for n in range(8))

    def ask(place: int) -> None:
        number = place
        while not over.wait(0.02):
            number += _AT_ONCE
            query = f"SELECT (COUNT(*) AS ?n) {{{product}}} #{number}".encode()
            sized = ("Content-Type: application/sparql-query", f"Content-Length: {len(query)}")
            with suppress(OSError), wire.opened(address, _ADDRESS) as connection:
                connection.sendall(wire.head("POST", "/sparql", *sized) + query)
                connection.settimeout(0.2)
                _read_until(connection, over)

    threads = [threading.Thread(target=ask, args=[place]) for place in range(_AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _read_until(connection: socket.socket, over: Event) -> None:
    while not over.is_set():
        try:
            if not connection.recv(1 << 16):
                return
        except TimeoutError:
            continue


def silent(address: str, over: Event) -> None:
    """More connections than there may be, on which a head has begun; each that is closed is opened anew."""
    held: deque[socket.socket] = deque()
    while not over.wait(0.005):
        with suppress(OSError):
            connection = wire.opened(address, _ADDRESS)
            held.append(connection)
            connection.sendall(b"GET / HTTP/1.1\r\nX: ")
        if len(held) > _SILENT:
            held.popleft().close()
    for connection in held:
        connection.close()


def oversized(address: str, over: Event) -> None:
    """Bodies that are too long, one after the other, sent in full."""
    sized = ("Content-Type: text/plain", f"Content-Length: {len(_TOO_LONG)}")
    while not over.wait(0.01):
        with suppress(OSError), wire.opened(address, _ADDRESS) as connection:
            connection.sendall(wire.head("POST", "/sparql", *sized) + _TOO_LONG)
            connection.recv(1 << 16)


def hasty(address: str, over: Event) -> None:
    """Requests that are refused, as fast as they come."""
    refused = wire.head("GET", "/nowhere", "Accept: text/html")
    while not over.is_set():
        with suppress(OSError), wire.opened(address, _ADDRESS) as connection:
            while not over.is_set() and connection.send(refused):
                connection.recv(1 << 16)


ATTACKS: dict[str, Callable[[str, Event], None]] = {
    "heavy": heavy,
    "silent": silent,
    "oversized": oversized,
    "hasty": hasty,
}


@contextmanager
def attacked(address: str, name: str) -> Iterator[None]:
    """A process that attacks for as long as the block runs."""
    context = multiprocessing.get_context("spawn")
    over = context.Event()
    process = context.Process(target=ATTACKS[name], args=(address, over), daemon=True)
    process.start()
    try:
        yield
    finally:
        over.set()
        process.join(20)
        process.kill()
