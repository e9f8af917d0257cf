"""JSON-LD 1.1 (https://www.w3.org/TR/json-ld11/): one node a line, under a context of prefixes only."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

from loader.errors import DetenteError
from loader.triples import literal_value
from loader.vocabulary import RDF_TYPE, XSD

from .order import Subject
from .prefixes import Names

__all__ = ["document", "header", "schemes"]

Json = str | int | bool | dict[str, "Json"] | list["Json"]

_SCHEME = re.compile(rb"<([A-Za-z][A-Za-z0-9+.-]*):")
_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,14}")  # those that every reader of JSON keeps exactly


def schemes(lines: bytes) -> set[str]:
    """What stands before the colon of the absolute IRIs in some lines.

    JSON-LD takes `det:x` for a shortened IRI wherever a prefix is called `det`, so such a prefix cannot be
    used beside an IRI of the scheme `det`.
    """
    return {scheme.decode() for scheme in set(_SCHEME.findall(lines))}


def header(names: Names) -> str:
    """The beginning of the document, up to its first node."""
    return f'{{"@context": {_dumps(dict(sorted(names.used.items())))},\n"@graph": ['


def document(graphs: Iterable[tuple[str, Iterable[Subject]]], names: Names) -> Iterator[str]:
    """Writes all but the header, piece by piece.

    Args:
        graphs: names in N-Triples syntax, empty for the default graph, and what the graphs hold.
        names: shortens IRIs.
    """
    separator = "\n"
    for name, subjects in graphs:
        if name:
            yield f'{separator}{{"@id": {_dumps(_id(name, names))}, "@graph": ['
            separator = "\n"
        for subject in subjects:
            yield separator + _node(subject, names)
            separator = ",\n"
        if name:
            yield "\n]}"
            separator = ",\n"
    yield "\n]}\n"


def _node(subject: Subject, names: Names) -> str:
    node: dict[str, list[Json]] = {}
    for statement in subject.statements:
        predicate, _, term = statement.partition(" ")
        if predicate[1:-1] == RDF_TYPE and term[0] != '"':
            node.setdefault("@type", []).append(_id(term, names))
        else:
            node.setdefault(_id(predicate, names), []).append(_value(term, names))
    plain = {key: values[0] if len(values) == 1 else values for key, values in node.items()}
    return _dumps({"@id": _id(subject.term, names), **plain})


def _value(term: str, names: Names) -> Json:
    if term[0] != '"':
        return {"@id": _id(term, names)}
    text, suffix = literal_value(term), term[term.rindex('"') + 1 :]
    if not suffix:
        return text
    if suffix[0] == "@":
        tag, _, direction = suffix[1:].partition("--")
        return {"@value": text, "@language": tag, **({"@direction": direction} if direction else {})}
    datatype = suffix[3:-1]
    if datatype == f"{XSD}integer" and _INTEGER.fullmatch(text):
        return int(text)
    if datatype == f"{XSD}boolean" and text in ("true", "false"):
        return text == "true"
    return {"@value": text, "@type": _id(suffix[2:], names)}


def _id(term: str, names: Names) -> str:
    if term.startswith("<<"):
        raise DetenteError("JSON-LD has no triple terms; export as turtle, trig or ntriples.")
    if term[0] == "_":
        return term
    short = names.split(term[1:-1])
    return ":".join(short) if short else term[1:-1]


def _dumps(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
