"""`/sparql` as the SPARQL 1.1 Protocol and HTTP have it."""

from __future__ import annotations

import csv
import io
import xml.etree.ElementTree as ET
from collections.abc import Iterator

import httpx
import pyoxigraph
import pytest
from canary_server import Canary
from served import Versions, serving, snapshot_of

from loader.endpoint.network.guard import MAX_QUERY_LENGTH
from loader.endpoint.settings import Settings

SELECT = "SELECT ?s WHERE { ?s a <https://w3id.org/detente/ns#State> } ORDER BY ?s"
ASK = "ASK { ?s a <https://w3id.org/detente/ns#State> }"
CONSTRUCT = "CONSTRUCT WHERE { ?s a <https://w3id.org/detente/ns#State> }"
DESCRIBE = "DESCRIBE <https://w3id.org/detente/id/actor/freedonia>"
STATES = ["https://w3id.org/detente/id/actor/freedonia", "https://w3id.org/detente/id/actor/sylvania"]
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


def ask(http: httpx.Client, query: str, accept: str = "*/*", **parameters: str) -> httpx.Response:
    return http.get("/sparql", params={"query": query, **parameters}, headers={"Accept": accept})


def values(response: httpx.Response) -> list[str]:
    assert response.status_code == 200, response.text
    return [row["s"]["value"] for row in response.json()["results"]["bindings"]]


def problem(response: httpx.Response) -> str:
    assert response.headers["content-type"] == "application/problem+json"
    said = response.json()
    assert said["status"] == response.status_code
    assert "\n" not in said["detail"]
    assert "Traceback" not in response.text
    return said["detail"]


@pytest.mark.parametrize("path", ["/sparql", "/sparql/"])
def test_a_query_is_taken_by_get_and_by_both_forms_of_post(http: httpx.Client, path: str) -> None:
    by_get = http.get(path, params={"query": SELECT})
    by_form = http.post(path, data={"query": SELECT})
    direct = http.post(path, content=SELECT, headers={"Content-Type": "application/sparql-query"})
    for response in (by_get, by_form, direct):
        assert response.headers["content-type"] == "application/sparql-results+json"
        assert values(response) == STATES


def test_a_charset_is_allowed_if_it_is_utf_8(http: httpx.Client) -> None:
    query = "ASK { VALUES ?x { 'größe' } FILTER(STRLEN(?x) = 5) }"
    for charset in ("utf-8", '"UTF-8"'):
        kind = {"Content-Type": f"application/sparql-query; charset={charset}"}
        assert http.post("/sparql", content=query.encode(), headers=kind).json()["boolean"] is True
    kind = {"Content-Type": "application/sparql-query; charset=UTF-16"}
    response = http.post("/sparql", content=query.encode("utf-16"), headers=kind)
    assert response.status_code == 415


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("*/*", "application/sparql-results+json"),
        ("application/sparql-results+json", "application/sparql-results+json"),
        ("application/json", "application/sparql-results+json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/xml", "application/sparql-results+xml"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
        ("text/*", "text/csv; charset=utf-8"),
        ("text/csv;q=0.5, application/sparql-results+xml;q=0.8", "application/sparql-results+xml"),
        ("text/csv;q=0, */*;q=0.1", "application/sparql-results+json"),
        ("text/turtle, application/sparql-results+xml;q=0.2", "application/sparql-results+xml"),
        (
            "application/n-triples, text/csv;q=0.9, application/sparql-results+json;q=0.8",
            "text/csv; charset=utf-8",
        ),
        (BROWSER, "text/html; charset=utf-8"),
        ("TEXT/CSV", "text/csv; charset=utf-8"),
        ("nonsense, text/csv;q=2, ;;, text/csv;q=0.3", "text/csv; charset=utf-8"),
    ],
)
def test_the_format_of_rows_follows_the_accept_header(
    http: httpx.Client, accept: str, media_type: str
) -> None:
    response = ask(http, SELECT, accept)
    assert response.status_code == 200
    assert response.headers["content-type"] == media_type
    assert response.headers["vary"] == "Accept"


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("*/*", "text/turtle; charset=utf-8"),
        ("text/turtle", "text/turtle; charset=utf-8"),
        ("application/n-triples", "application/n-triples"),
        ("application/ld+json", "application/ld+json"),
        ("application/json", "application/ld+json"),
        ("application/trig", "application/trig"),
        ("application/n-quads", "application/n-quads"),
        ("application/rdf+xml", "application/rdf+xml"),
        ("application/sparql-results+json, text/csv, application/n-triples;q=0.1", "application/n-triples"),
    ],
)
@pytest.mark.parametrize("query", [CONSTRUCT, DESCRIBE])
def test_a_graph_comes_in_every_format_and_can_be_read_back(
    http: httpx.Client, query: str, accept: str, media_type: str
) -> None:
    response = ask(http, query, accept)
    assert response.headers["content-type"] == media_type
    kind = pyoxigraph.RdfFormat.from_media_type(media_type.partition(";")[0])
    triples = {quad.triple for quad in pyoxigraph.parse(response.content, kind)}
    reference = ask(http, query, "application/n-triples").content
    assert triples == {q.triple for q in pyoxigraph.parse(reference, pyoxigraph.RdfFormat.N_TRIPLES)}
    assert triples


