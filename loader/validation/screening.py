"""One pass over chunks of triples: the prefilter, and pySHACL for what it does not let through."""

from __future__ import annotations

import functools
import threading
from collections.abc import Iterable, Sequence

from loader.triples import Triple
from loader.validation.asking import may_find
from loader.validation.document import sh
from loader.validation.judging import Report, UncomparableError
from loader.validation.neighbourhood import surroundings
from loader.validation.plans import Found, Plans
from loader.validation.shapes import Shapes
from loader.validation.units import TARGETS
from loader.validation.view import SUBCLASS, View, hierarchy

__all__ = ["Screening"]

_BATCH = 1000
_NODE = sh("targetNode")

_planning = threading.Lock()  # a plan remembers what it saw


@functools.lru_cache(maxsize=4)
def _plans(shapes: Shapes, above: frozenset[tuple[str, frozenset[str]]]) -> Plans:
    return Plans(shapes.units, dict(above))


class Screening:
    """Holds chunks of triples against shapes; of those that surely conform, nothing is kept.

    Args:
        shapes: the shapes.
        always: triples that belong to every chunk.
        batch: how many nodes pySHACL judges at once.

    Attributes:
        reports: what pySHACL found, to be taken away by whoever wants memory to stay flat.
        uncomparable: what had no order, if anything.
    """

    def __init__(self, shapes: Shapes, always: Sequence[Triple] = (), batch: int = _BATCH) -> None:
        self.reports: list[Report] = []
        self.uncomparable: UncomparableError | None = None
        self._shapes = shapes
        self._always = always
        self._batch = batch
        self._above = hierarchy(View(always))
        self._data: dict[Triple, None] = {}
        self._targets: dict[Triple, None] = {}
        compiled = [(number, unit) for number, unit in enumerate(shapes.units) if unit.rule is not None]
        self._late = [(number, node) for number, unit in compiled for node in unit.targets[1]]

    def feed(self, triples: Sequence[Triple], beside: Sequence[Triple] = ()) -> set[str]:
        """Judges a chunk.

        Args:
            triples: what is judged.
            beside: what is seen, and not judged.

        Returns:
            The terms of the nodes that may not conform, but for shapes that only pySHACL can judge.

        Raises:
            UnusableError: the shapes cannot be applied.
        """
        view = View([*triples, *self._always] if self._always else triples, beside)
        suspects: set[str] = set()
        for number, nodes in self._suspects(view).items():
            unit = self._shapes.units[number]
            suspects |= nodes.keys()
            for node in nodes:
                surroundings(unit, view, node, self._data)
                self._targets[unit.node, _NODE, node] = None
        for number, node in self._late:
            surroundings(self._shapes.units[number], view, node, self._data)
        if whole := self._whole():
            self._judge([*triples, *beside, *self._always], whole)
        if len(self._targets) >= self._batch:
            self._flush()
        return suspects

    def close(self) -> None:
        """Judges what is left.

        Raises:
            UnusableError: the shapes cannot be applied.
        """
        for number, node in self._late:
            self._targets[self._shapes.units[number].node, _NODE, node] = None
        self._flush()

    def _suspects(self, view: View) -> Found:
        view.above = self._above
        with _planning:
            found, asked, kin = _plans(self._shapes, frozenset(view.above.items())).suspects(view)
            if kin and (above := hierarchy(view)) != view.above:
                view.above = above
                found, asked, _ = _plans(self._shapes, frozenset(above.items())).suspects(view)
        if kin:
            self._data.update((t, None) for group in view.groups.values() for t in group if t[1] == SUBCLASS)
        for (number, which), alike in asked.items():
            for node in may_find(self._shapes.units[number].queries[which], view, alike):
                found.setdefault(number, {})[node] = None
        return found

    def _whole(self) -> list[Triple]:
        """The targets of the shapes that only pySHACL can judge."""
        return [
            (unit.node, predicate, value)
            for unit in self._shapes.units
            if unit.rule is None
            for predicate, values in zip(TARGETS, unit.targets, strict=True)
            for value in values
        ]

    def _flush(self) -> None:
        if self._targets:
            self._judge([*self._data, *self._always], list(self._targets))
        self._data, self._targets = {}, {}

    def _judge(self, data: Iterable[Triple], targets: Sequence[Triple]) -> None:
        reports, uncomparable = self._shapes.judge.reports(data, targets)
        self.uncomparable = self.uncomparable or uncomparable
        self.reports += reports
