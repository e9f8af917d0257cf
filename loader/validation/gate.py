"""Triples held against the shapes: https://www.w3.org/TR/shacl/.

A prefilter tells the nodes that surely conform, by far the most; pySHACL judges the others, and its report is
what a user sees. While nothing is suspect, neither it nor rdflib is imported.
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Iterable, Sequence
from pathlib import Path

from loader.errors import DetenteError, InputError, Severity
from loader.triples import Triple
from loader.validation.asking import may_find
from loader.validation.document import sh
from loader.validation.findings import Finding, findings, plain
from loader.validation.judging import UnusableError
from loader.validation.neighbourhood import surroundings
from loader.validation.plans import Found, Plans, hierarchy
from loader.validation.shapes import Shapes, ours, theirs, together
from loader.validation.shapes import hierarchy as kinds
from loader.validation.units import TARGETS
from loader.validation.view import View

__all__ = ["Finding", "Gate", "GateError", "check"]

_BATCH = 1000
_NODE = sh("targetNode")

_planning = threading.Lock()  # a plan remembers what it saw


@functools.lru_cache(maxsize=4)
def _plans(shapes: Shapes, above: frozenset[tuple[str, frozenset[str]]]) -> Plans:
    return Plans(shapes.units, dict(above))


class GateError(DetenteError):
    """The product's shapes could not be applied, so that nothing can be said of the data."""


def check(triples: Iterable[Triple], shapes: Path | None = None) -> list[Finding]:
    """Holds triples against the shapes.

    Args:
        triples: claims and records, with the types of the actors and sources that they refer to.
        shapes: a Turtle file of the user's own shapes, applied besides the product's.

    Returns:
        The findings of all severities, each once, sorted by focus node, then shape.

    Raises:
        InputError: the user's shapes cannot be read, or cannot be applied.
        GateError: the product's shapes cannot be applied.
    """
    gate = Gate(shapes)
    gate.feed(list(triples))
    return gate.findings()


class Gate:
    """Holds triples against the shapes, chunk by chunk.

    Args:
        shapes: a Turtle file of the user's own shapes, applied besides the product's.

    Raises:
        InputError: the user's shapes cannot be read, or cannot be applied.

    Attributes:
        uncompiled: each shape that only pySHACL can judge, on all of a chunk, and why: these are slow.
    """

    def __init__(self, shapes: Path | None = None) -> None:
        self._own = shapes
        self._shapes = ours() if shapes is None else together(theirs(shapes))
        # Ours target concrete classes; a user's may target any, of which the data alone does not tell.
        self._kinds = () if shapes is None else kinds()
        self.uncompiled = [(unit.node, unit.why) for unit in self._shapes.units if unit.rule is None]
        self._data: dict[Triple, None] = {}
        self._targets: dict[Triple, None] = {}
        self._late = [
            (number, node)
            for number, unit in enumerate(self._shapes.units)
            for node in unit.targets[1]
            if unit.rule is not None
        ]
        self._found: set[Finding] = set()
        self._uncomparable: UnusableError | None = None
        if shapes is not None:
            self._judge((), ())

    def feed(self, triples: Sequence[Triple], beside: Sequence[Triple] = ()) -> set[str]:
        """Judges a chunk.

        Args:
            triples: all triples of its claims and records.
            beside: triples of what they refer to, which is not judged: actors and sources of other chunks.

        Returns:
            The nodes that may not conform, as findings name them.
        """
        view = View([*triples, *self._kinds] if self._kinds else triples, beside)
        suspects: set[str] = set()
        for number, nodes in self._suspects(view).items():
            unit = self._shapes.units[number]
            suspects.update(map(plain, nodes))
            for one in nodes:
                surroundings(unit, view, one, self._data)
                self._targets[unit.node, _NODE, one] = None
        for number, one in self._late:
            surroundings(self._shapes.units[number], view, one, self._data)
        if self._data:
            self._data.update(dict.fromkeys(self._kinds))
        if self.uncompiled:
            suspects |= self._judge([*triples, *beside, *self._kinds], self._whole())
        if len(self._targets) >= _BATCH:
            self._flush()
        return suspects

    def _whole(self) -> list[Triple]:
        """The targets of the shapes that only pySHACL can judge."""
        return [
            (unit.node, predicate, value)
            for unit in self._shapes.units
            if unit.rule is None
            for predicate, values in zip(TARGETS, unit.targets, strict=True)
            for value in values
        ]

    def findings(self) -> list[Finding]:
        """All findings, each once, sorted by focus node, then shape.

        Raises:
            InputError: the user's shapes cannot be applied.
            GateError: the product's shapes cannot be applied.
        """
        for number, node in self._late:
            self._targets[self._shapes.units[number].node, _NODE, node] = None
        self._flush()
        if self._uncomparable and all(f.severity is not Severity.VIOLATION for f in self._found):
            raise self._error(self._uncomparable) from self._uncomparable
        return sorted(self._found, key=lambda f: (f.focus, f.shape, f.path, f.value, f.message))

    def _suspects(self, view: View) -> Found:
        view.above = hierarchy(View(self._kinds))
        with _planning:
            found, asked, kin = _plans(self._shapes, frozenset(view.above.items())).suspects(view)
            if kin and (above := hierarchy(view)) != view.above:
                view.above = above
                found, asked, _ = _plans(self._shapes, frozenset(above.items())).suspects(view)
        for (number, which), alike in asked.items():
            for node in may_find(self._shapes.units[number].queries[which], view, alike):
                found.setdefault(number, {})[node] = None
        return found

    def _flush(self) -> None:
        targets = list(self._targets)
        if targets:
            self._judge(self._data, targets)
        self._data, self._targets = {}, {}

    def _judge(self, data: Iterable[Triple], targets: Sequence[Triple]) -> set[str]:
        try:
            reports, uncomparable = self._shapes.judge.reports(data, targets)
        except UnusableError as error:
            raise self._error(error) from error
        self._uncomparable = self._uncomparable or uncomparable
        found = {finding for report, named in reports for finding in findings(report, named)}
        self._found |= found
        return {finding.focus for finding in found}

    def _error(self, error: UnusableError) -> DetenteError:
        reason = f"the shapes cannot be applied: {str(error).splitlines()[0]}"
        return GateError(reason) if self._own is None else InputError(f"{self._own}: {reason}")
