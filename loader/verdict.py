"""All that is wrong with a load: with its files, with each fact, and with what they come to together."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import pyoxigraph

from loader import facts
from loader.change import Change, change
from loader.contradictions import contradictions
from loader.dangling import dangling
from loader.errors import Problem, Severity
from loader.holdings import Holdings, held_by
from loader.intake import LARGE, Intake, Spool, all_claims, survey
from loader.judge import Places, judge, stands
from loader.membership import incoming
from loader.progress import Progress, silent
from loader.reports import conforms
from loader.store import Store

__all__ = ["Verdict", "alone", "by_themselves", "joined", "validate"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to be said of files.

    Attributes:
        problems: all problems of any severity.
        facts: how many facts were read.
        claims: how many claims and descriptions they come to.
    """

    problems: list[Problem]
    facts: int
    claims: int


def validate(
    files: Sequence[Path],
    store: Store | None,
    base: str,
    shapes: Path | None = None,
    progress: Progress = silent,
    large: int = LARGE,
) -> Verdict:
    """Judges files without storing anything.

    Args:
        files: facts files.
        store: a store whose actors and sources the files may refer to.
        base: the base of the IRIs of things.
        shapes: a shapes file of the user's own, used besides the product's.
        progress: is told how far it is.
        large: how many facts are held in memory; more are taken part by part.
    """
    version = store.current if store else None
    with closing(Spool(large)) as spool:
        read = survey(files, "", facts.each, spool, progress)
        if spool.large:
            from loader.bulk import pour  # noqa: PLC0415  # processes: a tenth of a second

            done = pour(read, version, base, alone=True, shapes=shapes, progress=progress)
            if done is not None:
                return Verdict(done.problems, len(spool), sum(done.joined.values()))
        holdings = held_by(version, base)
        taken = all_claims(read, holdings)
        claims = sum(map(len, taken.datasets.values()))
        return Verdict(alone(taken, holdings, shapes), taken.facts, claims)


def alone(taken: Intake, holdings: Holdings, shapes: Path | None = None) -> list[Problem]:
    """All problems of the files by themselves: what could be read is judged too, whatever could not.

    Args:
        taken: the files.
        holdings: what the store holds, for what the files refer to.
        shapes: a shapes file of the user's own.
    """
    nothing = Holdings(pyoxigraph.Store(), holdings.base)
    planned = change(nothing, incoming(nothing, taken.datasets), taken.items())
    places = stands(holdings.base, taken.places, {})
    return taken.problems + judge(planned, holdings, places, shapes, taken.names)


def joined(
    planned: Change, taken: Intake, holdings: Holdings, places: Places, shapes: Path | None = None
) -> list[Problem]:
    """All problems of a load: those of its files, and of what they come to with what is stored.

    Whatever appears only by joining what files say is a warning at most, so that no file is refused for what
    another one says.

    Args:
        planned: what the load changes.
        taken: its files.
        holdings: what the store holds before.
        places: where each claim stands.
        shapes: a shapes file of the user's own.
    """
    problems = judge(planned, holdings, places, shapes)
    if shapes is not None or not conforms(problems):
        problems = by_themselves(problems, alone(taken, holdings, shapes), whole=shapes is not None)
    return list(
        dict.fromkeys(
            [
                *taken.problems,
                *problems,
                *dangling(planned, holdings, places),
                *contradictions(planned.identity, planned.decisions, planned.added, holdings.base, places),
            ]
        )
    )


def by_themselves(problems: Sequence[Problem], alone: Sequence[Problem], *, whole: bool) -> list[Problem]:
    """What is wrong with a load, knowing what is wrong with its files by themselves.

    Args:
        problems: all that the shapes find.
        alone: what they find in the files by themselves.
        whole: whether to tell all of that too: with other shapes it may be new where the facts are not.
    """
    refused = {(p.rule, p.place) for p in alone}
    found = [
        p if (p.rule, p.place) in refused else replace(p, severity=_at_most_warning(p.severity))
        for p in problems
    ]
    return [*found, *alone] if whole else found


def _at_most_warning(severity: Severity) -> Severity:
    return Severity.WARNING if severity is Severity.VIOLATION else severity
