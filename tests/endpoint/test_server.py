"""The server around the application: versions that come and go, ports, and what a failure may say."""

from __future__ import annotations

import logging
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pyoxigraph
import pytest
from served import Versions, serving, snapshot_of

from loader.endpoint.answers.snapshots import Snapshot, Source, StoreSource
from loader.endpoint.server import serve
from loader.endpoint.settings import Settings
from loader.errors import DetenteError, StoreError
from loader.store import Store
from loader.triples import Triple, literal

BROWSER = {"Accept": "text/html"}
LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open_or_create(tmp_path / "store")


def commit(store: Store, name: str) -> None:
    """Commits a version with one actor more."""
    triple: Triple = (f"<{store.base}actor/{name}>", LABEL, literal(name))
    with store.draft("load") as draft:
        draft.insert([triple])
        draft.commit(summary=f"load {name}", datasets={"x": 1}, claims=1, content=name)


def labels(client: httpx.Client, **parameters: str) -> list[str]:
    query = f"SELECT ?name {{ ?s {LABEL} ?name }} ORDER BY ?name"
    rows = client.get("/sparql", params={"query": query, **parameters}).json()["results"]["bindings"]
    return [row["name"]["value"] for row in rows]


def test_a_load_shows_without_a_restart(store: Store) -> None:
    with serving(StoreSource(store.path)) as address, httpx.Client(base_url=address) as client:
        assert client.get("/health").json()["version"] == 0
        assert client.get("/", headers=BROWSER).status_code == 200
        assert labels(client) == []
        commit(store, "freedonia")
        assert labels(client) == ["freedonia"]
        tag = client.get("/sparql?query=ASK{}").headers["etag"]
        commit(store, "sylvania")
        assert labels(client) == ["freedonia", "sylvania"]
        assert client.get("/sparql?query=ASK{}").headers["etag"] != tag
        assert labels(client, knownAt="1") == ["freedonia"]
        assert client.get("/health").json()["version"] == 2
        for number in ("0", "3", "000000000000000000000000009"):
            missing = client.get("/sparql", params={"query": "ASK {}", "knownAt": number})
            assert missing.status_code == 404
            assert str(store.path) not in missing.text


def test_the_same_content_has_the_same_tag_in_every_version(store: Store) -> None:
    commit(store, "freedonia")
    with serving(StoreSource(store.path)) as address, httpx.Client(base_url=address) as client:
        first = client.get("/sparql?query=ASK{}").headers["etag"]
        commit(store, "sylvania")
        store.rollback(store.version("1"))
        assert client.get("/health").json()["version"] == 3
        assert client.get("/sparql?query=ASK{}").headers["etag"] == first


