"""Every limit that stands around the application, at its edge."""

from __future__ import annotations

import gzip
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pyoxigraph
import pytest
import wire
from hypothesis import given
from hypothesis import strategies as st
from served import Versions, serving, snapshot_of
from writable import LINES, writable

from loader.endpoint.around.rate import Rate
from loader.endpoint.around.unpacking import PackedError, Unpacking
from loader.endpoint.settings import Settings

ASK = b"ASK {}"
QUERY = "Content-Type: application/sparql-query"
SOON = 8.0  # seconds within which a limit of half a second is enforced, on a machine that is busy


@contextmanager
def limited(**limits: object) -> Iterator[str]:
    """A server of an empty version, with some limits of its own."""
    settings = Settings(workers=1, **limits)  # type: ignore[arg-type] # each by its own name
    with serving(Versions(snapshot_of(pyoxigraph.Store())), settings=settings) as address:
        yield address


def posted(address: str, body: bytes, *headers: str) -> wire.Answer:
    more = (f"Content-Length: {len(body)}", "Connection: close", *headers)
    return wire.said(address, wire.head("POST", "/sparql", QUERY, *more), body)


def chunked(body: bytes, size: int = 1000) -> bytes:
    parts = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


# How often


def test_a_client_may_ask_so_often_and_another_one_too() -> None:
    with limited(requests_a_minute=3) as address:

        def get(path: str, source: str) -> wire.Answer:
            return wire.said(address, wire.head("GET", path, "Connection: close"), source=source)

        assert [get("/openapi.json", "127.0.0.1").status for _ in range(3)] == [200, 200, 200]
        refused = get("/openapi.json", "127.0.0.1")
        assert refused.status == 429
        assert 1 <= int(refused.headers["retry-after"]) <= 20
        assert b"3 requests a minute" in refused.body
        assert refused.is_safe
        assert get("/openapi.json", "127.0.0.2").status == 200
        assert get("/health", "127.0.0.1").status == 200  # whoever watches the server is never turned away
        assert get("/metrics", "127.0.0.1").status == 200


def test_who_asks_through_a_proxy_is_believed_only_if_the_proxy_is() -> None:
    def statuses(address: str) -> list[int]:
        return [
            httpx.get(f"{address}/openapi.json", headers={"X-Forwarded-For": client}).status_code
            for client in ("192.0.2.1", "192.0.2.1", "192.0.2.2", "192.0.2.1, 192.0.2.3")
        ]

    with limited(requests_a_minute=1) as address:
        assert statuses(address) == [200, 429, 429, 429]
    with limited(requests_a_minute=1, proxies=("127.0.0.0/8",)) as address:
        assert statuses(address) == [200, 429, 200, 200]


@given(
    a_minute=st.integers(1, 50),
    steps=st.lists(st.floats(0, 90, allow_nan=False), min_size=1, max_size=80),
)
def test_in_no_minute_are_there_more_than_twice_as_many(a_minute: int, steps: list[float]) -> None:
    now = 0.0
    rate = Rate(a_minute, lambda: now)
    let_in = list[float]()
    for step in steps:
        now += step
        wait = rate.wait("a")
        if not wait:
            let_in.append(now)
            continue
        now += wait  # who waits as long as was said is let in
        assert rate.wait("a") == 0
        let_in.append(now)
    for moment in let_in:  # as many at once, and as many in the minute that follows
        assert sum(moment <= other < moment + 60 for other in let_in) <= 2 * a_minute


def test_clients_that_ask_no_more_are_forgotten() -> None:
    now = 0.0
    rate = Rate(10, lambda: now)
    for number in range(50_000):
        now += 0.01
        assert rate.wait(str(number)) == 0
    assert len(rate) <= 20_000


# How many connections


def test_of_all_connections_one_that_waits_makes_room() -> None:
    with limited(connections=4) as address, ExitStack() as stack:
        waiting = [stack.enter_context(wire.opened(address)) for _ in range(4)]
        waiting[1].sendall(b"GET / HT")
        assert wire.said(address, wire.head("GET", "/health", "Connection: close")).status == 200
        assert waiting[0].recv(1) == b""  # the one that was there first
        for _ in range(3):
            assert wire.said(address, wire.head("GET", "/health", "Connection: close")).status == 200


def test_where_all_connections_are_at_work_another_one_is_refused() -> None:
    with limited(connections=3) as address, ExitStack() as stack:
        for _ in range(3):
            busy = stack.enter_context(wire.opened(address))
            busy.sendall(wire.head("POST", "/sparql", QUERY, "Content-Length: 6", "Expect: 100-continue"))
            assert busy.recv(100).startswith(b"HTTP/1.1 100 ")  # the application waits for the body
        refused = wire.said(address)
        assert refused.status == 503
        assert refused.headers["retry-after"] == "1"
        assert refused.is_safe
        busy.sendall(ASK)
        assert busy.recv(100).startswith(b"HTTP/1.1 200 ")
        assert wire.said(address, wire.head("GET", "/health", "Connection: close")).status == 200


