"""Servers for clients of all kinds, and whatever of these clients is here."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from served import EXAMPLE, Versions, graph_of, serving, snapshot_of


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """A server of the example, which only reads."""
    with serving(Versions(snapshot_of(graph_of([EXAMPLE])))) as served:
        yield served
