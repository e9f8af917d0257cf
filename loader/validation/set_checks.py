"""What is asked of all values together: https://www.w3.org/TR/shacl/#core-components-property-pairs."""

from __future__ import annotations

import operator
from collections.abc import Callable

from loader.validation.document import Document, NotCompiledError, sh
from loader.validation.terms import LANGUAGE, kind, plain, same_order
from loader.validation.verdicts import FocusCheck, Pair, SetCheck, Verdict, both, distinct
from loader.validation.view import View

__all__ = ["FOCUS_CHECKS", "PAIRS", "SET_CHECKS"]


def _unique_lang(document: Document, node: str) -> SetCheck:
    if not document.flag(node, sh("uniqueLang")):
        return lambda values: True

    def check(values: list[str]) -> Verdict:
        kinds = [kind(value) for value in values]
        if None in kinds:
            return None
        tags = [v[v.rindex("@") :] for v, what in zip(values, kinds, strict=True) if what == LANGUAGE]
        return True if len(set(tags)) == len(tags) else False if distinct(values) else None

    return check


def _has_value(document: Document, node: str) -> SetCheck:
    wanted = document.all(node, sh("hasValue"))
    certain = all(map(plain, wanted))

    def check(values: list[str]) -> Verdict:
        if all(one in values for one in wanted):
            return True
        return False if certain and all(map(plain, values)) else None

    return check


def _others(document: Document, node: str, name: str) -> list[str]:
    found = document.all(node, sh(name))
    if not all(one.startswith("<") for one in found):
        raise NotCompiledError(f"sh:{name} is no IRI")
    return found


def _equals(document: Document, node: str) -> FocusCheck:
    others = _others(document, node, "equals")

    def check(view: View, focus: str, values: list[str]) -> Verdict:
        return both(_same(set(values), set(view.values(focus, other))) for other in others)

    return check


def _same(one: set[str], other: set[str]) -> Verdict:
    return True if one == other else False if all(map(plain, one | other)) else None


def _apart(one: str, other: str) -> Verdict:
    if one == other:
        return False
    return True if plain(one) and plain(other) else None


def _ordered(fits: Callable[[object, object], bool]) -> Callable[[str, str], Verdict]:
    def check(one: str, other: str) -> Verdict:
        pair = same_order(one, other)
        return None if pair is None else fits(*pair)

    return check


def _pairs(name: str, fits: Callable[[str, str], Verdict]) -> Callable[[Document, str], list[Pair]]:
    return lambda document, node: [Pair(other, fits) for other in _others(document, node, name)]


SET_CHECKS: dict[str, Callable[[Document, str], SetCheck]] = {
    "uniqueLang": _unique_lang,
    "hasValue": _has_value,
}
"""Checks that know no graph, by parameter."""

FOCUS_CHECKS: dict[str, Callable[[Document, str], FocusCheck]] = {"equals": _equals}
"""Checks of the values against another property of the focus node, which may fail where there are none."""

PAIRS: dict[str, Callable[[Document, str], list[Pair]]] = {
    "disjoint": _pairs("disjoint", _apart),
    "lessThan": _pairs("lessThan", _ordered(operator.lt)),  # type: ignore[arg-type]  # pairs are of one type
    "lessThanOrEquals": _pairs("lessThanOrEquals", _ordered(operator.le)),  # type: ignore[arg-type]
}
"""Checks of each value against each of another property, by parameter."""
