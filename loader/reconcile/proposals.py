"""The pairs of actors that are worth asking about."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from loader.reconcile.blocking import pairs
from loader.reconcile.evidence import reasons
from loader.reconcile.profile import Profile
from loader.reconcile.reasons import Reason, log_odds, score

__all__ = ["THRESHOLD", "Proposal", "compare", "kept", "propose"]

THRESHOLD = 0.85

_REGISTERED = ("iso-3166", "wikidata", "m49")
"""Schemes of registers that name an actor for everybody, whatever lists say of it."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two actors that may be one.

    Attributes:
        one: the actor whose id comes first.
        other: the other one.
        score: from 0 to 1, how likely they are one; comparable between proposals, not a measured frequency.
        reasons: why, the strongest first.
    """

    one: Profile
    other: Profile
    score: float
    reasons: tuple[Reason, ...]

    @property
    def pair(self) -> tuple[str, str]:
        """Their ids, in order."""
        return self.one.id, self.other.id

    @property
    def words(self) -> str:
        """The score and its reasons in one line."""
        return f"{self.score:.3f}: " + "; ".join(reason.text for reason in self.reasons)


def compare(one: Profile, other: Profile, least: float = -math.inf) -> Proposal:
    """Compares two actors, whichever comes first; see `reasons` for `least`.

    >>> compare(Profile("b", "Группа Альфа"), Profile("a", "Gruppa Alfa")).words
    "0.942: the names 'Gruppa Alfa' and 'Группа Альфа' are the same after transliteration"
    """
    first, second = sorted((one, other), key=lambda profile: profile.id)
    found = reasons(first, second, least)
    return Proposal(first, second, score(found) if found else 0.0, found)


def propose(
    profiles: Sequence[Profile],
    threshold: float = THRESHOLD,
    settled: Callable[[str, str], bool] = lambda one, other: False,
    kind: str | None = None,
) -> list[Proposal]:
    """All pairs of actors that may be one, the likeliest first.

    Args:
        profiles: the actors, each once, in any order.
        threshold: the least score of a proposal.
        settled: whether two ids need not be asked about.
        kind: only pairs of which one at least is of this kind.
    """
    found = []
    least = log_odds(threshold)
    for i, j in pairs(profiles):
        one, other = profiles[i], profiles[j]
        if kind is not None and kind not in one.kinds | other.kinds:
            continue
        if settled(one.id, other.id):
            continue
        proposal = compare(one, other, least)
        if proposal.score >= threshold:
            found.append(proposal)
    return sorted(found, key=lambda proposal: (-proposal.score, proposal.pair))


def kept(one: Profile, other: Profile) -> Profile:
    """Which of two actors records go on speaking of, when a person says that they are one.

    The one that has an identifier of a public register (ISO, Wikidata); else the one that more claims and
    records speak of; else the one with more names; else the one whose id comes first.

    >>> kept(Profile("a", "A", mentions=9), Profile("b", "B", identifiers=frozenset({("wikidata", "q1")}))).id
    'b'
    """
    return min(one, other, key=_rank)


def _rank(profile: Profile) -> tuple[bool, int, int, str]:
    registered = any(scheme.startswith(_REGISTERED) for scheme, _ in profile.identifiers)
    strong = sum(not spelling.weak for spelling in profile.spellings)
    return not registered, -profile.mentions, -strong, profile.id
