"""The triples that a shape can see from a node: all that pySHACL needs to judge it."""

from __future__ import annotations

from collections.abc import Iterable

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
        here = _step(unit, view, here, into)
    for query in unit.queries:
        for walk in query.walks:
            gathered(walk, view, node, into)
    if node.startswith("_:"):  # for its messages, pySHACL looks a blank node up, by which it is a target too
        for predicate in unit.targets[3]:
            into.update(((s, predicate, node), None) for s in view.subjects(predicate, node))
    _blank(seen, view, into)


def _step(unit: Unit, view: View, here: Iterable[str], into: dict[Triple, None]) -> set[str]:
    """Adds all that is said of nodes, and the ways from them; gives the nodes at their ends."""
    ahead: set[str] = set()
    for node in here:
        into.update(dict.fromkeys(view.groups.get(node, ())))
        for predicate in unit.rule.forward if unit.rule else ():
            ahead.update(view.values(node, predicate))
        for predicate in unit.rule.backward if unit.rule else ():
            for subject in view.subjects(predicate, node):
                into[subject, predicate, node] = None
                ahead.add(subject)
    return ahead


def _blank(nodes: set[str], view: View, into: dict[Triple, None]) -> None:
    """Adds what is said of blank nodes, which pySHACL writes out in messages."""
    seen = set(nodes)
    ahead = [o for node in nodes for _, _, o in view.groups.get(node, ()) if o.startswith("_:")]
    while ahead:
        node = ahead.pop()
        if node not in seen:
            seen.add(node)
            group = view.groups.get(node, ())
            into.update(dict.fromkeys(group))
            ahead += [o for _, _, o in group if o.startswith("_:")]
