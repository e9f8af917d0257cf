"""What whoever runs a server sees of it, how it ends, and what it says when it is told nonsense."""

from __future__ import annotations

import io
import json
import logging
import os
import re
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pyoxigraph
import pytest
import wire
from served import Versions, serving, snapshot_of
from started import commit, endless, started, wait_for

from loader.cli import run
from loader.endpoint.answers.snapshots import StoreSource
from loader.endpoint.around.logs import Handler, Log
from loader.endpoint.client import REQUEST
from loader.endpoint.settings import Settings
from loader.endpoint.token_file import token_in
from loader.errors import DetenteError
from loader.store import Store

TOKEN = "0123456789abcdef-secret"


@contextmanager
def small(**limits: object) -> Iterator[str]:
    """A server of an empty version."""
    settings = Settings(workers=1, **limits)  # type: ignore[arg-type] # each by its own name
    with serving(Versions(snapshot_of(pyoxigraph.Store())), settings=settings) as address:
        yield address


@pytest.fixture(scope="module")
def plain() -> Iterator[str]:
    """The same, for all tests that take nothing from it."""
    with small() as address:
        yield address


# A server in a process of its own


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_server_that_is_told_to_stop_ends_what_runs_and_ends_well(
    tmp_path: Path, number: signal.Signals
) -> None:
    with started(tmp_path, "--stop-timeout", "0.5", "--workers", "1") as server:
        answers = list[httpx.Response]()

        def ask() -> None:
            answers.append(httpx.post(f"{server.address}/sparql", data={"query": endless(1)}, timeout=60))

        asking = threading.Thread(target=ask)
        asking.start()
        wait_for(lambda: "detente_workers_busy 1.0" in httpx.get(f"{server.address}/metrics").text)
        began = time.monotonic()
        server.process.send_signal(number)
        assert server.process.wait(30) == 0
        assert time.monotonic() - began < 15
        asking.join(30)
        assert answers[0].status_code == 503
        assert "stopping" in answers[0].json()["detail"]
        assert "Retry-After" in answers[0].headers
        last = server.lines()[-1]
        assert (last["event"], last["level"]) == ("stopped", "info")
        assert "raceback" not in server.log.read_text()


def test_what_is_written_down_holds_no_query_and_no_token(tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text(TOKEN + "\n")
    token.chmod(0o600)
    with started(tmp_path, "--writable", "--token-file", str(token)) as server:
        assert httpx.get(f"{server.address}/ready").status_code in (200, 503)
        with httpx.Client(base_url=server.address, timeout=30) as client:
            query = {"query": "SELECT * { ?s ?p 'SECRETWORD' }"}
            named = client.get("/sparql", params=query, headers={"X-Request-Id": "from-outside.1"})
            assert named.headers["X-Request-Id"] == "from-outside.1"
            unnamed = [client.get("/health").headers["X-Request-Id"] for _ in range(3)]
            assert len(set(unnamed)) == 3
            spoilt = client.get("/health", headers={"X-Request-Id": 'a"\x01b'}).headers["X-Request-Id"]
            assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]+", spoilt)
            client.post("/sparql", data={"query": "SELECT SECRETWORD"})
            client.get("/id/%0A%1B%5B31mred%22", headers={"User-Agent": "SECRETWORD"})
            for shown in (TOKEN, "SECRETWORD", f"{TOKEN}more"):
                bearer = {"Authorization": f"Bearer {shown}", "Content-Type": "application/sparql-update"}
                client.post("/sparql", content=b"INSERT DATA { <urn:SECRETWORD> a <x", headers=bearer)
                client.get("/sparql", params={"query": "ASK {}", "access_token": shown})
            wire.said(
                server.address,
                b"GET /\x1b[31m HTTP/1.1\r\nAuthorization: Bearer " + TOKEN.encode() + b"\r\n\r\n",
            )
        server.process.terminate()
        assert server.process.wait(30) == 0
        written = server.log.read_text()
        assert "SECRETWORD" not in written
        assert TOKEN not in written
        assert written.isascii()
        assert all(line.isprintable() for line in written.splitlines())
        lines = server.lines()
        (asked,) = [line for line in lines if line.get("id") == "from-outside.1"]
        assert (
            asked.items() >= {"event": "request", "method": "GET", "path": "/sparql", "status": 200}.items()
        )
        assert asked["whole"]
        assert asked["client"] == "127.0.0.1"
        assert {line["path"] for line in lines if "red" in line.get("path", "")} == {"/id/%0A%1B%5B31mred%22"}
        assert {401, 400} <= {line["status"] for line in lines if line["event"] == "request"}
        assert "refused" in {line["event"] for line in lines}


