"""The order of a file: by kind of thing, then by subject, then by predicate and object.

Everything that sorts is here, and sees nothing but N-Triples lines as bytes: whoever has more triples than
fit into memory can sort the lines outside, and hand on subjects in the same way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from loader.vocabulary import RDF_TYPE

from .prefixes import KINDS

__all__ = ["Subject", "subjects"]

_LINE = re.compile(r"(<[^>]*>|_:[^ ]+) (<[^>]*>) (.*) \.\n?", re.DOTALL)
_END_OF_TERM = {b"<": b">", b"_": b" "}
_TYPE = f"<{RDF_TYPE}>"
_RANKS = {kind: rank for rank, kind in enumerate(KINDS)}


class Subject(NamedTuple):
    """All that is said of one thing.

    Attributes:
        heading: what the things of its kind are called; `Other things` for what is none of Détente's.
        term: the subject, in N-Triples syntax.
        statements: predicates and objects in N-Triples syntax, sorted, `rdf:type` first.
    """

    heading: str
    term: str
    statements: list[tuple[str, str]]


def subjects(lines: Iterable[bytes], base: str) -> Iterator[Subject]:
    """Sorts N-Triples lines into subjects, in memory; a line that recurs counts once.

    Things come in the order of `KINDS`, each followed by its parts (a designation by its acts); after them
    come other IRIs, then blank nodes. Within these the order is that of code points.
    """
    ordered = sorted(set(lines))
    places: list[tuple[int, bytes, int, int]] = []  # of each subject: its rank, what to sort by, its lines
    start = 0
    for subject, group in groupby(ordered, key=lambda line: line[: line.index(_END_OF_TERM[line[:1]])]):
        end = start + sum(1 for _ in group)
        places.append((*_place(subject, base.encode()), start, end))
        start = end
    headings = [*KINDS.values(), "Other things", "Other things"]
    for rank, _, start, end in sorted(places):
        yield _subject(headings[rank], ordered[start:end])


def _place(subject: bytes, base: bytes) -> tuple[int, bytes]:
    """Where a subject stands: the rank of its kind, and its key with parts before all longer names."""
    if not subject.startswith(b"<"):
        return len(_RANKS) + 1, subject
    kind, sign, key = subject[1:].removeprefix(base).partition(b"/")
    if sign and subject.startswith(base, 1) and kind.decode() in _RANKS:
        return _RANKS[kind.decode()], key.replace(b":", b" ")
    return len(_RANKS), subject


def _subject(heading: str, lines: list[bytes]) -> Subject:
    statements = []
    term = ""
    for line in lines:
        match = _LINE.fullmatch(line.decode())
        if not match:
            raise ValueError(f"not a line of N-Triples: {line!r}")
        term, predicate, value = match.groups()
        statements.append((predicate, value))
    statements.sort(key=lambda statement: statement[0] != _TYPE)
    return Subject(heading, term, statements)