def test_rows_say_the_same_in_every_format(http: httpx.Client) -> None:
    xml = ET.fromstring(ask(http, SELECT, "application/sparql-results+xml").text)
    in_xml = [node.text for node in xml.iter("{http://www.w3.org/2005/sparql-results#}uri")]
    in_csv = [row["s"] for row in csv.DictReader(io.StringIO(ask(http, SELECT, "text/csv").text))]
    in_tsv = ask(http, SELECT, "text/tab-separated-values").text.splitlines()[1:]
    assert in_xml == in_csv == [cell.strip("<>") for cell in in_tsv] == STATES


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("*/*", "application/sparql-results+json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv, application/xml;q=0.1", "application/sparql-results+xml"),
    ],
)
def test_yes_and_no_have_formats_of_their_own(http: httpx.Client, accept: str, media_type: str) -> None:
    response = ask(http, ASK, accept)
    assert response.headers["content-type"] == media_type
    assert "true" in response.text


@pytest.mark.parametrize(
    ("query", "accept"),
    [
        (SELECT, "image/png"),
        (SELECT, "text/turtle"),
        (CONSTRUCT, "text/csv"),
        (ASK, "text/csv"),
        ("", "text/csv"),
    ],
)
def test_what_cannot_be_had_is_406_and_says_what_can(http: httpx.Client, query: str, accept: str) -> None:
    response = ask(http, query, accept) if query else http.get("/sparql", headers={"Accept": accept})
    assert response.status_code == 406
    assert "can be had as" in problem(response)


@pytest.mark.parametrize(
    ("name", "query", "media_type"),
    [
        ("csv", SELECT, "text/csv; charset=utf-8"),
        ("srx", SELECT, "application/sparql-results+xml"),
        ("ttl", CONSTRUCT, "text/turtle; charset=utf-8"),
        ("html", SELECT, "text/html; charset=utf-8"),
    ],
)
def test_format_in_the_address_wins_over_accept(
    http: httpx.Client, name: str, query: str, media_type: str
) -> None:
    response = ask(http, query, "application/sparql-results+json", format=name)
    assert response.headers["content-type"] == media_type


@pytest.mark.parametrize(("name", "status"), [("pdf", 400), ("turtle", 406), ("", 400)])
def test_a_format_that_is_none_is_refused(http: httpx.Client, name: str, status: int) -> None:
    response = ask(http, SELECT, format=name)
    assert response.status_code == status
    assert "csv" in problem(response)


@pytest.fixture(scope="module")
def other() -> Iterator[tuple[Versions, httpx.Client]]:
    """A server whose store each test chooses, and a client of it."""
    versions = Versions(snapshot_of(pyoxigraph.Store()))
    with serving(versions) as served, httpx.Client(base_url=served, timeout=20) as client:
        yield versions, client


