"""Turtle and TriG (https://www.w3.org/TR/turtle/, https://www.w3.org/TR/trig/), made to be compared.

Each triple is a line of its own, each subject ends with a line of its own, and no line depends on those
beside it. So a triple that comes or goes is one line of a difference, in git or elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from loader.vocabulary import RDF_TYPE, XSD

from .order import Subject
from .prefixes import Names

__all__ = ["document", "header"]

_SHORT = 200  # characters
_MANY = 1 << 14

# What Turtle reads as the same literal when it stands there without quotes and datatype.
_BARE = {
    f"<{XSD}integer>": re.compile(r'"(0|-?[1-9][0-9]*)"'),
    f"<{XSD}boolean>": re.compile('"(true|false)"'),
}


def header(names: Names) -> str:
    """The declarations of the prefixes that were used."""
    return "".join(f"@prefix {name}: <{space}> .\n" for name, space in sorted(names.used.items()))


def document(graphs: Iterable[tuple[str, Iterable[Subject]]], names: Names) -> Iterator[str]:
    """Writes all but the header, piece by piece.

    Args:
        graphs: names in N-Triples syntax, empty for the default graph, and what the graphs hold.
        names: shortens IRIs.
    """
    for name, subjects in graphs:
        if not name:
            yield from _blocks(subjects, names)
            continue
        yield f"\n{_term(name, names)} {{\n"
        yield from _blocks(subjects, names)
        yield "\n}\n"


def _blocks(subjects: Iterable[Subject], names: Names) -> Iterator[str]:
    """Writes subjects, and a comment wherever another kind of thing begins."""
    heading = None
    written = _Lines(names)
    for subject in subjects:
        if subject.heading != heading:
            heading = subject.heading
            yield f"\n# {heading}\n"
        lines = "".join([written[statement] for statement in subject.statements])
        yield f"\n{_term(subject.term, names)}\n{lines}.\n"


class _Lines(dict[str, str]):
    """The lines of statements; those that are short are remembered, as most come again and again."""

    def __init__(self, names: Names) -> None:
        super().__init__()
        self._names = names

    def __missing__(self, statement: str) -> str:
        predicate, _, value = statement.partition(" ")
        line = f"    {_predicate(predicate, self._names)} {_term(value, self._names)} ;\n"
        if len(statement) <= _SHORT:
            if len(self) >= _MANY:
                self.clear()
            self[statement] = line
        return line


def _predicate(term: str, names: Names) -> str:
    return "a" if term[1:-1] == RDF_TYPE else _term(term, names)


def _term(term: str, names: Names) -> str:
    """A term of N-Triples in the shortest form that Turtle is sure to read as the same."""
    if term[0] == "<":
        # A triple term begins with `<<(`. Turtle 1.2 writes it as N-Triples 1.2 does.
        short = names.split(term[1:-1]) if term[1] != "<" else None
        return ":".join(short).replace("#", "\\#") if short else term
    if term[0] != '"' or term[-1] != ">":
        return term  # a blank node, a plain string or one in a language
    text, _, datatype = term.rpartition("^^")
    if (bare := _BARE.get(datatype)) and (match := bare.fullmatch(text)):
        return match[1]
    return f"{text}^^{_term(datatype, names)}"
