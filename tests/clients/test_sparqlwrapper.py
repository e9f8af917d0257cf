"""SPARQLWrapper, in each of its formats and ways to ask."""

from __future__ import annotations

import csv
import io

import pytest
from rdflib import Graph, URIRef
from rdflib.namespace import RDF
from SPARQLWrapper import (
    CSV,
    GET,
    JSON,
    JSONLD,
    POST,
    POSTDIRECTLY,
    RDFXML,
    TSV,
    TURTLE,
    URLENCODED,
    XML,
    SPARQLWrapper,
)
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

from loader.vocabulary import DET

MEETINGS = f"SELECT ?s {{ ?s a <{DET}Meeting> }} ORDER BY ?s"
GRAPH = f"CONSTRUCT {{ ?s a <{DET}Meeting> }} WHERE {{ ?s a <{DET}Meeting> }}"
WAYS = [(GET, URLENCODED), (POST, URLENCODED), (POST, POSTDIRECTLY)]


def asking(address: str, query: str, form: str, method: str = GET, how: str = URLENCODED) -> SPARQLWrapper:
    wrapper = SPARQLWrapper(f"{address}/sparql")
    wrapper.setQuery(query)
    wrapper.setReturnFormat(form)
    wrapper.setMethod(method)
    wrapper.setRequestMethod(how)
    wrapper.setTimeout(20)
    return wrapper


@pytest.mark.parametrize(("method", "how"), WAYS)
def test_rows_come_in_every_format(address, method, how):
    def converted(form: str):
        return asking(address, MEETINGS, form, method, how).query().convert()

    found = [row["s"]["value"] for row in converted(JSON)["results"]["bindings"]]
    assert len(found) == 8
    elements = converted(XML).getElementsByTagName("uri")
    assert [element.firstChild.data for element in elements] == found
    assert [row["s"] for row in csv.DictReader(io.StringIO(converted(CSV).decode()))] == found
    assert [line.strip("<>") for line in converted(TSV).decode().splitlines()[1:]] == found


@pytest.mark.parametrize("form", [TURTLE, RDFXML, XML, JSONLD])
def test_graphs_come_in_every_format(address, form):
    converted = asking(address, GRAPH, form, POST, POSTDIRECTLY).query().convert()
    graph = converted if isinstance(converted, Graph) else Graph().parse(converted, format=form)
    assert len(set(graph.subjects(RDF.type, URIRef(DET + "Meeting")))) == 8


@pytest.mark.parametrize(("method", "how"), WAYS)
def test_yes_and_no(address, method, how):
    for query, expected in ((f"ASK {{ ?s a <{DET}Meeting> }}", True), ("ASK { <urn:x> a <urn:y> }", False)):
        assert asking(address, query, JSON, method, how).query().convert()["boolean"] is expected


def test_graphs_that_are_named_in_the_request(address):
    wrapper = asking(address, "SELECT * { ?s ?p ?o } LIMIT 1", JSON)
    wrapper.addDefaultGraph("http://nowhere.example/g")
    assert wrapper.query().convert()["results"]["bindings"] == []


def test_what_is_no_query_is_told_in_a_sentence(address):
    with pytest.raises(QueryBadFormed, match="Line 1"):
        asking(address, "SELECT nonsense", JSON).query()
