"""Acts: what the claims of one act come to, numbered in time, with what contradicts them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date as Day  # noqa: N812  # as in `readings`

from msgspec import Struct

from loader.records.apart import tell_apart
from loader.records.readings import Dated, add_up, inside, overlap
from loader.records.steps import Step

__all__ = ["Act", "acts"]


class Act(Struct, gc=False):
    """One act: the steps that speak of it, the denials that cover it, and what its dates come to."""

    action: str
    steps: list[Step]
    dated: Dated
    number: int = 0
    denials: Sequence[Step] = ()
    disputed: bool = False

    @property
    def sources(self) -> set[str]:
        """The sources that assert it."""
        return {step.source for step in self.steps}

    @property
    def label(self) -> str:
        """Its `episode`, or the first of several."""
        return min((step.episode for step in self.steps if step.episode is not None), default="")


def _contradicted(step: Step, denial: Step) -> bool:
    """Whether a denial speaks of all that a claim's date can be."""
    return step.action == denial.action and inside(step.reading, denial.reading)


def _otherwise_called(lifting: Sequence[Step], suspension: Sequence[Step]) -> set[Step]:
    """The steps that some call a lifting and others a suspension; who tells of both then knows them apart."""
    torn: set[Step] = set()
    for a in lifting:
        for b in suspension:
            firm = a.reading.firm and b.reading.firm and a.reading.role == b.reading.role != "reported"
            knows = _tells(a.source, suspension, b) or _tells(b.source, lifting, a)
            if firm and overlap(a.reading, b.reading) and not knows:
                torn |= {a, b}
    return torn


def _tells(source: str, steps: Sequence[Step], when: Step) -> bool:
    return any(step.source == source and overlap(step.reading, when.reading) for step in steps)


def acts(
    asserted: Sequence[Step], denied: Sequence[Step], alternating: tuple[str, str], milder: str = ""
) -> list[Act]:
    """All acts that the steps of one designation, or of one recognition, come to.

    Args:
        asserted: what is claimed.
        denied: what is denied.
        alternating: the two actions that take turns.
        milder: the action that others may call the second of them (`suspended` for `lifted`).

    Returns:
        The acts, numbered in time for each action.
    """
    on, off = alternating
    by_action: dict[str, list[Step]] = {}
    for step in asserted:
        by_action.setdefault(step.action, []).append(step)
    for action, steps in by_action.items():
        if len(steps) > 1:
            by_action[action] = list(dict.fromkeys(steps))
    turns = {on: by_action.get(off, []), off: by_action.get(on, [])}
    torn = _otherwise_called(by_action.get(off, []), by_action.get(milder, []))
    found: list[Act] = []
    for action, steps in by_action.items():
        found += _numbered(action, tell_apart(steps, turns.get(action)))
    for act in found:
        if denied:
            act.denials = [d for d in denied if any(_contradicted(s, d) for s in act.steps)]
        act.disputed = bool(act.dated.disputed or act.denials or (torn and not torn.isdisjoint(act.steps)))
    return found


def _numbered(action: str, groups: Sequence[Sequence[Step]]) -> list[Act]:
    """The acts of one action in time. What may be of several of them may dispute each, but dates none."""
    if len(groups) == 1:
        (only,) = groups
        return [Act(action, list(only), add_up([step.reading for step in only]), number=1)]
    stands_in = Counter(step for group in groups for step in group)
    found = []
    for group in groups:
        own = [step.reading for step in group if stands_in[step] == 1]
        shared = [step.reading for step in group if stands_in[step] > 1]
        found.append(Act(action, list(group), add_up(own, shared)))
    found.sort(key=_in_time)
    for number, act in enumerate(found, start=1):
        act.number = number
    return found


def _in_time(act: Act) -> tuple[Day, Day, str, str, str]:
    dated = act.dated
    return dated.earliest, dated.latest, act.label, dated.role, dated.date.text if dated.date else ""
