"""rdflib's SPARQLStore: a graph whose triples are behind the endpoint."""

from __future__ import annotations

from itertools import islice

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDF, RDFS
from rdflib.plugins.stores.sparqlstore import SPARQLStore

from loader.vocabulary import BASE, DET

TALIBAN = URIRef(BASE + "actor/taliban")
MEETING = URIRef(DET + "Meeting")


@pytest.fixture(scope="module", params=["GET", "POST", "POST_FORM"])
def graph(request, address):
    return Graph(SPARQLStore(f"{address}/sparql", method=request.param))


def test_triples_are_found_by_pattern(graph):
    assert (TALIBAN, RDFS.label, Literal("Taliban")) in graph
    assert (TALIBAN, RDFS.label, Literal("somebody else")) not in graph
    assert graph.value(TALIBAN, RDFS.label) == Literal("Taliban")
    meetings = set(graph.subjects(RDF.type, MEETING))
    assert len(meetings) == 8
    assert {
        place for meeting in islice(sorted(meetings), 3) for place in graph.objects(meeting, RDF.type)
    } == {MEETING}


def test_size_and_queries_agree(graph):
    (row,) = graph.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    assert row.n.toPython() == len(graph) > 1000


def test_every_form_of_query_is_answered(graph):
    initial = {"of": TALIBAN}
    rows = list(
        graph.query("SELECT ?name { ?of rdfs:label ?name }", initNs={"rdfs": RDFS}, initBindings=initial)
    )
    assert [str(row.name) for row in rows] == ["Taliban"]
    assert graph.query(f"ASK {{ {TALIBAN.n3()} ?p ?o }}").askAnswer is True
    built = graph.query(f"CONSTRUCT {{ ?s a {MEETING.n3()} }} WHERE {{ ?s a {MEETING.n3()} }}").graph
    assert len(built) == 8
    assert (TALIBAN, RDFS.label, Literal("Taliban")) in graph.query(f"DESCRIBE {TALIBAN.n3()}").graph


def test_what_is_no_query_is_an_error(address):
    with pytest.raises(ValueError, match="your SPARQL query"):
        list(Graph(SPARQLStore(f"{address}/sparql")).query("SELECT nonsense"))
