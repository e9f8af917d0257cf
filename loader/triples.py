"""Terms and triples in N-Triples syntax, as plain strings.

Between the stages a triple is a tuple of three encoded terms: cheap to make, to hash, to sort and to send to
the store in bulk. See https://www.w3.org/TR/n-triples/.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from itertools import groupby
from operator import itemgetter

__all__ = [
    "Triple",
    "boolean",
    "integer",
    "iri",
    "iri_value",
    "lang",
    "literal",
    "literal_value",
    "nt",
    "turtle",
    "typed",
    "xsd_date",
]

Triple = tuple[str, str, str]

XSD = "http://www.w3.org/2001/XMLSchema#"

_ESCAPES = str.maketrans(
    {
        "\\": "\\\\",
        '"': '\\"',
        "\n": "\\n",
        "\r": "\\r",
        "\t": "\\t",
        "\b": "\\b",
        "\f": "\\f",
        "\x7f": "\\u007F",
    }
    | {chr(c): f"\\u{c:04X}" for c in range(0x20) if chr(c) not in "\n\r\t\b\f"}
)
_NEEDS_ESCAPE = re.compile(r'[\\"\x00-\x1f\x7f]').search
_HOLDS_CONTROL = re.compile(r"[\x00-\x1f\x7f]").search
_UNESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_SHORT = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", '"': '"', "'": "'", "\\": "\\"}


def iri(value: str) -> str:
    """The term of an IRI, which must be free of characters that IRIs may not hold."""
    return f"<{value}>"


def _quoted(value: str) -> str:
    if not _NEEDS_ESCAPE(value):
        return f'"{value}"'
    if not _HOLDS_CONTROL(value):  # JSON holds many quotation marks, and `translate` looks at each character
        value = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{value}"'
    return f'"{value.translate(_ESCAPES)}"'


def literal(value: str) -> str:
    r"""A plain string.

    >>> print(literal('say "no"\n'))
    "say \"no\"\n"
    """
    return _quoted(value)


def lang(value: str, tag: str) -> str:
    """A string in a language; `tag` is a BCP 47 tag, which RDF compares in lower case."""
    return f"{_quoted(value)}@{tag.lower()}"


def typed(value: str, datatype: str) -> str:
    """A literal of any datatype."""
    return f"{_quoted(value)}^^<{datatype}>"


def integer(value: int) -> str:
    """An xsd:integer."""
    return f'"{value}"^^<{XSD}integer>'


def boolean(value: bool) -> str:
    """An xsd:boolean."""
    return f'"{"true" if value else "false"}"^^<{XSD}boolean>'


def xsd_date(value: date) -> str:
    """An xsd:date without a time zone."""
    return f'"{value.isoformat()}"^^<{XSD}date>'


def iri_value(term: str) -> str:
    """The IRI of a term made by `iri`."""
    return term[1:-1]


def _unescape(match: re.Match[str]) -> str:
    four, eight, short = match.groups()
    return _SHORT[short] if short else chr(int(four or eight, 16))


def literal_value(term: str) -> str:
    r"""The text of a literal of any kind.

    >>> literal_value('"say \\"no\\""@en'), literal_value('"3"^^<http://www.w3.org/2001/XMLSchema#integer>')
    ('say "no"', '3')
    """
    body = term[1 : term.rindex('"')]
    return _UNESCAPE.sub(_unescape, body) if "\\" in body else body


def nt(triples: Iterable[Triple]) -> bytes:
    """An N-Triples document, one triple a line, in the order given."""
    return "".join([f"{s} {p} {o} .\n" for s, p, o in triples]).encode()


def turtle(triples: Iterable[Triple]) -> bytes:
    r"""A Turtle document in the order given, which names a subject once for all that follows of it.

    It has three fifths of the bytes of N-Triples, and is made and read in less time.

    >>> turtle([("<a>", "<b>", "<c>"), ("<a>", "<d>", '"e"'), ("<f>", "<b>", "<a>")])
    b'<a> <b> <c>;<d> "e" .\n<f> <b> <a> .\n'
    """
    return "".join(
        [f"{s} {';'.join([f'{p} {o}' for _, p, o in run])} .\n" for s, run in groupby(triples, _subject)]
    ).encode()


_subject = itemgetter(0)