def test_one_client_may_have_so_many_connections_and_another_one_too() -> None:
    with limited(client_connections=2) as address, ExitStack() as stack:
        for _ in range(2):
            stack.enter_context(wire.opened(address)).sendall(b"G")
        ask = wire.head("GET", "/health", "Connection: close")
        eventually(lambda: wire.said(address, ask).status == 429)
        refused = wire.said(address, ask)
        assert "retry-after" in refused.headers
        assert refused.is_safe
        assert wire.said(address, ask, source="127.0.0.2").status == 200
        stack.close()
        eventually(lambda: wire.said(address, ask).status == 200)


def eventually(so: Callable[[], bool]) -> None:
    """Waits until something is so."""
    until = time.monotonic() + SOON
    while not so():
        assert time.monotonic() < until
        time.sleep(0.02)


# How much


def test_a_head_may_be_so_long() -> None:
    with limited(head_bytes=5000) as address:
        plain = wire.head("GET", "/health", "Connection: close", "X: ")
        fits = wire.head("GET", "/health", "Connection: close", "X: " + "x" * (5000 - len(plain)))
        assert wire.said(address, fits).status == 200
        for more in (1, 5000, 500_000):
            refused = wire.said(address, fits.replace(b"X: ", b"X: " + b"x" * more))
            assert refused.status == 431
            assert refused.is_safe
            assert json_of(refused)["status"] == 431


def json_of(answer: wire.Answer) -> dict[str, object]:
    return httpx.Response(200, content=answer.body).json()  # type: ignore[no-any-return] # an object


@pytest.mark.parametrize("framed", ["by its length", "in chunks"])
def test_a_body_that_asks_may_be_so_long(framed: str) -> None:
    def status(address: str, body: bytes) -> int:
        if framed == "by its length":
            return posted(address, body).status
        top = wire.head("POST", "/sparql", QUERY, "Transfer-Encoding: chunked", "Connection: close")
        return wire.said(address, top, chunked(body)).status

    with limited(body_bytes=5000) as address:
        assert status(address, ASK.ljust(5000)) == 200
        assert status(address, ASK.ljust(5001)) == 413
        assert status(address, ASK.ljust(3_000_000)) == 413  # and the client, who sends it all, reads why


def test_a_client_that_asks_first_need_not_send_what_is_too_long() -> None:
    with limited(body_bytes=5000) as address:
        top = wire.head("POST", "/sparql", QUERY, "Content-Length: 5001", "Expect: 100-continue")
        answer = wire.said(address, top)
        assert answer.status == 413
        assert answer.seconds < 2.0


def test_only_who_writes_may_send_as_much_as_a_write_may_have(tmp_path: Path) -> None:
    limits = {"body_bytes": 1000, "write_bytes": 3000, "unpacked_bytes": 5000}
    with writable(tmp_path / "store", **limits) as client:

        def status(body: bytes, **headers: str) -> int:
            return client.post("/facts?dataset=a", content=body, headers=LINES | headers).status_code

        assert status(b"\n" * 3000) in (200, 422)
        assert status(b"\n" * 3001) == 413
        assert status(b"\n" * 3000, Authorization="Bearer guessed") == 413
        assert status(b"\n" * 1000, Authorization="Bearer guessed") == 401
        packed = {"Content-Encoding": "gzip"}
        assert status(gzip.compress(b"\n" * 5000), **packed) in (200, 422)
        assert status(gzip.compress(b"\n" * 5001), **packed) == 413


@pytest.mark.parametrize(
    ("coding", "pack"),
    [
        ("gzip", gzip.compress),
        ("x-gzip", lambda body: gzip.compress(body[:3]) + gzip.compress(body[3:])),
        ("deflate", zlib.compress),
        ("Deflate", lambda body: zlib.compress(body, wbits=-15)),
        ("identity", lambda body: body),
    ],
)
def test_a_packed_body_is_measured_as_it_is_unpacked(coding: str, pack: Callable[[bytes], bytes]) -> None:
    with limited(body_bytes=5000) as address:
        assert posted(address, pack(ASK.ljust(5000)), f"Content-Encoding: {coding}").status == 200
        assert posted(address, pack(ASK.ljust(5001)), f"Content-Encoding: {coding}").status == 413


def test_a_bomb_does_not_go_off() -> None:
    packed = gzip.compress(bytes(64 << 20))
    assert len(packed) < 100_000
    with limited() as address:
        answer = posted(address, packed, "Content-Encoding: gzip")
    assert answer.status == 413
    assert answer.seconds < SOON


