"""An answer's rows as a table for people: names lead to things, dates are words, sources lead to evidence."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from loader.endpoint.pages.subjects import subject
from loader.endpoint.pages.view import Value, Viewer, date
from loader.endpoint.pages.wording import words

__all__ = ["MOST_ROWS", "Bindings", "Table", "plain_table", "read_bindings", "table"]

MOST_ROWS = 200
"""Shown on one page of an answer; all of them are a click away, as a file."""

_CODES = ("action", "status", "category", "confidence")
_NAMES = ("Name", "Title")
_TELLING = ("label", "summary")  # what a record is called in an answer
_HEADINGS = {"sha256": "SHA-256", "asOf": "As of"}
_LOOKS = {
    "date": "date",
    "start": "number",
    "end": "number",
    "sources": "count",
    "evidence": "count",
    "status": "word",
}
_SEPARATOR = " | "  # between values that a query joins in one cell


class Term(msgspec.Struct):
    """A term of the SPARQL results format."""

    type: str
    value: str | dict[str, object]
    datatype: str = ""
    language: str = msgspec.field(default="", name="xml:lang")

    @property
    def text(self) -> str:
        """Its value; a triple term has none that fits a cell."""
        return self.value if isinstance(self.value, str) else "a triple"


class _Head(msgspec.Struct):
    vars: list[str] = []


class _Results(msgspec.Struct):
    bindings: list[dict[str, Term]]


class Bindings(msgspec.Struct):
    """An answer in the SPARQL results format: rows, or a truth value."""

    head: _Head
    results: _Results | None = None
    boolean: bool | None = None

    @property
    def rows(self) -> list[dict[str, Term]]:
        """The rows; none where the answer is yes or no."""
        return self.results.bindings if self.results else []


@dataclass(frozen=True, slots=True)
class Table:
    """A table for people.

    Attributes:
        headings: of its columns, each with the look of what stands below.
        rows: a cell of one or several values for each column.
        count: how many rows the answer has.
        hidden: columns that are left out, because nothing stands in them.
        start: how many rows of the answer come before those that are here.
    """

    headings: tuple[tuple[str, str], ...]
    rows: tuple[tuple[tuple[Value, ...], ...], ...]
    count: int
    hidden: tuple[str, ...] = ()
    start: int = 0


def read_bindings(answer: bytes) -> Bindings:
    """An answer in the JSON format of the SPARQL recommendation."""
    return msgspec.json.decode(answer, type=Bindings)


def plain_table(bindings: Bindings, viewer: Viewer) -> Table:
    """A table with a column for each variable, as whoever wrote the query chose them."""
    names = bindings.head.vars
    rows = [
        tuple((_value(row[name], viewer),) if name in row else () for name in names)
        for row in bindings.rows[:MOST_ROWS]
    ]
    return Table(tuple((name, "text") for name in names), tuple(rows), len(bindings.rows))


def table(
    bindings: Bindings, viewer: Viewer, record: str = "", start: int = 0, most: int = MOST_ROWS
) -> Table:
    """A table of a saved question: columns that belong together become one, and rows lead to their evidence.

    Args:
        bindings: the answer.
        viewer: knows the things that are named.
        record: the variable that holds the record of each row, which is not shown itself; empty if none does.
        start: how many rows to pass over.
        most: how many to show.
    """
    names = [name for name in bindings.head.vars if name != record]
    columns = [_Column(name, names, viewer, record) for name in names if not _belongs_to_another(name, names)]
    if record and not {"sources", *_TELLING} & {*names}:
        columns.append(_Column("evidence", names, viewer, record))
    cells = [tuple(column.cell(row) for column in columns) for row in bindings.rows[start : start + most]]
    used = [n for n in range(len(columns)) if not cells or any(any(v.text for v in row[n]) for row in cells)]
    return Table(
        tuple((columns[n].heading, columns[n].look) for n in used),
        tuple(tuple(row[n] for n in used) for row in cells),
        len(bindings.rows),
        tuple(columns[n].heading for n in range(len(columns)) if n not in used),
        start,
    )


def _belongs_to_another(name: str, names: Sequence[str]) -> bool:
    if any(name.endswith(ending) and name.removesuffix(ending) in names for ending in _NAMES):
        return True
    return name in ("dateRole", "earliest", "latest") and "date" in names


class _Column:
    """One column, and how its cells are made of a row."""

    def __init__(self, name: str, names: Sequence[str], viewer: Viewer, record: str) -> None:
        self.name = name
        self.viewer = viewer
        self.record = record
        self.called = next((name + ending for ending in _NAMES if name + ending in names), "")
        said = _HEADINGS.get(name) or words(name)
        self.heading = said[:1].upper() + said[1:]
        self.look = _LOOKS.get(name, "text")

    def cell(self, row: Mapping[str, Term]) -> tuple[Value, ...]:
        """What stands in this column of a row."""
        if self.name in ("evidence", "sources") and self.record in row:
            return (self._evidence(row),)
        if self.name == "date":
            return self._date(row)
        if self.name in _TELLING and self.record in row:
            return (self._record(row),)
        return self._of_term(row, row[self.name]) if self.name in row else ()

    def _of_term(self, row: Mapping[str, Term], term: Term) -> tuple[Value, ...]:
        if self.called:
            name = row[self.called].text if self.called in row else ""
            thing = self.viewer.thing(term.text) if term.type == "uri" else Value(term.text)
            return (Value(name or thing.text, thing.href),)
        if self.name in _SHOWN_AS:
            return (_SHOWN_AS[self.name](term, self.viewer),)
        if term.type != "literal" or not (self.name in _CODES or _SEPARATOR in term.text):
            return (_value(term, self.viewer),)
        parts = term.text.split(_SEPARATOR)
        return tuple(Value(words(part) if self.name in _CODES else part) for part in parts)

    def _record(self, row: Mapping[str, Term]) -> Value:
        thing = self.viewer.thing(row[self.record].text)
        said = row[self.name].text if self.name in row else ""
        return Value(said.replace(_SEPARATOR, ", ") or thing.text, thing.href)

    def _evidence(self, row: Mapping[str, Term]) -> Value:
        href = self.viewer.page(row[self.record].text)
        count = row[self.name].text if self.name in row else ""
        thing = subject(self.viewer.graph, row[self.record].text)
        if "det:inferredFrom" in thing and "det:claim" not in thing:
            return Value("inferred", f"{href}#evidence" if href else "")
        said = "evidence" if not count else f"{count} source" if count == "1" else f"{count} sources"
        return Value(said, f"{href}#evidence" if href else "")

    def _date(self, row: Mapping[str, Term]) -> tuple[Value, ...]:
        role = words(row["dateRole"].text) if "dateRole" in row else ""
        if "date" in row:
            return (date(row["date"].text, role),)
        bounds = [row[name].text for name in ("earliest", "latest") if name in row and row[name].text]
        return (date("/".join(bounds), role),) if bounds else (Value("not dated", look="date"),)


def _value(term: Term, viewer: Viewer) -> Value:
    if term.type == "uri":
        return viewer.thing(term.text)
    if term.type == "literal":
        return viewer.literal(term.text, term.datatype, term.language)
    return Value(f"_:{term.text}" if term.type == "bnode" else term.text, look="iri")


def _marked(word: str) -> Callable[[Term, Viewer], Value]:
    """Shows a truth as a mark where it holds, and as nothing where it does not."""
    return lambda term, _: Value(word if term.text == "true" else "", look="mark")


_SHOWN_AS: dict[str, Callable[[Term, Viewer], Value]] = {
    "claim": lambda term, viewer: Value("claim", viewer.page(term.text)),
    "denies": _marked("denies"),
    "disputed": _marked("disputed"),
    "lastSeen": lambda term, _: date(term.text),
    "otherSince": lambda term, _: date(term.text),
    "removalAnnounced": lambda term, _: date(term.text),
    "sha256": lambda term, _: Value(f"{term.text[:12]}…", look="iri"),
    "since": lambda term, _: date(term.text),
}
