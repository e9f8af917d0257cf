"""Long answers: sent as they are found, whole or told from whole ones, and stopped when nobody reads them."""

from __future__ import annotations

import asyncio
import csv
import gc
import io
import json
import socket
import tracemalloc
from collections.abc import Iterator

import httpx
import pyoxigraph
import pytest
from served import Versions, evaluating, serving, snapshot_of

from loader.endpoint.answers.evaluate import Task
from loader.endpoint.answers.snapshots import Snapshot
from loader.endpoint.settings import Settings
from loader.endpoint.workers.outflow import AHEAD, Outflow
from loader.endpoint.workers.worker import CHUNK_BYTES

ROWS = 20_000
PLACES = Settings().workers
LONG = "SELECT ?s ?o { ?s <urn:p> ?o } LIMIT %d"
CROSS = "SELECT ?a ?b { ?a <urn:p> ?x . ?b <urn:p> ?y }"  # 400 million rows


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    graph = pyoxigraph.Store()
    lines = "".join(f'<urn:s{n}> <urn:p> "value {n}" .\n' for n in range(ROWS))
    graph.bulk_load(lines.encode(), pyoxigraph.RdfFormat.N_TRIPLES)
    return snapshot_of(graph)


@pytest.fixture(scope="module")
def client(snapshot: Snapshot) -> Iterator[httpx.Client]:
    with (
        serving(Versions(snapshot), settings=Settings(result_cache=0)) as served,
        httpx.Client(base_url=served, timeout=30) as client,
    ):
        yield client


def rows_of(kind: str, body: bytes) -> int:
    if kind == "json":
        return len(json.loads(body)["results"]["bindings"])
    return len(list(csv.reader(io.StringIO(body.decode())))) - 1 if kind == "csv" else body.count(b"<result>")


@pytest.mark.parametrize("kind", ["json", "csv", "xml"])
def test_a_long_answer_comes_in_chunks_and_whole(client: httpx.Client, kind: str) -> None:
    for limit, whole in ((10, True), (ROWS, False)):
        got = client.get("/sparql", params={"query": LONG % limit, "format": kind})
        assert ("content-length" in got.headers) == whole
        assert ("transfer-encoding" in got.headers) != whole
        assert rows_of(kind, got.content) == limit
        head = client.head("/sparql", params={"query": LONG % limit, "format": kind})
        assert head.content == b""
        assert head.headers.get("content-length") == got.headers.get("content-length")
        assert head.headers["etag"] == got.headers["etag"]


def test_an_answer_of_any_length_takes_the_same_memory(snapshot: Snapshot) -> None:
    async def read(limit: int) -> int:
        async with evaluating() as evaluator:
            tracemalloc.start()
            answer = await evaluator.answer(snapshot, Task(f"{CROSS} LIMIT {limit}", "tsv"))
            assert not isinstance(answer, bytes)
            async for _ in answer.chunks():
                pass
            most = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
            return most

    gc.collect()
    assert asyncio.run(read(100_000)) < 24 * CHUNK_BYTES  # the answer has 2 MB


def test_a_client_that_goes_away_ends_the_evaluation(snapshot: Snapshot) -> None:
    with serving(Versions(snapshot)) as served, httpx.Client(base_url=served, timeout=30) as client:
        for _ in range(2 * PLACES):
            with client.stream("GET", "/sparql", params={"query": CROSS, "format": "tsv"}) as got:
                assert next(got.iter_raw())
        assert client.get("/sparql?query=ASK{}").status_code == 200  # there is a place again


def test_clients_that_read_slowly_keep_no_others_waiting(snapshot: Snapshot) -> None:
    async def ask() -> bytes:
        async with evaluating() as evaluator:
            slow = [await evaluator.answer(snapshot, Task(CROSS, "tsv")) for _ in range(2 * PLACES)]
            short = await asyncio.wait_for(evaluator.evaluate(snapshot, Task("ASK {}", "sparql-json")), 20)
            for answer in slow:
                assert not isinstance(answer, bytes)
                answer.stop()
            return short

    assert json.loads(asyncio.run(ask()))["boolean"] is True


