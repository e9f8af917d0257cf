"""The prefilter: which nodes may not conform to which shapes.

Most nodes are told apart by what is said of them, not by whom: all claims of designations have the same dozen
predicates. So each row of predicates gets a plan once, for each type: what its number of values settles is
settled there, and of each value that is left it is remembered that it is fine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from operator import itemgetter

from loader.triples import Triple
from loader.validation.steps import Row, Step, Steps
from loader.validation.units import Unit
from loader.validation.verdicts import Verdict
from loader.validation.view import TYPE, View

__all__ = ["Asked", "Found", "Plans"]

_MANY_ROWS, _MANY_VALUES = 1 << 14, 1 << 16
_predicate = itemgetter(1)

Found = dict[int, dict[str, None]]
"""The nodes that may not conform to a unit, by the unit's number."""

Asked = dict[tuple[int, int], dict[object, list[str]]]
"""The nodes that a query may find, by the numbers of unit and query, those together that are alike to it."""


class Plans:
    """The prefilter for one set of units and one hierarchy of classes, for one thread at a time."""

    def __init__(self, units: Sequence[Unit], above: dict[str, frozenset[str]]) -> None:
        self._steps = Steps(units, above)
        self._kin = False
        self._off: set[tuple[int, int]] = set()
        self._units = units
        self._rows: dict[str, dict[tuple[str, ...], Row]] = {}

    def suspects(self, view: View) -> tuple[Found, Asked, bool]:
        """The nodes that may not conform.

        Args:
            view: all that is judged.

        Returns:
            The nodes that rules may find; the nodes of which queries are to be asked; and whether the triples
            hold a hierarchy of classes.
        """
        self._kin = False
        self._steps.look_at(view)
        self._off = {
            (number, which)
            for number, unit in enumerate(self._units)
            for which, query in enumerate(unit.queries)
            if not any(all(map(view.holds, needed)) for needed in query.constants)
        }
        found: Found = {}
        asked: Asked = {}
        pointed: dict[str, dict[str, None]] = {}
        self._judge(view.judged(), "", found, asked, pointed)
        for predicate, nodes in pointed.items():
            groups = view.groups
            self._judge([(node, groups.get(node, ())) for node in nodes], predicate, found, asked, {})
        self._steps.look_at(View(()))
        return found, asked, self._kin

    def _judge(
        self,
        nodes: Iterable[tuple[str, Sequence[Triple]]],
        role: str,
        found: Found,
        asked: Asked,
        pointed: dict[str, dict[str, None]],
    ) -> None:
        rows = self._rows.setdefault(role, {})
        for node, group in nodes:
            row = rows.get(signature := tuple(map(_predicate, group)))
            if row is None:
                row = self._row(rows, signature)
            if row.at >= 0:
                kinds: str | frozenset[str] = group[row.at][2]
            else:
                kinds = frozenset([group[at][2] for at in row.kinds])
            step = row.steps.get(kinds)
            if step is None:
                step = row.steps[kinds] = self._steps.step(signature, kinds, role)
            for at, known, checks in step.checks:
                value = group[at][2]
                if value not in known and self._ask(value, known, checks, node, found):
                    known.add(value)
            for one, other, fine, number, fits in step.pairs:
                pair = (group[one][2], group[other][2])
                if pair not in fine:
                    if fits(*pair):
                        _add(fine, pair)
                    else:
                        found.setdefault(number, {})[node] = None
            if step.rest:
                self._others(step, node, group, found, asked, pointed)

    @staticmethod
    def _ask(
        value: str,
        known: set[str],
        checks: tuple[tuple[int, Callable[[str], Verdict]], ...],
        node: str,
        found: Found,
    ) -> bool:
        fine = True
        for number, check in checks:
            if not check(value):
                fine = False
                found.setdefault(number, {})[node] = None
        if len(known) > _MANY_VALUES:
            known.clear()
        return fine

    def _others(
        self,
        step: Step,
        node: str,
        group: Sequence[Triple],
        found: Found,
        asked: Asked,
        pointed: dict[str, dict[str, None]],
    ) -> None:
        self._kin |= step.kin
        for number in step.wrong:
            found.setdefault(number, {})[node] = None
        for number, rule in step.whole:
            if not rule.judge(self._steps.view, node):
                found.setdefault(number, {})[node] = None
        for ask, needed, own in step.asks:
            if ask in self._off:
                continue
            for at, value in needed:
                if group[at][2] != value:
                    break
            else:
                alike = node if own is None else tuple([group[at][1:] for at in own])
                asked.setdefault(ask, {}).setdefault(alike, []).append(node)
        for at, predicate in step.pointed:
            pointed.setdefault(predicate, {})[group[at][2]] = None

    def _row(self, rows: dict[tuple[str, ...], Row], signature: tuple[str, ...]) -> Row:
        if len(rows) > _MANY_ROWS:
            rows.clear()
        kinds = tuple(at for at, predicate in enumerate(signature) if predicate == TYPE)
        row = rows[signature] = Row(kinds, kinds[0] if len(kinds) == 1 else -1)
        return row


def _add(known: set[tuple[str, str]], pair: tuple[str, str]) -> None:
    if len(known) > _MANY_VALUES:
        known.clear()
    known.add(pair)
