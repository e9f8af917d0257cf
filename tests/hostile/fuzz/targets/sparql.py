"""Queries: what lets them pass, heads of saved ones; and shapes of a user's own."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from loader.endpoint.network.guard import check
from loader.errors import InputError, QueryError
from loader.queries import read
from loader.validation.gate import Gate

from ..target import ROOT, Attempt, Target, WrongError, corpus, one_line, words


@contextmanager
def _guard() -> Iterator[Attempt]:
    def attempt(data: bytes) -> bool:
        try:
            checked = check(data.decode(errors="replace"))
        except QueryError as error:
            one_line(str(error))
            return False
        if checked.form not in ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE"):
            raise WrongError("a query of no form")
        return True

    yield attempt


@contextmanager
def _saved() -> Iterator[Attempt]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "question.rq"

        def attempt(data: bytes) -> bool:
            file.write_bytes(data)
            try:
                read(file)
            except (InputError, QueryError) as error:
                one_line(str(error))
                return False
            return True

        yield attempt


@contextmanager
def _shapes() -> Iterator[Attempt]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "shapes.ttl"

        def attempt(data: bytes) -> bool:
            file.write_bytes(data)
            try:
                Gate(file)
            except InputError as error:
                for line in error.lines:
                    one_line(line)
                return False
            return True

        yield attempt


def _queries() -> list[bytes]:
    requests = ROOT / "tests/hostile/fuzz/targets/requests"
    return corpus("queries/*.rq") + [
        file.read_bytes().split(b"\n", 2)[2]
        for file in sorted(requests.glob("*.read"))
        if b"application/sparql-query" in file.read_bytes()
    ]


_WORDS = words("sparql")

TARGETS = [
    Target("guard", 200, _queries, _guard, _WORDS),
    Target("saved", 100, lambda: corpus("queries/*.rq"), _saved, _WORDS),
    Target("shapes", 6, lambda: corpus("tests/bulk/*.ttl"), _shapes, words("turtle")),
]
