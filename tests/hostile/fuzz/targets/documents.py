"""RDF documents of strangers, in each syntax, and updates."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pyoxigraph

from loader import documents
from loader.documents import DocumentError
from loader.endpoint.network.guard import check_update
from loader.errors import QueryError

from ..target import Attempt, Target, WrongError, corpus, one_line, words

_BASE = "http://example.org/graph"
_FILES = "tests/hostile/fuzz/targets/requests/documents"


def _read(kind: str) -> Callable[[], AbstractContextManager[Attempt]]:
    @contextmanager
    def opened() -> Iterator[Attempt]:
        def attempt(data: bytes) -> bool:
            try:
                statements = documents.triples(data, kind, _BASE)
            except DocumentError as error:
                for line in error.lines:
                    one_line(line)
                return False
            again = sum(1 for _ in pyoxigraph.parse(statements, pyoxigraph.RdfFormat.N_QUADS))
            if again != statements.count(b"\n"):
                raise WrongError("statements that are not a line each")
            return True

        yield attempt

    return opened


@contextmanager
def _updates() -> Iterator[Attempt]:
    def attempt(data: bytes) -> bool:
        try:
            check_update(data.decode(errors="replace"))
        except QueryError as error:
            one_line(str(error))
            return False
        return True

    yield attempt


_TURTLE, _XML, _JSON = words("turtle"), words("xml"), words("jsonld")

TARGETS = [
    Target("turtle", 1100, lambda: corpus(f"{_FILES}/*.ttl", "shapes/*.ttl"), _read("text/turtle"), _TURTLE),
    Target("ntriples", 2400, lambda: corpus(f"{_FILES}/*.nt"), _read("application/n-triples"), _TURTLE),
    Target("nquads", 2300, lambda: corpus(f"{_FILES}/*.nq"), _read("application/n-quads"), _TURTLE),
    Target("trig", 2000, lambda: corpus(f"{_FILES}/*.trig"), _read("application/trig"), _TURTLE),
    Target("rdf-xml", 2000, lambda: corpus(f"{_FILES}/*.rdf"), _read("application/rdf+xml"), _XML),
    Target("json-ld", 1500, lambda: corpus(f"{_FILES}/*.jsonld"), _read("application/ld+json"), _JSON),
    Target("update", 500, lambda: corpus(f"{_FILES}/*.ru"), _updates, words("sparql")),
]
