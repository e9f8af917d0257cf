"""SERVICE at a server with an allow-list, and all that strangers write at one that may be written to."""

from __future__ import annotations

import json
import os
import re
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest
from calls import CALLS, UPDATES_THAT_CALL
from canary_server import Canary
from stranger_server import RESULTS, Stranger, answer, stranger
from strangers import DOCUMENTS, FACTS
from writable import LINES, UPDATE, in_memory, version, writable

from loader.documents import MEDIA_TYPES
from loader.endpoint.network.confined import missing

FAILING = answer(b"words of the other server", "500 Words")
BROKEN = answer(b'{"head": {"vars": ["s"]}, "words of the other server": 1}')
RELAYED = re.compile(r"127\.0\.0\.1:\d+/[A-Za-z0-9_-]{20}|127\.0\.0\.1:\d+/.*%3A%2F%2F")


@pytest.fixture(scope="module")
def other() -> Iterator[Stranger]:
    with stranger() as server:
        yield server


@pytest.fixture(scope="module")
def client(other: Stranger) -> Iterator[httpx.Client]:
    """A client who may write at a server that may call one other."""
    with (
        in_memory() as folder,
        writable(folder, services=(f"localhost:{other.port}",), stop_seconds=0.5) as found,
    ):
        yield found


@pytest.fixture
def url(other: Stranger) -> str:
    other.says[:] = [answer()]
    other.heard.clear()
    return f"http://localhost:{other.port}/sparql"


def ask(client: httpx.Client, text: str, accept: str = "application/sparql-results+json") -> httpx.Response:
    return client.get("/sparql", params={"query": text}, headers={"Accept": accept})


@pytest.mark.parametrize("word", ["SERVICE", "service silent"])
def test_an_allowed_server_is_called_and_its_rows_are_joined(
    word: str, client: httpx.Client, other: Stranger, url: str
) -> None:
    found = ask(client, f"SELECT ?s ?n {{ VALUES ?n {{ 1 2 }} {word} <{url}> {{ ?s ?p ?o }} }}")
    assert found.status_code == 200
    assert [row["s"]["value"] for row in found.json()["results"]["bindings"]] == ["urn:told"] * 2
    assert "ETag" not in found.headers
    assert other.heard


def test_the_answer_of_another_server_is_not_kept(client: httpx.Client, other: Stranger, url: str) -> None:
    for told in (b"urn:once", b"urn:again"):
        other.says[:] = [answer(RESULTS.replace(b"urn:told", told))]
        found = ask(client, f"SELECT * {{ SERVICE <{url}> {{ ?s ?p ?o }} }}")
        assert found.json()["results"]["bindings"][0]["s"]["value"] == told.decode()


@pytest.mark.parametrize("said", [FAILING, BROKEN, answer()[:-5], b""])
@pytest.mark.parametrize("form", ["SELECT *", "CONSTRUCT { ?s ?p 1 }", "ASK"])
def test_a_server_that_fails_is_told_as_502_in_our_words(
    said: bytes, form: str, client: httpx.Client, other: Stranger, url: str
) -> None:
    other.says[:] = [said]
    found = ask(client, f"{form} {{ VALUES ?p {{ <urn:p> }} SERVICE <{url}> {{ ?s <urn:q> ?o }} }}", "*/*")
    assert found.status_code == 502, found.text
    assert found.json()["detail"].startswith("A server that SERVICE calls did not answer as it should")
    assert "words" not in found.text
    assert not RELAYED.search(found.text)


def test_silent_goes_on_without_a_server_that_fails(client: httpx.Client, other: Stranger, url: str) -> None:
    other.says[:] = [FAILING]
    found = ask(client, f"SELECT * {{ VALUES ?n {{ 1 }} SERVICE SILENT <{url}> {{ ?s ?p ?o }} }}")
    assert [set(row) for row in found.json()["results"]["bindings"]] == [{"n"}]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * {{ SERVICE <{}> {{ ?s ?p }} }}",
        "SELECT * {{ SERVICE <{}> {{ ?s x:y ?o }} }}",
        "SELECT * {{ SERVICE <{}> }}",
        "SELECT ?s {{ SERVICE <{}> {{ ?s ?p ?o }} }} GROUP BY ?o",
        "SELECT * {{ ?s SERVICE <{}> {{ ?s ?p ?o }} }}",
    ],
)
def test_what_is_wrong_with_a_query_that_calls_is_told_without_the_relay(
    query: str, client: httpx.Client, url: str
) -> None:
    found = ask(client, query.format(url))
    assert found.status_code == 400
    assert not RELAYED.search(found.text)
    update = client.post(
        "/sparql", content=f"INSERT {{ ?s ?p ?o }} WHERE {query[8:].format(url)}", headers=UPDATE
    )
    assert update.status_code == 400
    assert not RELAYED.search(update.text)


def test_another_server_is_not_called(client: httpx.Client, canary: Canary, url: str) -> None:
    canary.calls.clear()
    found = ask(client, f"SELECT * {{ SERVICE <{canary.address}> {{ ?s ?p ?o }} }}")
    assert (found.status_code, canary.calls) == (403, [])
    assert "SERVICE may call localhost:" in found.json()["detail"]
    for call in CALLS:
        text = f"PREFIX ex: <URL> PREFIX : <URL> {call}".replace("URL", canary.address + "x")
        assert 400 <= ask(client, text).status_code < 500, call
    assert canary.calls == []


