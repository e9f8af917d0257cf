"""What is left to do for all nodes of which the same predicates are said."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from loader.validation.queries import Query
from loader.validation.units import Unit
from loader.validation.verdicts import Rule, Verdict, both
from loader.validation.view import SUBCLASS, View

__all__ = ["Row", "Step", "Steps"]


@dataclass(slots=True)
class Step:
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
class Row:
    """What is known of a row of predicates: where its types stand, and the steps for each set of types."""

    kinds: tuple[int, ...]
    at: int
    steps: dict[str | frozenset[str], Step] = field(default_factory=dict)


class Steps:
    """Makes steps, and holds what they remember of values that are fine.

    Args:
        units: what is judged.
        above: for a class, all that it is a kind of.

    Attributes:
        view: the triples that are judged at present.
    """

    def __init__(self, units: Sequence[Unit], above: dict[str, frozenset[str]]) -> None:
        self.view = View(())
        self._units = units
        self._above = above
        self._fine: dict[tuple[str, tuple[int, ...]], set[str]] = {}
        self._fine_pairs: dict[tuple[str, str, int], set[tuple[str, str]]] = {}
        self._fine_here: dict[tuple[str, int], set[str]] = {}
        self._of_class: dict[str, list[int]] = {}
        self._of_subjects: dict[str, list[int]] = {}
        self._of_objects: dict[str, list[int]] = {}
        nodes: dict[str, list[int]] = {}  # which are judged at the end
        tables = self._of_class, nodes, self._of_subjects, self._of_objects
        for number, unit in enumerate(units):
            for table, keys in zip(tables, unit.targets if unit.rule else (), strict=False):
                for key in keys:
                    table.setdefault(key, []).append(number)

    def look_at(self, view: View) -> None:
        """Begins with other triples: what is fine by the graph is fine in that graph only."""
        self.view = view
        for known in self._fine_here.values():
            known.clear()

    def step(self, signature: tuple[str, ...], kinds: str | frozenset[str], role: str) -> Step:
        """What is left to do for the nodes with a row of predicates.

        Args:
            signature: the predicates, in the order of their triples.
            kinds: the type of such a node, or its types.
            role: the predicate whose objects such nodes are, where they are judged for that; or empty.
        """
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
        step = Step()
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
        step: Step,
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
        step: Step,
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
        return lambda value: inspect(self.view, value)


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
