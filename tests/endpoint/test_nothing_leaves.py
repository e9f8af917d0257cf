"""Nothing leaves the machine: no form of a call does, neither by the first line nor by the second alone."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import httpx
import pytest
from calls import CALLS, UPDATES_THAT_CALL
from canary_server import Canary
from strangers import DOCUMENTS, FACTS, LISTS, SHAPES

from loader.endpoint.network import landlock, seccomp

HERE = Path(__file__).parent
FORMS = {
    "query": CALLS,
    "update": UPDATES_THAT_CALL,
    "document": DOCUMENTS,
    "facts": FACTS,
    "list": LISTS,
    "shapes": SHAPES,
}
sealable = pytest.mark.skipif(
    sys.platform != "linux" or seccomp.platform.machine() not in ("x86_64", "aarch64"),
    reason="system calls are filtered on Linux only",
)


def sealed(folder: Path, canary: Canary, *more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(HERE / "sealed_probe.py"), str(folder), canary.address, *more],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_there_are_more_than_a_hundred_forms() -> None:
    forms = {(kind, form) for kind, all_of_it in FORMS.items() for form in all_of_it}
    assert len(forms) > 190
    assert min(map(len, FORMS.values())) >= 9


@sealable
def test_no_form_makes_a_socket(canary: Canary, tmp_path: Path) -> None:
    canary.calls.clear()
    done = sealed(tmp_path, canary)
    assert done.returncode == 0, f"{done.stdout[-200:]}\n{done.stderr}"
    assert Counter(line.split()[0] for line in done.stdout.splitlines()) == {
        kind: len(forms) for kind, forms in FORMS.items()
    }
    assert canary.calls == []


@sealable
def test_the_seal_is_real(canary: Canary, tmp_path: Path) -> None:
    assert sealed(tmp_path, canary, "open").returncode == -signal.SIGSYS


@pytest.mark.skipif(
    landlock.version() < landlock.TCP_SINCE, reason="this kernel's Landlock does not know TCP"
)
def test_a_confined_engine_calls_nobody_even_where_no_guard_stands_before_it(canary: Canary) -> None:
    canary.calls.clear()
    queries = [f"PREFIX ex: <URL> PREFIX : <URL> {query}" for query in CALLS if "LOAD" not in query.upper()]
    attempts = [f"ask {text}" for text in queries] + [f"update {text}" for text in UPDATES_THAT_CALL]
    done = subprocess.run(
        [
            sys.executable,
            str(HERE / "confined_probe.py"),
            json.dumps({"try": [each.replace("URL", canary.address + "x") for each in attempts]}),
        ],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    ends = json.loads(done.stdout)["ends"]
    refused = [end for end in ends.values() if end == ["PermissionError"] * 2]
    assert len(refused) > 50  # the others are not SPARQL to this engine, or join with nothing
    assert canary.calls == []


@pytest.mark.parametrize("method", ["GET", "POST", "form"])
def test_no_query_to_the_server_calls_anybody(method: str, canary: Canary, http: httpx.Client) -> None:
    canary.calls.clear()
    for query in CALLS:
        text = f"PREFIX ex: <URL> PREFIX : <URL> {query}".replace("URL", canary.address + "x")
        if method == "GET":
            answer = http.get("/sparql", params={"query": text})
        elif method == "form":
            answer = http.post("/sparql", data={"query": text})
        else:
            answer = http.post(
                "/sparql", content=text.encode(), headers={"Content-Type": "application/sparql-query"}
            )
        assert 400 <= answer.status_code < 500, (answer.status_code, query)
        assert canary.address not in answer.text
    assert canary.calls == []


def test_no_other_parameter_or_header_makes_the_server_call(canary: Canary, http: httpx.Client) -> None:
    canary.calls.clear()
    graphs = {"default-graph-uri": canary.address, "named-graph-uri": canary.address}
    assert http.get("/sparql", params={"query": "ASK {}"} | graphs).status_code == 200
    text = f"SELECT * FROM <{canary.address}> FROM NAMED <{canary.address}> {{ GRAPH ?g {{ ?s ?p ?o }} }}"
    assert http.get("/sparql", params={"query": text}).status_code == 200
    assert http.get("/sparql", params={"query": f"DESCRIBE <{canary.address}>"}).status_code == 200
    for name in ("Referer", "Origin", "Forwarded", "X-Forwarded-Host", "From", "Link", "SLUG"):
        http.get("/", headers={name: canary.address})
    http.get(f"/id/{canary.address}")
    http.get(canary.address.replace("http://", "/queries/"))
    assert canary.calls == []
