"""What the descriptions count is what is there, and they say nothing else."""

from __future__ import annotations

from collections import Counter
from http import HTTPStatus

import httpx
import pyoxigraph as ox
import pytest
from served import WORLD, Versions, graph_of, serving, snapshot_of

from loader.endpoint.answers.evaluate import Evaluator
from loader.endpoint.descriptions.description import describe
from loader.endpoint.exchange import RefusalError
from loader.endpoint.settings import Settings
from loader.vocabulary import CLAIM, DET, RDF_TYPE

VOID = "http://rdfs.org/ns/void#"
SD = "http://www.w3.org/ns/sparql-service-description#"
NOTES = ox.NamedNode("http://notes.example/g")
EMPTY = ox.NamedNode("http://notes.example/empty")


@pytest.fixture(scope="module")
def graph() -> ox.Store:
    """The invented world, and a named graph beside it."""
    made = graph_of([WORLD])
    state = ox.NamedNode(DET + "State")
    for n in range(3):
        made.add(ox.Quad(ox.NamedNode(f"http://notes.example/{n}"), ox.NamedNode(RDF_TYPE), state, NOTES))
    made.add_graph(EMPTY)
    return made


@pytest.fixture(scope="module")
def address(graph):
    with serving(Versions(snapshot_of(graph))) as served:
        yield served


def described(address: str, path: str, **parameters: str) -> ox.Store:
    response = httpx.get(address + path, params=parameters, headers={"Accept": "text/turtle"}, timeout=20)
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/turtle")
    found = ox.Store()
    found.load(response.content, ox.RdfFormat.TURTLE)
    return found


def rows(store: ox.Store, query: str) -> list[tuple[str, ...]]:
    return [tuple(term.value for term in row) for row in store.query(query)]


def test_partitions_are_what_a_count_finds(graph, address):
    said = described(address, "/.well-known/void")
    default = list(graph.quads_for_pattern(None, None, None, ox.DefaultGraph()))
    by_property = Counter(quad.predicate.value for quad in default)
    by_class = Counter(quad.object.value for quad in default if quad.predicate.value == RDF_TYPE)
    for kind, counting, counted in (
        ("property", "triples", by_property),
        ("class", "entities", by_class),
    ):
        found = rows(
            said,
            f"SELECT ?of ?n {{ ?d <{VOID}{kind}Partition> [ <{VOID}{kind}> ?of ; <{VOID}{counting}> ?n ] }}",
        )
        assert {iri: int(n) for iri, n in found} == counted
        assert len(found) == len(counted)
    figures = dict(rows(said, f"SELECT ?p ?o {{ ?d a <{VOID}Dataset> ; ?p ?o FILTER(isNumeric(?o)) }}"))
    assert figures == {
        VOID + "triples": str(len(default)),
        VOID + "properties": str(len(by_property)),
        VOID + "classes": str(len(by_class)),
    }


def test_the_dataset_is_where_it_says(address):
    said = described(address, "/.well-known/void")
    links = dict(rows(said, f"SELECT ?p ?o {{ ?d a <{VOID}Dataset> ; ?p ?o }}"))
    for link in ("http://xmlns.com/foaf/0.1/homepage", VOID + "sparqlEndpoint", VOID + "dataDump"):
        assert links[link].startswith(address)
        assert httpx.get(links[link], timeout=20).status_code == 200
    used = {iri for (iri,) in rows(said, f"SELECT ?v {{ ?d <{VOID}vocabulary> ?v }}")}
    assert {DET, CLAIM} <= used
    assert "http://www.w3.org/2004/02/skos/core#" in used  # aliases
    (thing,) = rows(
        said, f"SELECT ?d ?s {{ ?doc <http://xmlns.com/foaf/0.1/primaryTopic> ?d . ?d <{VOID}uriSpace> ?s }}"
    )
    assert thing == (f"{address}/.well-known/void#dataset", "https://w3id.org/detente/id/")


@pytest.mark.parametrize("kind", ["application/n-triples", "application/ld+json", "application/rdf+xml"])
def test_it_says_the_same_in_every_format(address, kind):
    response = httpx.get(f"{address}/.well-known/void", headers={"Accept": kind}, timeout=20)
    found = ox.Store()
    found.load(response.content, ox.RdfFormat.from_media_type(kind))
    assert len(found) == len(described(address, "/.well-known/void"))
    tag = response.headers["etag"]
    again = httpx.get(
        f"{address}/.well-known/void", headers={"Accept": kind, "If-None-Match": tag}, timeout=20
    )
    assert again.status_code == 304


