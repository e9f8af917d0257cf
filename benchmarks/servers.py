"""Our server and the native one, over the same data, for as long as a `with` lasts."""

from __future__ import annotations

import datetime
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from urllib.parse import urlencode

import pyoxigraph

from loader.queries import Question, bind, catalogue
from loader.vocabulary import BASE

from .bench import DETENTE, Bench
from .measure import FailedError
from .peers import oxigraph
from .traffic import request

__all__ = ["JSON", "Server", "asked", "native", "of_native", "served", "sparql"]

JSON = "application/sparql-results+json"
_SECONDS_TO_START = 60


class Server:
    """A server that runs.

    Attributes:
        port: on 127.0.0.1.
        process: its number.
    """

    def __init__(self, port: int, process: int) -> None:
        self.port = port
        self.process = process


@contextmanager
def served(bench: Bench, size: int) -> Iterator[Server]:
    """Our server over the store of so many facts."""
    store = bench.store(size).path
    with _running([DETENTE, "serve", "--store", store, "--port"]) as server:
        yield server


@contextmanager
def native(bench: Bench, size: int) -> Iterator[Server]:
    """The native server over the same triples, which it loaded itself."""
    store = bench.native(size).path
    with _running([oxigraph(), "serve-read-only", "-l", store, "--bind"], "127.0.0.1:") as server:
        yield server


@contextmanager
def _running(command: list[str | Path], before: str = "") -> Iterator[Server]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [str(part) for part in (*command, f"{before}{port}")],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(port, process)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait()


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _SECONDS_TO_START
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise FailedError(f"the server {process.args!r} does not answer")


def asked(name: str, arguments: dict[str, str]) -> bytes:
    """A request for a saved query."""
    return request(f"/queries/{name}?{urlencode(arguments)}", JSON)


def sparql(graph: pyoxigraph.Store, name: str, arguments: dict[str, str]) -> str:
    """The SPARQL text that a saved query comes to."""
    return bind(_questions()[name], arguments, graph, datetime.datetime.now(datetime.UTC).date(), BASE)


@cache
def _questions() -> dict[str, Question]:
    return catalogue()


def of_native(text: str) -> bytes:
    """A request to the native server for a SPARQL query."""
    return request("/query", JSON, text)
