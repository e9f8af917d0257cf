"""What is asked of one value by itself: https://www.w3.org/TR/shacl/#core-components."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable

from loader.triples import literal_value
from loader.validation.document import Document, NotCompiledError, sh
from loader.validation.terms import (
    DATE,
    INTEGER,
    LANGUAGE,
    STRING,
    has_datatype,
    kind,
    plain,
    same_order,
    text,
)
from loader.validation.verdicts import ValueCheck, Verdict

__all__ = ["VALUE_CHECKS"]

_KINDS = {
    sh("IRI"): "<",
    sh("BlankNode"): "_",
    sh("Literal"): '"',
    sh("BlankNodeOrIRI"): "_<",
    sh("BlankNodeOrLiteral"): '_"',
    sh("IRIOrLiteral"): '<"',
}


def _one(document: Document, node: str, name: str) -> str:
    found = document.one(node, sh(name))
    if found is None:
        raise NotCompiledError(f"sh:{name} has no value")
    return found


def _node_kind(document: Document, node: str) -> ValueCheck:
    allowed = _KINDS.get(_one(document, node, "nodeKind"))
    if allowed is None:
        raise NotCompiledError("sh:nodeKind is of no known kind")
    return lambda value: value[0] in allowed


def _datatype(document: Document, node: str) -> ValueCheck:
    wanted = _one(document, node, "datatype")
    if not wanted.startswith("<"):
        raise NotCompiledError("sh:datatype is no IRI")
    name = wanted[1:-1]
    return lambda value: False if value[0] in "<_" else has_datatype(value, name)


def _among(document: Document, node: str) -> ValueCheck:
    members = frozenset(document.members(_one(document, node, "in")))
    certain = all(map(plain, members))

    def check(value: str) -> Verdict:
        return True if value in members else False if certain and plain(value) else None

    return check


def _pattern(document: Document, node: str) -> ValueCheck:
    pattern, flags = document.string(node, sh("pattern")), document.string(node, sh("flags")) or ""
    try:
        search = re.compile(
            pattern or "", (re.I if "i" in flags.lower() else 0) | (re.M if "m" in flags.lower() else 0)
        ).search
    except (re.error, RecursionError, OverflowError) as error:
        raise NotCompiledError(f"sh:pattern is no regular expression: {error}") from error

    def check(value: str) -> Verdict:
        return None if (body := text(value)) is None else search(body) is not None

    return check


def _length(name: str, fits: Callable[[int, int], bool]) -> Callable[[Document, str], ValueCheck]:
    def compiled(document: Document, node: str) -> ValueCheck:
        bound = document.count(node, sh(name)) or 0

        def check(value: str) -> Verdict:
            return None if (body := text(value)) is None else fits(len(body), bound)

        return check

    return compiled


def _range(name: str, fits: Callable[[object, object], bool]) -> Callable[[Document, str], ValueCheck]:
    def compiled(document: Document, node: str) -> ValueCheck:
        bound = _one(document, node, name)
        if bound[0] != '"':
            raise NotCompiledError(f"sh:{name} is no literal")
        certain = kind(bound) in (DATE, INTEGER)

        def check(value: str) -> Verdict:
            if value[0] in "<_":
                return False
            pair = same_order(value, bound) if certain else None
            return None if pair is None else fits(*pair)

        return check

    return compiled


def _language_in(document: Document, node: str) -> ValueCheck:
    members = document.members(_one(document, node, "languageIn"))
    if any(kind(member) != STRING for member in members):
        raise NotCompiledError("sh:languageIn holds what is no plain string")
    tags = {literal_value(member).lower() for member in members}

    def check(value: str) -> Verdict:
        what = kind(value)
        if what is None:
            return None
        if what != LANGUAGE:
            return False
        tag = value[value.rindex("@") + 1 :]
        return "*" in tags or tag in tags or tag.partition("-")[0] in tags

    return check


VALUE_CHECKS: dict[str, Callable[[Document, str], ValueCheck]] = {
    "nodeKind": _node_kind,
    "datatype": _datatype,
    "in": _among,
    "pattern": _pattern,
    "minLength": _length("minLength", operator.ge),
    "maxLength": _length("maxLength", operator.le),
    "minInclusive": _range("minInclusive", operator.ge),  # type: ignore[arg-type]  # pairs are of one type
    "minExclusive": _range("minExclusive", operator.gt),  # type: ignore[arg-type]
    "maxInclusive": _range("maxInclusive", operator.le),  # type: ignore[arg-type]
    "maxExclusive": _range("maxExclusive", operator.lt),  # type: ignore[arg-type]
    "languageIn": _language_in,
}
"""For each parameter, how the check is made; all raise `NotCompiledError` for what only pySHACL knows."""
