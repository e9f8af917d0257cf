"""Queries of hostile shapes, against a server in a process of its own: answered, or refused in a sentence.

Each shape comes with 1,000, 10,000 and 100,000 levels or links. What the server is stays what it was: the
same process, with the same answers for others.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import httpx
import pytest

from loader.store import Store
from loader.triples import literal

LEVELS = (1_000, 10_000, 100_000)
QUERY = {"Content-Type": "application/sparql-query"}
SECONDS = 0.2  # that a query has; the server is asked for what takes longer, too


def many(text: str) -> Callable[[int], str]:
    """A text in which what stands in angles is written so many times, with its number for `#`."""
    before, part, after = re.fullmatch(r"(.*)«(.*)»(.*)", text, re.DOTALL).groups()  # type: ignore[union-attr]

    def shape(levels: int) -> str:
        return before + "".join(part.replace("#", str(n)) for n in range(levels)) + after

    return shape


def nested(opening: str, closing: str, query: str = "ASK {%s}", core: str = "") -> Callable[[int], str]:
    """A query in which brackets of a kind stand within one another."""
    return lambda levels: query % (opening * levels + core + closing * levels)


FILTER = "ASK { FILTER(%s) }"
SELECT = "SELECT (%s AS ?x) {}"
SHAPES: dict[str, Callable[[int], str]] = {
    "groups": nested("{", "}"),
    "optional groups": nested("OPTIONAL{", "}"),
    "groups of a graph": nested("GRAPH ?g{", "}"),
    "groups that must not match": nested("FILTER NOT EXISTS{", "}"),
    "queries within queries": nested("{SELECT*{", "}}"),
    "parentheses": nested("(", ")", SELECT, "1"),
    "blank nodes": nested("[?p ", "]", "ASK {?s ?p %s}", "1"),
    "lists": nested("(", ")", "ASK {?s ?p %s}"),
    "functions": nested("CONCAT(", ")", SELECT, "'a'"),
    "conditions": nested("IF(1,1,", ")", SELECT, "1"),
    "members of lists": nested("1 IN(", ")", FILTER, "1"),
    "triple terms": nested("<<( <urn:s> <urn:p> ", ")>>", "ASK {?s ?p %s}", "1"),
    "paths within paths": nested("(", ")*", "ASK {?s %s ?o}", "<urn:p>"),
    "sums": many("SELECT (1«+1» AS ?x) {}"),
    "alternatives": many("ASK { FILTER(?a«||?a») }"),
    "unions": many("ASK { {}«UNION{}» }"),
    "steps of a path": many("ASK { ?s <urn:p>«/<urn:p>» ?o }"),
    "ways of a path": many("ASK { ?s <urn:p>«|<urn:p>» ?o }"),
    "long paths": many("ASK { ?s <urn:p>*«/<urn:p>*» ?o }"),
    "negations": many("ASK { FILTER(«!»?a) }"),
    "minus signs": many("SELECT («-»1 AS ?x) {}"),
    "rows of values": many("ASK { VALUES ?x {« #»} }"),
    "names of values": many("ASK { VALUES («?v# ») {} }"),
    "a long IRI": many("ASK { <urn:«a»> ?p ?o }"),
    "a long text": many("ASK { ?s ?p '«a»' }"),
    "bindings": many("SELECT * {«BIND(# AS ?v#)»}"),
    "joins": many("ASK {«?v# ?p# ?w#.»}"),
    "optional parts": many("ASK {«OPTIONAL{?a ?b ?c}»}"),
    "parts that are taken away": many("ASK {«MINUS{?a ?b ?c}»}"),
    "long lists": many("ASK { FILTER(1 IN(«#,»1)) }"),
    "comments": many("«#\n»ASK {}"),
    "prefixes": many("«PREFIX p#:<urn:#>»ASK {}"),
    "orders": many("SELECT * {?s ?p ?o} ORDER BY« ?s»"),
    "groupings": many("SELECT (1 AS ?x) {?s ?p ?o} GROUP BY« ?s»"),
    "described things": many("DESCRIBE« <urn:s#>»"),
}


@dataclass(frozen=True)
class Server:
    """A server in a process of its own."""

    process: subprocess.Popen[str]
    client: httpx.Client

    def lives(self) -> bool:
        """Whether it is the process that was started, and answers as ever."""
        answer = self.client.get("/sparql", params={"query": "ASK { ?s ?p ?o }"})
        return self.process.poll() is None and answer.json()["boolean"] is True


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    store = Store.open_or_create(tmp_path_factory.mktemp("shapes") / "store")
    with store.draft("load") as draft:
        draft.insert([(f"<urn:s{n}>", "<urn:p>", literal(str(n))) for n in range(1000)])
        draft.commit(summary="made up", datasets={"x": 1}, claims=1, content="one")
    command = (
        "import sys; from pathlib import Path; from loader.endpoint.server import serve; "
        "from loader.endpoint.settings import Settings; "
        f"given = Settings(query_seconds={SECONDS}, body_bytes=10_000_000); "
        "serve(Path(sys.argv[1]), port=0, settings=given, say=lambda text: print(text, flush=True))"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", command, str(store.path)], stdout=subprocess.PIPE, text=True
    )
    timer = threading.Timer(300, process.kill)
    timer.start()
    try:
        assert process.stdout is not None
        found = re.search(r"http://\S+/", process.stdout.readline())
        assert found
        with httpx.Client(base_url=found[0], timeout=60) as client:
            yield Server(process, client)
    finally:
        timer.cancel()
        process.kill()
        process.communicate()


@pytest.mark.parametrize("shape", SHAPES)
def test_a_hostile_shape_is_answered_or_refused_in_a_sentence(server: Server, shape: str) -> None:
    statuses = []
    for levels in LEVELS:
        answer = server.client.post("/sparql", content=SHAPES[shape](levels).encode(), headers=QUERY)
        statuses.append(answer.status_code)
        if answer.status_code != 200:
            said = answer.json()["detail"]
            assert re.fullmatch(r"[A-Z].{10,300}\.", said), said
            assert answer.headers["content-type"] == "application/problem+json"
        else:
            assert answer.content
        assert answer.status_code in (200, 400, 413, 503), json.dumps(statuses)
        assert answer.status_code != 503 or "longer than" in answer.text or "ask again" in answer.text
    assert statuses[-1] in (400, 413), "nobody reads a query of that length"
    assert server.lives()
