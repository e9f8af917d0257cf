"""The prefilter: which nodes may not conform to which shapes.

Most nodes are told apart by what is said of them, not by whom: all claims of designations have the same dozen
predicates. So each row of predicates gets a plan once, for each type: what its number of values settles is
settled there, and of each value that is left it is remembered that it is fine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from operator import itemgetter

from loader.triples import Triple
from loader.validation.queries import Query
from loader.validation.units import Unit
from loader.validation.verdicts import Rule, Verdict, both
from loader.validation.view import SUBCLASS, TYPE, View

__all__ = ["Asked", "Found", "Plans", "hierarchy"]

_MANY_ROWS, _MANY_VALUES = 1 << 14, 1 << 16
_predicate = itemgetter(1)

Found = dict[int, dict[str, None]]
"""The nodes that may not conform to a unit, by the unit's number."""

Asked = dict[tuple[int, int], dict[object, list[str]]]
"""The nodes that a query may find, by the numbers of unit and query, those together that are alike to it."""


@dataclass(slots=True)
class _Step:
    """What is left to do for the nodes with one row of predicates and one set of types.

    Attributes:
        checks: positions of values, those that are known to be fine, and what is asked of the others.
        pairs: two positions, the pairs that are known to be fine, and what is asked of the others.
        wrong: units that such a node cannot meet.
        whole: units that are judged by the graph.
        asks: queries that may find something, the values without which they do not, and the positions of what
            makes nodes alike to them.
        pointed: positions of values that are judged for being there, and by whose units.
        kin: whether such a node is a kind of another.
        rest: whether there is anything but checks and pairs.
    """

    checks: list[tuple[int, set[str], tuple[tuple[int, Callable[[str], Verdict]], ...]]] = field(
        default_factory=list
    )
    pairs: list[tuple[int, int, set[tuple[str, str]], int, Callable[[str, str], Verdict]]] = field(
        default_factory=list
    )
    wrong: list[int] = field(default_factory=list)
    whole: list[tuple[int, Rule]] = field(default_factory=list)
    asks: list[tuple[tuple[int, int], tuple[tuple[int, str], ...], tuple[int, ...] | None]] = field(
        default_factory=list
    )
    pointed: list[tuple[int, str]] = field(default_factory=list)
    kin: bool = False
    rest: bool = False


@dataclass(slots=True)
class _Row:
    """What is known of a row of predicates: where its types stand, and the steps for each set of types."""

    kinds: tuple[int, ...]
    at: int
    steps: dict[str | frozenset[str], _Step] = field(default_factory=dict)


