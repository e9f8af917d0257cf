"""Servers for clients of all kinds."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from clients import Comunica, Curl, comunica_of_this_machine, curl_of_this_machine
from served import EXAMPLE, Versions, graph_of, serving, snapshot_of

from loader.endpoint.answers.snapshots import StoreSource
from loader.endpoint.settings import Settings
from loader.store import Store

TOKEN = "a-token-of-tests"


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """A server of the example, which only reads."""
    with serving(Versions(snapshot_of(graph_of([EXAMPLE])))) as served:
        yield served


@pytest.fixture(scope="session")
def token() -> str:
    """What the server below wants to see of writers."""
    return TOKEN


@pytest.fixture(scope="session")
def writable() -> Iterator[str]:
    """A server of an empty store, which may be written to with the token."""
    shared = Path("/dev/shm")  # where a store costs no waiting for a disk, on machines that have it
    with tempfile.TemporaryDirectory(dir=shared if os.access(shared, os.W_OK) else None) as folder:
        store = Path(folder) / "store"
        Store.open_or_create(store)
        settings = Settings(writable=True, token=TOKEN.encode(), workers=1)
        with serving(StoreSource(store), settings=settings) as served:
            yield served


@pytest.fixture(scope="session")
def curl() -> Curl:
    """Curl."""
    return curl_of_this_machine()


@pytest.fixture(scope="session")
def comunica() -> Comunica:
    """Comunica."""
    return comunica_of_this_machine()
