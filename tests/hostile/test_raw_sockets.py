"""What clients send that are none: bytes on sockets, held against the real server."""

from __future__ import annotations

import os
import re
import socket
import struct
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from fuzz.server import Answer, Server, answers, running, spoken, talk

HOST = b"Host: 127.0.0.1\r\n"
HEALTH = b"GET /health HTTP/1.1\r\n" + HOST + b"\r\n"
LAST = b"GET /health HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n"
POST = b"POST /sparql HTTP/1.1\r\n" + HOST + b"Content-Type: application/sparql-query\r\n"
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"
BODY = b"6\r\nASK {}\r\n0\r\n\r\n"
SETTINGS = {"workers": 1, "head_seconds": 1.0, "body_seconds": 1.0, "idle_seconds": 2.0, "stall_seconds": 2.0}

NO_REQUESTS = {
    "both ends of a body": POST + b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "both ends, the other way": POST + b"Transfer-Encoding: chunked\r\nContent-Length: 60\r\n\r\n" + BODY,
    "two lengths": POST + b"Content-Length: 6\r\nContent-Length: 7\r\n\r\nASK {}",
    "a length with a sign": POST + b"Content-Length: +6\r\n\r\nASK {}",
    "a negative length": POST + b"Content-Length: -6\r\n\r\nASK {}",
    "a length in hex": POST + b"Content-Length: 0x6\r\n\r\nASK {}",
    "a length with a line": POST + b"Content-Length: 0_6\r\n\r\nASK {}",
    "an endless length": POST + b"Content-Length: " + b"9" * 30 + b"\r\n\r\nASK {}",
    "another coding": POST + b"Transfer-Encoding: xchunked\r\n\r\n" + BODY,
    "no coding": POST + b"Transfer-Encoding: identity\r\n\r\n" + BODY,
    "two codings": POST + b"Transfer-Encoding: gzip, chunked\r\n\r\n" + BODY,
    "a coding twice": POST + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n" + BODY,
    "a hidden coding": POST + b"Transfer-Encoding: \x0bchunked\r\n\r\n" + BODY,
    "a space before the colon": POST + b"Transfer-Encoding : chunked\r\n\r\n" + BODY,
    "a chunk of no size": CHUNKED + b"G\r\nASK {}\r\n0\r\n\r\n",
    "a chunk of less than nothing": CHUNKED + b"-6\r\nASK {}\r\n0\r\n\r\n",
    "a chunk with a prefix": CHUNKED + b"0x6\r\nASK {}\r\n0\r\n\r\n",
    "a chunk that goes on": CHUNKED + b"6\r\nASK {}XX0\r\n\r\n",
    "a chunk's size with a line feed alone": CHUNKED + b"6\nASK {}\n0\n\n",
    "a chunk's extension with a line feed": CHUNKED + b"6;a\nb\r\nASK {}\r\n0\r\n\r\n",
    "carriage returns alone": b"GET /health HTTP/1.1\rHost: 127.0.0.1\r\r",
    "a zero byte in a header": b"GET /health HTTP/1.1\r\n" + HOST + b"A: b\x00c\r\n\r\n",
    "a carriage return in a header": b"GET /health HTTP/1.1\r\n" + HOST + b"A: b\rB: c\r\n\r\n",
    "a header that is folded at first": b"GET /health HTTP/1.1\r\n " + HOST + b"\r\n",
    "a header without a name": b"GET /health HTTP/1.1\r\n" + HOST + b": c\r\n\r\n",
    "no host": b"GET /health HTTP/1.1\r\n\r\n",
    "two hosts": b"GET /health HTTP/1.1\r\n" + HOST + b"Host: localhost\r\n\r\n",
    "a space in the address": b"GET /he alth HTTP/1.1\r\n" + HOST + b"\r\n",
    "tabs between": b"GET\t/health\tHTTP/1.1\r\n" + HOST + b"\r\n",
    "bytes in the address": b"GET /h\xff HTTP/1.1\r\n" + HOST + b"\r\n",
    "a zero byte in the address": b"GET /h\x00 HTTP/1.1\r\n" + HOST + b"\r\n",
    "a method of bytes": b"g\xc3\xa9t /health HTTP/1.1\r\n" + HOST + b"\r\n",
    "HTTP/0.9": b"GET /health\r\n\r\n",
    "TLS": bytes.fromhex("16030100c8010000c40303") + b"\x11" * 200,
    "zero bytes": b"\x00" * 5000,
    "a megabyte of head": b"GET /health HTTP/1.1\r\n" + HOST + b"A: " + b"b" * 1_000_000 + b"\r\n\r\n",
    "a megabyte of address": b"GET /health?" + b"a" * 1_000_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n",
    "twenty thousand headers": b"GET /health HTTP/1.1\r\n" + HOST + b"A: b\r\n" * 20_000 + b"\r\n",
}
"""After these nothing on their connection is read: where the next request begins is not certain."""

