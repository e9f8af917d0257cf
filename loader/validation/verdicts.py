"""Three answers to whether a node conforms: yes, no, and not with certainty."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from loader.validation.paths import ENDLESS, Path
from loader.validation.terms import plain
from loader.validation.view import View

__all__ = [
    "Choice",
    "FocusCheck",
    "NodeCheck",
    "Pair",
    "Rule",
    "SetCheck",
    "ValueCheck",
    "Verdict",
    "both",
    "distinct",
    "opposite",
]

Verdict = bool | None
"""True: pySHACL finds nothing. False: it finds something. None: only it knows, and it may even give up."""

ValueCheck = Callable[[str], Verdict]
"""Of one value, by itself."""
NodeCheck = Callable[[View, str], Verdict]
"""Of one value, by what the graph says of it."""
SetCheck = Callable[["list[str]"], Verdict]
"""Of all values together, by themselves."""
Choice = Callable[["list[Verdict]"], Verdict]
"""One answer of several."""
FocusCheck = Callable[[View, str, "list[str]"], Verdict]
"""Of all values together, by what the graph says of the focus node or of them."""


def both(verdicts: Iterable[Verdict]) -> Verdict:
    """Yes if all are; uncertainty outweighs a no, since pySHACL looks at everything, and may give up."""
    found: Verdict = True
    for verdict in verdicts:
        if verdict is None:
            return None
        if not verdict:
            found = False
    return found


def distinct(values: list[str]) -> bool:
    """Whether different texts are certainly different terms."""
    return len(values) < 2 or all(map(plain, values))  # noqa: PLR2004


def opposite(verdict: Verdict) -> Verdict:
    """No for yes."""
    return None if verdict is None else not verdict


@dataclass(frozen=True, slots=True)
class Pair:
    """A check of the values against another property of the focus node, met where either side is missing.

    Attributes:
        other: the property.
        fits: whether a value and one of the other's go together.
    """

    other: str
    fits: Callable[[str, str], Verdict]

    def judge(self, view: View, focus: str, values: list[str]) -> Verdict:
        """Whether each value goes with each of the other's."""
        return both(self.fits(one, two) for two in view.values(focus, self.other) for one in values)


@dataclass(frozen=True, slots=True)
class Rule:
    """A shape that can be judged without pySHACL.

    Attributes:
        node: the shape's term.
        path: where its values are; None for a node shape, whose only value is the focus node.
        least: how many values there must be.
        most: how many there may be.
        values: what is asked of each value by itself.
        nodes: what is asked of each value in the graph.
        sets: what is asked of the values together.
        pairs: what is asked of the values and another property's.
        focus: what else is asked of the values and the focus node together.
        steps: how far from the focus node it looks.
        forward: predicates that it may walk from subject to object.
        backward: predicates that it may walk from object to subject.
    """

    node: str
    path: Path | None
    least: int
    most: int
    values: tuple[ValueCheck, ...]
    nodes: tuple[NodeCheck, ...]
    sets: tuple[SetCheck, ...]
    pairs: tuple[Pair, ...]
    focus: tuple[FocusCheck, ...]
    steps: int
    forward: frozenset[str]
    backward: frozenset[str]

    def judge(self, view: View, focus: str) -> Verdict:
        """Whether a focus node conforms."""
        values = [focus] if self.path is None else list(self.path.walk(view, focus))
        found = self.count(values)
        if found is None:
            return None
        for check in self.values:
            for value in values:
                if (verdict := check(value)) is None:
                    return None
                found = found and verdict
        for inspect in self.nodes:
            for value in values:
                if (verdict := inspect(view, value)) is None:
                    return None
                found = found and verdict
        rest = [check(values) for check in self.sets] + [
            pair.judge(view, focus, values) for pair in self.pairs
        ]
        return both([found, *rest, *(check(view, focus, values) for check in self.focus)])

    def count(self, values: list[str]) -> Verdict:
        """Whether there are as many as there must be: different texts, which may be the same terms."""
        number = len(values)
        if number < self.least:
            return False
        if number <= self.most and (number == 1 or self.least < 2):  # noqa: PLR2004
            return True
        return number <= self.most if distinct(values) else None

    @property
    def idle(self) -> bool:
        """Whether it asks nothing."""
        counted = self.least or self.most < ENDLESS
        return not (counted or self.values or self.nodes or self.sets or self.pairs or self.focus)

    @property
    def by_value(self) -> bool:
        """Whether a node's outcome depends on nothing but its own term."""
        return self.path is None and not (self.nodes or self.sets or self.pairs or self.focus)

    def of_value(self, value: str) -> Verdict:
        """What `judge` says where nothing but the term matters."""
        return both(check(value) for check in self.values)
