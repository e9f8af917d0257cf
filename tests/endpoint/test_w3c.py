"""The W3C's tests of the SPARQL 1.1 Protocol and of the Graph Store Protocol, against a server on a port.

They are read from where they lie beside this checkout, and their graph store `/gsp` is `/store` here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pyoxigraph
import pytest
from writable import UPDATE, in_memory, writable

W3C = Path(__file__).resolve().parents[3] / "shared" / "w3c"
FILES = {"protocol-tests.json": 34, "gsp-direct-tests.json": 4, "gsp-indirect-tests.json": 9}
STATUS = {"OK": 200, "Created": 201, "NoContent": 204, "NotFound": 404}
GRAPHS = {"text/turtle", "application/rdf+xml", "application/n-triples"}
PLACE = "$LOCATION$"


def cases() -> list[Any]:
    """All tests of all files, each of which has as many as are known."""
    if not W3C.exists():
        return [pytest.param(None, marks=pytest.mark.skip(reason=f"the W3C's tests are not at {W3C}"))]
    found = []
    for name, count in FILES.items():
        tests = json.loads((W3C / name).read_text(encoding="utf-8"))
        assert len(tests) >= count, name
        found += [pytest.param(test, id=f"{name.partition('-tests')[0]}-{test['id']}") for test in tests]
    return found


class Server:
    """A server, and what it was given."""

    def __init__(self, client: httpx.Client) -> None:
        self.client = client
        self.holds: list[dict[str, str]] | None = []

    def begin(self, given: list[dict[str, str]]) -> None:
        """Have the server hold these graphs and nothing else."""
        if self.holds == given:
            return
        told = ["CLEAR ALL"]
        for each in given:
            told.append(f"INSERT DATA {{ GRAPH <{each['graph']}> {{ {(W3C / each['file']).read_text()} }} }}")
        done = self.client.post("/sparql", content=" ;\n".join(told), headers=UPDATE)
        assert done.status_code == 200, done.text
        self.holds = given


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with in_memory() as folder, writable(folder) as client:
        yield Server(client)


def graph(body: str | bytes, kind: str) -> pyoxigraph.Dataset:
    syntax = pyoxigraph.RdfFormat.from_media_type(kind)
    assert syntax is not None
    found = pyoxigraph.Dataset(pyoxigraph.parse(body, syntax, base_iri="http://base.example/"))
    found.canonicalize(pyoxigraph.CanonicalizationAlgorithm.UNSTABLE)
    return found


@pytest.mark.parametrize("case", cases())
def test_what_the_recommendations_demand_holds(server: Server, case: dict[str, Any]) -> None:
    if case["graphData"] or any(step["expect"]["body"] for step in case["requests"]):
        server.begin(case["graphData"])
    location = ""
    for step in case["requests"]:
        body, expected = step["body"], step["expect"]
        path = step["path"].replace(PLACE, quote(location, safe="")).replace("/gsp", "/store", 1)
        request = server.client.build_request(
            step["method"],
            path,
            headers=[tuple(header) for header in step["headers"]],
            content=body["chars"].encode(body["encoding"]) if body else None,
        )
        if step["method"] not in ("GET", "HEAD"):
            server.holds = None if "query" not in case["id"] else server.holds
        response = server.client.send(request)
        right = {str(response.status_code), f"StatusCode{response.status_code // 100}xx"}
        right |= {name for name, status in STATUS.items() if status == response.status_code}
        assert right & set(expected["status"]), response.text
        for name, value in expected["headers"]:
            assert response.headers[name] == value
        if expected["location"]:
            location = response.headers["location"]
        kind = response.headers.get("content-type", "").partition(";")[0]
        if expected["boolean"] is not None:
            assert response.json()["boolean"] is expected["boolean"]
        if expected["format"] == "RDF":
            assert kind in GRAPHS
        elif expected["format"]:
            assert pyoxigraph.QueryResultsFormat.from_media_type(kind)
        if expected["body"]:
            assert graph(response.content, kind) == graph(expected["body"]["chars"], "text/turtle")