def test_an_older_version_and_an_empty_one_are_described_as_they_are(graph):
    empty = snapshot_of(ox.Store(), 1, "nothing")
    with serving(Versions(empty, snapshot_of(graph, 2, "two"))) as address:
        said = described(address, "/.well-known/void", knownAt="1")
        assert rows(said, f"SELECT ?n {{ ?d <{VOID}triples> ?n }}") == [("0",)]
        assert rows(said, f"SELECT ?p {{ ?d <{VOID}propertyPartition> ?p }}") == []
        assert rows(said, f"SELECT ?d {{ ?d a <{VOID}Dataset> }}") == [
            (f"{address}/.well-known/void?knownAt=1#dataset",)
        ]


def test_the_service_names_its_graphs_with_their_sizes(graph, address):
    said = described(address, "/sparql")
    entries = rows(
        said,
        f"SELECT ?g ?n {{ ?d <{SD}namedGraph> [ <{SD}name> ?g ; <{SD}graph> [ <{VOID}triples> ?n ] ] }}",
    )
    assert sorted(entries) == [(EMPTY.value, "0"), (NOTES.value, "3")]
    (total,) = rows(said, f"SELECT ?n {{ ?d <{SD}defaultGraph> [ <{VOID}triples> ?n ] }}")
    assert total == (str(len(graph) - 3),)


@pytest.mark.parametrize(
    ("settings", "languages", "features"),
    [
        (Settings(), {"SPARQL11Query"}, set()),
        (Settings(writable=True, token=b"t" * 32), {"SPARQL11Query", "SPARQL11Update"}, {"EmptyGraphs"}),
        (Settings(services=("data.example",)), {"SPARQL11Query"}, {"BasicFederatedQuery"}),
    ],
)
def test_the_service_claims_what_its_settings_allow(settings, languages, features):
    said = ox.Store()
    said.load(describe("http://a.example/sparql", None, settings, "text/turtle"), ox.RdfFormat.TURTLE)
    for predicate, expected in (("supportedLanguage", languages), ("feature", features)):
        found = rows(said, f"SELECT ?o {{ ?s <{SD}{predicate}> ?o }}")
        assert {iri.removeprefix(SD) for (iri,) in found} == expected


def test_formats_are_taken_only_where_graphs_can_be_written():
    for settings, expected in ((Settings(), 0), (Settings(writable=True, token=b"t" * 32), 4)):
        said = ox.Store()
        said.load(describe("http://a.example/sparql", None, settings, "text/turtle"), ox.RdfFormat.TURTLE)
        assert len(rows(said, f"SELECT ?o {{ ?s <{SD}inputFormat> ?o }}")) == expected


def test_every_result_format_that_is_claimed_can_be_had(address):
    said = described(address, "/sparql")
    formats = {iri for (iri,) in rows(said, f"SELECT ?o {{ ?s <{SD}resultFormat> ?o }}")}
    kinds = [*ox.QueryResultsFormat.__dict__.values(), *ox.RdfFormat.__dict__.values()]
    known = {kind.iri: kind for kind in kinds if isinstance(kind, ox.QueryResultsFormat | ox.RdfFormat)}
    assert len(formats) == 10
    for iri in formats:
        graphs = isinstance(known[iri], ox.RdfFormat)
        query = "CONSTRUCT WHERE { ?s a ?o }" if graphs else "SELECT * { ?s a ?o } LIMIT 1"
        accept = {"Accept": known[iri].media_type}
        response = httpx.get(f"{address}/sparql", params={"query": query}, headers=accept, timeout=20)
        assert response.headers["content-type"].partition(";")[0] == known[iri].media_type.partition(";")[0]


async def refuse(*_: object) -> bytes:
    raise RefusalError(HTTPStatus.SERVICE_UNAVAILABLE, "It takes too long.")


def test_what_takes_too_long_to_count_is_not_said(graph, monkeypatch):
    monkeypatch.setattr(Evaluator, "evaluate", refuse)
    with serving(Versions(snapshot_of(graph))) as address:
        for path in ("/.well-known/void", "/sparql"):
            said = described(address, path)
            assert len(said) > 5
            assert rows(said, "SELECT ?o { ?s ?p ?o FILTER(isNumeric(?o)) }") == []
