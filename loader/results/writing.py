"""An answer in any of the formats that fit its form."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, BinaryIO

from pyoxigraph import QueryBoolean, QueryResultsFormat, QuerySolutions, QueryTriples

from loader.errors import QueryError
from loader.queries.model import Form
from loader.results.answer import Answer
from loader.results.plain import plain
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
_ROWS = ("table", "json", *_ENGINES)
_GRAPHS: dict[str, Syntax] = {"turtle": "turtle", "ntriples": "ntriples", "jsonld": "jsonld"}
_WHAT = {QueryTriples: "a graph", QueryBoolean: "a yes or no", QuerySolutions: "rows"}
_NOT_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")

FORMATS = (*_ROWS, *_GRAPHS)
"""All formats, by the names that `--format` takes."""


def formats_of(form: Form) -> tuple[str, ...]:
    """The formats that fit a form of query, the usual one first.

    >>> formats_of("CONSTRUCT")
    ('turtle', 'ntriples', 'jsonld')
    """
    return _ROWS if form in ("SELECT", "ASK") else tuple(_GRAPHS)


def write(answer: Answer, name: str, out: BinaryIO, *, wide: bool = False, base: str = BASE) -> None:
    """Writes an answer; nothing is written where it cannot be.

    Args:
        answer: what was found; it is used up.
        name: one of `FORMATS`.
        out: where to; whether that is a terminal decides on width and colours of a table.
        wide: let a table show all columns.
        base: what the IRIs of the store's things begin with.

    Raises:
        QueryError: the format does not fit the answer; says which do.
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
        _write_standard(answer, name, out)
    elif isinstance(found, QueryBoolean):
        out.write(b"true\n" if found else b"false\n")
    elif name == "json":
        _write_json(answer, out)
    else:
        write_table(answer, out, wide=wide, base=base)


def _listed(names: tuple[str, ...]) -> str:
    return f"{', '.join(names[:-1])} or {names[-1]}"


def _write_json(answer: Answer, out: BinaryIO) -> None:
    names = answer.variables
    before = b"[\n"
    for row in answer.rows:
        shown = {name: plain(term) for name, term in zip(names, row, strict=True)}
        out.write(before + json.dumps(shown, ensure_ascii=False).encode())
        before = b",\n"
    out.write(b"[]\n" if before == b"[\n" else b"\n]\n")


def _write_standard(answer: Answer, name: str, out: BinaryIO) -> None:
    """The formats of the SPARQL recommendations, which the engine writes."""
    assert not isinstance(answer.found, QueryTriples)  # a graph fits none of them
    written = answer.found.serialize(format=_ENGINES[name]) or b""
    if name == "xml" and _NOT_XML.search(written):
        raise QueryError("The answer holds a control character, which XML cannot; give json or csv.")
    out.write(written)
