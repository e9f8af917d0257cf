"""What is certain of a term by its spelling in N-Triples, before an RDF library has read it.

pySHACL judges what rdflib makes of a term, and rdflib rewrites some: `"01"^^xsd:integer` becomes `"1"`. A
term is plain here if rdflib leaves it as it stands: two plain terms are one term only if they are one text.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache

from loader.triples import XSD, literal_value
from loader.vocabulary import RDF

__all__ = ["DATE", "INTEGER", "LANGUAGE", "STRING", "has_datatype", "kind", "plain", "same_order", "text"]

STRING, LANGUAGE = "", "@"
DATE, INTEGER, BOOLEAN = XSD + "date", XSD + "integer", XSD + "boolean"

_LITERAL = re.compile(r'"([^"\\]*(?:\\.[^"\\]*)*)"(?:@([^\s]+)|\^\^<([^<>\\]*)>)?', re.DOTALL).fullmatch
_DATATYPE = re.compile(r"\^\^<[^<>\\]*>").fullmatch
_TAG = re.compile(r"[a-z]{1,8}(-[a-z0-9]{1,8})*").fullmatch
_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,30}").fullmatch
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII).fullmatch
_DECIMAL = re.compile(r"-?[0-9]{1,20}\.[0-9]{1,20}").fullmatch
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z?", re.ASCII).fullmatch

_NUMBERS = (
    "decimal integer nonPositiveInteger long nonNegativeInteger negativeInteger int unsignedLong"
    " positiveInteger short unsignedInt byte unsignedShort unsignedByte float double"
)
_READ = {
    XSD + name
    for name in (
        "time date dateTime duration dayTimeDuration yearMonthDuration hexBinary base64Binary boolean string"
        f" normalizedString token {_NUMBERS}"
    ).split()
} | {RDF + "XMLLiteral", RDF + "HTML"}
"""The datatypes whose literals rdflib reads, and may rewrite; all others it leaves alone."""


def kind(term: str) -> str | None:
    """A datatype's IRI, `STRING`, `LANGUAGE`, `<` for an IRI, `_` for a blank node; None if unclear."""
    if term[0] in "<_":
        return term[0]
    end = term.rfind('"')
    if end > 0 and term[0] == '"' and _closed(term[1:end]) and (what := _by_end(term[end + 1 :])) is not None:
        return what
    found = _LITERAL(term)
    if found is None:
        return None
    _, tag, datatype = found.groups()
    if tag is not None:
        return LANGUAGE if _TAG(tag) else None
    return STRING if datatype is None else datatype


def _closed(body: str) -> bool:
    """Whether no quotation mark within ends a literal, nor a backslash escapes the mark that does."""
    if "\\" in body:  # the expression would take a step for each escape, of which JSON holds many
        body = body.replace("\\\\", "").replace('\\"', "")
        return '"' not in body and not body.endswith("\\")
    return '"' not in body


@lru_cache(maxsize=1 << 10)
def _by_end(ending: str) -> str | None:
    """What kind of literal ends so, of which there are few; None if that is unclear."""
    if not ending:
        return STRING
    if ending[0] == "@":
        return LANGUAGE if _TAG(ending[1:]) else None
    return ending[3:-1] if _DATATYPE(ending) else None


def text(term: str) -> str | None:
    """The text for patterns and lengths; None for a blank node, and where rdflib may rewrite it."""
    if term[0] == "<":
        return None if "\\" in term else term[1:-1]
    what = kind(term)
    if what is None or what == "_":
        return None
    body = literal_value(term)
    return body if what not in _READ or _canonical(body, what) else None


def _canonical(body: str, datatype: str) -> bool:
    """Whether this is the one way to write a value, for the datatypes of which that is certain."""
    if datatype == DATE:
        return _is_date(body)
    if datatype == INTEGER:
        return bool(_INTEGER(body))
    return datatype == BOOLEAN and body in ("true", "false")


def _is_date(body: str) -> bool:
    if not _DATE(body):
        return False
    try:
        date.fromisoformat(body)
    except ValueError:
        return False
    return True


def plain(term: str) -> bool:
    """Whether no other spelling is the same term."""
    return "\\" not in term and (term[0] == "_" or text(term) is not None)


def has_datatype(term: str, datatype: str) -> bool | None:
    """Whether a term is a well-formed literal of a datatype; None where that is not certain."""
    what = kind(term)
    if what is None or datatype.startswith("http://www.w3.org/2000/01/rdf-schema#"):
        return None
    own = {STRING: XSD + "string", LANGUAGE: RDF + "langString"}.get(what, what)
    if own != datatype:
        return None if own in (XSD + "string", RDF + "langString") and what == own else False
    if what in (STRING, LANGUAGE):
        return True
    if what not in _READ or _canonical(body := literal_value(term), what):
        return True
    if what == XSD + "decimal" and _DECIMAL(body):
        return True
    return True if what == XSD + "dateTime" and _is_time(body) else None


def _is_time(body: str) -> bool:
    if not _TIME(body):
        return False
    try:
        datetime.fromisoformat(body)
    except ValueError:
        return False
    return True


def same_order(one: str, other: str) -> tuple[str, str] | tuple[int, int] | None:
    """Two values to compare in place of two literals; None where their order is not certain."""
    what, value = _comparable(one)
    whatever, another = _comparable(other)
    if what is None or what != whatever:
        return None
    return value, another  # type: ignore[return-value]  # values of one kind are of one type


@lru_cache(maxsize=1 << 14)  # days recur
def _comparable(term: str) -> tuple[str | None, str | int]:
    """The kind of a literal that has an order for sure, and what it is compared by; else no kind."""
    what = kind(term)
    if what not in (INTEGER, DATE, STRING) or not plain(term):
        return None, ""
    return what, int(literal_value(term)) if what == INTEGER else literal_value(term)
