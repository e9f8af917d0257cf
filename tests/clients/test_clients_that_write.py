"""Clients of all kinds write to one server: what they may not is refused, and the rest can be read again."""

from __future__ import annotations

import json
from urllib.error import HTTPError

import pytest
from clients import values
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDFS
from rdflib.plugins.stores.sparqlstore import SPARQLUpdateStore
from served import EXAMPLE
from SPARQLWrapper import JSON, POST, POSTDIRECTLY, URLENCODED, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import Unauthorized


def test_curl_loads_facts_or_is_told_which_line_is_wrong(curl, writable, token):
    allowed = (
        "-H",
        f"Authorization: Bearer {token}",
        "-H",
        "Content-Type: application/jsonl",
        "--data-binary",
        "@-",
    )
    facts = EXAMPLE.read_bytes()
    status, _, body = curl(*allowed, f"{writable}/facts?dataset=example", body=facts)
    assert (status, json.loads(body)["changed"]) == (201, True)
    status, _, body = curl(*allowed, f"{writable}/facts?dataset=example", body=facts)
    assert (status, json.loads(body)["changed"]) == (200, False)
    wrong = b'{"type": "actor", "id": "a", "kind": "state", "name": "A"}\n{"type": "actor", "id": "b"}\n'
    status, _, body = curl(
        *allowed, "-H", "Accept: text/plain", f"{writable}/facts?dataset=other", body=wrong
    )
    assert status == 422
    assert b":2: " in body
    _, _, body = curl(f"{writable}/queries/lifted-designations.json?target=Taliban")
    assert [row["authorityName"] for row in json.loads(body)] == ["Kazakhstan", "Kyrgyzstan"]


def test_curl_puts_a_graph_fetches_and_deletes_it(curl, writable, token):
    graph = f"{writable}/store?graph=https://curl.example/g"
    allowed = ("-H", f"Authorization: Bearer {token}")
    turtle = ("-H", "Content-Type: text/turtle", "--data-binary", "@-")
    status, _, _ = curl("-X", "PUT", *allowed, *turtle, graph, body=b'<urn:a> <urn:b> "c" .')
    assert status == 201
    status, _, body = curl("-H", "Accept: application/n-triples", graph)
    assert (status, body) == (200, b'<urn:a> <urn:b> "c" .\n')
    assert curl("-X", "DELETE", graph)[0] == 401
    assert curl("-X", "DELETE", *allowed, graph)[0] == 200
    assert curl(graph)[0] == 404


def test_curl_updates_or_is_refused_as_a_whole(curl, writable, token):
    allowed = ("-H", f"Authorization: Bearer {token}", "-H", "Content-Type: application/sparql-update")
    update = b"INSERT DATA { GRAPH <https://curl.example/u> { <urn:a> <urn:b> 1 } } ; "
    forged = b"INSERT DATA { <https://w3id.org/detente/id/actor/x> a <https://w3id.org/detente/ns#State> }"
    status, headers, body = curl(*allowed, "--data-binary", "@-", f"{writable}/sparql", body=update + forged)
    assert (status, headers["content-type"]) == (422, "application/json")
    assert b"actor/x" in body
    query = "query=ASK { GRAPH <https://curl.example/u> { ?s ?p ?o } }"
    assert not json.loads(curl("--data-urlencode", query, f"{writable}/sparql")[2])["boolean"]
    status, _, body = curl(*allowed, "--data-binary", "@-", f"{writable}/sparql", body=update)
    assert (status, json.loads(body)["changed"]) == (200, True)
    assert json.loads(curl("--data-urlencode", query, f"{writable}/sparql")[2])["boolean"]


def test_rdflib_writes_a_graph_and_reads_it_again(writable, token):
    headers = {"Authorization": f"Bearer {token}"}
    store = SPARQLUpdateStore(f"{writable}/sparql", f"{writable}/sparql", headers=headers, autocommit=False)
    notes = Graph(store, identifier=URIRef("https://notes.example/g"))
    for n in range(3):
        notes.add((URIRef(f"https://notes.example/{n}"), RDFS.label, Literal(f'note "{n}"\n', lang="en")))
    notes.commit()
    assert len(notes) == 3
    assert (URIRef("https://notes.example/1"), RDFS.label, Literal('note "1"\n', lang="en")) in notes
    notes.remove((URIRef("https://notes.example/1"), None, None))
    notes.commit()
    assert len(notes) == 2
    assert "https://notes.example/g" in {str(each) for each in store.contexts()}
    notes.update("DELETE WHERE { ?s ?p ?o }")
    notes.commit()
    assert len(notes) == 0


def test_rdflib_without_the_token_writes_nothing(writable):
    store = SPARQLUpdateStore(f"{writable}/sparql", f"{writable}/sparql")
    with pytest.raises(HTTPError, match="401"):
        store.update("INSERT DATA { GRAPH <https://notes.example/h> { <urn:a> <urn:b> 1 } }")
    assert not store.query("ASK { GRAPH <https://notes.example/h> { ?s ?p ?o } }").askAnswer


def wrapped(address: str, text: str, how: str = URLENCODED) -> SPARQLWrapper:
    wrapper = SPARQLWrapper(f"{address}/sparql", returnFormat=JSON)
    wrapper.setQuery(text)
    wrapper.setMethod(POST)
    wrapper.setRequestMethod(how)
    wrapper.setTimeout(60)
    return wrapper


@pytest.mark.parametrize("how", [URLENCODED, POSTDIRECTLY])
def test_sparqlwrapper_updates_with_the_token_and_not_without(writable, token, how):
    update = "INSERT DATA { GRAPH <https://wrapper.example/g> { <urn:a> <urn:b> 1 } }"
    with pytest.raises(Unauthorized):
        wrapped(writable, update, how).query()
    wrapper = wrapped(writable, update, how)
    wrapper.addCustomHttpHeader("Authorization", f"Bearer {token}")
    assert wrapper.query().response.status in (200, 201)
    ask = "ASK { GRAPH <https://wrapper.example/g> { <urn:a> <urn:b> 1 } }"
    assert wrapped(writable, ask).query().convert()["boolean"] is True


def test_comunica_updates_with_the_token_and_not_without(comunica, writable, token):
    update = "INSERT DATA { GRAPH <https://comunica.example/g> { <urn:a> <urn:b> 1 } }"
    named = {"type": "sparql", "value": f"{writable}/sparql"}
    refused, written, read = comunica(
        {"query": update, "sources": [named], "destination": named},
        {"query": update, "sources": [named], "destination": named, "token": token},
        {"query": "SELECT ?o { GRAPH <https://comunica.example/g> { ?s ?p ?o } }", "sources": [named]},
    )
    assert "401" in refused["error"]
    assert "error" not in written
    assert values(read, "o") == ["1"]
