"""`/store`: graphs that are read, put, added to and deleted."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pyoxigraph
import pytest
from writable import LINES, TURTLE, UPDATE, actor, in_memory, version, writable

ONE, TWO = "<urn:s> <urn:p> 1 .", "<urn:s> <urn:p> 2 ."


@pytest.fixture(scope="module")
def server() -> Iterator[httpx.Client]:
    with in_memory() as folder, writable(folder) as client:
        yield client


@pytest.fixture
def client(server: httpx.Client) -> httpx.Client:
    """A client of a server that holds nothing."""
    assert server.post("/sparql", content="CLEAR ALL", headers=UPDATE).status_code == 200
    return server


def values(client: httpx.Client, address: str) -> set[str]:
    response = client.get(address, headers={"Accept": "application/n-triples"})
    assert response.status_code == 200, response.text
    found = pyoxigraph.parse(response.content, pyoxigraph.RdfFormat.N_TRIPLES)
    return {getattr(quad.object, "value", "") for quad in found}


@pytest.mark.parametrize("address", ["/store?graph=urn:g", "/store/some/graph", "/store?default"])
def test_a_graph_is_put_added_to_read_and_deleted(client: httpx.Client, address: str) -> None:
    named = "default" not in address
    assert client.get(address).status_code == (404 if named else 200)
    made = client.put(address, content=ONE, headers=TURTLE)
    assert made.status_code == (201 if named else 200)
    assert made.json()["changed"] is True
    again = client.put(address, content=ONE, headers=TURTLE)
    assert (again.status_code, again.json()["changed"]) == (200, False)
    assert again.json()["version"] == made.json()["version"]
    assert client.put(address, content=TWO, headers=TURTLE).status_code == 200
    assert values(client, address) == {"2"}
    assert client.post(address, content=ONE, headers=TURTLE).status_code == 200
    assert values(client, address) == {"1", "2"}
    head = client.head(address)
    assert (head.status_code, head.content) == (200, b"")
    assert client.delete(address).status_code == 200
    assert client.get(address).status_code == (404 if named else 200)
    assert client.head(address).status_code == (404 if named else 200)
    assert client.delete(address).status_code == (404 if named else 200)


@pytest.mark.parametrize(
    ("media_type", "body"),
    [
        ("text/turtle", "<urn:s> <urn:p> 'ü' ."),
        ("text/turtle; charset=utf-8", "<urn:s> <urn:p> 'ü' ."),
        ("application/n-triples", '<urn:s> <urn:p> "ü" .'),
        ("application/ld+json", '{"@id":"urn:s","urn:p":"ü"}'),
        (
            "application/rdf+xml",
            "<r:RDF xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns:u='urn:'>"
            "<r:Description r:about='urn:s'><u:p>ü</u:p></r:Description></r:RDF>",
        ),
    ],
)
def test_a_graph_comes_and_goes_in_every_syntax(client: httpx.Client, media_type: str, body: str) -> None:
    put = client.put("/store?graph=urn:g", content=body.encode(), headers={"Content-Type": media_type})
    assert put.status_code == 201, put.text
    kind = media_type.partition(";")[0]
    response = client.get("/store?graph=urn:g", headers={"Accept": kind})
    assert response.headers["content-type"].partition(";")[0] == kind
    syntax = pyoxigraph.RdfFormat.from_media_type(kind)
    assert syntax is not None
    assert [getattr(quad.object, "value", "") for quad in pyoxigraph.parse(response.content, syntax)] == ["ü"]


def test_a_graph_may_be_empty(client: httpx.Client) -> None:
    made = client.put("/store?graph=urn:g", content="", headers=TURTLE)
    assert (made.status_code, made.json()["changed"]) == (201, True)
    assert values(client, "/store?graph=urn:g") == set()
    assert client.put("/store?graph=urn:g", content="", headers=TURTLE).json()["changed"] is False
    fresh = client.post("/store", content="", headers=TURTLE)
    assert values(client, fresh.headers["location"]) == set()
    assert client.delete("/store?graph=urn:g").status_code == 200
    assert client.get("/store?graph=urn:g").status_code == 404


def test_the_files_of_a_form_are_one_graph(client: httpx.Client) -> None:
    files = {
        "one": ("one.ttl", ONE, "text/turtle"),
        "two": ("two.nt", '<urn:s> <urn:p> "3" .', "application/n-triples"),
    }
    assert client.post("/store?graph=urn:g", files=files).status_code == 201
    assert values(client, "/store?graph=urn:g") == {"1", "3"}


def test_a_graph_without_a_name_gets_one(client: httpx.Client) -> None:
    made = client.post("/store", content="<> <urn:p> 1 .", headers=TURTLE)
    assert made.status_code == 201
    place = made.headers["location"]
    assert place.startswith(str(client.base_url.join("/store/")))
    assert values(client, place) == {"1"}
    asked = client.get("/sparql", params={"query": f"ASK {{ GRAPH <{place}> {{ <{place}> <urn:p> 1 }} }}"})
    assert asked.json()["boolean"] is True
    other = client.post("/store", content=ONE, headers=TURTLE).headers["location"]
    assert other != place


def test_the_address_below_is_the_name_of_the_graph(client: httpx.Client) -> None:
    client.put("/store/a%20b/c", content="<> <x> <y> .", headers=TURTLE)
    whole = str(client.base_url.join("/store/a%20b/c"))
    told = client.get("/store", params={"graph": whole}, headers={"Accept": "application/n-triples"}).text
    start = whole.rpartition("/")[0]
    assert told.strip() == f"<{whole}> <{start}/x> <{start}/y> ."


def test_an_answer_that_the_client_has_is_not_sent_again(client: httpx.Client) -> None:
    client.put("/store?graph=urn:g", content=ONE, headers=TURTLE)
    tag = client.get("/store?graph=urn:g").headers["etag"]
    assert client.get("/store?graph=urn:g", headers={"If-None-Match": tag}).status_code == 304
    client.put("/store?graph=urn:g", content=TWO, headers=TURTLE)
    assert client.get("/store?graph=urn:g", headers={"If-None-Match": tag}).status_code == 200


def test_a_change_can_be_made_to_what_was_read_only(client: httpx.Client) -> None:
    client.put("/store?graph=urn:g", content=ONE, headers=TURTLE)
    tag = client.get("/store?graph=urn:g", headers={"Accept": "application/rdf+xml"}).headers["etag"]
    known = {**TURTLE, "If-Match": f'"other", {tag}'}
    assert client.put("/store?graph=urn:g", content=TWO, headers=known).status_code == 200
    for method, address, body, kind in (
        ("PUT", "/store?graph=urn:g", ONE, TURTLE),
        ("DELETE", "/store?graph=urn:g", "", {}),
        ("POST", "/sparql", "CLEAR ALL", UPDATE),
        ("POST", "/facts?dataset=a", actor("freedonia").decode(), LINES),
    ):
        late = client.request(method, address, content=body, headers={**kind, "If-Match": tag})
        assert late.status_code == 412
        assert "written since" in late.json()["detail"]
    assert values(client, "/store?graph=urn:g") == {"2"}


ABSENT = {**TURTLE, "If-None-Match": "*"}
PRESENT = {**TURTLE, "If-Match": "*"}


@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_a_graph_can_be_made_only_if_it_is_not_there(client: httpx.Client, method: str) -> None:
    assert client.request(method, "/store?graph=urn:g", content=ONE, headers=ABSENT).status_code == 201
    there = version(client)
    late = client.request(method, "/store?graph=urn:g", content=TWO, headers=ABSENT)
    assert (late.status_code, late.json()["detail"]) == (412, "There is such a graph already.")
    assert (values(client, "/store?graph=urn:g"), version(client)) == ({"1"}, there)
    assert client.put("/store/another", content=TWO, headers=ABSENT).status_code == 201
    assert client.put("/store?default", content=ONE, headers=ABSENT).status_code == 412


def test_a_graph_can_be_written_only_if_it_is_there(client: httpx.Client) -> None:
    late = client.put("/store?graph=urn:g", content=ONE, headers=PRESENT)
    assert (late.status_code, late.json()["detail"]) == (412, "There is no such graph.")
    assert client.put("/store?default", content="", headers=PRESENT).status_code == 200
    client.put("/store?graph=urn:g", content=ONE, headers=TURTLE)
    assert client.put("/store?graph=urn:g", content=TWO, headers=PRESENT).status_code == 200


def test_of_several_who_would_make_a_graph_at_once_one_does(client: httpx.Client) -> None:
    def make(number: int) -> int:
        return client.put(
            "/store?graph=urn:g", content=f"<urn:s> <urn:p> {number} .", headers=ABSENT
        ).status_code

    with ThreadPoolExecutor(3) as several:
        assert sorted(several.map(make, range(3))) == [201, 412, 412]


def test_a_graph_is_not_written_while_it_is_as_the_client_knows_it(client: httpx.Client) -> None:
    client.put("/store?graph=urn:g", content=ONE, headers=TURTLE)
    tag = client.get("/store?graph=urn:g").headers["etag"]
    headers = {**TURTLE, "If-None-Match": f'"other", W/{tag}'}
    assert client.put("/store?graph=urn:h", content=TWO, headers=headers).status_code == 201
    tag = client.get("/store?graph=urn:g").headers["etag"]
    headers = {**TURTLE, "If-None-Match": f'"other", W/{tag}'}
    assert client.put("/store?graph=urn:g", content=TWO, headers=headers).status_code == 412
    client.put("/store?graph=urn:h", content=ONE, headers=TURTLE)
    assert client.put("/store?graph=urn:g", content=TWO, headers=headers).status_code == 200


def test_an_older_version_of_a_graph_is_read_by_its_number(client: httpx.Client) -> None:
    number = client.put("/store?graph=urn:g", content=ONE, headers=TURTLE).json()["version"]
    client.delete("/store?graph=urn:g")
    assert values(client, f"/store?graph=urn:g&knownAt={number}") == {"1"}


@pytest.mark.parametrize(
    ("method", "path", "sent", "status", "said"),
    [
        ("GET", "/store", {}, 400, "which graph"),
        ("PUT", "/store", {"content": ONE, "headers": TURTLE}, 400, "which graph"),
        ("DELETE", "/store/", {}, 400, "which graph"),
        ("GET", "/store?default&graph=urn:g", {}, 400, "which graph"),
        ("GET", "/store?graph=urn:g&graph=urn:h", {}, 400, "which graph"),
        ("GET", "/store/a?default", {}, 400, "which graph"),
        ("GET", "/store?default=urn:g", {}, 400, "which graph"),
        ("GET", "/store?graph=", {}, 400, "absolute IRI"),
        ("GET", "/store?graph=a", {}, 400, "absolute IRI"),
        ("GET", "/store?graph=urn:%3E", {}, 400, "absolute IRI"),
        ("PUT", "/store?graph=a%20b", {"content": ONE, "headers": TURTLE}, 400, "absolute IRI"),
        ("GET", "/store?graph=urn:nothing", {}, 404, "no such graph"),
        ("DELETE", "/store?graph=urn:nothing", {}, 404, "no such graph"),
        ("PATCH", "/store?graph=urn:g", {"content": ONE}, 405, "PATCH"),
        ("GET", "/store?default", {"headers": {"Accept": "image/png"}}, 406, "can be had as"),
        ("GET", "/store?default&format=csv", {}, 406, "no format 'csv'"),
        ("PUT", "/store?default", {}, 411, "how long"),
        ("PUT", "/store?default", {"content": ONE}, 415, "text/turtle"),
        (
            "PUT",
            "/store?default",
            {"content": ONE, "headers": {"Content-Type": "text/csv"}},
            415,
            "text/turtle",
        ),
        (
            "PUT",
            "/store?default",
            {"content": ONE, "headers": {"Content-Type": "application/n-quads"}},
            415,
            "text/turtle",
        ),
        (
            "PUT",
            "/store?default",
            {"content": ONE, "headers": {"Content-Type": "text/turtle; charset=latin-1"}},
            415,
            "UTF-8",
        ),
        (
            "PUT",
            "/store?graph=urn:g",
            {"content": ONE, "headers": {**TURTLE, "Content-Range": "bytes 0-1/9"}},
            400,
            "ranges",
        ),
        ("PUT", "/store?graph=urn:g", {"content": "<urn:a>\n<urn:b", "headers": TURTLE}, 400, "line 2"),
        ("PUT", "/store?graph=urn:g", {"content": b"<urn:\xff> .", "headers": TURTLE}, 400, "UTF-8"),
        (
            "POST",
            "/store?graph=urn:g",
            {"content": b"--x", "headers": {"Content-Type": "multipart/form-data; boundary=x"}},
            400,
            "form",
        ),
        (
            "POST",
            "/store?graph=urn:g",
            {"content": b"--x", "headers": {"Content-Type": "multipart/form-data"}},
            400,
            "form",
        ),
        ("POST", "/store?graph=urn:g", {"files": {"a": ("a", b"x", "image/png")}}, 415, "text/turtle"),
        (
            "POST",
            "/store?graph=urn:g",
            {"files": [("a", ("a.ttl", b"", "text/turtle"))] * 101},
            400,
            "at most 100 files",
        ),
    ],
)
def test_what_is_wrong_is_told_in_one_sentence(
    server: httpx.Client, method: str, path: str, sent: dict, status: int, said: str
) -> None:
    before = version(server)
    request = server.build_request(method, path, **sent)
    if status == 411:
        del request.headers["content-length"]
    response = server.send(request)
    assert response.status_code == status, response.text
    detail = response.json()["detail"]
    assert said in detail
    assert "\n" not in detail
    assert version(server) == before


def test_claims_cannot_be_put_past_the_gate(client: httpx.Client) -> None:
    claim = "@prefix claim: <https://w3id.org/detente/claim#> . <urn:x> a claim:Meeting ."
    before = version(client)
    for accept, begins in (("text/turtle", "@prefix"), ("application/json", "{"), ("text/plain", "")):
        response = client.post("/store?default", content=claim, headers={**TURTLE, "Accept": accept})
        assert response.status_code == 422
        assert response.headers["content-type"].partition(";")[0] == accept
        assert response.text.startswith(begins)
    assert version(client) == before
