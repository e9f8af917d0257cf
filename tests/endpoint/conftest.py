"""What the tests of the endpoint share: an endpoint, and a server that must not be called."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pyoxigraph
import pytest
from canary_server import Canary
from served import WORLD, Versions, graph_of, serving, snapshot_of
from stranger_server import answer, stranger


@pytest.fixture(scope="session")
def canary() -> Iterator[Canary]:
    with stranger(answer(b'{"head":{"vars":["s"]},"results":{"bindings":[]}}')) as server:
        yield Canary(f"http://127.0.0.1:{server.port}/", server.heard)


@pytest.fixture(scope="session")
def versions() -> Versions:
    """Two versions: nothing but an actor, then the whole invented world."""
    first = pyoxigraph.Store()
    first.update(
        "INSERT DATA { <https://w3id.org/detente/id/actor/sylvania> a <https://w3id.org/detente/ns#State> ; "
        "<http://www.w3.org/2000/01/rdf-schema#label> 'Sylvania' }"
    )
    return Versions(snapshot_of(first, 1, "one"), snapshot_of(graph_of([WORLD]), 2, "two"))


@pytest.fixture(scope="session")
def address(versions: Versions) -> Iterator[str]:
    """A server of those versions."""
    with serving(versions) as served:
        yield served


@pytest.fixture(scope="session")
def http(address: str) -> Iterator[httpx.Client]:
    """A client of that server which takes anything and follows nothing."""
    with httpx.Client(base_url=address, timeout=20, headers={"Accept": "*/*"}) as client:
        yield client
