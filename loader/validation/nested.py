"""Constraints that ask of a value what other shapes or the graph say of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from loader.triples import iri
from loader.validation.document import NotCompiledError, sh
from loader.validation.verdicts import Choice, Verdict, both, distinct, opposite
from loader.validation.view import TYPE, View
from loader.vocabulary import RDFS

if TYPE_CHECKING:
    from loader.validation.rules import Making

__all__ = ["NESTED"]


def _class(making: Making) -> None:
    wanted = set(making.document.all(making.node, sh("class")))
    making.nodes.append(lambda view, value: value[0] in "<_" and wanted <= view.classes(value))


def _property(making: Making) -> None:
    for part in making.document.all(making.node, sh("property")):
        if part not in making.without:
            rule = making.other(part)
            if rule.path is None:
                raise NotCompiledError("sh:property names what is no property shape")
            making.each([rule], both)


def _node(making: Making) -> None:
    for part in making.document.all(making.node, sh("node")):
        rule = making.other(part)
        if rule.path is not None:
            raise NotCompiledError("sh:node names a property shape")
        making.each([rule], both)


def _not(making: Making) -> None:
    for part in making.document.all(making.node, sh("not")):
        making.each([making.other(part)], lambda verdicts: opposite(verdicts[0]))


def _any(verdicts: list[Verdict]) -> Verdict:
    return None if None in verdicts else True in verdicts


def _only_one(verdicts: list[Verdict]) -> Verdict:
    return None if None in verdicts else verdicts.count(True) == 1


def _listed(name: str, choose: Choice) -> Callable[[Making], None]:
    def add(making: Making) -> None:
        for head in making.document.all(making.node, sh(name)):
            making.each([making.other(part) for part in making.document.members(head)], choose)

    return add


def _qualified(making: Making) -> None:
    document, node = making.document, making.node
    inner = document.one(node, sh("qualifiedValueShape"))
    least, most = (document.count(node, sh(f"qualified{name}Count")) for name in ("Min", "Max"))
    if inner is None or document.one(node, sh("path")) is None or (least is None and most is None):
        raise NotCompiledError("sh:qualifiedValueShape needs a path, and how many values are to conform")
    beside: list[str] = []
    if document.flag(node, sh("qualifiedValueShapesDisjoint")):
        parts = [p for s in document.subjects(sh("property"), node) for p in document.all(s, sh("property"))]
        beside = [s for part in parts for s in document.all(part, sh("qualifiedValueShape")) if s != inner]
    rule, others = making.other(inner), [making.other(one) for one in dict.fromkeys(beside)]

    def check(view: View, _: str, values: list[str]) -> Verdict:
        conforming = 0
        for value in values:
            verdicts = [one.judge(view, value) for one in (rule, *others)]
            if None in verdicts:
                return None
            conforming += verdicts == [True, *([False] * len(others))]
        if not distinct(values):
            return None
        return (least is None or conforming >= least) and (most is None or conforming <= most)

    making.focus.append(check)


def _closed(making: Making) -> None:
    document, node = making.document, making.node
    if not document.flag(node, sh("closed")):
        return
    allowed = {document.one(part, sh("path")) for part in document.all(node, sh("property"))}
    for head in document.all(node, sh("ignoredProperties")):
        allowed.update(document.members(head))
    always = (TYPE, iri(RDFS + "Resource"))
    making.nodes.append(
        lambda view, value: all(p in allowed or (p, o) == always for p, o in view.predicates(value))
    )


def _without_path(making: Making) -> None:
    if making.document.one(making.node, sh("qualifiedValueShape")) is None:
        raise NotCompiledError("counts without sh:qualifiedValueShape")


def _sparql(making: Making) -> None:
    if set(making.document.all(making.node, sh("sparql"))) - making.without:
        raise NotCompiledError("it asks a query where it is a part of another shape")


NESTED: dict[str, Callable[[Making], None]] = {
    "class": _class,
    "property": _property,
    "node": _node,
    "not": _not,
    "and": _listed("and", both),
    "or": _listed("or", _any),
    "xone": _listed("xone", _only_one),
    "qualifiedValueShape": _qualified,
    "qualifiedMinCount": _without_path,
    "qualifiedMaxCount": _without_path,
    "qualifiedValueShapesDisjoint": _without_path,
    "closed": _closed,
    "sparql": _sparql,
}
