"""A load that fits in memory: all its claims, and where each of them stands."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from loader import facts
from loader.claims import Claim, Description
from loader.errors import Place, Problem
from loader.intake.reading import Reader, Survey, survey
from loader.intake.resolving import resolved
from loader.intake.spool import Spool
from loader.names import Known, Names, Scopes

__all__ = ["Intake", "all_claims", "scopes_of", "take_in"]


@dataclass(slots=True)
class Intake:
    """What the files of one load say.

    Attributes:
        datasets: for each dataset, its claims and descriptions by id.
        places: where each of them stands.
        problems: all that is wrong, in the order of the files.
        facts: how many facts were read.
        names: the actors and sources that they describe, whatever else is wrong with these.
    """

    datasets: dict[str, dict[str, Claim | Description]] = field(default_factory=dict)
    places: dict[str, list[Place]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    facts: int = 0
    names: Names = field(default_factory=Names)

    def items(self) -> dict[str, Claim | Description]:
        """All claims and descriptions by id, whatever the dataset."""
        return {i: item for items in self.datasets.values() for i, item in items.items()}


def take_in(
    files: Sequence[Path], dataset: str = "", known: Known | None = None, reader: Reader = facts.each
) -> Intake:
    """Reads the files of one load, and resolves what they refer to.

    Args:
        files: facts files, of any of the formats, or what else the reader reads.
        dataset: the dataset that all of them belong to; otherwise each file is one of its own name.
        known: what the store knows already.
        reader: how a file is read.

    Raises:
        InputError: a file cannot be read, or two files would be one dataset.
    """
    with closing(Spool(sys.maxsize)) as spool:
        return all_claims(survey(files, dataset, reader, spool), known)


def all_claims(read: Survey, known: Known | None = None) -> Intake:
    """The claims of files that were read.

    Args:
        read: the files.
        known: what the store knows already.
    """
    taken = Intake(problems=list(read.problems), facts=len(read.facts), names=read.whole)
    for name in read.datasets:
        taken.datasets.setdefault(name, {})
    scopes = scopes_of(read, known)
    for number, one in read.facts:
        item, problems = resolved(one, scopes[number], read.missing)
        taken.problems += problems
        if item is not None:
            taken.datasets[read.datasets[number]][item.id] = item
            taken.places.setdefault(item.id, []).append(one.place)
    return taken


def scopes_of(read: Survey, known: Known | None) -> list[Scopes]:
    """Where the references of each file are looked up: in itself, in the load, in the store."""
    further: list[Known] = [known] if known is not None else []
    return [
        Scopes([names, *([read.whole] if names is not read.whole else []), *further]) for names in read.names
    ]
