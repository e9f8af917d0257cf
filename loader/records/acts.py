"""Telling acts apart: which claims speak of one act, and which of another.

Two actions alternate (`imposed` and `lifted`, `granted` and `withdrawn`): two claims of the one are of two
acts exactly when the other is claimed with certainty between them. All other actions repeat: each date is an
act. `episode` overrides both: one label is one act, two labels are two.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from loader.claims import Claim
from loader.facts.model import Designation, Recognition
from loader.records.readings import NO_DATE, Dated, Reading, add_up, inside, overlap

__all__ = ["Act", "Step", "acts", "contradicted"]


@dataclass(frozen=True, slots=True)
class Step:
    """One claim of an act, or one that is inferred from two complete sources (then without a claim)."""

    action: str
    reading: Reading
    source: str
    episode: str | None = None
    claim: Claim | None = None
    inferred_from: tuple[str, ...] = ()

    @classmethod
    def of(cls, claim: Claim) -> Step:
        """The step that a claim about a designation or a recognition asserts or denies."""
        fact = claim.fact
        assert isinstance(fact, Designation | Recognition)  # the two kinds of fact that have acts
        episode = None if fact.episode is None else str(fact.episode)
        return cls(fact.action, Reading.of(fact.date, fact.dateRole), fact.source, episode, claim)


@dataclass(slots=True)
class Act:
    """One act: the steps that speak of it, the denials that cover it, and what its dates come to."""

    action: str
    steps: list[Step]
    number: int = 0
    denials: list[Step] = field(default_factory=list)
    disputed: bool = False
    dated: Dated = NO_DATE

    @property
    def sources(self) -> set[str]:
        """The sources that assert it."""
        return {step.source for step in self.steps}


def _between(a: Step, b: Step, separators: Iterable[Step]) -> bool:
    """Whether one of the separators lies with certainty after the one and before the other.

    It may fall on the last possible day of the one or the first of the other: what is lifted and imposed anew
    on one day was imposed twice.
    """
    first, second = sorted((a.reading, b.reading), key=lambda r: (r.latest, r.earliest))
    return first.latest < second.earliest and any(
        s.reading.firm and first.latest <= s.reading.earliest and s.reading.latest <= second.earliest
        for s in separators
    )


def _by_time(steps: Sequence[Step], opposite: Sequence[Step]) -> list[list[Step]]:
    """Groups the claims of an alternating action.

    The longest row of claims that are all told apart has an act each. Every other claim joins the acts that
    its date agrees with, or where it agrees with none, those that it is not told apart from: a claim that may
    be of two acts is a reading of both, and nothing is silently chosen.
    """
    anchors: list[Step] = []
    for step in sorted(steps, key=lambda s: (s.reading.latest, -s.reading.earliest.toordinal())):
        if not anchors or _between(anchors[-1], step, opposite):
            anchors.append(step)
    groups: list[list[Step]] = [[] for _ in anchors]
    for step in steps:
        near = [n for n, a in enumerate(anchors) if not _between(a, step, opposite)]
        agreeing = [n for n in near if overlap(anchors[n].reading, step.reading)]
        for n in agreeing or near:
            groups[n].append(step)
    return groups


def _by_date(steps: Sequence[Step]) -> list[list[Step]]:
    groups: dict[object, list[Step]] = {}
    for step in steps:
        when = step.reading.date
        spelled = when and (when.earliest, when.latest, when.text if when.soft else "")
        groups.setdefault(spelled, []).append(step)
    return list(groups.values())


def _with_episodes(groups: list[list[Step]]) -> list[list[Step]]:
    """Lets the labels override: one label is one act; claims without stay with those they stood with."""
    labelled: dict[str, list[Step]] = {}
    result: list[list[Step]] = []
    for group in groups:
        labels = sorted({s.episode for s in group if s.episode is not None})
        loose = [s for s in group if s.episode is None]
        if not labels:
            result.append(loose)
        for label in labels:
            labelled.setdefault(label, []).extend([s for s in group if s.episode == label] + loose)
    return result + list(labelled.values())


def contradicted(step: Step, denial: Step) -> bool:
    """Whether a denial speaks of all that a claim's date can be."""
    return step.action == denial.action and inside(step.reading, denial.reading)


def _otherwise_called(lifting: Sequence[Step], suspension: Sequence[Step]) -> tuple[set[Step], set[Step]]:
    """The steps of one day that some call a lifting and others a suspension."""
    both = {s.source for s in lifting} & {s.source for s in suspension}
    pairs = [
        (a, b)
        for a in lifting
        for b in suspension
        if a.source not in both
        and b.source not in both
        and a.reading.firm
        and b.reading.firm
        and a.reading.role == b.reading.role != "reported"
        and overlap(a.reading, b.reading)
    ]
    return {a for a, _ in pairs}, {b for _, b in pairs}


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
    for step in dict.fromkeys(asserted):
        by_action.setdefault(step.action, []).append(step)
    called_off, called_mild = _otherwise_called(by_action.get(off, []), by_action.get(milder, []))
    found: list[Act] = []
    for action, steps in by_action.items():
        opposite = {on: off, off: on}.get(action)
        groups = _by_date(steps) if opposite is None else _by_time(steps, by_action.get(opposite, []))
        found += _numbered([Act(action, group) for group in _with_episodes(groups)])
    for act in found:
        act.denials = [d for d in denied if any(contradicted(s, d) for s in act.steps)]
        torn = not (called_off | called_mild).isdisjoint(act.steps)
        act.disputed = act.dated.disputed or bool(act.denials) or torn
    return found


def _numbered(given: list[Act]) -> list[Act]:
    for act in given:
        act.dated = add_up(step.reading for step in act.steps)
    given.sort(key=lambda act: (act.dated.earliest, act.dated.latest, _label(act), act.dated.role))
    for number, act in enumerate(given, start=1):
        act.number = number
    return given


def _label(act: Act) -> str:
    return min((step.episode for step in act.steps if step.episode is not None), default="")
