"""The shapes that a validation applies: the product's, and a user's own."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph

from loader import resources
from loader.errors import InputError
from loader.triples import Triple, iri, lang, literal, typed
from loader.validation.document import Document
from loader.validation.findings import SH
from loader.validation.graphs import triples_of
from loader.validation.judging import Judge
from loader.validation.units import Unit, units
from loader.validation.view import SUBCLASS

if TYPE_CHECKING:
    from rdflib import Graph

__all__ = ["Shapes", "hierarchy", "ours", "ready", "theirs", "together"]

_QUERIES = ("select", "ask", "construct", "update")
_BEYOND = {"ServiceGraphPattern": "SERVICE", "DatasetClause": "FROM", "GraphGraphPattern": "GRAPH"}
_STRING = "http://www.w3.org/2001/XMLSchema#string"


@dataclass(frozen=True, slots=True, eq=False)
class Shapes:
    """Shapes, made ready.

    Attributes:
        triples: as they are written.
        units: what they judge.
        judge: pySHACL, with these shapes.
    """

    triples: tuple[Triple, ...]
    units: tuple[Unit, ...]
    judge: Judge


def ready(triples: Iterable[Triple]) -> Shapes:
    """Compiles a shapes graph; its blank nodes must have labels that no data has."""
    document = Document(triples)
    return Shapes(tuple(document.triples), tuple(units(document)), Judge(document))


@functools.cache
def ours() -> Shapes:
    """The product's shapes, read once a process."""
    found: list[Triple] = []
    for number, path in enumerate(sorted(resources.folder("shapes").glob("*.ttl"))):
        found += _read(path, f"shape{number}.")
    return ready(found)


@functools.lru_cache(maxsize=2)
def together(own: frozenset[Triple]) -> Shapes:
    """The product's shapes and a user's own, which may say something of ours too."""
    return ready([*ours().triples, *sorted(own)])


@functools.cache
def hierarchy() -> tuple[Triple, ...]:
    """What is a kind of what, from the ontology, read once a process."""
    found = _read(resources.folder("ontology") / "detente.ttl", "kind.")
    return tuple(triple for triple in found if triple[1] == SUBCLASS)


def _read(path: Path, blank: str) -> list[Triple]:
    """The triples of a Turtle file, the labels of its blank nodes begun in a way of their own."""

    def term(found: Any) -> str:
        if isinstance(found, pyoxigraph.NamedNode):
            return iri(found.value)
        if isinstance(found, pyoxigraph.BlankNode):
            return f"_:{blank}{found.value}"
        if found.language:
            return lang(found.value, found.language)
        return (
            literal(found.value)
            if found.datatype.value == _STRING
            else typed(found.value, found.datatype.value)
        )

    read = pyoxigraph.parse(path=str(path), format=pyoxigraph.RdfFormat.TURTLE)
    return [(term(quad.subject), term(quad.predicate), term(quad.object)) for quad in read]


def theirs(path: Path) -> frozenset[Triple]:
    """A user's own shapes, in Turtle, read by rdflib: it says best what is wrong with them.

    Raises:
        InputError: they cannot be read, or would look beyond the graph that is judged.
    """
    from pyparsing import ParseException  # noqa: PLC0415  # what rdflib raises for a query that is none
    from rdflib import URIRef  # noqa: PLC0415
    from rdflib.plugins.sparql.parser import parseQuery  # noqa: PLC0415

    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise InputError(f"{path}: the shapes cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: the shapes are not UTF-8 text.") from error
    graph = _turtle(path, text)
    for query in (q for name in _QUERIES for q in graph.objects(None, URIRef(SH + name))):
        try:
            beyond = sorted(set(_beyond(parseQuery(str(query)))))
        except ParseException as error:
            raise InputError(f"{path}: a query in the shapes is not SPARQL: {error}.") from error
        if beyond:
            what = f"a query in the shapes uses {beyond[0]}, and may only ask of what is judged"
            raise InputError(f"{path}: {what}.")
    return frozenset((_apart(s), p, _apart(o)) for s, p, o in triples_of(graph))


def _turtle(path: Path, text: str) -> Graph:
    """A graph that both of our readers of Turtle read: rdflib's alone takes IRIs that it cannot write."""
    import logging  # noqa: PLC0415  # the product's own shapes are read without any of this

    from rdflib import Graph  # noqa: PLC0415
    from rdflib.plugins.parsers.notation3 import BadSyntax  # noqa: PLC0415

    from loader.documents import DocumentError, triples  # noqa: PLC0415

    base = path.resolve().as_uri()
    wrong: DocumentError | None = None
    try:
        triples(text.encode(), "text/turtle", base)
    except DocumentError as error:
        wrong = error
    told = logging.getLogger("rdflib.term")
    before, told.disabled = told.disabled, True  # of such IRIs, line by line
    try:
        graph = Graph().parse(data=text, format="turtle", publicID=base)
    except BadSyntax as error:
        line = error._str[: error._i].count(b"\n") + 1  # its own count takes some lines twice
        raise InputError(f"{path}:{line}: the shapes are not Turtle: {error._why}.") from error
    except Exception as error:  # rdflib raises it itself, and others where it stumbles
        if wrong is None:
            raise InputError(f"{path}: the shapes are not Turtle: {error}.") from error
    finally:
        told.disabled = before
    if wrong is not None:
        what = str(wrong).removeprefix(f"line {wrong.line}: ").removesuffix(".")
        raise InputError(f"{path}:{wrong.line}: the shapes are not Turtle: {what}.") from wrong
    return graph


def _apart(term: str) -> str:
    """A blank node that no data holds."""
    return f"_:own.{term[2:]}" if term.startswith("_:") else term


def _beyond(parsed: Any) -> Iterator[str]:
    """The keywords of a parsed query by which it would look beyond the graph."""
    if (name := getattr(parsed, "name", "")) in _BEYOND:
        yield _BEYOND[name]
    if isinstance(parsed, str):
        return
    parts = parsed.values() if isinstance(parsed, dict) else parsed
    for part in parts if hasattr(parts, "__iter__") else ():
        yield from _beyond(part)
