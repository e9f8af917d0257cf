"""Decisions that contradict each other: actors that are said to be one, and to be different."""

from __future__ import annotations

from loader.change import Change
from loader.claims import claim_iri, described
from loader.errors import Problem, Severity
from loader.judge import Places, pointing
from loader.triples import iri

__all__ = ["contradictions"]


def contradictions(change: Change, base: str, places: Places) -> list[Problem]:
    """Finds the decisions that keep others from having an effect.

    Args:
        change: what is to be added, and all decisions that hold after it.
        base: the base of the IRIs of things.
        places: where each claim stands.

    Returns:
        A warning for each class of actors that is not merged, at the decisions about it if one is new.
    """
    problems = []
    for members in change.identity.contradicted:
        about = [item for item in change.decisions if set(described(item)) <= set(members)]
        if change.added.keys().isdisjoint(item.id for item in about):
            continue
        problems.append(
            pointing(
                f"{', '.join(members)} are said to be the same and to be different: none stands for another.",
                "load/contradicted-decision",
                [claim_iri(base, item.id) for item in about],
                places,
                {iri(claim_iri(base, identifier)) for identifier in change.added},
                Severity.WARNING,
                "Withdraw one of the decisions.",
            )
        )
    return problems
