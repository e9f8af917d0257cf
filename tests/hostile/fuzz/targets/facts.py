"""Facts files, in each of their formats, and dates."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from loader import dates
from loader.errors import InputError
from loader.facts import RULES, read

from ..target import ROOT, Attempt, Target, WrongError, corpus, one_line, words


def _file(name: str) -> Callable[[], AbstractContextManager[Attempt]]:
    @contextmanager
    def opened() -> Iterator[Attempt]:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / name

            def attempt(data: bytes) -> bool:
                file.write_bytes(data)
                try:
                    facts, problems = read(file)
                except InputError as error:
                    for line in error.lines:
                        one_line(line)
                    return False
                last = data.replace(b"\r\n", b"\n").count(b"\n") + data.count(b"\r") + 1
                for problem in problems:
                    one_line(str(problem))
                    if problem.rule not in RULES:
                        raise WrongError("a problem of no rule")
                    if problem.place.line > last:
                        raise WrongError("a problem on a line that is not there")
                if not facts and not problems:
                    raise WrongError("neither facts nor problems")
                return not problems

            yield attempt

    return opened


@contextmanager
def _dates() -> Iterator[Attempt]:
    def attempt(data: bytes) -> bool:
        try:
            found = dates.parse(data.decode("utf-8", "surrogateescape"))
        except dates.DateError as error:
            one_line(str(error))
            return False
        if not found.earliest <= found.latest:
            raise WrongError("a date that ends before it begins")
        if dates.parse(found.text) != found:
            raise WrongError("a date that is another when it is read again")
        return True

    yield attempt


def _written_dates() -> list[bytes]:
    return (ROOT / "tests/hostile/fuzz/targets/words/dates.txt").read_bytes().splitlines()


def _jsonl() -> list[bytes]:
    lines = (ROOT / "examples/taliban/facts.jsonl").read_bytes().splitlines(keepends=True)
    return [*corpus("tests/facts/*/*.jsonl", "tests/ontology/*.jsonl"), *lines]


TARGETS = [
    Target("jsonl", 2300, _jsonl, _file("given.jsonl"), words("jsonl")),
    Target("yaml", 150, lambda: corpus("tests/facts/*/*.yaml"), _file("given.yaml"), words("yaml")),
    Target("csv", 500, lambda: corpus("tests/facts/*/*.csv"), _file("given.designation.csv"), words("csv")),
    Target("dates", 3160, _written_dates, _dates),
]