@pytest.mark.parametrize(
    ("query", "parameters", "expected"),
    [
        ("SELECT ?s { ?s a <urn:T> }", {}, ["urn:d"]),
        ("SELECT ?s { ?s a <urn:T> }", {"default-graph-uri": "urn:g"}, ["urn:s-g"]),
        ("SELECT ?s { ?s a <urn:T> }", {"default-graph-uri": ["urn:g", "urn:h"]}, ["urn:s-g", "urn:s-h"]),
        ("SELECT ?s FROM <urn:h> { ?s a <urn:T> }", {}, ["urn:s-h"]),
        ("SELECT ?s FROM <urn:h> { ?s a <urn:T> }", {"default-graph-uri": "urn:g"}, ["urn:s-g"]),
        ("SELECT ?s { ?s a <urn:T> }", {"named-graph-uri": "urn:g"}, []),
        ("SELECT ?s { GRAPH ?g { ?s a <urn:T> } }", {"named-graph-uri": "urn:g"}, ["urn:s-g"]),
        ("SELECT ?s { GRAPH ?g { ?s a <urn:T> } }", {"default-graph-uri": "urn:g"}, []),
        (
            "SELECT ?s FROM NAMED <urn:h> { GRAPH ?g { ?s a <urn:T> } }",
            {"named-graph-uri": "urn:g"},
            ["urn:s-g"],
        ),
    ],
)
def test_the_dataset_of_the_request_wins_over_that_of_the_query(
    other: tuple[Versions, httpx.Client], query: str, parameters: dict[str, str], expected: list[str]
) -> None:
    versions, http = other
    graph = pyoxigraph.Store()
    graph.update(
        "INSERT DATA { <urn:d> a <urn:T> . GRAPH <urn:g> { <urn:s-g> a <urn:T> } "
        "GRAPH <urn:h> { <urn:s-h> a <urn:T> } }"
    )
    versions.snapshots = [snapshot_of(graph)]
    kind = {"Content-Type": "application/sparql-query"}
    for response in (
        http.get("/sparql", params={"query": query, **parameters}),
        http.post("/sparql", data={"query": query, **parameters}),
        http.post("/sparql", params=parameters, content=query, headers=kind),
    ):
        assert sorted(values(response)) == expected


@pytest.mark.parametrize("name", ["default-graph-uri", "named-graph-uri"])
def test_a_graph_that_is_no_iri_is_refused_by_name(http: httpx.Client, name: str) -> None:
    response = ask(http, SELECT, **{name: "not an iri"})
    assert response.status_code == 400
    assert name in problem(response)


def test_from_fetches_nothing(http: httpx.Client, canary: Canary) -> None:
    canary.calls.clear()
    data = f"<{canary.address}data.ttl>"
    for query in (
        f"SELECT ?s FROM {data} {{ ?s ?p ?o }}",
        f"SELECT ?s FROM NAMED {data} {{ GRAPH {data} {{ ?s ?p ?o }} }}",
    ):
        assert values(ask(http, query)) == []
    assert values(ask(http, "SELECT ?s { ?s ?p ?o }", **{"default-graph-uri": canary.address})) == []
    assert canary.calls == []


@pytest.mark.parametrize(
    "query",
    ["SELECT * {{ SERVICE <{}> {{ ?s ?p ?o }} }}", "ASK {{ SERVICE SILENT <{}> {{ }} }}", "LOAD <{}>"],
)
def test_no_query_makes_the_server_call_another(http: httpx.Client, canary: Canary, query: str) -> None:
    canary.calls.clear()
    response = ask(http, query.format(canary.address))
    assert response.status_code == 403
    assert "not allowed" in problem(response)
    assert canary.calls == []


@pytest.mark.parametrize(
    ("method", "keywords", "status"),
    [
        ("POST", {"data": {"update": "CLEAR ALL"}}, 403),
        ("POST", {"content": "CLEAR ALL", "headers": {"Content-Type": "application/sparql-update"}}, 403),
        ("GET", {"params": {"update": "CLEAR ALL"}}, 400),
        ("GET", {"params": {"query": "CLEAR ALL"}}, 403),
        ("GET", {"params": {"query": ASK, "update": "CLEAR ALL"}}, 400),
    ],
)
def test_an_update_is_refused(http: httpx.Client, method: str, keywords: dict, status: int) -> None:
    response = http.request(method, "/sparql", **keywords)
    assert response.status_code == status
    assert "only reads" in problem(response)
    assert values(ask(http, SELECT)) == STATES