@pytest.mark.parametrize(
    ("coding", "body", "status"),
    [
        ("br", ASK, 415),
        ("gzip, gzip", gzip.compress(gzip.compress(ASK)), 415),
        ("gzip", ASK, 400),
        ("gzip", gzip.compress(ASK)[:-1], 400),
        ("gzip", gzip.compress(ASK) + b"more", 400),
        ("deflate", zlib.compress(ASK) + b"more", 400),
        ("deflate", b"\xff" * 20, 400),
        ("gzip", b"", 400),
    ],
    ids=["unknown", "twice", "bare", "cut", "and more", "deflated and more", "noise", "empty"],
)
def test_what_is_not_packed_as_it_says_is_refused(coding: str, body: bytes, status: int) -> None:
    with limited() as address:
        head = wire.head(
            "POST",
            "/sparql",
            QUERY,
            f"Content-Encoding: {coding}",
            "Transfer-Encoding: chunked",
            "Connection: close",
        )
        answer = wire.said(address, head, chunked(body))
    assert answer.status == status
    assert answer.is_safe
    assert status != 415 or answer.headers["accept-encoding"] == "gzip, deflate"


@given(body=st.binary(max_size=3000), cut=st.integers(1, 100), gzipped=st.booleans())
def test_whatever_is_packed_comes_out_again(body: bytes, cut: int, gzipped: bool) -> None:
    packed = gzip.compress(body) if gzipped else zlib.compress(body)
    unpacking = Unpacking("gzip" if gzipped else "deflate")
    parts = [packed[at : at + cut] for at in range(0, len(packed), cut)]
    assert b"".join(piece for part in parts for piece in unpacking.of(part)) == body
    unpacking.finish()


@given(body=st.binary(max_size=300), coding=st.sampled_from(["gzip", "deflate"]))
def test_whatever_comes_is_unpacked_or_refused(body: bytes, coding: str) -> None:
    unpacking = Unpacking(coding)
    try:
        list(unpacking.of(body))
        unpacking.finish()
    except PackedError:
        return
    assert (
        zlib.decompressobj(47 if coding == "gzip" else 15 if body[0] & 15 == 8 else -15).decompress(body)
        is not None
    )


# How long


def test_a_head_that_does_not_end_is_not_waited_for() -> None:
    with limited(head_seconds=0.5) as address, ExitStack() as stack:
        silent, begun, dripping = (stack.enter_context(wire.opened(address)) for _ in range(3))
        begun.sendall(b"GET / HTTP/1.1\r\nHost: local")
        ended = threading.Event()

        def drip() -> None:
            for byte in wire.head("GET", "/" + "x" * 5000):
                try:
                    dripping.sendall(bytes([byte]))
                except OSError:
                    return
                if ended.wait(0.05):
                    return

        dripper = threading.Thread(target=drip)
        dripper.start()
        for connection in (silent, begun, dripping):
            answer = wire.read(connection)
            assert answer.status in (408, 0 if connection is dripping else 408)
            assert answer.seconds < SOON
        ended.set()
        dripper.join(10)


def test_a_body_that_does_not_come_is_not_waited_for() -> None:
    with limited(body_seconds=0.5) as address:
        top = wire.head("POST", "/sparql", QUERY, "Content-Length: 6")
        answer = wire.said(address, top, b"ASK")
        assert answer.status == 408
        assert answer.is_safe
        assert 0.4 < answer.seconds < SOON


def test_a_body_may_take_longer_the_longer_it_is() -> None:
    body = ASK.ljust(90_000)
    with limited(body_seconds=0.3) as address, wire.opened(address) as connection:
        connection.sendall(
            wire.head("POST", "/sparql", QUERY, f"Content-Length: {len(body)}", "Connection: close")
        )
        for at in range(0, len(body), 9000):
            connection.sendall(body[at : at + 9000])
            time.sleep(0.1)  # which comes to a second
        assert wire.read(connection).status == 200


def test_a_connection_rests_only_so_long_between_two_requests() -> None:
    with limited(idle_seconds=0.3) as address, wire.opened(address) as connection:
        for _ in range(2):
            connection.sendall(wire.head("GET", "/health"))
            came = b""
            while not came.endswith(b"}"):
                came += connection.recv(1 << 16)
            assert came.startswith(b"HTTP/1.1 200 ")
        began = time.monotonic()
        while connection.recv(1 << 20):
            pass
        assert time.monotonic() - began < SOON


def test_a_client_that_reads_nothing_is_not_waited_for() -> None:
    values = " ".join(map(str, range(100)))
    endless = "".join(f"VALUES ?v{n} {{ {values} }} " for n in range(4))
    query = f"SELECT * {{ {endless} }}".encode()
    with limited(stall_seconds=0.5) as address, wire.opened(address) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        top = wire.head("POST", "/sparql", QUERY, f"Content-Length: {len(query)}")
        connection.sendall(top + query)
        assert connection.recv(10).startswith(b"HTTP/1.1 2")
        eventually(lambda: b"detente_broken_answers_total 1.0" in httpx.get(f"{address}/metrics").content)
        assert b'why="does not read"} 1.0' in httpx.get(f"{address}/metrics").content
