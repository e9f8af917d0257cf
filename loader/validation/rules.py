"""From a shape to a rule that can be judged without pySHACL."""

from __future__ import annotations

from collections.abc import Iterable

from loader.validation.document import Document, NotCompiledError, sh
from loader.validation.findings import SH
from loader.validation.nested import NESTED
from loader.validation.paths import ENDLESS, Path, path
from loader.validation.set_checks import FOCUS_CHECKS, PAIRS, SET_CHECKS
from loader.validation.value_checks import VALUE_CHECKS
from loader.validation.verdicts import (
    Choice,
    FocusCheck,
    NodeCheck,
    Pair,
    Rule,
    SetCheck,
    ValueCheck,
)

__all__ = ["Making", "Rules"]

_SAID = frozenset(
    sh(name)
    for name in [
        "path",
        "severity",
        "message",
        "name",
        "description",
        "order",
        "group",
        "defaultValue",
        "deactivated",
        "flags",
        "ignoredProperties",
        "targetClass",
        "targetNode",
        "targetSubjectsOf",
        "targetObjectsOf",
    ]
)
"""What may stand on any shape besides its constraints."""

_MANY = frozenset({"hasValue", *FOCUS_CHECKS, *PAIRS})
"""What may be given more than once."""

_ON_PATHS = frozenset({"minCount", "maxCount", "uniqueLang", "lessThan", "lessThanOrEquals"})
_DEEPEST = 8  # pySHACL gives up at 15 levels


class Rules:
    """Compiles the shapes of a document, each once."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._done: dict[str, Rule | str] = {}
        self._above: list[str] = []

    def rule(self, node: str, without: Iterable[str] = ()) -> Rule:
        """The rule of a shape.

        Args:
            node: the shape.
            without: values of its `sh:property` and `sh:sparql` that are judged apart.

        Raises:
            NotCompiledError: only pySHACL knows what the shape says.
        """
        if without:
            return self._compiled(node, frozenset(without))
        if node not in self._done:
            try:
                self._done[node] = self._compiled(node, frozenset())
            except NotCompiledError as error:
                self._done[node] = str(error)
        done = self._done[node]
        if isinstance(done, str):
            raise NotCompiledError(done)
        return done

    def _compiled(self, node: str, without: frozenset[str]) -> Rule:
        if node in self._above or len(self._above) >= _DEEPEST:
            raise NotCompiledError("shapes hold each other, or too many levels of others")
        self._above.append(node)
        try:
            return Making(self._document, self, node, without).made()
        finally:
            self._above.pop()


class Making:
    """One shape on its way to a rule."""

    def __init__(self, document: Document, rules: Rules, node: str, without: frozenset[str]) -> None:
        self.document, self.rules, self.node, self.without = document, rules, node, without
        self.values: list[ValueCheck] = []
        self.nodes: list[NodeCheck] = []
        self.sets: list[SetCheck] = []
        self.pairs: list[Pair] = []
        self.focus: list[FocusCheck] = []
        self.inner: list[Rule] = []

    def made(self) -> Rule:
        """The rule."""
        document, node = self.document, self.node
        if node[0] not in "<_":
            raise NotCompiledError("a literal is no shape")
        way = document.one(node, sh("path"))
        walked = None if way is None else path(document, way)
        if document.is_a(node, "NodeShape" if way else "PropertyShape"):
            raise NotCompiledError("its type and its path do not go together")
        if document.flag(node, sh("deactivated")):
            return Rule(node, walked, 0, ENDLESS, (), (), (), (), (), 0, frozenset(), frozenset())
        for predicate in list(document.about.get(node, ())):
            if predicate.startswith(f"<{SH}") and predicate not in _SAID:
                self._constraint(predicate[len(SH) + 1 : -1], walked)
        if document.all(node, sh("ignoredProperties")) and not document.all(node, sh("closed")):
            raise NotCompiledError("sh:ignoredProperties without sh:closed")
        return self._rule(walked)

    def _rule(self, walked: Path | None) -> Rule:
        forward = frozenset[str]().union(*(rule.forward for rule in self.inner))
        backward = frozenset[str]().union(*(rule.backward for rule in self.inner))
        closed = self.document.flag(self.node, sh("closed"))
        beyond = max([int(closed), *(rule.steps for rule in self.inner)])
        if walked is not None:
            forward, backward, beyond = (
                forward | walked.forward,
                backward | walked.backward,
                beyond + walked.steps,
            )
        if self.pairs or self.focus:  # another property of the focus node
            beyond = max(beyond, 1)
        checks = tuple(self.values), tuple(self.nodes), tuple(self.sets), tuple(self.pairs), tuple(self.focus)
        least = self.document.count(self.node, sh("minCount")) or 0
        most = self.document.count(self.node, sh("maxCount"))
        return Rule(
            self.node,
            walked,
            least,
            ENDLESS if most is None else most,
            *checks,
            min(beyond, ENDLESS),
            forward,
            backward,
        )

    def _constraint(self, name: str, walked: Path | None) -> None:
        document, node = self.document, self.node
        if name not in _MANY and name in (VALUE_CHECKS | SET_CHECKS):
            document.one(node, sh(name))
        if name in _ON_PATHS and walked is None:
            raise NotCompiledError(f"sh:{name} without sh:path")
        if name in VALUE_CHECKS:
            self.values.append(VALUE_CHECKS[name](document, node))
        elif name in SET_CHECKS:
            self.sets.append(SET_CHECKS[name](document, node))
        elif name in FOCUS_CHECKS:
            self.focus.append(FOCUS_CHECKS[name](document, node))
        elif name in PAIRS:
            self.pairs += PAIRS[name](document, node)
        elif name not in ("minCount", "maxCount"):
            self._nested(name)

    def _nested(self, name: str) -> None:
        if (more := NESTED.get(name)) is not None:
            more(self)
        else:
            raise NotCompiledError(f"sh:{name} is not known here")

    def other(self, node: str) -> Rule:
        """The rule of a shape that this one names."""
        rule = self.rules.rule(node)
        self.inner.append(rule)
        return rule

    def each(self, rules: list[Rule], choose: Choice) -> None:
        """Adds a check of each value against other shapes."""
        if all(rule.by_value for rule in rules):
            self.values.append(lambda value: choose([rule.of_value(value) for rule in rules]))
        else:
            self.nodes.append(lambda view, value: choose([rule.judge(view, value) for rule in rules]))
