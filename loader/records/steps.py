"""Steps: what one claim says of an act, or what complete lists imply of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from loader.claims import Claim
from loader.facts.model import Designation, Recognition
from loader.records.readings import Reading

__all__ = ["Step"]


@dataclass(frozen=True, slots=True)
class Step:
    """One claim of an act, or one that is inferred from two complete sources (then without a claim)."""

    action: str
    reading: Reading
    source: str
    episode: str | None = None
    claim: Claim | None = field(default=None, hash=False)  # equal steps are rare, and facts slow to hash
    inferred_from: tuple[str, ...] = ()

    @classmethod
    def of(cls, claim: Claim) -> Step:
        """The step that a claim about a designation or a recognition asserts or denies."""
        fact = claim.fact
        assert isinstance(fact, Designation | Recognition)  # the two kinds of fact that have acts
        episode = None if fact.episode is None else str(fact.episode)
        return cls(fact.action, Reading.of(fact.date, fact.dateRole), fact.source, episode, claim)
