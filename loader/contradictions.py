"""Decisions that contradict each other: actors that are said to be one, and to be different."""

from __future__ import annotations

from collections.abc import Container, Sequence

from loader.claims import Description, claim_iri, described
from loader.errors import Problem, Severity
from loader.judge import Places, pointing
from loader.records import Identity
from loader.triples import iri

__all__ = ["contradictions"]


def contradictions(
    identity: Identity,
    decisions: Sequence[Description],
    added: Container[str],
    base: str,
    places: Places,
) -> list[Problem]:
    """Finds the decisions that keep others from having an effect.

    Args:
        identity: what all decisions come to.
        decisions: all of them.
        added: the ids of what is new.
        base: the base of the IRIs of things.
        places: where each claim stands.

    Returns:
        A warning for each class of actors that is not merged, at the decisions about it if one is new.
    """
    problems = []
    for members in identity.contradicted:
        about = [item for item in decisions if set(described(item)) <= set(members)]
        if not any(item.id in added for item in about):
            continue
        problems.append(
            pointing(
                f"{', '.join(members)} are said to be the same and to be different: none stands for another.",
                "load/contradicted-decision",
                [claim_iri(base, item.id) for item in about],
                places,
                {iri(claim_iri(base, item.id)) for item in about if item.id in added},
                Severity.WARNING,
                "Withdraw one of the decisions.",
            )
        )
    return problems
