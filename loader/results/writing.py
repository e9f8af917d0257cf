"""An answer in any of the formats that fit its form."""

from __future__ import annotations

import json
from io import BytesIO
from json.encoder import encode_basestring as in_json
from typing import TYPE_CHECKING, BinaryIO, cast

from pyoxigraph import QueryBoolean, QueryResultsFormat, QuerySolutions, QueryTriples

from loader.errors import QueryError
from loader.queries.model import Form
from loader.results.answer import Answer
from loader.results.controls import WithoutControls
from loader.results.plain import Term, plain
from loader.results.spreadsheet import write_spreadsheet
from loader.results.table import write_table
from loader.vocabulary import BASE

if TYPE_CHECKING:
    from loader.export import Syntax

__all__ = ["FORMATS", "formats_of", "write"]

_ENGINES = {
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
    "xml": QueryResultsFormat.XML,
    "sparql-json": QueryResultsFormat.JSON,
}
_ROWS = ("table", "json", *_ENGINES, "spreadsheet")
_GRAPHS: dict[str, Syntax] = {"turtle": "turtle", "ntriples": "ntriples", "jsonld": "jsonld"}
_WHAT = {QueryTriples: "a graph", QueryBoolean: "a yes or no", QuerySolutions: "rows"}

FORMATS = (*_ROWS, *_GRAPHS)
"""All formats, by the names that `--format` takes."""


def formats_of(form: Form) -> tuple[str, ...]:
    """The formats that fit a form of query, the usual one first.

    >>> formats_of("CONSTRUCT")
    ('turtle', 'ntriples', 'jsonld')
    """
    return _ROWS if form in ("SELECT", "ASK") else tuple(_GRAPHS)


def write(
    answer: Answer,
    name: str,
    out: BinaryIO,
    *,
    wide: bool = False,
    base: str = BASE,
    at_once: bool = True,
) -> None:
    """Writes an answer.

    Args:
        answer: what was found; it is used up.
        name: one of `FORMATS`.
        out: where to; whether that is a terminal decides on width and colours of a table.
        wide: let a table show all columns.
        base: what the IRIs of the store's things begin with.
        at_once: write nothing where a standard format cannot be written, which takes memory for all of it;
            otherwise it is written as it is found, and an error may come in the middle.

    Raises:
        QueryError: a row cannot be computed; the answer holds what XML cannot; or the format does not fit
            the answer, and it says which do.
        StoreError: the graph cannot be read.
    """
    found = answer.found
    fitting = tuple(_GRAPHS) if isinstance(found, QueryTriples) else _ROWS
    if name not in fitting:
        what = next(said for kind, said in _WHAT.items() if isinstance(found, kind))
        raise QueryError(f"The answer is {what}, which cannot be written as {name}; give {_listed(fitting)}.")
    if isinstance(found, QueryTriples):
        from loader.export import write as write_graph  # noqa: PLC0415  # most answers are rows

        write_graph(found, _GRAPHS[name], out, base)
    elif name in _ENGINES:
        _write_standard(answer, name, out, at_once)
    elif isinstance(found, QueryBoolean):
        out.write(b"true\n" if found else b"false\n")
    elif name == "json":
        _write_json(answer, out)
    elif name == "spreadsheet":
        write_spreadsheet(answer, out)
    else:
        write_table(answer, out, wide=wide, base=base)


def _listed(names: tuple[str, ...]) -> str:
    return f"{', '.join(names[:-1])} or {names[-1]}"


_ROWS_AT_ONCE = 64  # of the plain JSON; so much is one call of a file


def _write_json(answer: Answer, out: BinaryIO) -> None:
    """An array with an object for each row, a line each."""
    starts = [f"{', ' if n else ''}{in_json(name)}: " for n, name in enumerate(answer.variables)]
    lines: list[str] = []
    before = "[\n"
    for row in answer.rows:
        lines.append(before + "{" + "".join(map(_member, starts, row)) + "}")
        before = ",\n"
        if len(lines) == _ROWS_AT_ONCE:
            out.write("".join(lines).encode())
            lines.clear()
    lines.append("[]\n" if before == "[\n" else "\n]\n")
    out.write("".join(lines).encode())


def _member(start: str, term: Term | None) -> str:
    """A member of a JSON object, written as `json.dumps` does."""
    value = plain(term)
    if isinstance(value, str):
        return start + in_json(value)
    return start + json.dumps(value)


def _write_standard(answer: Answer, name: str, out: BinaryIO, at_once: bool) -> None:
    """The formats of the SPARQL recommendations, which the engine writes."""
    assert not isinstance(answer.found, QueryTriples)  # a graph fits none of them
    held = BytesIO()
    target = held if at_once else out
    checked = cast("BinaryIO", WithoutControls(target)) if name == "xml" else target
    answer.found.serialize(checked, format=_ENGINES[name])
    if at_once:
        out.write(held.getbuffer())