class Plans:
    """The prefilter for one set of units and one hierarchy of classes, for one thread at a time."""

    def __init__(self, units: Sequence[Unit], above: dict[str, frozenset[str]]) -> None:
        self._above = above
        self._view = View(())
        self._kin = False
        self._off: set[tuple[int, int]] = set()
        self._units = units
        self._rows: dict[str, dict[tuple[str, ...], _Row]] = {}
        self._fine: dict[tuple[str, tuple[int, ...]], set[str]] = {}
        self._fine_pairs: dict[tuple[str, str, int], set[tuple[str, str]]] = {}
        self._fine_here: dict[tuple[str, int], set[str]] = {}
        self._of_class: dict[str, list[int]] = {}
        self._of_subjects: dict[str, list[int]] = {}
        self._of_objects: dict[str, list[int]] = {}
        for number, unit in enumerate(units):
            if unit.rule is not None:
                classes, _, subjects, objects = unit.targets
                for table, keys in (
                    (self._of_class, classes),
                    (self._of_subjects, subjects),
                    (self._of_objects, objects),
                ):
                    for key in keys:
                        table.setdefault(key, []).append(number)

    def suspects(self, view: View) -> tuple[Found, Asked, bool]:
        """The nodes that may not conform.

        Args:
            view: all that is judged.

        Returns:
            The nodes that rules may find; the nodes of which queries are to be asked; and whether the triples
            hold a hierarchy of classes.
        """
        self._view, self._kin = view, False
        self._off = {
            (number, which)
            for number, unit in enumerate(self._units)
            for which, query in enumerate(unit.queries)
            if not any(all(map(view.holds, needed)) for needed in query.constants)
        }
        for known in self._fine_here.values():
            known.clear()
        found: Found = {}
        asked: Asked = {}
        pointed: dict[str, dict[str, None]] = {}
        self._judge(view.judged(), "", found, asked, pointed)
        for predicate, nodes in pointed.items():
            groups = view.groups
            self._judge([(node, groups.get(node, ())) for node in nodes], predicate, found, asked, {})
        self._view = View(())
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
                step = row.steps[kinds] = self._step(signature, kinds, role)
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
        step: _Step,
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
            if not rule.judge(self._view, node):
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

    def _row(self, rows: dict[tuple[str, ...], _Row], signature: tuple[str, ...]) -> _Row:
        if len(rows) > _MANY_ROWS:
            rows.clear()
        kinds = tuple(at for at, predicate in enumerate(signature) if predicate == TYPE)
        row = rows[signature] = _Row(kinds, kinds[0] if len(kinds) == 1 else -1)
        return row

    def _step(self, signature: tuple[str, ...], kinds: str | frozenset[str], role: str) -> _Step:
        types = {kinds} if isinstance(kinds, str) else kinds
        if role:
            numbers = set(self._of_objects.get(role, ()))
        else:
            classes = set(types).union(*(self._above.get(kind, ()) for kind in types))
            numbers = {n for kind in classes for n in self._of_class.get(kind, ())}
            numbers |= {n for predicate in signature for n in self._of_subjects.get(predicate, ())}
        places: dict[str, list[int]] = {}
        for at, predicate in enumerate(signature):
            places.setdefault(predicate, []).append(at)
        step = _Step()
        by_value: dict[str, list[tuple[int, Callable[[str], Verdict]]]] = {}
        for number in sorted(numbers):
            unit = self._units[number]
            if unit.rule is not None and not unit.rule.idle:
                self._plan(step, number, unit.rule, places, by_value)
            for which, query in enumerate(unit.queries):
                reachable = any(all(p in places for p, _ in needs) for needs in query.needs)
                if reachable and not query.lacks & places.keys():
                    step.asks.append(_ask((number, which), query, places))
        for predicate, checks in by_value.items():
            known = self._fine.setdefault((predicate, tuple(n for n, _ in checks)), set())
            step.checks += [(at, known, tuple(checks)) for at in places[predicate]]
        if not role:
            step.pointed = [(at, p) for p in self._of_objects if p in places for at in places[p]]
        step.kin = SUBCLASS in places
        step.rest = bool(step.kin or step.wrong or step.whole or step.asks or step.pointed)
        return step

    def _plan(
        self,
        step: _Step,
        number: int,
        rule: Rule,
        places: dict[str, list[int]],
        by_value: dict[str, list[tuple[int, Callable[[str], Verdict]]]],
    ) -> None:
        choices = rule.path.choices if rule.path else ()
        if not choices or rule.focus:
            step.whole.append((number, rule))
            return
        here = [at for predicate in choices for at in places.get(predicate, ())]
        if not here:
            if not both([rule.least == 0, *(check([]) for check in rule.sets)]):
                step.wrong.append(number)
            return
        if len(here) > 1 and (rule.sets or rule.least > 1 or len(here) > rule.most):
            step.whole.append((number, rule))
            return
        if len(here) < rule.least or len(here) > rule.most:
            step.wrong.append(number)
            return
        for predicate in choices:
            if predicate in places:
                self._plan_values(step, number, rule, predicate, places, by_value)

    def _plan_values(
        self,
        step: _Step,
        number: int,
        rule: Rule,
        predicate: str,
        places: dict[str, list[int]],
        by_value: dict[str, list[tuple[int, Callable[[str], Verdict]]]],
    ) -> None:
        here = places[predicate]
        for pair in rule.pairs:
            fine = self._fine_pairs.setdefault((predicate, pair.other, number), set())
            there = places.get(pair.other, [])
            step.pairs += [(one, other, fine, number, pair.fits) for one in here for other in there]
        alone = [*rule.values, *(_of_one(check) for check in rule.sets)]
        by_value.setdefault(predicate, []).extend((number, check) for check in alone)
        if not by_value[predicate]:
            del by_value[predicate]
        if rule.nodes:
            known = self._fine_here.setdefault((predicate, number), set())
            checks = tuple((number, self._in_graph(inspect)) for inspect in rule.nodes)
            step.checks += [(at, known, checks) for at in here]

    def _in_graph(self, inspect: Callable[[View, str], Verdict]) -> Callable[[str], Verdict]:
        return lambda value: inspect(self._view, value)


def _ask(
    number: tuple[int, int], query: Query, places: dict[str, list[int]]
) -> tuple[tuple[int, int], tuple[tuple[int, str], ...], tuple[int, ...] | None]:
    own = None if query.own is None else tuple(at for p in query.own for at in places.get(p, ()))
    if len(query.needs) > 1:
        return number, (), own
    needed = [(places[p], value) for p, value in query.needs[0] if value is not None]
    return number, tuple((at[0], value) for at, value in needed if len(at) == 1), own


def _of_one(check: Callable[[list[str]], Verdict]) -> Callable[[str], Verdict]:
    return lambda value: check([value])


def _add(known: set[tuple[str, str]], pair: tuple[str, str]) -> None:
    if len(known) > _MANY_VALUES:
        known.clear()
    known.add(pair)


def hierarchy(view: View) -> dict[str, frozenset[str]]:
    """For each class of a hierarchy in the data, all that it is a kind of, itself included."""
    direct = {node: set(found) for node in view.groups if (found := view.values(node, SUBCLASS))}
    above: dict[str, frozenset[str]] = {}
    for node in direct:
        seen, ahead = {node}, [node]
        while ahead:
            for up in direct.get(ahead.pop(), ()):
                if up not in seen:
                    seen.add(up)
                    ahead.append(up)
        above[node] = frozenset(seen)
    return above
