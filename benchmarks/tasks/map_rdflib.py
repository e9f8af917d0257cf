"""Actors and designations to N-Triples by rdflib: `map_rdflib.py FACTS OUT.nt FIGURES.json`.

The same statements as `actors-designations.rml.ttl` makes: those of a mapping without claims or records.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from urllib.parse import quote

from rdflib import RDF, RDFS, Graph, Literal, Namespace, URIRef
from rdflib.namespace import SKOS, XSD

_NS = Namespace("https://w3id.org/detente/ns#")
_ID = "https://w3id.org/detente/id/"
_TEXTS = ("organ", "list", "programme", "category", "action", "note")


def _thing(kind: str, identifier: str) -> URIRef:
    return URIRef(f"{_ID}{kind}/{quote(identifier)}")


if __name__ == "__main__":
    facts, out, figures = map(Path, sys.argv[1:])
    began = time.process_time()
    graph = Graph()
    for number, line in enumerate(facts.open(encoding="utf-8"), 1):
        fact = json.loads(line)
        if fact["type"] == "actor":
            node = _thing("actor", fact["id"])
            graph.add((node, RDF.type, _NS[fact["kind"]]))
            graph.add((node, RDFS.label, Literal(fact["name"])))
            for alias in fact.get("aliases", ()):
                graph.add((node, SKOS.altLabel, Literal(alias)))
            for country in fact.get("country", ()):
                graph.add((node, _NS.country, _thing("actor", country)))
        elif fact["type"] == "designation":
            node = _thing("claim", str(number))
            graph.add((node, RDF.type, _NS.Designation))
            graph.add((node, _NS.source, _thing("source", fact["source"])))
            graph.add((node, _NS.authority, _thing("actor", fact["authority"])))
            graph.add((node, _NS.target, _thing("actor", fact["target"])))
            graph.add((node, _NS.date, Literal(fact["date"], datatype=XSD.string)))
            for key in _TEXTS:
                if key in fact:
                    graph.add((node, _NS[key], Literal(fact[key])))
            for piece in fact["evidence"]:
                graph.add((node, _NS.sha256, Literal(piece["sha256"])))
    graph.serialize(out, format="nt", encoding="utf-8")
    took = time.process_time() - began
    figures.write_text(json.dumps({"cpu": took, "triples": len(graph)}), encoding="utf-8")
