"""A server that may be written to, on a store of its own, and clients of it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import httpx
from served import serving

from loader.endpoint.answers.snapshots import StoreSource
from loader.endpoint.settings import Settings
from loader.store import Store

TOKEN = "a token of tests"
LINES = {"Content-Type": "application/jsonl"}
TURTLE = {"Content-Type": "text/turtle"}
UPDATE = {"Content-Type": "application/sparql-update"}
WRITABLE = Settings(writable=True, token=TOKEN.encode(), workers=1)


@contextmanager
def in_memory() -> Iterator[Path]:
    """Where a store costs no waiting for a disk, on machines that have such a place."""
    shared = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=shared if os.access(shared, os.W_OK) else None) as folder:
        yield Path(folder) / "store"


@contextmanager
def writable(folder: Path, settings: Settings = WRITABLE, **changed: object) -> Iterator[httpx.Client]:
    """A client who may write, of a server of an empty store."""
    Store.open_or_create(folder)
    with (
        serving(StoreSource(folder), settings=replace(settings, **changed)) as address,
        httpx.Client(base_url=address, timeout=60, headers={"Authorization": f"Bearer {TOKEN}"}) as client,
    ):
        yield client


def version(client: httpx.Client) -> int:
    """The number of the version that holds."""
    return int(client.get("/health").json()["version"])


def actor(name: str) -> bytes:
    """A fact."""
    return f'{{"type":"actor","id":"{name}","kind":"state","name":"{name.title()}"}}\n'.encode()
