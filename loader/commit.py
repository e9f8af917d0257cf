"""Writing: a load, a retraction or a rollback becomes a new version, or nothing at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from loader import facts
from loader.change import Change, Totals, change, totals
from loader.claims import Claim, Description, claim_iri
from loader.dangling import dangling
from loader.errors import DataError, DetenteError, InputError, Place, Problem, Severity
from loader.facts.model import Actor
from loader.facts.suggest import suggest
from loader.holdings import Holdings, held_by
from loader.intake import Reader, dataset_name, take_in
from loader.judge import stands
from loader.membership import Membership, content_digest, incoming, leaving
from loader.reports import conforms
from loader.store import Draft, Store, Version
from loader.verdict import alone, joined

__all__ = ["Outcome", "load", "retract_dataset", "retract_source"]

_SHOWN = 10  # names in a message


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


def load(
    store: Store,
    files: Sequence[Path],
    *,
    dataset: str | None = None,
    keep: bool = False,
    replace: bool = False,
    fail_on: Severity = Severity.VIOLATION,
    shapes: Path | None = None,
    reader: Reader = facts.each,
) -> Outcome:
    """Loads facts files: all of them, or nothing.

    Args:
        store: where to.
        files: facts files.
        dataset: the dataset that all of them belong to; otherwise each is one of its own name, which
            standard input has not.
        keep: let stand what a dataset no longer says.
        replace: allow more than half of a dataset to be withdrawn.
        fail_on: the least severity that keeps the load from being committed.
        shapes: a shapes file of the user's own, used besides the product's.
        reader: how a file is read, where it is no facts file.

    Raises:
        DataError: the facts do not conform; carries all problems.
        DetenteError: a file cannot be read, too much would be withdrawn, or the store cannot be written.
    """
    if dataset is not None and not dataset.strip():
        raise InputError("The name of a dataset is empty; give one, or leave --dataset out.")
    if dataset is None and any(str(file) == "-" for file in files):
        raise InputError(
            "Facts from standard input have no file's name to be stored under; give --dataset NAME."
        )
    with store.draft("load") as draft:
        holdings = held_by(draft.parent, store.base)
        taken = take_in(files, dataset or "", holdings, reader)
        if not conforms(taken.problems, fail_on):
            raise DataError(alone(taken, holdings, shapes), taken.facts)
        membership = incoming(holdings, taken.datasets, keep)
        if not replace:
            _spare(holdings, membership, taken.datasets)
        planned = change(holdings, membership, taken.items())
        stored = draft.places
        problems = joined(planned, taken, holdings, stands(store.base, taken.places, stored), shapes)
        if not conforms(problems, fail_on):
            raise DataError(problems, taken.facts)
        if not planned:
            return Outcome(None, totals(planned), problems, taken.facts)
        named = {str(file) for file in files} | {p.file for ps in taken.places.values() for p in ps}
        for identifier, standing in taken.places.items():
            claim = claim_iri(store.base, identifier)
            before = _elsewhere(stored.get(claim, ()), taken.datasets, named)
            stored[claim] = sorted({*standing, *before})
        version = _commit(draft, planned, store.base, f"load {', '.join(sorted(taken.datasets))}")
        return Outcome(version, totals(planned), problems, taken.facts)


def _elsewhere(standing: Iterable[Place], datasets: Container[str], files: Container[str]) -> list[Place]:
    """The places of a claim that are in none of some datasets."""
    return [p for p in standing if p.file not in files and dataset_name(Path(p.file).name) not in datasets]


def _spare(
    holdings: Holdings, membership: Membership, datasets: Mapping[str, Mapping[str, Claim | Description]]
) -> None:
    for name, left in membership.left.items():
        before = len(holdings.in_dataset(name))
        if 2 * len(left) > before:
            raise DetenteError(
                f"This would withdraw {len(left)} of the {before} facts of dataset {name}, for the file no "
                "longer states them. If that is meant, give --replace; to keep them, give --add."
            )


def retract_dataset(store: Store, name: str) -> Outcome:
    """Withdraws all that a dataset makes; what another dataset makes too still stands.

    Raises:
        DetenteError: there is no such dataset.
        DataError: another dataset refers to an actor or a source that this one alone describes.
    """
    with store.draft("retract") as draft:
        name = dataset_name(name)
        holdings = held_by(draft.parent, store.base)
        ids = holdings.in_dataset(name)
        if not ids:
            known = sorted(draft.parent.manifest.datasets) if draft.parent else []
            raise DetenteError(f"There is no dataset {name!r} here. {_offered(name, known)}")
        planned = change(holdings, Membership(left={name: ids}), {})
        problems = dangling(planned, holdings, stands(store.base, {}, draft.places))
        if not conforms(problems):
            raise DataError(problems)
        version = _commit(draft, planned, store.base, f"retract dataset {name}")
        return Outcome(version, totals(planned), problems)


def retract_source(store: Store, identifier: str) -> Outcome:
    """Withdraws all claims on a source, and what describes it, from all datasets.

    Returns:
        The outcome; its datasets would bring the source back when they are loaded again.

    Raises:
        DetenteError: there is no such source.
    """
    with store.draft("retract") as draft:
        holdings = held_by(draft.parent, store.base)
        ids = [item.id for item in holdings.by_source(identifier)]
        if not ids:
            known = sorted(holdings.source_ids())
            raise DetenteError(f"There is no source {identifier!r} here. {_offered(identifier, known)}")
        membership = leaving(holdings, ids)
        planned = change(holdings, membership, {})
        version = _commit(draft, planned, store.base, f"retract source {identifier}")
        return Outcome(version, totals(planned), datasets=tuple(sorted(membership.left)))


def _offered(name: str, known: Sequence[str]) -> str:
    """What could have been meant: the one that is alike, else some of those that there are."""
    if not known:
        return "Nothing is stored."
    more = f" and {len(known) - _SHOWN} more" if len(known) > _SHOWN else ""
    return suggest(name, known) or f"There is: {', '.join(known[:_SHOWN])}{more}."


def _commit(draft: Draft, planned: Change, base: str, summary: str) -> Version:
    draft.remove(sorted(planned.gone))
    draft.insert(sorted(planned.new))
    for name, ids in planned.membership.left.items():
        for claim in (claim_iri(base, identifier) for identifier in ids):
            draft.places[claim] = _elsewhere(draft.places.get(claim, ()), {name}, ())
    for identifier in planned.withdrawn:
        draft.places.pop(claim_iri(base, identifier), None)
    manifest = draft.parent.manifest if draft.parent else None
    datasets = Counter(manifest.datasets if manifest else {})
    for given, sign in ((planned.membership.joined, 1), (planned.membership.left, -1)):
        for name, ids in given.items():
            datasets[name] += sign * len(ids)
    before = manifest.claims if manifest else 0
    return draft.commit(
        summary=f"{summary}: {len(planned.added)} added, {len(planned.withdrawn)} withdrawn",
        datasets={name: count for name, count in sorted(datasets.items()) if count},
        claims=before + len(planned.added) - len(planned.withdrawn),
        content=content_digest(manifest.content if manifest else "0", planned.membership),
        languages=sorted({*(manifest.languages if manifest else ()), *_languages(planned.added.values())}),
    )


def _languages(items: Iterable[Claim | Description]) -> set[str]:
    return {tag for item in items if isinstance(item.fact, Actor) for tag in item.fact.names}