def test_an_update_calls_an_allowed_server(client: httpx.Client, other: Stranger, url: str) -> None:
    text = f"INSERT {{ ?s <urn:p> <urn:o> }} WHERE {{ SERVICE <{url}> {{ ?s ?p ?o }} }}"
    done = client.post("/sparql", content=text, headers=UPDATE)
    assert done.status_code == 200, done.text
    assert other.heard
    assert ask(client, "ASK { <urn:told> <urn:p> <urn:o> }").json()["boolean"] is True
    assert client.post("/sparql", content="CLEAR ALL", headers=UPDATE).status_code == 200


@pytest.mark.parametrize("said", [FAILING, BROKEN])
def test_an_update_whose_server_fails_stores_nothing(
    said: bytes, client: httpx.Client, other: Stranger, url: str
) -> None:
    other.says[:] = [said]
    before = version(client)
    text = f"INSERT {{ ?s <urn:p> <urn:o> }} WHERE {{ SERVICE <{url}> {{ ?s ?p ?o }} }}"
    done = client.post("/sparql", content=text, headers=UPDATE)
    assert (done.status_code, version(client)) == (502, before), done.text
    assert "words" not in done.text
    assert not RELAYED.search(done.text)


def test_nothing_that_is_written_makes_the_server_call(client: httpx.Client, canary: Canary) -> None:
    canary.calls.clear()
    host = canary.address.removeprefix("http://").rstrip("/")

    def written(text: str) -> bytes:
        text = text.replace("URL", canary.address + "x").replace("HOST", host)
        return text.replace("REST", canary.address[4:]).encode()

    for update in UPDATES_THAT_CALL:
        done = client.post("/sparql", content=written(update), headers=UPDATE)
        assert done.status_code in (400, 403), (update, done.text)
    kinds = set()
    for media_type, text in DOCUMENTS[::2]:  # each makes a version; all are read where no socket can be made
        done = client.post("/store?graph=urn:g", content=written(text), headers={"Content-Type": media_type})
        assert done.status_code < 500, (text, done.text)
        kinds.add(done.status_code // 100)
    assert kinds == {2, 4}
    for name, text in FACTS:
        if name.endswith("jsonl"):
            done = client.post("/facts?dataset=a", content=written(text), headers=LINES)
            assert done.status_code < 500, (text, done.text)
    graph = {"graph": canary.address}
    assert client.get("/store", params=graph).status_code == 404
    turtle = {"Content-Type": "text/turtle"}
    assert client.put("/store", params=graph, content=b"<a> <b> <c> .", headers=turtle).status_code < 300
    assert canary.calls == []
    assert client.post("/sparql", content="CLEAR ALL", headers=UPDATE).status_code == 200


def test_the_service_says_that_it_federates_only_where_it_does(
    client: httpx.Client, http: httpx.Client
) -> None:
    turtle = {"Accept": "text/turtle"}
    assert "BasicFederatedQuery" in client.get("/sparql", headers=turtle).text
    assert "BasicFederatedQuery" not in http.get("/sparql", headers=turtle).text


def test_documents_of_all_kinds_are_among_those_that_are_written() -> None:
    assert {media_type for media_type, _ in DOCUMENTS} <= set(MEDIA_TYPES)
    assert len(json.dumps([DOCUMENTS, FACTS, UPDATES_THAT_CALL, CALLS])) > 10_000


def confined(room: str) -> bool:
    """Whether a process of a room of the endpoint may gain no rights, and has its system calls filtered."""
    for process in descendants(os.getpid()):
        try:
            command, said = (Path(f"/proc/{process}/{name}").read_text() for name in ("cmdline", "status"))
        except OSError:  # it ended meanwhile
            continue
        found = dict(line.split(":\t", 1) for line in said.splitlines() if ":\t" in line)
        if f"loader.endpoint.{room}." in command and (found["NoNewPrivs"], found["Seccomp"]) == ("1", "2"):
            return True
    return False


def descendants(process: int) -> set[int]:
    """The processes that a process started, and those that they did."""
    found: set[int] = set()
    for tasks in Path(f"/proc/{process}/task").glob("*/children"):
        with suppress(OSError):  # it ended meanwhile
            for child in tasks.read_text(encoding="utf-8").split():
                found |= {int(child)} | descendants(int(child))
    return found


@pytest.mark.skipif(missing() != (), reason="this machine cannot confine a process")
def test_what_reads_queries_and_writes_is_confined(client: httpx.Client) -> None:
    assert ask(client, "ASK {}").status_code == 200
    assert confined("workers")
    numbers = " ".join(map(str, range(100)))
    endless = "".join(f" VALUES ?v{n} {{ {numbers} }}" for n in range(8))
    update = f"INSERT {{ <urn:s> <urn:p> ?n }} WHERE {{ SELECT (COUNT(*) AS ?n) {{ {endless} }} }}"

    def write() -> None:
        with suppress(httpx.HTTPError):  # it is given up on purpose
            client.post("/sparql", content=update, headers=UPDATE, timeout=3)

    writing = threading.Thread(target=write)
    writing.start()
    seen = False
    while writing.is_alive() and not seen:
        seen = confined("writer")
        time.sleep(0.02)
    writing.join()
    assert seen