def test_a_version_that_is_committed_shows_without_a_request_that_fails(tmp_path: Path) -> None:
    store = Store.open_or_create(tmp_path / "store")
    commit(store, "first")
    statuses, seen, over = list[int](), set[int](), threading.Event()

    def ask(address: str, query: str) -> None:
        with httpx.Client(base_url=address, timeout=60) as client:
            while not over.is_set():
                statuses.append(client.get("/sparql", params={"query": query}).status_code)
                health = client.get("/health")
                statuses.append(health.status_code)
                seen.add(health.json()["version"])

    with serving(StoreSource(store.path), settings=Settings(workers=2)) as address:
        queries = ("SELECT * { ?s ?p ?o }", "SELECT (RAND() AS ?n) {}", "ASK { ?s ?p 'third' }")
        asking = [threading.Thread(target=ask, args=[address, query]) for query in queries]
        for thread in asking:
            thread.start()
        try:
            for name in ("second", "third", "fourth"):
                wait_for(lambda: seen >= {store.current.number if store.current else 0})
                commit(store, name)
            wait_for(lambda: 4 in seen)
        finally:
            over.set()
            for thread in asking:
                thread.join(30)
    assert set(statuses) == {200}
    assert seen == {1, 2, 3, 4}


# What it tells of itself


def test_a_server_is_ready_once_it_can_answer_and_not_when_its_store_breaks(tmp_path: Path) -> None:
    with started(tmp_path) as server:
        wait_for(lambda: httpx.get(f"{server.address}/ready").status_code == 200)
        assert httpx.get(f"{server.address}/ready").json() == {"ready": True}
        (tmp_path / "store" / "current").write_text("nonsense")
        broken = httpx.get(f"{server.address}/ready")
        assert (broken.status_code, broken.json()["ready"]) == (503, False)
        assert str(tmp_path) not in broken.text
        assert httpx.head(f"{server.address}/ready").status_code == 503
        assert httpx.post(f"{server.address}/ready").status_code == 405


def test_a_server_counts_what_it_answers() -> None:
    with small() as address:
        for _ in range(3):
            assert httpx.get(f"{address}/health").status_code == 200
        httpx.get(f"{address}/nowhere/at-all")
        httpx.request("BREW", f"{address}/sparql")
        wire.said(address, b"nonsense\r\n\r\n")
        shown = httpx.get(f"{address}/metrics")
    assert shown.headers["content-type"].startswith("text/plain; version=")
    lines = shown.text.splitlines()
    assert 'detente_requests_total{method="GET",route="/health",status="200"} 3.0' in lines
    assert 'detente_requests_total{method="GET",route="other",status="404"} 1.0' in lines
    assert 'detente_requests_total{method="other",route="/sparql",status="405"} 1.0' in lines
    assert 'detente_refused_connections_total{why="bad request"} 1.0' in lines
    assert 'detente_request_seconds_count{route="/health"} 3.0' in lines
    assert any(line.startswith("process_open_fds ") for line in lines)
    assert any(line.startswith("detente_workers_") for line in lines)
    named = {line.split()[2] for line in lines if line.startswith("# HELP ")}
    assert all(re.fullmatch("[a-z_]+", name) for name in named)


@pytest.mark.parametrize(
    ("who", "headers", "status"),
    [
        ("local", {}, 200),
        ("local", {"X-Forwarded-For": "127.0.0.1"}, 403),
        ("local", {"Forwarded": "for=127.0.0.1"}, 403),
        ("local", {"Host": "rebound.example"}, 421),
        ("all", {"X-Forwarded-For": "192.0.2.1"}, 200),
        ("none", {}, 404),
    ],
)
def test_figures_are_for_whom_they_are_meant_for(who: str, headers: dict[str, str], status: int) -> None:
    with small(metrics=who) as address:
        answer = httpx.get(f"{address}/metrics", headers=headers)
    assert answer.status_code == status
    assert ("detente_requests" in answer.text) == (status == 200)


