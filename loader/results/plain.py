"""What an RDF term is outside RDF."""

from __future__ import annotations

import math

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from loader.vocabulary import XSD

__all__ = ["Plain", "Term", "plain"]

Term = NamedNode | BlankNode | Literal | Triple
Plain = str | int | float | bool | None

_INTEGERS = {
    XSD + name
    for name in (
        "integer",
        "long",
        "int",
        "short",
        "byte",
        "nonNegativeInteger",
        "positiveInteger",
        "nonPositiveInteger",
        "negativeInteger",
        "unsignedLong",
        "unsignedInt",
        "unsignedShort",
        "unsignedByte",
    )
}
_DECIMALS = {XSD + name for name in ("decimal", "double", "float")}
_STRING = XSD + "string"
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}


def plain(term: Term | None) -> Plain:
    """A number, a truth value, or a text; an ill-typed literal and what JSON has no number for stay texts.

    >>> plain(Literal(3)), plain(Literal(True)), plain(NamedNode("http://example.org/a")), plain(None)
    (3, True, 'http://example.org/a', None)
    >>> plain(Literal("many", datatype=NamedNode(XSD + "integer")))
    'many'
    """
    if not isinstance(term, Literal):
        return None if term is None else term.value if isinstance(term, NamedNode) else str(term)
    kind, text = term.datatype.value, term.value
    if kind == _STRING:  # which most are
        return text
    if kind == XSD + "boolean":
        return _BOOLEANS.get(text, text)
    try:
        number = int(text) if kind in _INTEGERS else float(text) if kind in _DECIMALS else math.nan
    except ValueError:
        return text
    return number if math.isfinite(number) else text
