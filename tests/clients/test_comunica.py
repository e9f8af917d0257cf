"""Comunica, from npm: it finds out by itself what the endpoint is, and joins it with others.

`make clients` installs it. Where it is not, these tests are skipped and say so.
"""

from __future__ import annotations

import json

from clients import values
from served import WORLD, Versions, graph_of, serving, snapshot_of

from loader.vocabulary import BASE, DET

RDFS = "http://www.w3.org/2000/01/rdf-schema#"


def test_it_asks_the_endpoint_and_joins_it_with_another(comunica, address):
    with serving(Versions(snapshot_of(graph_of([WORLD])))) as other:
        here, there = f"{address}/sparql", f"{other}/sparql"
        named = {"type": "sparql", "value": here}
        states = f"SELECT ?name {{ ?s a <{DET}State> ; <{RDFS}label> ?name }}"
        found, counted, asked, built, page, joined, wrong = comunica(
            # Where it is not told what the source is, the service description tells it.
            {"query": f"SELECT ?s {{ ?s a <{DET}Meeting> }}", "sources": [here]},
            {"query": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "sources": [named]},
            {"query": f"ASK {{ <{BASE}actor/taliban> ?p ?o }}", "sources": [named]},
            {
                "query": f"CONSTRUCT WHERE {{ ?s a <{DET}Meeting> }}",
                "sources": [named],
                "type": "application/n-triples",
            },
            # A thing's page is data too.
            {
                "query": f"SELECT ?name {{ <{BASE}actor/taliban> <{RDFS}label> ?name }}",
                "sources": [f"{address}/id/actor/taliban"],
            },
            {"query": states, "sources": [named, {"type": "sparql", "value": there}]},
            {"query": "SELECT * { ?s ?p ?o } LIMIT 1", "sources": [f"{address}/nowhere"]},
        )
    assert len(values(found, "s")) == 8
    assert int(values(counted, "n")[0]) > 1000
    assert json.loads(asked["answer"])["boolean"] is True
    assert built["answer"].count("\n") == 8
    assert values(page, "name") == ["Taliban"]
    assert {"Kazakhstan", "Freedonia"} <= set(values(joined, "name"))
    assert "error" in wrong
