"""Answers from memory: only where the same is asked of the same, and never more than there is room for."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import httpx
import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st
from served import TODAY, WORLD, Versions, evaluating, graph_of, serving, snapshot_of

from loader.endpoint.answers.evaluate import Task
from loader.endpoint.answers.kept import Kept
from loader.endpoint.answers.snapshots import Snapshot
from loader.endpoint.settings import Settings
from loader.endpoint.workers.pool import Pool
from loader.endpoint.workers.run import Run
from loader.endpoint.workers.task import Work
from loader.errors import QueryError

BROWSER = {"Accept": "text/html"}
OF_ONE_ANSWER = ("date", "x-request-id")
ALL = "SELECT ?s ?p ?o { ?s ?p ?o } ORDER BY ?s ?p ?o"


class Counted:
    """A graph that notes the queries that are put to it."""

    def __init__(self, graph: pyoxigraph.Store, asked: list[str]) -> None:
        self.graph = graph
        self.asked = asked

    def __getattr__(self, name: str) -> object:
        return getattr(self.graph, name)

    def __len__(self) -> int:
        return len(self.graph)

    def query(self, text: str, **keywords: object) -> object:
        """Notes it, and asks the graph."""
        self.asked.append(text)
        return self.graph.query(text, **keywords)


@pytest.fixture(scope="module")
def world() -> Snapshot:
    return snapshot_of(graph_of([WORLD]))


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The queries that were evaluated, by workers and by the server itself."""
    noted: list[str] = []
    begin = Pool.begin

    async def noting(pool: Pool, work: bytes, client: str) -> Run:
        noted.append(Work.unpacked(work).task.text)
        return await begin(pool, work, client)

    monkeypatch.setattr(Pool, "begin", noting)
    return noted


@pytest.fixture
def snapshot(world: Snapshot, asked: list[str]) -> Snapshot:
    return replace(world, graph=Counted(world.graph, asked))


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(0, 3000)), max_size=40))
def test_what_is_kept_stays_within_its_bounds(puts: list[tuple[str, int]]) -> None:
    kept = Kept[int](32_000, most_entries=4)
    for key, size in puts:
        kept.put("v", key, size, size)
        assert kept.bytes <= 32_000
        assert len(kept) <= 4
        assert kept.get("v", key) == size or size > kept.largest
    kept.turn_to("v")
    kept.turn_to("w")
    assert (len(kept), kept.bytes) == (0, 0)


def test_what_was_not_asked_for_longest_is_let_go_first() -> None:
    kept = Kept[str](100_000, most_entries=2)
    for key in "ab":
        kept.put("v", key, key, 1)
    assert kept.get("v", "a") == "a"
    kept.put("v", "c", "c", 1)
    assert [kept.get("v", key) for key in "abc"] == ["a", None, "c"]


@pytest.mark.parametrize(
    "address",
    [
        "/queries/agreements",
        "/queries/agreements.csv",
        "/sparql?query=SELECT+*+{?s+?p+?o}+LIMIT+3",
        "/",
        "/queries/",
    ],
)
@pytest.mark.parametrize("headers", [{}, BROWSER], ids=["data", "page"])
def test_a_repeated_request_is_not_evaluated_and_has_the_same_answer(
    snapshot: Snapshot, asked: list[str], address: str, headers: dict[str, str]
) -> None:
    with serving(Versions(snapshot)) as served, httpx.Client(base_url=served, timeout=60) as client:
        first = client.get(address, headers=headers)
        before = len(asked)
        again = client.get(address, headers=headers)
        head = client.head(address, headers=headers)
        tag = first.headers.get("etag", "none")
        unchanged = client.get(address, headers=headers | {"If-None-Match": tag})
    if first.status_code == 406:  # there is no such data
        assert address == "/" or not headers
        return
    assert len(asked) == before
    assert again.content == first.content
    told = {name: value for name, value in first.headers.items() if name not in OF_ONE_ANSWER}
    assert {name: value for name, value in again.headers.items() if name not in OF_ONE_ANSWER} == told
    assert {name: value for name, value in head.headers.items() if name not in OF_ONE_ANSWER} == told
    assert head.content == unchanged.content == b""
    assert unchanged.status_code == 304
    missing = {"content-type", "content-length"}
    assert {n: v for n, v in unchanged.headers.items() if n not in OF_ONE_ANSWER} == {
        n: v for n, v in told.items() if n not in missing
    }


def test_answers_are_told_apart_by_all_that_they_depend_on(snapshot: Snapshot) -> None:
    requests = [
        ("/queries/agreements", {}),
        ("/queries/agreements", {"Accept": "text/csv"}),
        ("/queries/agreements", {"Accept": "application/sparql-results+xml"}),
        ("/queries/agreements", BROWSER),
        ("/queries/agreements?page=2", BROWSER),
        ("/queries/designation-history", {}),
        ("/sparql?query=SELECT+*+{?s+?p+?o}ORDER+BY+?s+?p+?o+LIMIT+1", {}),
        ("/sparql?query=SELECT+*+{?s+?p+?o}ORDER+BY+?s+?p+?o+LIMIT+2", {}),
        ("/sparql?query=SELECT+*+{?s+?p+?o}+LIMIT+2&default-graph-uri=urn:x", {}),
        ("/sparql?query=SELECT+(<a>+AS+?a){}", {}),
        ("/sparql?query=SELECT+(<a>+AS+?a){}", {"Host": "other.example:81"}),
    ]
    settings = Settings(hosts=("other.example",))
    with (
        serving(Versions(snapshot), settings=settings) as served,
        httpx.Client(base_url=served, timeout=60) as client,
    ):
        for _ in range(2):
            answers = [client.get(address, headers=headers) for address, headers in requests]
            assert {answer.status_code for answer in answers} <= {200, 400}
            kinds = {(answer.content, answer.headers["content-type"]) for answer in answers}
            assert len(kinds) == len(requests)


