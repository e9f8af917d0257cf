"""The triples that a shape can see from a node: all that pySHACL needs to judge it."""

from __future__ import annotations

from loader.triples import Triple
from loader.validation.asking import gathered
from loader.validation.units import Unit
from loader.validation.view import View

__all__ = ["surroundings"]


def surroundings(unit: Unit, view: View, node: str, into: dict[Triple, None]) -> None:
    """Adds what a shape can see from a node.

    Args:
        unit: the shape; one that can be judged without pySHACL.
        view: all that is judged.
        node: the focus node.
        into: where the triples go.
    """
    rule = unit.rule
    seen: set[str] = set()
    here = {node}
    for _ in range(rule.steps + 1 if rule else 0):
        here -= seen
        if not here:
            break
        seen |= here
        for one in here:
            into.update(dict.fromkeys(view.groups.get(one, ())))
        ahead: set[str] = set()
        if rule:
            for predicate in rule.forward:
                ahead.update(o for one in here for o in view.values(one, predicate))
            for predicate in rule.backward:
                for one in here:
                    for subject in view.subjects(predicate, one):
                        into[subject, predicate, one] = None
                        ahead.add(subject)
        here = ahead
    for query in unit.queries:
        for walk in query.walks:
            gathered(walk, view, node, into)
