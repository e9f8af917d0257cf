"""The order of a file: by graph, by kind of thing, then by subject, then by predicate and object."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from loader.vocabulary import RDF_TYPE

from .prefixes import KINDS
from .sorting import Record, Sorter

__all__ = ["Subject", "Subjects", "by_kind", "by_name", "graphs"]

_TYPE = f"<{RDF_TYPE}> "
_RANKS = {kind.encode(): rank for rank, kind in enumerate(KINDS)}
_HEADINGS = [*KINDS.values(), "Other things", "Other things"]
_TOGETHER = 1 << 10  # statements of a subject that are held together at the most before they are sorted


class Subject(NamedTuple):
    """All that is said of one thing.

    Attributes:
        heading: what the things of its kind are called; `Other things` for what is none of Détente's.
        term: the subject, in N-Triples syntax.
        statements: a predicate, a space and an object in N-Triples syntax, sorted, `rdf:type` first.
    """

    heading: str
    term: str
    statements: list[str]


class Subjects:
    """Gathers the lines of one graph by subject, and has them sorted.

    Args:
        sorter: sorts what was gathered.
        graph: the graph's name in N-Triples syntax, empty for the default graph.
        place: `by_kind` or `by_name`.
    """

    def __init__(self, sorter: Sorter, graph: str, place: Callable[[bytes], bytes]) -> None:
        self._sorter = sorter
        self._graph = graph.encode() + b"\n"
        self._place = place
        self._subject = b" "  # with a space behind it; nothing begins with this one
        self._statements: list[bytes] = []
        sorter.add((self._graph, b""))  # an empty graph is a graph

    def take(self, lines: bytes) -> None:
        """Takes some lines. It is quickest when those of a subject follow each other, but need not be so.

        Raises:
            DetenteError: the disk is full.
        """
        subject, statements = self._subject, self._statements
        size = len(subject)
        for line in lines[:-1].split(b"\n"):
            if not line.startswith(subject) or len(statements) >= _TOGETHER:
                self.close()
                subject = line[: line.index(b" ") + 1]  # IRIs and blank nodes hold no space
                size = len(subject)
                self._subject, statements = subject, self._statements
            statements.append(line[size:-2])

    def close(self) -> None:
        """Hands on what was said of the last subject."""
        if self._statements:
            subject = self._subject[:-1]
            self._sorter.add((self._graph + self._place(subject), b"\n".join((subject, *self._statements))))
        self._statements = []


def by_kind(base: str) -> Callable[[bytes], bytes]:
    """What to sort subjects by.

    Things come in the order of `KINDS`, each followed by its parts (a designation by its acts), which come
    before all longer names; after them other IRIs, then blank nodes. Within these the order is that of code
    points.

    Args:
        base: what the IRIs of the store's things begin with.
    """
    start = f"<{base}".encode()

    def place(subject: bytes) -> bytes:
        if not subject.startswith(b"<"):
            return bytes([len(_RANKS) + 1]) + subject
        subject = subject[:-1]  # so that a name comes before those that begin with it
        kind, sign, key = subject.removeprefix(start).partition(b"/")
        if sign and subject.startswith(start) and kind in _RANKS:
            return bytes([_RANKS[kind]]) + key.replace(b":", b" ")
        return bytes([len(_RANKS)]) + subject

    return place


def by_name(subject: bytes) -> bytes:
    """What to sort subjects by if their kind is of no matter: as whole lines are sorted."""
    return bytes([len(_RANKS)]) + subject + b" "


def graphs(records: Iterable[Record]) -> Iterator[tuple[str, Iterator[Subject]]]:
    """The graphs by name, and the subjects of each, from sorted records; a line that recurs counts once."""
    for name, held in groupby(records, lambda record: record[0][: record[0].index(b"\n")]):
        yield name.decode(), _subjects(held)


def _subjects(records: Iterable[Record]) -> Iterator[Subject]:
    for key, held in groupby(records, itemgetter(0)):
        statements: set[bytes] = set()
        term = b""
        for _, content in held:
            term, *more = content.split(b"\n")
            statements.update(more)
        if statements:
            rank = key[key.index(b"\n") + 1]
            yield Subject(_HEADINGS[rank], term.decode(), _in_order(statements))


def _in_order(statements: Iterable[bytes]) -> list[str]:
    ordered = b"\n".join(sorted(statements)).decode().split("\n")
    first = last = bisect_left(ordered, _TYPE)
    while last < len(ordered) and ordered[last].startswith(_TYPE):
        last += 1
    return ordered[first:last] + ordered[:first] + ordered[last:]