@pytest.mark.parametrize(
    ("keywords", "status", "said"),
    [
        ({"params": [("query", ASK), ("query", ASK)]}, 400, "exactly one query"),
        ({"params": {"query": "SELECT * { ?s"}}, 400, "not closed"),
        ({"params": {"query": "SELECT * { ?s ?p }"}}, 400, "Line 1, column 19"),
        ({"params": {"query": "SELECT * { ?s foo:bar ?o }"}}, 400, "'foo:' is not declared"),
        ({"params": {"query": "ASK " + "{" * 2000 + "}" * 2000}}, 400, "deeper"),
        ({"params": {"query": ""}}, 400, "starts with SELECT"),
        ({"url": "/sparql?query=%ff%fe"}, 400, "UTF-8"),
        ({"params": [("x", "1")] * 200 + [("query", ASK)]}, 400, "parameters"),
        ({"method": "POST"}, 415, "application/sparql-query"),
        ({"method": "POST", "content": ASK}, 415, "application/sparql-query"),
        ({"method": "POST", "content": ASK, "headers": {"Content-Type": "text/plain"}}, 415, "posted as"),
        ({"method": "POST", "data": {"quarry": ASK}}, 400, "exactly one query"),
        ({"method": "POST", "data": {"query": [ASK, ASK]}}, 400, "this one has 2"),
        ({"method": "POST", "data": {"query": ASK}, "params": {"query": ASK}}, 400, "this one has 2"),
        (
            {
                "method": "POST",
                "content": b"ASK { ?s ?p '\xff' }",
                "headers": {"Content-Type": "application/sparql-query"},
            },
            400,
            "UTF-8",
        ),
        ({"method": "POST", "data": {"query": "ASK {} #" + "x" * MAX_QUERY_LENGTH}}, 400, "characters"),
        ({"method": "POST", "data": {"query": "x" * Settings().body_bytes}}, 413, "bytes"),
    ],
)
def test_a_request_that_is_wrong_is_told_so(
    http: httpx.Client, keywords: dict, status: int, said: str
) -> None:
    response = http.request(**{"method": "GET", "url": "/sparql", **keywords})
    assert response.status_code == status
    assert said in problem(response)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_405_and_say_which_are_allowed(http: httpx.Client, method: str) -> None:
    response = http.request(method, "/sparql", params={"query": ASK})
    assert response.status_code == 405
    assert {"GET", "POST", "HEAD"} <= set(response.headers["allow"].split(", "))
    assert problem(response)


def test_a_long_chain_of_operators_does_not_end_the_server(http: httpx.Client) -> None:
    chain = f"SELECT (1{'+1' * 3000} AS ?s) {{}}"
    assert values(http.post("/sparql", data={"query": chain})) == ["3001"]
    union = "SELECT ?s {{}" + "UNION{}" * 1500 + "}"
    assert http.post("/sparql", data={"query": union}).status_code == 200


def test_relative_iris_are_those_of_the_endpoint(http: httpx.Client, address: str) -> None:
    assert values(ask(http, "SELECT ?s { VALUES ?s { <x> } }")) == [f"{address}/x"]


def test_the_description_says_what_the_endpoint_is(http: httpx.Client, address: str) -> None:
    response = http.get("/sparql")
    assert response.headers["content-type"] == "text/turtle; charset=utf-8"
    described = pyoxigraph.Store()
    described.load(response.content, pyoxigraph.RdfFormat.TURTLE)
    sd = "http://www.w3.org/ns/sparql-service-description#"
    found = described.query(f"SELECT ?p ?o {{ <{address}/sparql> ?p ?o }}")
    said = {(row["p"].value.removeprefix(sd), row["o"].value) for row in found}
    assert ("endpoint", f"{address}/sparql") in said
    assert ("supportedLanguage", f"{sd}SPARQL11Query") in said
    assert ("resultFormat", "http://www.w3.org/ns/formats/SPARQL_Results_CSV") in said
    assert not any(predicate == "feature" for predicate, _ in said)
    counted = described.query("SELECT ?n { ?g <http://rdfs.org/ns/void#triples> ?n }")
    assert [row["n"].value for row in counted] == [str(http.get("/health").json()["triples"])]