STRANGE = {
    "another's address": (b"GET http://evil.example/health HTTP/1.1\r\n" + HOST + b"\r\n", 404),
    "a tunnel": (b"CONNECT evil.example:80 HTTP/1.1\r\n" + HOST + b"\r\n", 404),
    "a star": (b"OPTIONS * HTTP/1.1\r\n" + HOST + b"\r\n", 404),
    "an address without a slash": (b"GET health HTTP/1.1\r\n" + HOST + b"\r\n", 404),
    "a zero byte, encoded": (b"GET /h%00 HTTP/1.1\r\n" + HOST + b"\r\n", 404),
    "an echo": (b"TRACE /health HTTP/1.1\r\n" + HOST + b"Cookie: secret\r\n\r\n", 405),
    "a long method": (b"A" * 5000 + b" /health HTTP/1.1\r\n" + HOST + b"\r\n", 405),
    "another's name": (b"GET /health HTTP/1.1\r\nHost: evil.example\r\n\r\n", 421),
    "a websocket": (
        b"GET /health HTTP/1.1\r\n" + HOST + b"Connection: Upgrade\r\nUpgrade: websocket\r\n"
        b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
        200,
    ),
    "HTTP/2": (b"GET /health HTTP/1.1\r\n" + HOST + b"Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n", 200),
    "a body where none belongs": (b"GET /health HTTP/1.1\r\n" + HOST + b"Content-Length: 3\r\n\r\nabc", 200),
    "a long extension": (CHUNKED + b"6;" + b"a" * 10_000 + b"\r\nASK {}\r\n0\r\n\r\n", 200),
    "an expectation": (POST + b"Expect: 200-maybe\r\nContent-Length: 6\r\n\r\nASK {}", 200),
}
"""Well-formed, and answered; the connection stays good."""

OUTSIDE = (
    *(
        "../../pyproject.toml",
        "..%2f..%2fpyproject.toml",
        "%2e%2e/%2e%2e/pyproject.toml",
        "..\\..\\x",
        "..%5c..",
    ),
    *("/etc/passwd", "%2fetc%2fpasswd", "....//....//etc/passwd", "..;/..;/etc/passwd", "style.css/../../x"),
    *("%00", "style.css%00.png", ".", "..", "", "%c0%ae%c0%ae/x", "%252e%252e/x", "CON", "~root", "a" * 5000),
    *("file:///etc/passwd", "..%2f" * 20 + "etc/passwd", "../" * 20 + "proc/self/environ", "%uff0e%uff0e/x"),
)
SPLITTING = "%0d%0aX-Injected:%20yes%0d%0a%0d%0a<script>alert(1)</script>"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running(SETTINGS) as found:
        yield found


@pytest.fixture(autouse=True)
def still_well(server: Server) -> Iterator[None]:
    yield
    assert not server.dead()
    assert [answer.status for answer in answers(talk(server, LAST))] == [200]
    assert "Traceback" not in server.logged()


@pytest.mark.parametrize("name", NO_REQUESTS)
def test_what_is_no_request_ends_its_connection(server: Server, name: str) -> None:
    [only] = answers(talk(server, NO_REQUESTS[name] + HEALTH))
    assert only.status in (400, 431)
    assert only.headers["connection"] == "close"
    assert "x-content-type-options" in only.headers


@pytest.mark.parametrize("name", STRANGE)
def test_what_is_strange_is_answered_and_the_next_request_too(server: Server, name: str) -> None:
    sent, status = STRANGE[name]
    first, second = answers(talk(server, sent + LAST))
    assert (first.status, second.status) == (status, 200)
    assert len(first.body) < 2000
    assert b"secret" not in first.body


def test_a_chunk_that_never_comes_is_not_waited_for(server: Server) -> None:
    [only] = answers(talk(server, CHUNKED + b"fffffffffffffffff\r\nASK {}" + HEALTH))
    assert only.status == 408


def test_requests_in_a_row_are_answered_in_their_order(server: Server) -> None:
    asked = b"".join(b"GET /nothing/%d HTTP/1.1\r\n%s\r\n" % (number, HOST) for number in range(100))
    found = answers(talk(server, asked + LAST))
    assert [answer.status for answer in found] == [404] * 100 + [200]
    assert all(b"/nothing/%d." % number in found[number].body for number in range(100))


@pytest.mark.parametrize("folder", ["/assets/", "/id/", "/queries/", "/store/", "/"])
def test_no_file_beside_those_that_are_served_is_reached(server: Server, folder: str) -> None:
    asked = [b"GET %s%s HTTP/1.1\r\n%s\r\n" % (folder.encode(), path.encode(), HOST) for path in OUTSIDE]
    found = answers(talk(server, b"".join(asked) + LAST))
    assert len(found) == len(OUTSIDE) + 1
    for answer in found[:-1]:
        assert answer.status in (200, 307, 400, 403, 404, 405)
        assert not re.search(rb"root:.*:0:0:|\[project\]|PATH=", answer.body)