def test_a_store_that_breaks_is_told_without_its_place(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    commit(store, "freedonia")
    with serving(StoreSource(store.path)) as address, httpx.Client(base_url=address) as client:
        (store.path / "current").write_text("nonsense")
        with caplog.at_level(logging.ERROR):
            response = client.get("/sparql?query=ASK{}")
        assert response.status_code == 503
        assert str(store.path) not in response.text
        assert str(store.path) in caplog.text  # whoever runs it finds it in the log
        assert client.get("/", headers=BROWSER).status_code == 503
        assert client.get("/health").status_code == 503
        (store.path / "current").write_text("000001\n")
        assert client.get("/health").status_code == 200


class Broken(Source):
    """A source with a fault in it."""

    def current(self) -> Snapshot:
        """Fails."""
        raise ZeroDivisionError("a secret of the machine")

    def known_at(self, number: str) -> Snapshot:
        """Fails likewise."""
        return self.current()


@pytest.mark.parametrize("accept", ["text/html", "application/json", "text/plain", "*/*"])
def test_a_fault_of_the_server_tells_nothing_of_it(accept: str) -> None:
    with serving(Broken()) as address:
        response = httpx.get(f"{address}/sparql?query=ASK{{}}", headers={"Accept": accept})
    assert response.status_code == 500
    assert "failed" in response.text
    for word in ("secret", "Traceback", "ZeroDivision", ".py", "line "):
        assert word not in response.text
    assert response.headers["content-security-policy"]


def test_what_is_no_store_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for path in (tmp_path / "none", tmp_path / "empty"):
        with pytest.raises(StoreError) as caught:
            serve(path)
        assert str(caught.value).count("\n") == 0
        assert caught.value.exit_code == 2


@pytest.mark.parametrize("host", ["127.0.0.1", "no.such.host.invalid"])
def test_an_address_that_cannot_be_had_is_one_clear_error(store: Store, host: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(DetenteError) as caught:
        serve(store.path, host, taken.getsockname()[1])
    assert "--port" in str(caught.value)
    assert str(caught.value).count("\n") == 0
    assert caught.value.exit_code == 2


def test_a_port_that_is_none_is_one_clear_error(store: Store) -> None:
    with pytest.raises(DetenteError, match="70000 is not the number of a port"):
        serve(store.path, port=70000)


@pytest.fixture
def process(store: Store) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """`serve` in a process of its own, and the address that it tells."""
    commit(store, "freedonia")
    command = (
        "import sys; from pathlib import Path; from loader.endpoint.server import serve; "
        "serve(Path(sys.argv[1]), port=0, say=lambda text: print(text, flush=True))"
    )
    started = subprocess.Popen(
        [sys.executable, "-c", command, str(store.path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    timer = threading.Timer(60, started.kill)
    timer.start()
    try:
        assert started.stdout is not None
        said = started.stdout.readline()
        match = re.search(r"http://\S+/", said)
        assert match, said
        yield started, match[0]
    finally:
        timer.cancel()
        started.kill()
        started.communicate()


def test_it_serves_until_it_is_interrupted(process: tuple[subprocess.Popen[str], str]) -> None:
    started, address = process
    assert address.startswith("http://127.0.0.1:")
    assert httpx.get(f"{address}health").json()["version"] == 1
    started.send_signal(signal.SIGINT)
    _, errors = started.communicate(timeout=30)
    assert "Traceback" not in errors


def test_an_interrupt_does_not_wait_for_a_query_that_never_ends(
    process: tuple[subprocess.Popen[str], str],
) -> None:
    started, address = process
    values = " ".join(map(str, range(100)))
    endless = "SELECT (COUNT(*) AS ?n) {" + "".join(f" VALUES ?v{n} {{ {values} }}" for n in range(8)) + "}"

    def ask(number: int) -> None:  # each another query, for equal ones are evaluated once
        with pytest.raises(httpx.HTTPError):
            httpx.post(
                f"{address}sparql", data={"query": f"{endless} LIMIT {number}"}, timeout=30
            ).raise_for_status()

    asking = [threading.Thread(target=ask, args=[number]) for number in range(1, Settings().workers + 1)]
    for thread in asking:
        thread.start()
    assert any(timed_out(f"{address}sparql?query=ASK{{}}%23{n}") for n in range(100)), "all places are taken"
    assert httpx.get(f"{address}health").status_code == 200
    started.send_signal(signal.SIGINT)
    began = time.monotonic()
    started.communicate(timeout=30)
    assert time.monotonic() - began < 20
    for thread in asking:
        thread.join(30)
        assert not thread.is_alive()


def timed_out(address: str) -> bool:
    try:
        httpx.get(address, timeout=0.5)
    except httpx.ReadTimeout:
        return True
    return False


def test_versions_that_are_asked_for_are_kept_open_only_so_long(store: Store) -> None:
    for name in "abcdefg":
        commit(store, name)
    source = StoreSource(store.path)
    opened = [source.known_at(str(number)) for number in range(1, 8)]
    assert [snapshot.number for snapshot in opened] == list(range(1, 8))
    assert source.known_at("7") is opened[-1]
    assert source.known_at("1") is not opened[0]
    assert len(list(opened[0].graph)) == 1  # what was let go of still answers whoever holds it


def test_a_query_that_fails_does_not_take_a_place_for_ever() -> None:
    graph = pyoxigraph.Store()
    with serving(Versions(snapshot_of(graph))) as address, httpx.Client(base_url=address) as client:
        for _ in range(3 * Settings().workers):
            assert client.get("/sparql", params={"query": "SELECT * { ?s ?p }"}).status_code == 400
        assert client.get("/sparql", params={"query": "ASK {}"}).status_code == 200
