"""Comunica, from npm: it finds out by itself what the endpoint is, and joins it with others.

`make clients` installs it. Where it is not, these tests are skipped and say so.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from present import without
from served import WORLD, Versions, graph_of, serving, snapshot_of

from loader.vocabulary import BASE, DET

HERE = Path(__file__).parent / "comunica"
INSTALLED = Path(sys.prefix) / "comunica"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"


@pytest.fixture(scope="module")
def comunica():
    node = shutil.which("node")
    if node is None:
        without("there is no Node.js here, which Comunica runs on")
    if not (INSTALLED / "node_modules").is_dir():
        without("Comunica is not installed; `make clients` does it")

    def run(*jobs: dict[str, object]) -> list[dict[str, str]]:
        """What comes of each job: an answer, or an error."""
        done = subprocess.run(
            [node, str(HERE / "ask.mjs"), str(INSTALLED)],
            input=json.dumps(jobs).encode(),
            capture_output=True,
            timeout=60,
            check=True,
        )
        answers: list[dict[str, str]] = json.loads(done.stdout)
        return answers

    return run


def values(answer: dict[str, str], name: str) -> list[str]:
    return [row[name]["value"] for row in json.loads(answer["answer"])["results"]["bindings"]]


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
