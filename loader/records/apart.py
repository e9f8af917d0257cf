"""Telling acts apart: which claims speak of one act, and which of another.

Two actions alternate (`imposed` and `lifted`, `granted` and `withdrawn`): two claims of the one are of two
acts exactly when the other is claimed with certainty between them. All other actions repeat: each date is an
act. `episode` overrides both: one label is one act, two labels are two.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from loader.records.readings import overlap
from loader.records.steps import Step

__all__ = ["tell_apart"]

K = TypeVar("K")


def tell_apart(steps: Sequence[Step], opposite: Sequence[Step] | None) -> list[list[Step]]:
    """Groups the claims of one action by the acts that they speak of.

    Args:
        steps: all claims of the action.
        opposite: the claims of the action that takes turns with it; None where each date is an act.

    Returns:
        The claims of each act, in the order of the acts' first claims. A claim that may be of several acts is
        a reading of each: nothing is silently chosen.
    """
    if len(steps) == 1:
        return [list(steps)]
    return _by_label(_by_date(steps) if opposite is None else _by_turn(steps, opposite))


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


def _agreeing(step: Step, acts: Mapping[K, Sequence[Step]]) -> list[K]:
    """Those of the acts whose claims the step's date agrees with; where there are none, all of them."""
    found = [name for name, said in acts.items() if any(overlap(s.reading, step.reading) for s in said)]
    return found or list(acts)


def _by_turn(steps: Sequence[Step], opposite: Sequence[Step]) -> list[list[Step]]:
    """Groups the claims of an action that takes turns with another.

    The longest row of claims that are all told apart has an act each. Every other claim joins those of them
    that it is not told apart from.
    """
    anchors: list[Step] = []
    for step in sorted(steps, key=lambda s: (s.reading.latest, -s.reading.earliest.toordinal())):
        if not anchors or _between(anchors[-1], step, opposite):
            anchors.append(step)
    groups: list[list[Step]] = [[] for _ in anchors]
    for step in steps:
        near = {n: [a] for n, a in enumerate(anchors) if not _between(a, step, opposite)}
        for n in _agreeing(step, near):
            groups[n].append(step)
    return groups


def _by_date(steps: Sequence[Step]) -> list[list[Step]]:
    groups: dict[object, list[Step]] = {}
    for step in steps:
        when = step.reading.date
        spelled = when and (when.earliest, when.latest, when.text if when.soft else "")
        groups.setdefault(spelled, []).append(step)
    return list(groups.values())


def _by_label(groups: list[list[Step]]) -> list[list[Step]]:
    """Lets the labels override.

    A label's act is where its claims stand that may be of no other; a label without such claims decides
    nothing. Claims without a label stay with those that they stood with.
    """
    if all(step.episode is None for group in groups for step in group):
        return groups
    stands_in = Counter(step for group in groups for step in group)
    settled = sorted({s.episode for s, times in stands_in.items() if times == 1 and s.episode is not None})
    labelled = {label: [s for s in stands_in if s.episode == label] for label in settled}
    acts = {label: list(said) for label, said in labelled.items()}
    others: list[list[Step]] = []
    for group in groups:
        here = {s.episode: labelled[s.episode] for s in group if s.episode in settled and stands_in[s] == 1}
        loose = [s for s in group if s.episode not in settled]
        if not here:
            others.append(loose)
        for step in loose:
            for label in _agreeing(step, here):
                acts[label].append(step)
    return others + [list(dict.fromkeys(said)) for said in acts.values()]
