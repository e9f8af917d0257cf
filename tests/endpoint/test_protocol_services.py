"""Queries and updates that call a server which was allowed, and those that call another one."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest
from canary_server import Canary
from writable import UPDATE, in_memory, version, writable

NOBODY = "127.0.0.1:1"


@pytest.fixture(scope="module")
def client(canary: Canary) -> Iterator[httpx.Client]:
    """A client of a server that may call the canary."""
    allowed = urlsplit(canary.address).netloc, NOBODY
    with in_memory() as folder, writable(folder, services=allowed) as one:
        yield one


def test_a_query_calls_a_server_that_was_allowed(client: httpx.Client, canary: Canary) -> None:
    canary.calls.clear()
    query = f"SELECT * {{ SERVICE <{canary.address}sparql> {{ ?s <urn:asked> ?o }} }}"
    response = client.get("/sparql", params={"query": query})
    assert response.status_code == 200, response.text
    assert response.json()["results"]["bindings"] == []
    assert "etag" not in response.headers  # who knows what the other one says the next time
    (call,) = canary.calls
    assert b"/sparql" in call.splitlines()[0]


def test_an_update_calls_a_server_that_was_allowed(client: httpx.Client, canary: Canary) -> None:
    canary.calls.clear()
    before = version(client)
    text = f"INSERT {{ ?s <urn:p> ?o }} WHERE {{ SERVICE <{canary.address}sparql> {{ ?s <urn:asked> ?o }} }}"
    response = client.post("/sparql", content=text, headers=UPDATE)
    assert (response.status_code, response.json().get("changed")) == (200, False), response.text
    assert len(canary.calls) == 1
    assert version(client) == before


@pytest.mark.parametrize("iri", ["http://127.0.0.1:9/", "http://elsewhere.example/", "file:///etc/passwd"])
def test_another_server_is_refused_before_anything_is_asked(
    client: httpx.Client, canary: Canary, iri: str
) -> None:
    canary.calls.clear()
    call = f"SERVICE SILENT <{iri}> {{ ?s ?p ?o }}"
    asked = client.get("/sparql", params={"query": f"SELECT * {{ {call} }}"})
    written = client.post("/sparql", content=f"INSERT {{ ?s ?p ?o }} WHERE {{ {call} }}", headers=UPDATE)
    for response in (asked, written):
        assert response.status_code == 403, response.text
        assert "SERVICE" in response.json()["detail"]
    assert canary.calls == []


def test_a_server_that_does_not_answer_is_told_apart_from_one_that_may_not_be_asked(
    client: httpx.Client,
) -> None:
    before = version(client)
    call = f"SERVICE <http://{NOBODY}/> {{ ?s ?p ?o }}"
    asked = client.get("/sparql", params={"query": f"SELECT * {{ {call} }}"})
    written = client.post("/sparql", content=f"INSERT {{ ?s ?p ?o }} WHERE {{ {call} }}", headers=UPDATE)
    for response in (asked, written):
        assert response.status_code == 502, response.text
        assert "refused" not in response.text
    assert version(client) == before
