"""How good proposals are, where the truth is known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from loader.facts.model import DifferentFrom, Fact, SameAs
from loader.reconcile.decisions import Decided
from loader.reconcile.profile import Profile
from loader.reconcile.proposals import Proposal, compare, propose

__all__ = ["LADDER", "Figures", "Row", "Truth", "measure", "truth_of"]

LADDER = (0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.99)
"""The thresholds of the table."""

Ids = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Truth:
    """Which pairs of ids are one actor, and which are two; each pair in order.

    Attributes:
        same: pairs that are one.
        different: pairs that are two; nothing if all that are not the same are.
    """

    same: frozenset[Ids]
    different: frozenset[Ids] | None = None

    def says(self, pair: Ids) -> bool | None:
        """Whether a pair is one, or nothing if that is not known."""
        if pair in self.same:
            return True
        return False if self.different is None or pair in self.different else None


@dataclass(frozen=True, slots=True)
class Row:
    """What holds at one threshold.

    Attributes:
        threshold: the least score of a proposal.
        right: proposals that are true.
        wrong: proposals that are false.
        missed: true pairs that are not proposed.
    """

    threshold: float
    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float | None:
        """The share of proposals that are true; nothing where there are none."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else None

    @property
    def recall(self) -> float | None:
        """The share of true pairs that are proposed; nothing where there are none."""
        return self.right / (self.right + self.missed) if self.right + self.missed else None


@dataclass(frozen=True, slots=True)
class Figures:
    """How good proposals are.

    Attributes:
        at: at the threshold that was asked for.
        rows: at others.
        misses: true pairs that are not proposed, with the score and the reasons that they would have.
        wrong: proposals that are false.
        unknown: how many proposals nothing is known about.
        absent: how many pairs are known, but speak of actors that are not there.
    """

    at: Row
    rows: tuple[Row, ...]
    misses: tuple[Proposal, ...]
    wrong: tuple[Proposal, ...]
    unknown: int
    absent: int


def truth_of(labels: Iterable[Fact]) -> Truth:
    """What decisions say, and what follows from them."""
    labels = list(labels)
    decided = Decided(labels)
    roots = {decided.root(fact.actor) for fact in labels if isinstance(fact, SameAs)}
    same = {pair for root in roots for pair in combinations(sorted(decided.members(root)), 2)}
    different = {
        (min(pair), max(pair))
        for fact in labels
        if isinstance(fact, DifferentFrom)
        for pair in product(decided.members(fact.actor), decided.members(fact.from_))
    }
    return Truth(frozenset(same), frozenset(different - same))


def measure(
    profiles: Sequence[Profile], truth: Truth, threshold: float, ladder: Sequence[float] = LADDER
) -> Figures:
    """Proposes as if nothing were decided, and compares that with the truth.

    Args:
        profiles: the actors.
        truth: what is known of them.
        threshold: the least score of a proposal.
        ladder: other thresholds to tell of.
    """
    by_id = {profile.id: profile for profile in profiles}
    there = [pair for pair in sorted(truth.same) if all(actor in by_id for actor in pair)]
    absent = len(truth.same) - len(there)
    absent += sum(not all(actor in by_id for actor in pair) for pair in truth.different or ())
    found = propose(profiles, min((threshold, *ladder)))
    known = [(proposal, truth.says(proposal.pair)) for proposal in found]
    proposed = {proposal.pair for proposal in found if proposal.score >= threshold}
    misses = (compare(by_id[pair[0]], by_id[pair[1]]) for pair in there if pair not in proposed)
    return Figures(
        at=_row(threshold, known, len(there)),
        rows=tuple(_row(step, known, len(there)) for step in ladder),
        misses=tuple(sorted(misses, key=lambda proposal: (-proposal.score, proposal.pair))),
        wrong=tuple(p for p, said in known if said is False and p.score >= threshold),
        unknown=sum(said is None and p.score >= threshold for p, said in known),
        absent=absent,
    )


def _row(threshold: float, known: Iterable[tuple[Proposal, bool | None]], true: int) -> Row:
    said = [is_one for proposal, is_one in known if proposal.score >= threshold]
    right = said.count(True)
    return Row(threshold, right, said.count(False), true - right)
