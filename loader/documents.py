"""RDF documents that strangers wrote, read without a call to anybody and within bounds.

A parser of RDF can be led to other documents (a JSON-LD context, an external entity), be blown up by a few
bytes (entities, a long prefix that each term repeats) and be ended by nesting. Here nothing is fetched:
contexts stand in the document, XML has no document type, and what nests or grows beyond a bound is refused.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from types import MappingProxyType
from typing import IO, cast
from xml.parsers import expat  # reads nothing from elsewhere, and is stopped at a document type

import pyoxigraph
from pyoxigraph import RdfFormat

from loader.errors import InputError

__all__ = ["MAX_DEPTH", "MAX_UNFOLDED", "MEDIA_TYPES", "DocumentError", "MediaTypeError", "triples"]

MAX_DEPTH = 128
"""Elements of XML, or brackets of JSON, inside one another."""

MAX_UNFOLDED = 256 << 20
"""Bytes of the statements, which can be many times those of the document: prefixes are written out."""

_MAX_TRIPLE_TERMS = 1000
_MAX_MESSAGE = 300

MEDIA_TYPES = MappingProxyType(
    {
        "text/turtle": RdfFormat.TURTLE,
        "application/n-triples": RdfFormat.N_TRIPLES,
        "application/n-quads": RdfFormat.N_QUADS,
        "application/trig": RdfFormat.TRIG,
        "application/rdf+xml": RdfFormat.RDF_XML,
        "application/xml": RdfFormat.RDF_XML,
        "text/xml": RdfFormat.RDF_XML,
        "application/ld+json": RdfFormat.JSON_LD,
        "application/json": RdfFormat.JSON_LD,
    }
)
"""What can be read."""

_MAX_CONTEXT_TEXT = 2000  # bytes of a text in a context, which every term may repeat
_JSON_MARK = re.compile(rb'(?P<text>"(?:[^"\\]|\\.)*+(?:"|\Z))(?P<names>[ \t\r\n]*+:)?|[][{}]', re.DOTALL)
_NEW_IN_RDF_12 = re.compile(rb'^[^"\n]*<<\(|^[^"\n]*"(?:[^"\\\n]|\\.)*+"@[A-Za-z0-9-]*?--', re.MULTILINE)
_ENGINE_PLACE = re.compile(r"^Parser error (?:at|on) line [0-9]+[^:]*: | \(line [0-9]+\)$")


class DocumentError(InputError):
    """A document that cannot be read; the message is one line.

    Attributes:
        line: where, counted from 1; 0 if it cannot be said.
    """

    def __init__(self, message: str, line: int = 0) -> None:
        shown = "".join(sign if sign.isprintable() else " " for sign in message)
        shown = shown if len(shown) <= _MAX_MESSAGE else shown[:_MAX_MESSAGE] + "…"
        super().__init__(f"line {line}: {shown}" if line else shown)
        self.line = line


class MediaTypeError(DocumentError):
    """A kind of document that is not read here."""


def triples(
    body: bytes,
    media_type: str,
    base: str | None = None,
    *,
    graphs: bool = True,
    rename: bool = True,
    most: int = MAX_UNFOLDED,
) -> bytes:
    r"""Read a document.

    To be called where an end of the process would do no harm and time is bounded, as for everything that is
    read from strangers; no document is known that ends it.

    Args:
        body: the document, in UTF-8.
        media_type: one of `MEDIA_TYPES`, with or without parameters.
        base: what relative IRIs are resolved against; None if there can be none.
        graphs: whether statements may stand in named graphs.
        rename: give blank nodes new names, so that they are nobody else's.
        most: bytes of the statements.

    Returns:
        Its statements as N-Quads, in the document's order, repeated if it repeats them; those of the default
        graph are N-Triples.

    Raises:
        MediaTypeError: it is of a kind that is not read.
        DocumentError: it is not well-formed, or beyond a bound, or asks for another document.

    >>> triples(b"<a> <b> 'c' .", "text/turtle; charset=utf-8", "http://example.org/")
    b'<http://example.org/a> <http://example.org/b> "c" .\n'
    >>> triples(b"<a> <b>\n", "text/turtle", "http://example.org/")
    Traceback (most recent call last):
    loader.documents.DocumentError: line 2: Unexpected end
    """
    kind = _kind(media_type)
    body = body.removeprefix(b"\xef\xbb\xbf")
    _check_encoding(body)
    if kind is RdfFormat.RDF_XML:
        _check_xml(body)
    elif kind is RdfFormat.JSON_LD:
        _check_json(body)
    elif body.count(b"<<(") > _MAX_TRIPLE_TERMS:
        raise DocumentError("The document holds triple terms (RDF 1.2), which are not stored.")
    unfolded = _Unfolded(most)
    with _told():
        read = pyoxigraph.parse(
            body, kind, base_iri=base, without_named_graphs=not graphs, rename_blank_nodes=rename
        )
        pyoxigraph.serialize(read, cast("IO[bytes]", unfolded), format=RdfFormat.N_QUADS)
    statements = b"".join(unfolded.parts)
    if (b"<<(" in statements or b"--" in statements) and _NEW_IN_RDF_12.search(statements):
        raise DocumentError(
            "The document holds triple terms or texts with a direction (RDF 1.2), which are not stored."
        )
    return statements


class _Unfolded:
    """Takes what is written, up to a bound."""

    def __init__(self, most: int) -> None:
        self.parts: list[bytes] = []
        self._most = most
        self._left = most

    def write(self, part: bytes) -> int:
        self._left -= len(part)
        if self._left < 0:
            raise DocumentError(f"The document unfolds to more than {self._most} bytes of statements.")
        self.parts.append(bytes(part))
        return len(part)

    def flush(self) -> None:
        """Nothing waits."""


def _kind(media_type: str) -> RdfFormat:
    essence, *parameters = (part.strip().lower() for part in media_type.split(";"))
    if essence not in MEDIA_TYPES:
        raise MediaTypeError(f"'{essence}' is not read here; {', '.join(MEDIA_TYPES)} are.")
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "charset" and value.strip(' "') not in ("utf-8", "utf8", "us-ascii"):
            raise MediaTypeError("Documents are read in UTF-8.")
    return MEDIA_TYPES[essence]


def _check_encoding(body: bytes) -> None:
    try:
        body.decode()
    except UnicodeDecodeError as error:
        raise DocumentError("This is not valid UTF-8.", body.count(b"\n", 0, error.start) + 1) from None


def _check_xml(body: bytes) -> None:
    """Well-formed, without a document type, not too deep: by a parser that knows all of XML."""
    parser = expat.ParserCreate("utf-8")
    depth = 0

    def refuse_document_type(*_: object) -> None:
        raise DocumentError(
            "A document type is not read: entities could be defined in it, or fetched.",
            parser.CurrentLineNumber,
        )

    def enter(*_: object) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            raise DocumentError(f"Elements nest deeper than {MAX_DEPTH}.", parser.CurrentLineNumber)

    def leave(_: str) -> None:
        nonlocal depth
        depth -= 1

    parser.StartDoctypeDeclHandler = refuse_document_type
    parser.StartElementHandler = enter
    parser.EndElementHandler = leave
    try:
        parser.Parse(body, True)
    except expat.ExpatError as error:
        raise DocumentError(f"This is not XML: {expat.ErrorString(error.code)}.", error.lineno) from None


def _check_json(body: bytes) -> None:
    """Not too deep, no context that unfolds; what else is wrong is said by whoever reads it."""
    depth = 0
    context = 0  # the depth at which one began; 0 outside
    begins = False
    for match in _JSON_MARK.finditer(body):
        mark = match.group()
        if mark in (b"{", b"["):
            depth += 1
            if depth > MAX_DEPTH:
                raise _at(match, f"Brackets nest deeper than {MAX_DEPTH}.")
            if begins and not context:
                context = depth
        elif mark in (b"}", b"]"):
            context = 0 if depth == context else context
            depth -= 1
        elif context and len(match["text"]) > _MAX_CONTEXT_TEXT:
            raise _at(match, f"A context holds a text of more than {_MAX_CONTEXT_TEXT} bytes.")
        begins = match["names"] is not None and _is_context(match["text"])


def _is_context(name: bytes) -> bool:
    if b"\\" not in name:
        return name == b'"@context"'
    try:
        return bool(json.loads(name) == "@context")
    except ValueError:  # no JSON, as whoever reads it says
        return False


def _at(match: re.Match[bytes], message: str) -> DocumentError:
    return DocumentError(message, match.string.count(b"\n", 0, match.start()) + 1)


@contextmanager
def _told() -> Iterator[None]:
    """What the engine's parsers raise, in one line with its place."""
    try:
        yield
    except SyntaxError as error:
        if "LoadDocumentCallback" in str(error.msg):
            raise DocumentError(
                "The document asks for a JSON-LD context at another address, and nothing is fetched; "
                "write the context into the document."
            ) from None
        raise DocumentError(_ENGINE_PLACE.sub("", str(error.msg)), error.lineno or 0) from None
    except ValueError as error:
        raise DocumentError(str(error)) from None
