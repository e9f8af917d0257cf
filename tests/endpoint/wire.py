"""A client that writes bytes to a socket and reads what comes, for what no library would send."""

from __future__ import annotations

import socket
import time
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

from loader.endpoint.exchange.every_answer import ON_EVERY_ANSWER


@dataclass(frozen=True, slots=True)
class Answer:
    """What came until the server ended the connection, or said no more.

    Attributes:
        status: 0 where nothing came.
        headers: by lower-case name.
        body: as it was framed.
        seconds: how long it took.
    """

    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float

    @property
    def is_safe(self) -> bool:
        """Whether it carries what every answer carries."""
        return all(self.headers.get(name.lower()) == value for name, value in ON_EVERY_ANSWER.items())


def opened(address: str, source: str = "127.0.0.1") -> socket.socket:
    """A connection, from one of this machine's addresses."""
    parts = urlsplit(address)
    assert parts.hostname
    assert parts.port
    return socket.create_connection((parts.hostname, parts.port), timeout=20, source_address=(source, 0))


def head(method: str, path: str, *headers: str) -> bytes:
    """The head of a request."""
    return "\r\n".join((f"{method} {path} HTTP/1.1", "Host: localhost", *headers, "", "")).encode("latin-1")


def read(connection: socket.socket) -> Answer:
    """What comes until the end of the connection."""
    began = time.monotonic()
    came = b""
    with suppress(ConnectionResetError):
        while chunk := connection.recv(1 << 16):
            came += chunk
    top, _, body = came.partition(b"\r\n\r\n")
    first, *lines = top.decode("latin-1").split("\r\n")
    pairs = (line.partition(":") for line in lines)
    headers = {name.lower(): value.strip() for name, _, value in pairs}
    status = int(first.split(" ")[1]) if first else 0
    return Answer(status, headers, body, time.monotonic() - began)


def said(address: str, *parts: bytes, source: str = "127.0.0.1") -> Answer:
    """What a server answers to bytes, sent one after the other."""
    with opened(address, source) as connection:
        with suppress(BrokenPipeError, ConnectionResetError):  # it need not listen to the end
            for part in parts:
                connection.sendall(part)
        return read(connection)