def test_a_person_gets_the_editor_and_a_program_the_description(http: httpx.Client) -> None:
    assert http.get("/sparql", headers={"Accept": BROWSER}).headers["content-type"].startswith("text/html")
    for accept in ("application/rdf+xml", "text/turtle, text/html;q=0.5", "application/ld+json, */*;q=0.1"):
        response = http.get("/sparql", headers={"Accept": accept})
        assert not response.headers["content-type"].startswith("text/html")
        assert response.headers["vary"] == "Accept"


@pytest.mark.parametrize(
    ("query", "said"),
    [(SELECT, "Freedonia"), (ASK, "yes"), ("ASK { <urn:x> a <urn:y> }", "no"), (DESCRIBE, "rdfs:label")],
)
def test_a_person_gets_the_answer_as_a_page(http: httpx.Client, query: str, said: str) -> None:
    page = ask(http, query, BROWSER).text
    assert said in page
    assert "<textarea" in page


def test_head_answers_like_get_without_a_body(http: httpx.Client) -> None:
    got = ask(http, SELECT)
    head = http.head("/sparql", params={"query": SELECT})
    assert head.status_code == 200
    assert head.content == b""
    assert head.headers["content-length"] == str(len(got.content))
    assert head.headers["etag"] == got.headers["etag"]


def test_an_answer_that_the_client_has_is_not_sent_again(http: httpx.Client) -> None:
    first = ask(http, SELECT)
    tag = first.headers["etag"]
    for known in (tag, tag.removeprefix("W/"), f'"other", {tag}', "*"):
        again = http.get("/sparql", params={"query": SELECT}, headers={"If-None-Match": known})
        assert again.status_code == 304
        assert again.content == b""
        assert again.headers["etag"] == tag
        assert again.headers["vary"] == "Accept"
    other = http.get("/sparql", params={"query": SELECT}, headers={"If-None-Match": '"other"'})
    assert other.status_code == 200


def test_what_an_answer_depends_on_makes_its_tag(http: httpx.Client) -> None:
    tags = {
        ask(http, SELECT).headers["etag"],
        ask(http, SELECT, "text/csv").headers["etag"],
        ask(http, SELECT, **{"default-graph-uri": "urn:g"}).headers["etag"],
        ask(http, SELECT, knownAt="1").headers["etag"],
        ask(http, ASK).headers["etag"],
        http.get("/sparql").headers["etag"],
    }
    assert len(tags) == 6
    assert "etag" not in http.post("/sparql", data={"query": SELECT}).headers


@pytest.mark.parametrize("function", ["NOW()", "RAND()", "UUID()", "STRUUID()", "BNODE()"])
def test_an_answer_that_changes_by_itself_has_no_tag(http: httpx.Client, function: str) -> None:
    response = ask(http, f"SELECT ({function} AS ?s) {{}}")
    assert response.status_code == 200
    assert "etag" not in response.headers


def test_an_older_version_can_be_asked(http: httpx.Client) -> None:
    assert values(ask(http, SELECT, knownAt="1")) == STATES[1:]
    missing = ask(http, SELECT, knownAt="9")
    assert missing.status_code == 404
    assert problem(missing) == "There is no version 9; the newest is 2."
    assert ask(http, SELECT, knownAt="latest").status_code == 400


def test_anybody_may_read_from_anywhere_and_nobody_may_write(http: httpx.Client) -> None:
    origin = {"Origin": "https://elsewhere.example"}
    read = http.get("/sparql", params={"query": ASK}, headers=origin)
    assert read.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in read.headers
    asked = http.options("/sparql", headers={**origin, "Access-Control-Request-Method": "POST"})
    assert asked.status_code == 204
    assert asked.headers["access-control-allow-methods"] == "GET, HEAD, POST"
    assert "authorization" not in asked.headers["access-control-allow-headers"].lower()
    posted = http.post("/sparql", data={"query": ASK}, headers=origin)
    assert posted.headers["access-control-allow-origin"] == "*"
    update = http.post("/sparql", data={"update": "CLEAR ALL"}, headers=origin)
    assert update.status_code == 403
    assert "access-control-allow-origin" not in update.headers


def test_a_host_that_is_none_is_not_repeated(http: httpx.Client) -> None:
    for host in ('evil"><script>', "a b", "", "[::1"):
        response = http.get("/sparql", headers={"Host": host})
        assert response.status_code in (400, 421)
        assert "evil" not in response.text
