"""A query on which the engine's stack overflows: the guard refuses such, and is held off here."""

from __future__ import annotations

import threading

import httpx
import pyoxigraph
import pytest
from served import Versions, serving, snapshot_of

from loader.endpoint.addresses import protocol
from loader.endpoint.network.guard import Checked
from loader.endpoint.settings import Settings

DEEP = "ASK " + "{" * 40_000 + "}" * 40_000
QUERY = {"Content-Type": "application/sparql-query"}
SMALL = Settings(workers=2, query_memory=256 << 20)  # and a stack of a quarter of that


def test_a_worker_whose_stack_overflows_ends_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "known", lambda text, _: Checked(text, "ASK", repeatable=False))
    monkeypatch.setattr(
        protocol, "is_long", lambda _: False
    )  # else it is looked at in a worker, by its guard
    others: list[int] = []
    over = threading.Event()
    with (
        serving(Versions(snapshot_of(pyoxigraph.Store())), settings=SMALL) as address,  # in this process
        httpx.Client(base_url=address, headers=QUERY, timeout=20) as client,
    ):

        def ask_on() -> None:
            while not over.wait(0.01):
                asked = client.post("/sparql", content=f"ASK {{ FILTER({len(others)} >= 0) }}")
                others.append(asked.status_code)

        other = threading.Thread(target=ask_on, daemon=True)
        other.start()
        try:
            refused = [client.post("/sparql", content=DEEP + " " * number) for number in range(2)]
        finally:
            over.set()
            other.join(20)
        figures = client.get("/metrics").text
    assert [each.status_code for each in refused] == [400, 400]
    assert all("too deep to be evaluated" in each.json()["detail"] for each in refused)
    assert len(others) > 1
    assert {*others} == {200}
    assert "killed_depth 2.0" in figures