def test_a_posted_query_is_evaluated_once_too(snapshot: Snapshot, asked: list[str]) -> None:
    with serving(Versions(snapshot)) as served, httpx.Client(base_url=served, timeout=60) as client:
        answers = [client.post("/sparql", data={"query": ALL}).content for _ in range(3)]
        assert client.get("/sparql", params={"query": ALL}).content == answers[0]
    assert len({*answers}) == len(asked) == 1


def test_pages_of_one_answer_are_made_of_one_evaluation(snapshot: Snapshot, asked: list[str]) -> None:
    with serving(Versions(snapshot)) as served, httpx.Client(base_url=served, timeout=60) as client:
        client.get("/queries/agreements", headers=BROWSER)
        before = len(asked)
        for page in "23":
            assert client.get(f"/queries/agreements?page={page}", headers=BROWSER).status_code == 200
    assert len(asked) == before


@pytest.mark.parametrize("function", ["NOW()", "RAND()", "UUID()", "STRUUID()", "BNODE()"])
def test_what_changes_by_itself_is_never_kept(snapshot: Snapshot, asked: list[str], function: str) -> None:
    with serving(Versions(snapshot)) as served, httpx.Client(base_url=served, timeout=60) as client:
        for _ in range(3):
            for headers in ({}, BROWSER):
                query = f"SELECT ({function} AS ?x) {{}}"
                assert client.get("/sparql", params={"query": query}, headers=headers).status_code == 200
    assert len(asked) == 6


def test_a_new_version_is_seen_at_once() -> None:
    first, second = (pyoxigraph.Store() for _ in range(2))
    second.update("INSERT DATA { <urn:a> <urn:b> 'new' }")
    versions = Versions(snapshot_of(first, 1, "one"))
    with serving(versions) as served, httpx.Client(base_url=served, timeout=60) as client:
        for _ in range(2):
            assert "new" not in client.get("/sparql", params={"query": ALL}).text
        versions.snapshots.append(snapshot_of(second, 2, "two"))
        for _ in range(2):
            assert "new" in client.get("/sparql", params={"query": ALL}).text
            assert "new" not in client.get("/sparql", params={"query": ALL, "knownAt": "1"}).text


def test_a_new_day_is_seen_at_once(snapshot: Snapshot, asked: list[str]) -> None:
    days = [TODAY]
    with (
        serving(Versions(snapshot), lambda: days[-1]) as served,
        httpx.Client(base_url=served, timeout=60) as client,
    ):
        for day in (TODAY, TODAY + timedelta(1)):
            days.append(day)
            tags = {client.get("/queries/designation-status").headers["etag"] for _ in range(2)}
            assert len(tags) == 1
            assert day.isoformat() in asked[-1]
    assert len(asked) == 2


def test_an_answer_above_a_part_of_the_memory_is_not_kept(snapshot: Snapshot, asked: list[str]) -> None:
    async def twice(kept: Kept[bytes]) -> tuple[bytes, bytes]:
        task = Task("SELECT * { ?s ?p ?o . ?a ?b ?c } LIMIT 3000", "csv", repeatable=True)
        async with evaluating(kept=kept) as evaluator:
            return await evaluator.evaluate(snapshot, task), await evaluator.evaluate(snapshot, task)

    for most_bytes, evaluations in ((1_000_000, 2), (64_000_000, 1)):
        kept, before = Kept[bytes](most_bytes), len(asked)
        one, other = asyncio.run(twice(kept))
        assert one == other
        assert len(one) > 2 * 65536  # it comes in chunks
        assert len(asked) - before == evaluations
        assert kept.bytes <= most_bytes


def test_equal_queries_at_one_time_are_evaluated_once(snapshot: Snapshot, asked: list[str]) -> None:
    async def ask(text: str) -> list[bytes | BaseException]:
        task = Task(text, "sparql-json", repeatable=True)
        async with evaluating(kept=Kept[bytes]()) as evaluator:
            asking = (evaluator.evaluate(snapshot, task) for _ in range(5))
            return await asyncio.gather(*asking, return_exceptions=True)

    answers = asyncio.run(ask("ASK {}"))
    assert {*answers} == {b'{"head":{},"boolean":true}'}
    assert len(asked) == 1
    failures = asyncio.run(ask("ASK {"))
    assert [type(failure) for failure in failures] == [QueryError] * 5


def test_nothing_is_kept_where_there_is_no_room_for_it(snapshot: Snapshot, asked: list[str]) -> None:
    kept = Kept[bytes](0)
    kept.put("v", "a", b"a", 1)
    assert (kept.largest, len(kept)) == (0, 0)
    with (
        serving(Versions(snapshot), settings=Settings(result_cache=0)) as served,
        httpx.Client(base_url=served, timeout=60) as client,
    ):
        for _ in range(3):
            assert client.get("/sparql", params={"query": ALL}).status_code == 200
    assert len(asked) == 3
