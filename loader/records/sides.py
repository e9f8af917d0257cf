"""Who asserts and who denies."""

from __future__ import annotations

from collections.abc import Iterable

from loader.claims import Claim

__all__ = ["sources", "split"]


def split(claims: Iterable[Claim]) -> tuple[list[Claim], list[Claim]]:
    """Asserting claims, and denials."""
    asserted: list[Claim] = []
    denied: list[Claim] = []
    for claim in claims:
        (denied if claim.fact.denies else asserted).append(claim)
    return asserted, denied


def sources(claims: Iterable[Claim]) -> int:
    """How many sources make the claims."""
    return len({claim.fact.source for claim in claims})
