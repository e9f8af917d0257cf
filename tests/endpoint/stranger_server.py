"""Another server, which may be hostile: it notes what it is asked, and answers with given bytes."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

RESULTS = b'{"head":{"vars":["s"]},"results":{"bindings":[{"s":{"type":"uri","value":"urn:told"}}]}}'
JSON = "application/sparql-results+json"


def answer(
    body: bytes = RESULTS, status: str = "200 OK", media_type: str = JSON, more: Sequence[str] = ()
) -> bytes:
    """A whole answer."""
    headers = [f"Content-Type: {media_type}", f"Content-Length: {len(body)}", *more]
    return "\r\n".join([f"HTTP/1.1 {status}", *headers, "", ""]).encode() + body


def redirect(location: str, status: str = "307 Elsewhere") -> bytes:
    """An answer that sends elsewhere."""
    return answer(b"", status, "text/plain", [f"Location: {location}"])


@dataclass
class Stranger:
    """A server.

    Attributes:
        port: where it listens, on 127.0.0.1.
        says: its answers, one for each call; the last one for all that follow. None: it says nothing.
        heard: what it was asked.
        left: set once a caller that it says nothing to has gone.
    """

    port: int
    says: list[bytes | None] = field(default_factory=lambda: [answer()])
    heard: list[bytes] = field(default_factory=list)
    left: threading.Event = field(default_factory=threading.Event)


@contextmanager
def stranger(*says: bytes | None, tls: ssl.SSLContext | None = None) -> Iterator[Stranger]:
    """A server on a free port, for as long as the block runs."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        found = Stranger(listener.getsockname()[1], list(says) or [answer()])

        def talk(connection: socket.socket) -> None:
            connection.settimeout(10)
            with suppress(OSError), connection:
                spoken = tls.wrap_socket(connection, server_side=True) if tls else connection
                with spoken:
                    found.heard.append(_request(spoken))
                    said = found.says.pop(0) if len(found.says) > 1 else found.says[0]
                    if said is None:
                        with suppress(OSError):
                            spoken.recv(1)
                        found.left.set()
                    else:
                        spoken.sendall(said)

        def listen() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                threading.Thread(target=talk, args=(connection,), daemon=True).start()

        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        yield found
        listener.shutdown(socket.SHUT_RDWR)
    thread.join(5)
    assert not thread.is_alive()


def _request(connection: socket.socket) -> bytes:
    """What is asked; of who breaks off, what came before: it is a call all the same."""
    heard = b""
    while b"\r\n\r\n" not in heard:
        try:
            more = connection.recv(65536)
        except OSError:
            more = b""
        if not more:
            return heard
        heard += more
    head, _, body = heard.partition(b"\r\n\r\n")
    length = next(
        (
            int(line.partition(b":")[2])
            for line in head.split(b"\r\n")
            if line[:15].lower() == b"content-length:"
        ),
        0,
    )
    while len(body) < length:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body
