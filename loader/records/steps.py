"""Steps: what one claim says of an act, or what complete lists imply of it."""

from __future__ import annotations

from msgspec import Struct

from loader.claims import Claim
from loader.facts.model import Designation, Recognition
from loader.records.readings import Reading

__all__ = ["Step"]


class Step(Struct, frozen=True, gc=False):
    """One claim of an act, or one that is inferred from two complete sources (then without a claim)."""

    action: str
    reading: Reading
    source: str
    episode: str | None = None
    claim: Claim | None = None
    inferred_from: tuple[str, ...] = ()

    def __hash__(self) -> int:
        """By the little that tells steps apart: equal ones are rare, and facts are slow to hash."""
        return hash((self.action, self.source, self.claim.id if self.claim is not None else ""))

    @classmethod
    def of(cls, claim: Claim) -> Step:
        """The step that a claim about a designation or a recognition asserts or denies."""
        fact = claim.fact
        assert isinstance(fact, Designation | Recognition)  # the two kinds of fact that have acts
        episode = None if fact.episode is None else str(fact.episode)
        return cls(fact.action, Reading.of(fact.date, fact.dateRole), fact.source, episode, claim)