@pytest.mark.parametrize(
    "address",
    [
        "/queries/{}",
        "/queries/dossier?actor={}",
        "/queries/dossier?{}=1",
        "/queries/dossier.csv?actor=Taliban&format={}",
        "/sparql?query={}",
        "/sparql?query=ASK%7B%7D&default-graph-uri=http://a/{}",
        "/id/{}",
        "/id/actor/{}?knownAt=1",
        "/?knownAt={}",
        "/assets/{}",
        "/store?graph=http://a/{}",
        "/{}",
    ],
)
@pytest.mark.parametrize("accept", ["*/*", "text/html", "text/turtle"])
def test_nothing_that_is_asked_becomes_a_header_or_a_tag(server: Server, address: str, accept: str) -> None:
    sent = f"GET {address.format(SPLITTING)} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: {accept}\r\n"
    sent += "X-Request-Id: a%0d%0aX-Injected: b\r\nOrigin: http://evil.example\r\nConnection: close\r\n\r\n"
    [answer] = answers(talk(server, sent.encode()))
    assert answer.status < 500
    assert not {name for name in answer.headers if "injected" in name}
    assert all("\n" not in value for value in answer.headers.values())
    if answer.headers.get("content-type", "").startswith("text/html"):
        assert b"<script>alert" not in answer.body
    if "X-Injected" in answer.headers.get("x-request-id", ""):
        pytest.fail("an id of the client's own making is taken as it is")


def _files(server: Server) -> int:
    return len(list(Path(f"/proc/{server.process.pid}/fd").iterdir()))


def _settled(server: Server, most: int, seconds: float = 15) -> int:
    """How many files the server has open, once they are no more than so many, or the time is over."""
    until = time.monotonic() + seconds
    while (now := _files(server)) > most and time.monotonic() < until:
        time.sleep(0.1)
    return now


def test_requests_that_break_off_anywhere_leave_nothing_behind(server: Server) -> None:
    before = _settled(server, 0, 1)
    for number in range(0, len(CHUNKED + BODY), 3):
        connection = server.connect()
        connection.sendall((CHUNKED + BODY)[:number])
        if number % 2:  # reset, not closed
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()
    assert _settled(server, before + 2) <= before + 2


def test_heads_that_drip_keep_nobody_from_being_answered(server: Server) -> None:
    before = _files(server)
    slow = [server.connect() for _ in range(60)]
    for connection in slow:
        connection.sendall(b"GET /health HTTP/1.1\r\n")
    took, begun = [], time.monotonic()
    while time.monotonic() - begun < 2.5:
        for connection in slow:
            try:
                connection.send(b"A")
            except OSError:
                continue
        asked = time.monotonic()
        assert [answer.status for answer in answers(talk(server, LAST))] == [200]
        took.append(time.monotonic() - asked)
        time.sleep(0.1)
    assert sorted(took)[len(took) // 2] < 0.5
    told = [spoken(connection, b"", 3) for connection in slow]
    for connection in slow:
        connection.close()
    assert {answer.status for received in told if received for answer in answers(received)} <= {408}
    assert sum(map(bool, told)) > 30  # those that were not cut off while they went on sending
    assert _settled(server, before + 2) <= before + 2


def test_answers_that_nobody_reads_are_given_up(server: Server) -> None:
    before = _files(server)
    everything = b"/sparql?query=SELECT%20*%20%7B%3Fa%20%3Fb%20%3Fc%20.%20%3Fd%20%3Fe%20%3Ff%7D"
    deaf = []
    for _ in range(3):
        connection = socket.socket()
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.connect(server.address)
        connection.sendall(b"GET " + everything + b" HTTP/1.1\r\n" + HOST + b"\r\n")
        deaf.append(connection)
    assert [answer.status for answer in answers(talk(server, LAST))] == [200]
    gone = _settled(server, before + 2, 30)
    for connection in deaf:
        connection.close()
    assert gone <= before + 2


def test_a_crowd_that_asks_nonsense_at_once_is_answered(server: Server) -> None:
    def one(number: int) -> list[Answer]:
        sent = list(NO_REQUESTS.values())[number % len(NO_REQUESTS)]
        return answers(talk(server, sent + HEALTH, 20))

    with ThreadPoolExecutor(16) as pool:
        found = list(pool.map(one, range(5 * len(NO_REQUESTS) if os.environ.get("DETENTE_LONG") else 76)))
    assert {answer.status for each in found for answer in each} <= {400, 431}
