"""What the tests of the endpoint share: a server that must not be called."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest
from canary_server import Canary


@pytest.fixture(scope="session")
def canary() -> Iterator[Canary]:
    body = b'{"head":{"vars":["s"]},"results":{"bindings":[]}}'
    answer = (
        b"HTTP/1.1 200 OK\r\nContent-Type: application/sparql-results+json\r\nConnection: close\r\n"
        b"Content-Length: %d\r\n\r\n%s" % (len(body), body)
    )
    with socket.create_server(("127.0.0.1", 0)) as listener:
        noted = Canary(f"http://127.0.0.1:{listener.getsockname()[1]}/")

        def answer_all() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with connection:
                    noted.calls.append(connection.recv(4096))
                    connection.sendall(answer)

        thread = threading.Thread(target=answer_all, daemon=True)
        thread.start()
        yield noted
        listener.shutdown(socket.SHUT_RDWR)
    thread.join(5)
    assert not thread.is_alive()