# What it says of nonsense


@pytest.mark.parametrize(
    ("status", "sent"),
    [
        (400, b"nonsense\r\n\r\n"),
        (400, b"GET / HTTP/1.1\r\n\r\n"),
        (400, b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
        (400, b"GET / HTTP/1.1\r\nHost: localhost\r\nX : y\r\n\r\n"),
        (400, b"GET / HTTP/1.1\r\nHost: localhost\r\nX: a\x00b\r\n\r\n"),
        (
            400,
            wire.head("POST", "/sparql", "Content-Length: 3", "Transfer-Encoding: chunked")[:-2]
            + b"X:\x00\r\n\r\n",
        ),
        (400, wire.head("POST", "/sparql", "Content-Length: -1")),
        (400, wire.head("POST", "/sparql", "Content-Length: 1", "Content-Length: 2")),
        (400, wire.head("POST", "/sparql", "Transfer-Encoding: chunked") + b"zz\r\n"),
        (404, wire.head("GET", "/nowhere", "Connection: close")),
        (405, wire.head("DELETE", "/sparql", "Connection: close")),
        (405, wire.head("PUT", "/metrics", "Connection: close")),
        (415, wire.head("POST", "/sparql", "Content-Length: 0", "Connection: close")),
        (421, wire.head("GET", "/", "Connection: close").replace(b"localhost", b"rebound.example")),
        (431, wire.head("GET", "/health", "X: " + "x" * 600_000)),
        (501, wire.head("POST", "/sparql", "Transfer-Encoding: gzip, chunked")),
    ],
)
def test_whatever_is_refused_is_refused_with_the_headers_of_every_answer(
    plain: str, status: int, sent: bytes
) -> None:
    answer = wire.said(plain, sent)
    assert httpx.get(f"{plain}/health").status_code == 200
    assert answer.status in (status, 400)
    assert answer.is_safe
    assert json.loads(answer.body)["status"] == answer.status


def test_a_body_that_breaks_while_it_is_answered_ends_the_connection_and_nothing_else(plain: str) -> None:
    with wire.opened(plain) as connection:
        connection.sendall(wire.head("POST", "/sparql", "Content-Encoding: br", "Transfer-Encoding: chunked"))
        assert connection.recv(1) == b"H"  # before there is a body
        connection.sendall(b"zz\r\n")
        assert wire.read(connection).body.count(b"HTTP/1.1 ") == 0  # nothing is said into an answer
    assert httpx.get(f"{plain}/health").status_code == 200


# The log itself


def test_a_log_that_is_not_read_holds_up_nobody_and_counts_what_it_lost() -> None:
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb"), os.fdopen(writing, "wb", 0) as stream:
        log = Log(stream)
        began = time.monotonic()
        for number in range(20_000):
            log.event("x", f"line {number} " + "x" * 100)
        assert time.monotonic() - began < 10
        assert log.dropped > 0


def test_a_line_begins_no_other_and_steers_no_terminal() -> None:
    stream = io.BytesIO()
    log = Log(stream, "json", secret=b"hidden")
    log.event("x", 'a\nb\r\x1b[31m"\u2028\x7f\u202e', "error", other="x" * 9000 + "end", key="is hidden")
    log.close()
    (line,) = stream.getvalue().splitlines()
    assert line.isascii()
    assert line.decode().isprintable()
    read = json.loads(line)
    assert read["message"] == 'a\nb\r\x1b[31m"\u2028\x7f\u202e'
    assert read["other"].endswith("xend")
    assert len(read["other"]) < 3000
    assert read["key"] == "is [token]"


def test_a_plain_log_is_of_what_goes_wrong() -> None:
    stream = io.BytesIO()
    log = Log(stream, "plain")
    handler = Handler(log)
    logger = logging.getLogger("detente.test")
    logger.addHandler(handler)
    try:
        log.event("x", "nothing wrong")
        logger.warning("something\nwrong")
        logger.warning("Invalid HTTP request received.")  # which is told otherwise
    finally:
        logger.removeHandler(handler)
    log.close()
    assert stream.getvalue() == b"warning: something\\nwrong\n"


def test_what_modules_say_bears_the_name_of_its_request() -> None:
    stream = io.BytesIO()
    log = Log(stream)
    token = REQUEST.set("the-one")
    try:
        try:
            raise KeyError("why")
        except KeyError as error:
            record = logging.LogRecord(
                "detente.x", logging.ERROR, "", 0, "failed at %s", ("/x",), (KeyError, error, None)
            )
            Handler(log).emit(record)
    finally:
        REQUEST.reset(token)
    log.close()
    line = json.loads(stream.getvalue())
    assert (
        line.items()
        >= {"id": "the-one", "level": "error", "logger": "detente.x", "message": "failed at /x"}.items()
    )
    assert "KeyError" in line["traceback"]


# Before it starts


@pytest.mark.parametrize(
    ("mode", "content", "why"),
    [
        (0o604, TOKEN, "others can read"),
        (0o620, TOKEN, "others can read or change"),
        (0o600, "", "holds no token"),
        (0o600, "  \n", "holds no token"),
        (0o600, "short", "holds no token"),
        (0o600, "two words of a long token", "holds no token"),
        (0o600, f"{TOKEN}\n{TOKEN}", "holds no token"),
        (0o600, "é" * 20, "holds no token"),
        (0o600, "x" * 1025, "holds no token"),
    ],
)
def test_a_token_file_that_keeps_no_secret_is_refused(
    tmp_path: Path, mode: int, content: str, why: str
) -> None:
    path = tmp_path / "token"
    path.write_text(content)
    path.chmod(mode)
    with pytest.raises(DetenteError, match=why) as caught:
        token_in(path)
    assert content.strip() == "" or content not in str(caught.value)


@pytest.mark.parametrize("mode", [0o400, 0o600, 0o640])
def test_a_token_is_read_without_the_white_space_around_it(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "token"
    path.write_text(f" {TOKEN}\r\n")
    path.chmod(mode)
    assert token_in(path) == TOKEN.encode()


def test_what_is_no_file_holds_no_token(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe, 0o600)
    for path in (pipe, tmp_path, tmp_path / "none"):
        with pytest.raises(DetenteError) as caught:
            token_in(path)
        assert str(caught.value).count("\n") == 0


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ("--writable", "--token-file"),
        ("--host 0.0.0.0 --writable", "--token-file"),
        ("--token-file none", "none cannot be read: No such file"),
        ("--origin example.org", "'example.org' is no origin"),
        ("--origin https://example.org/page", "is no origin"),
        ("--name data.example:80", "without a port"),
        ("--service https://example.org", "is no host"),
        ("--proxy nonsense", "is no address or network"),
        ("--metrics some", "--metrics"),
        ("--log loud", "--log"),
        ("--query-timeout 0", "--query-timeout"),
        ("--workers 0", "--workers"),
    ],
)
def test_a_server_that_makes_no_sense_does_not_start(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], options: str, why: str
) -> None:
    commit(Store.open_or_create(tmp_path / "store"), "freedonia")
    code = run(["serve", "--store", str(tmp_path / "store"), "--port", "0", *options.split()])
    out, err = capfd.readouterr()
    assert (code, out, err.count("\n")) == (2, "", 1), err
    assert why in err


@pytest.mark.parametrize(
    ("options", "limits"),
    [
        ("", (0, 0)),
        ("--host ::1", (0, 0)),
        ("--host localhost", (0, 0)),
        ("--host 0.0.0.0", (1200, 64)),
        ("--host 192.0.2.1", (1200, 64)),
        ("--proxy 127.0.0.1", (1200, 64)),
        ("--host 0.0.0.0 --rate 0 --client-connections 7", (0, 7)),
        ("--rate 5", (5, 0)),
    ],
)
def test_others_than_this_machine_are_counted_unless_it_is_said_otherwise(
    monkeypatch: pytest.MonkeyPatch, options: str, limits: tuple[int, int]
) -> None:
    given = list[Settings]()
    monkeypatch.setattr("loader.endpoint.server.serve", lambda *arguments: given.append(arguments[4]))
    assert run(["serve", *options.split()]) == 0
    assert (given[0].requests_a_minute, given[0].client_connections) == limits
    expected = Settings(requests_a_minute=limits[0], client_connections=limits[1], proxies=given[0].proxies)
    assert given[0] == expected, "the defaults of the command are those of Settings"