def test_an_answer_that_breaks_off_is_told_from_a_whole_one(caplog: pytest.LogCaptureFixture) -> None:
    graph = pyoxigraph.Store()
    lines = "".join(f'<urn:s{n:05}> <urn:p> "{n} {"x" * 60}" .\n' for n in range(5_000))
    graph.bulk_load(lines.encode(), pyoxigraph.RdfFormat.N_TRIPLES)
    graph.update("INSERT DATA { <urn:t> <urn:p> 'a bell: \\u0007' }")
    with serving(Versions(snapshot_of(graph))) as served, httpx.Client(base_url=served, timeout=30) as client:
        short = "SELECT ?o { <urn:t> <urn:p> ?o }"
        refused = client.get("/sparql", params={"query": short, "format": "xml"})
        assert refused.status_code == 400
        assert "control character" in refused.text
        query = "SELECT ?o { ?s <urn:p> ?o } ORDER BY ?o"
        for _ in range(2):  # and it is not kept
            with pytest.raises(httpx.RemoteProtocolError):
                client.get("/sparql", params={"query": query, "format": "xml"})
        assert "broke off" in caplog.text
        assert client.get("/sparql", params={"query": query, "format": "csv"}).status_code == 200


def test_what_comes_is_read_in_order_and_an_error_where_it_was_raised() -> None:
    async def read(pieces: list[bytes], error: BaseException | None) -> bytes:
        flow = Outflow(lambda: said.append("full"), lambda: said.append("room"))

        async def write() -> None:
            for piece in pieces[:-1]:
                flow.feed(piece)
                await asyncio.sleep(0)
            flow.end(pieces[-1] if pieces else b"", error)

        writing = asyncio.ensure_future(write())
        whole = await flow.whole()
        seen = whole if whole is not None else b"".join([chunk async for chunk in flow.chunks()])
        await writing
        return seen

    for pieces in ([], [b"a"], [b"ab", b"c"], [bytes([n]) * 50_000 for n in range(20)]):
        said = list[str]()
        assert asyncio.run(read(pieces, None)) == b"".join(pieces)
        assert said.count("full") == said.count("room")
        with pytest.raises(KeyError):
            asyncio.run(read(pieces, KeyError("as raised")))


def test_nothing_more_is_taken_than_is_read() -> None:
    said = list[str]()

    async def fill() -> list[str]:
        flow = Outflow(lambda: said.append("full"), lambda: said.append("room"))
        for _ in range(AHEAD):
            assert said == []
            flow.feed(b"x")
        assert said == ["full"]
        taken = 0
        async for _ in flow.chunks():
            taken += 1
            if taken == AHEAD:
                return said
        return []

    assert asyncio.run(fill()) == ["full", "room"]


def over_http_1_0(address: str, query: str) -> bytes:
    """A whole connection's answer."""
    host, _, port = address.removeprefix("http://").partition(":")
    body = query.encode()
    with socket.create_connection((host, int(port)), 30) as connection:
        connection.sendall(
            b"POST /sparql?format=tsv HTTP/1.0\r\nHost: %s\r\nContent-Type: application/sparql-query\r\n"
            b"Content-Length: %d\r\n\r\n%s" % (host.encode(), len(body), body)
        )
        got = b""
        while part := connection.recv(65536):
            got += part
    return got


def test_who_cannot_tell_a_whole_answer_from_another_gets_only_whole_ones(snapshot: Snapshot) -> None:
    with serving(Versions(snapshot), settings=Settings(query_seconds=1.5)) as served:
        head, _, body = over_http_1_0(served, LONG % ROWS).partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200")
        assert b"content-length: %d" % len(body) in head.lower()
        assert body.count(b"\n") == ROWS + 1
        head, _, body = over_http_1_0(served, CROSS).partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 503")
        assert b"longer than" in body


def test_a_client_that_goes_away_before_the_answer_frees_its_worker(snapshot: Snapshot) -> None:
    query = "SELECT (COUNT(*) AS ?n) { ?a <urn:p> ?x . ?b <urn:p> ?y }"
    settings = Settings(workers=1, query_seconds=60)
    with serving(Versions(snapshot), settings=settings) as served, httpx.Client(base_url=served) as client:
        for _ in range(3):
            with pytest.raises(httpx.ReadTimeout):
                client.post("/sparql", data={"query": query}, timeout=0.5)
            assert client.get("/sparql?query=ASK{}", timeout=20).json()["boolean"] is True
