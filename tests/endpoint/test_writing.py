"""Facts and updates over HTTP, and writers that take too long or too much, or are ended from outside."""

from __future__ import annotations

import json
import os
import re
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import httpx
import pyoxigraph
import pytest
from writable import LINES, TOKEN, UPDATE, actor, in_memory, version, writable

from loader.endpoint.settings import Settings
from loader.store import Store
from loader.verify import verify
from loader.vocabulary import CLAIM, DET, RDFS

WORLD = (Path(__file__).parent / "world.jsonl").read_bytes()
Found = TypeVar("Found")
NUMBERS = " ".join(map(str, range(100)))
ENDLESS = "".join(f" VALUES ?v{n} {{ {NUMBERS} }}" for n in range(8))
FOR_EVER = f"INSERT {{ <urn:s> <urn:p> ?n }} WHERE {{ SELECT (COUNT(*) AS ?n) {{ {ENDLESS} }} }}"
DOUBLED = "".join(f" BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(30))
GREEDY = f"INSERT {{ <urn:s> <urn:p> ?x30 }} WHERE {{ BIND('xxxxxxxxxx' AS ?x0) {DOUBLED} }}"


@pytest.fixture(scope="module")
def earlier() -> set[int]:
    """The processes that writers of other tests' servers are forked from."""
    return set(origins())


@pytest.fixture(scope="module")
def server(earlier: set[int]) -> Iterator[tuple[Path, httpx.Client]]:
    with in_memory() as folder, writable(folder, write_wait=1, write_bytes=2_000_000) as client:
        yield folder, client


@pytest.fixture(scope="module")
def origin(server: tuple[Path, httpx.Client], earlier: set[int]) -> int:
    """The process that the writers of `server` are forked from."""
    (found,) = eventually(lambda: set(origins()) - earlier)
    return found


@pytest.fixture(scope="module")
def impatient(origin: int) -> Iterator[httpx.Client]:
    """A client of a server whose writes may not take much."""
    with in_memory() as folder, writable(folder, write_seconds=4, write_memory=320 << 20) as client:
        yield client


@pytest.fixture
def client(server: tuple[Path, httpx.Client]) -> httpx.Client:
    """A client of a server that holds nothing."""
    assert server[1].post("/sparql", content="CLEAR ALL", headers=UPDATE).status_code == 200
    return server[1]


def post(
    client: httpx.Client, body: bytes, address: str = "/facts?dataset=a", accept: str = "*/*"
) -> httpx.Response:
    return client.post(address, content=body, headers={**LINES, "Accept": accept})


def update(client: httpx.Client, text: str) -> httpx.Response:
    return client.post("/sparql", content=text, headers=UPDATE)


def names(client: httpx.Client) -> set[str]:
    query = f"SELECT ?n {{ ?a a <{DET}State> ; <{RDFS}label> ?n }}"
    rows = client.get("/sparql", params={"query": query}).json()["results"]["bindings"]
    return {row["n"]["value"] for row in rows}


def test_facts_are_loaded_and_told_of(client: httpx.Client) -> None:
    before = version(client)
    first = post(client, WORLD, "/facts?dataset=world.jsonl")
    assert first.status_code == 201
    told = first.json()
    assert (told["version"], told["changed"], told["added"]) == (before + 1, True, told["facts"])
    assert told["triples"] == client.get("/health").json()["triples"]
    assert told["records"]["new"] > 0
    assert {problem["file"] for problem in told["problems"]} == {"world.jsonl"}
    again = post(client, WORLD, "/facts?dataset=world.jsonl")
    assert (again.status_code, again.json()["changed"]) == (200, False)
    assert version(client) == before + 1


def test_a_dataset_states_all_that_it_says(client: httpx.Client) -> None:
    three = b"".join(actor(name) for name in ("freedonia", "sylvania", "osterlich"))
    assert post(client, three).status_code == 201
    fewer = post(client, actor("freedonia"))
    assert fewer.status_code == 409
    assert "?replace" in fewer.json()["detail"]
    assert "--" not in fewer.json()["detail"]
    assert names(client) == {"Freedonia", "Sylvania", "Osterlich"}
    added = post(client, actor("ruritania"), "/facts?dataset=a&add")
    assert (added.status_code, added.json()["withdrawn"]) == (200, 0)
    replaced = post(client, actor("freedonia"), "/facts?dataset=a&replace=true")
    assert (replaced.status_code, replaced.json()["withdrawn"]) == (200, 3)
    assert names(client) == {"Freedonia"}


BAD = b'{"type":"actor","id":"x"}\n' + actor("freedonia") + b"{\n"


@pytest.mark.parametrize("accept", ["*/*", "application/json"])
def test_problems_come_with_their_lines(client: httpx.Client, accept: str) -> None:
    before = version(client)
    response = post(client, BAD, accept=accept)
    assert response.status_code == 422
    report = response.json()
    assert report["conforms"] is False
    assert {(p["file"], p["line"]) for p in report["problems"]} == {("a", 1), ("a", 3)}
    assert all(p["message"] and p["rule"] for p in report["problems"])
    assert version(client) == before


def test_problems_come_in_the_format_that_is_asked_for(client: httpx.Client) -> None:
    sarif = post(client, BAD, accept="application/sarif+json")
    assert (sarif.status_code, sarif.headers["content-type"]) == (422, "application/sarif+json")
    assert json.loads(sarif.content)["runs"][0]["results"]
    shacl = post(client, BAD, accept="text/turtle")
    assert (shacl.status_code, shacl.headers["content-type"]) == (422, "text/turtle; charset=utf-8")
    report = pyoxigraph.Store()
    report.load(shacl.content, pyoxigraph.RdfFormat.TURTLE)
    conforms = pyoxigraph.NamedNode("http://www.w3.org/ns/shacl#conforms")
    assert [quad.object for quad in report.quads_for_pattern(None, conforms, None)] == [
        pyoxigraph.Literal(False)
    ]
    text = post(client, BAD, accept="text/plain")
    assert text.text.startswith("a:1: ")
    page = post(client, BAD, accept="text/html,*/*;q=0.1")
    assert (page.status_code, page.headers["content-type"]) == (422, "text/html; charset=utf-8")
    listed = re.findall("<li>(a:[0-9]+: .*)</li>", page.text)
    assert len(listed) == len(json.loads(post(client, BAD).content)["problems"])
    problem = post(client, BAD, accept="application/problem+json")
    assert "nothing was stored" in problem.json()["detail"]


def test_what_the_shapes_refuse_is_a_report_of_shacl(client: httpx.Client) -> None:
    source = b'{"type":"source","id":"s","title":"S"}\n'
    itself = b'{"type":"recognition","by":"freedonia","of":"freedonia","action":"granted","source":"s"}\n'
    response = post(client, actor("freedonia") + source + itself, accept="text/turtle")
    assert response.status_code == 422
    assert "sh:sourceShape <https://w3id.org/detente/shape#" in response.text
    assert "ptr:lineNumber 3" in response.text


@pytest.mark.parametrize(
    ("address", "headers", "body", "status", "said"),
    [
        ("/facts", LINES, b"{}", 400, "?dataset=NAME"),
        ("/facts?dataset=", LINES, b"{}", 400, "?dataset=NAME"),
        ("/facts?dataset=a&dataset=b", LINES, b"{}", 400, "?dataset=NAME"),
        (f"/facts?dataset={'x' * 201}", LINES, b"{}", 400, "200 characters"),
        ("/facts?dataset=a%00b", LINES, b"{}", 400, "printable"),
        ("/facts?dataset=a%0Ab", LINES, b"{}", 400, "printable"),
        ("/facts?dataset=a&add=perhaps", LINES, b"{}", 400, "?add"),
        ("/facts?dataset=a&replace=2", LINES, b"{}", 400, "?replace"),
        ("/facts?dataset=a", {}, b"{}", 415, "application/jsonl"),
        (
            "/facts?dataset=a",
            {"Content-Type": "application/x-www-form-urlencoded"},
            b"{}",
            415,
            "one fact a line",
        ),
        ("/facts?dataset=a", {"Content-Type": "application/jsonl; charset=utf-16"}, b"{}", 415, "UTF-8"),
        ("/facts?dataset=a", LINES, b"%PDF-1.4 \x00\x01", 400, "no text"),
        ("/facts?dataset=a", LINES, b" " * 2_000_001, 413, "2000000"),
        ("/sparql", UPDATE, b"INSERT DATA { <urn:s> <urn:p> }", 400, ""),
        ("/sparql", UPDATE, b"SELECT * { ?s ?p ?o }", 400, ""),
        ("/sparql", UPDATE, b"\xff", 400, "UTF-8"),
        ("/sparql", UPDATE, b"LOAD <http://127.0.0.1/>", 403, "LOAD"),
        ("/sparql", UPDATE, b"LOAD SILENT <http://127.0.0.1/> INTO GRAPH <urn:g>", 403, "LOAD"),
        (
            "/sparql",
            UPDATE,
            b"INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }",
            403,
            "SERVICE",
        ),
        ("/sparql?update=CLEAR+ALL", UPDATE, b"CLEAR ALL", 400, "body"),
        ("/sparql?query=ASK{}", UPDATE, b"CLEAR ALL", 400, "exactly one"),
        ("/sparql?using-graph-uri=a", UPDATE, b"CLEAR ALL", 400, "using-graph-uri"),
        (
            "/sparql?using-graph-uri=urn:g",
            UPDATE,
            b"DELETE { ?s ?p ?o } USING <urn:h> WHERE { ?s ?p ?o }",
            400,
            "USING",
        ),
    ],
)
def test_what_is_wrong_with_a_write_is_told_in_one_sentence(
    server: tuple[Path, httpx.Client],
    address: str,
    headers: dict[str, str],
    body: bytes,
    status: int,
    said: str,
) -> None:
    client = server[1]
    before = version(client)
    response = client.post(address, content=body, headers=headers)
    assert response.status_code == status, response.text
    detail = response.json()["detail"]
    assert said in detail
    assert "\n" not in detail
    assert str(server[0]) not in response.text
    assert version(client) == before


def test_nothing_but_a_post_is_for_facts(server: tuple[Path, httpx.Client]) -> None:
    for method in ("GET", "PUT", "DELETE", "PATCH"):
        response = server[1].request(method, "/facts?dataset=a")
        assert response.status_code == 405
        assert response.headers["allow"] == "OPTIONS, POST"


def test_whoever_only_asks_sends_no_more_than_before(server: tuple[Path, httpx.Client]) -> None:
    address, large = server[1].base_url.join("/sparql"), b"x" * (Settings().body_bytes + 1)
    kind = {"Content-Type": "application/sparql-query"}
    assert httpx.post(address, content=large, headers=kind).status_code == 413
    assert httpx.post(address, content=large, headers=UPDATE).status_code in (401, 413)


def test_updates_see_those_before_them_and_are_one_version(client: httpx.Client) -> None:
    before = version(client)
    done = update(
        client,
        "PREFIX x: <urn:> INSERT DATA { x:s x:p 1 } ; INSERT { x:s x:q ?o } WHERE { x:s x:p ?o } ; "
        "DELETE WHERE { x:s x:p ?o }",
    )
    assert (done.status_code, done.json()["version"]) == (200, before + 1)
    assert client.get("/sparql?query=ASK{<urn:s><urn:q>1}").json()["boolean"] is True
    assert client.get("/sparql?query=ASK{<urn:s><urn:p>1}").json()["boolean"] is False
    assert update(client, "DELETE DATA { <urn:s> <urn:p> 1 }").json()["changed"] is False
    assert version(client) == before + 1


def test_a_write_that_is_refused_leaves_nothing_of_itself(client: httpx.Client) -> None:
    before = version(client)
    done = update(
        client,
        f"INSERT DATA {{ <urn:s> <urn:p> 1 }} ; INSERT DATA {{ <urn:s> a <{CLAIM}Meeting> }}",
    )
    assert done.status_code == 422
    assert client.get("/sparql?query=ASK{?s?p?o}").json()["boolean"] is False
    assert version(client) == before


def test_writers_take_turns_and_all_is_there(client: httpx.Client) -> None:
    before = version(client)
    codes = []

    def one(number: int) -> None:
        for _ in range(20):
            response = post(client, actor(f"state-{number}"), f"/facts?dataset=d{number}")
            if response.status_code != 503:
                break
            assert response.headers["retry-after"]
        codes.append(response.status_code)

    threads = [threading.Thread(target=one, args=[number]) for number in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert codes == [201] * 5
    assert version(client) == before + 5
    assert names(client) == {f"State-{number}" for number in range(5)}


def test_a_store_that_somebody_else_writes_to_is_waited_for_so_long(
    server: tuple[Path, httpx.Client], client: httpx.Client, origin: int
) -> None:
    with Store.open(server[0]).draft("load"):
        response = post(client, actor("freedonia"))
    assert response.status_code == 503
    assert int(response.headers["retry-after"]) > 0
    eventually(lambda: not children(origin))  # the writer before may still be on its way out
    with writing(client, FOR_EVER) as answers:
        (writer,) = eventually(lambda: children(origin))
        waiting = post(client, actor("freedonia"))
        assert waiting.status_code == 503
        assert "one at a time" in waiting.json()["detail"]
        os.kill(writer, signal.SIGKILL)
    assert answers[0].status_code == 503
    assert str(os.getpid()) not in response.text
    assert post(client, actor("freedonia")).status_code == 201


@contextmanager
def writing(client: httpx.Client, text: str) -> Iterator[list[httpx.Response]]:
    """An update that goes on while the block runs; its answer is there afterwards."""
    answers: list[httpx.Response] = []
    thread = threading.Thread(target=lambda: answers.append(update(client, text)))
    thread.start()
    try:
        yield answers
    finally:
        thread.join(60)
    assert len(answers) == 1


def test_a_write_that_takes_too_long_is_ended_and_nobody_else_notices(impatient: httpx.Client) -> None:
    before = version(impatient)
    with writing(impatient, FOR_EVER) as answers:
        for _ in range(5):
            assert impatient.get("/sparql?query=ASK{}").json()["boolean"] is True
    assert answers[0].status_code == 503
    assert "longer than 4 seconds" in answers[0].json()["detail"]
    assert answers[0].headers["retry-after"]
    assert version(impatient) == before
    assert post(impatient, actor("freedonia")).status_code == 201


def test_a_write_that_takes_too_much_memory_is_ended(impatient: httpx.Client) -> None:
    before = version(impatient)
    response = update(impatient, GREEDY)
    assert response.status_code == 503
    assert "memory" in response.json()["detail"]
    assert version(impatient) == before
    assert post(impatient, actor("sylvania"), "/facts?dataset=b").status_code == 201


def test_a_client_that_goes_away_leaves_a_server_that_works(impatient: httpx.Client) -> None:
    for text in ("CLEAR ALL", FOR_EVER):
        with socket.create_connection((impatient.base_url.host, impatient.base_url.port or 80)) as line:
            head = f"POST /sparql HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {TOKEN}\r\n"
            kind = f"Content-Type: application/sparql-update\r\nContent-Length: {len(text)}\r\n\r\n"
            line.sendall((head + kind + text).encode())
    # What was broken off was carried out, or ended, or never begun.
    eventually(lambda: post(impatient, actor("freedonia")).json().get("changed") is False)


def test_writers_may_be_killed_at_any_moment(
    server: tuple[Path, httpx.Client], client: httpx.Client, origin: int
) -> None:
    before = version(client)
    eventually(lambda: not children(origin))  # the writer before may still be on its way out
    with writing(client, FOR_EVER) as answers:
        (writer,) = eventually(lambda: children(origin))
        os.kill(writer, signal.SIGKILL)
    assert answers[0].status_code == 503
    assert post(client, actor("freedonia")).json()["version"] == before + 1
    store = Store.open(server[0])
    assert store.current is not None
    assert verify(store.current, store.base).problems == []


def test_the_process_that_writers_come_from_may_be_killed_too(
    impatient: httpx.Client, origin: int, earlier: set[int]
) -> None:
    before = version(impatient)
    (other,) = eventually(lambda: set(origins()) - earlier - {origin})
    eventually(lambda: not children(other))  # the writer before may still be on its way out
    with writing(impatient, FOR_EVER) as answers:
        (writer,) = eventually(lambda: children(other))
        os.kill(other, signal.SIGKILL)
    assert answers[0].status_code == 503
    eventually(lambda: not alive(writer))
    assert version(impatient) == before
    assert post(impatient, actor("ruritania"), "/facts?dataset=c").json()["version"] == before + 1


def test_a_full_disk_is_told_and_works_again_once_there_is_room(client: httpx.Client, origin: int) -> None:
    many = b"".join(actor(f"state-{number}") for number in range(600))
    assert post(client, actor("freedonia")).status_code == 201
    before = version(client)
    unlimited = resource.prlimit(origin, resource.RLIMIT_FSIZE)
    try:
        resource.prlimit(origin, resource.RLIMIT_FSIZE, (8192, unlimited[1]))
        full = post(client, many, "/facts?dataset=many")
    finally:
        resource.prlimit(origin, resource.RLIMIT_FSIZE, unlimited)
    assert full.status_code == 507, full.text
    assert "room" in full.json()["detail"]
    assert version(client) == before
    assert names(client) == {"Freedonia"}
    assert post(client, many, "/facts?dataset=many").status_code == 201


def test_writers_end_with_the_server_however_it_ends(tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text("a-token-that-is-long-enough")
    token.chmod(0o600)
    Store.open_or_create(tmp_path / "store")
    command = [sys.executable, "-c", "import sys; from loader.cli import run; run(sys.argv[1:])", "serve"]
    options = ["--port", "0", "--store", str(tmp_path / "store"), "--writable", "--token-file", str(token)]
    with subprocess.Popen([*command, *options], stderr=subprocess.PIPE, text=True) as serving:
        timer = threading.Timer(60, serving.kill)
        timer.start()
        try:
            assert serving.stderr is not None
            match = re.search(r"http://\S+/", serving.stderr.readline())
            assert match
            shown = {"Authorization": "Bearer a-token-that-is-long-enough"}
            with httpx.Client(base_url=match[0], headers=shown) as client:
                thread = threading.Thread(target=lambda: broken_off(client))
                thread.start()
                (origin,) = origins(serving.pid)
                ended = [origin, *eventually(lambda: children(origin))]
                serving.kill()
                thread.join(30)
        finally:
            timer.cancel()
            serving.kill()
    eventually(lambda: not any(alive(pid) for pid in ended))


def broken_off(client: httpx.Client) -> None:
    with pytest.raises(httpx.HTTPError):
        update(client, FOR_EVER)


def eventually(seen: Callable[[], Found]) -> Found:
    """Waits for something that is bound to be so soon."""
    until = time.monotonic() + 30
    while not (found := seen()):
        assert time.monotonic() < until
        time.sleep(0.02)
    return found


def children(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task").glob("*/children")
    found = []
    for each in listed:
        try:
            found += [int(child) for child in each.read_text().split()]
        except OSError:  # that thread has ended
            continue
    return [child for child in found if alive(child)]


def origins(pid: int = os.getpid()) -> list[int]:
    """The processes that writers are forked from."""
    return [c for c in children(pid) if b"writer.forking" in Path(f"/proc/{c}/cmdline").read_bytes()]


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
