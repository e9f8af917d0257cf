"""A change becomes a version: its triples, the places of its claims, and what the version says of itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from msgspec.structs import replace

from loader.change import Change, Totals, languages, naming, totals
from loader.errors import DetenteError, Place, Problem
from loader.intake import dataset_name
from loader.membership import combined, content_digest
from loader.store import Draft, Stated, Version

__all__ = ["Outcome", "WithdrawalError", "committed", "elsewhere", "forget", "spare", "write"]


class WithdrawalError(DetenteError):
    """More would be withdrawn than is often meant.

    Attributes:
        told: what would be, without what to do about it.
    """

    def __init__(self, told: str) -> None:
        super().__init__(f"{told} If that is meant, give --replace; to keep them, give --add.")
        self.told = told


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a write came to.

    Attributes:
        version: the version that holds it now; None where nothing was to be changed.
        totals: what was added and withdrawn, in figures.
        problems: warnings and notes; violations are raised.
        facts: how many facts were read.
        datasets: the datasets that would bring back what was retracted.
    """

    version: Version | None
    totals: Totals
    problems: list[Problem] = field(default_factory=list)
    facts: int = 0
    datasets: tuple[str, ...] = ()


def elsewhere(standing: Iterable[Place], datasets: Container[str], files: Container[str]) -> list[Place]:
    """The places of a claim that are in none of some datasets, and in none of some files."""
    return [p for p in standing if p.file not in files and dataset_name(Path(p.file).name) not in datasets]


def spare(name: str, left: int, before: int) -> None:
    """Refuses to withdraw more than half of a dataset, which is seldom meant.

    Raises:
        WithdrawalError: it is more than half.
    """
    if 2 * left > before:
        raise WithdrawalError(
            f"This would withdraw {left} of the {before} facts of dataset {name}, for the file no "
            "longer states them."
        )


def write(
    draft: Draft, planned: Change, summary: str, stated: Mapping[str, Stated] = MappingProxyType({})
) -> Version:
    """Writes a change that is held in memory, and commits it; see `committed`."""
    draft.remove(sorted(planned.gone))
    draft.insert(sorted(planned.new))
    joined, left = planned.membership.joined, planned.membership.left
    forget(draft, left, planned.withdrawn)
    return committed(
        draft,
        summary,
        totals(planned),
        {name: len(ids) for name, ids in joined.items()},
        {name: len(ids) for name, ids in left.items()},
        content_digest("0", planned.membership),
        naming(planned),
        languages(planned),
        stated,
    )


def forget(draft: Draft, left: Mapping[str, Iterable[str]], withdrawn: Iterable[str]) -> None:
    """Lets go of the places of claims, where datasets cease to make them."""
    for name, ids in left.items():
        for identifier in ids:
            draft.places[identifier] = elsewhere(draft.places.get(identifier, ()), {name}, ())
    for identifier in withdrawn:
        draft.places.pop(identifier, None)


def committed(
    draft: Draft,
    summary: str,
    done: Totals,
    joined: Mapping[str, int],
    left: Mapping[str, int],
    content: str,
    named: str,
    tags: Iterable[str],
    stated: Mapping[str, Stated] = MappingProxyType({}),
) -> Version:
    """Commits what a draft holds.

    Args:
        draft: the triples and places are in it already.
        summary: what was done, in a few words.
        done: the same in figures.
        joined: for each dataset, how many claims it begins to make.
        left: for each dataset, how many it ceases to make.
        content: the digest of what joins and leaves.
        named: the same of what says who actors and what sources are.
        tags: the language tags of the names that are new.
        stated: what the datasets of a load are made from, if that is worth remembering.
    """
    manifest = draft.parent.manifest if draft.parent else None
    datasets = Counter(manifest.datasets if manifest else {})
    datasets.update(joined)
    datasets.subtract(left)
    before = manifest.claims if manifest else 0
    becomes = combined(manifest.named if manifest else "0", named)
    touched = {*joined, *left}
    remembered = {n: said for n, said in (manifest.stated if manifest else {}).items() if n not in touched}
    return draft.commit(
        summary=f"{summary}: {done.added} added, {done.withdrawn} withdrawn",
        datasets={name: count for name, count in sorted(datasets.items()) if count},
        claims=before + done.added - done.withdrawn,
        content=combined(manifest.content if manifest else "0", content),
        languages=sorted({*(manifest.languages if manifest else ()), *tags}),
        named=becomes,
        stated=remembered | {name: replace(said, named=becomes) for name, said in stated.items()},
    )
