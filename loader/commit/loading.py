"""Loading facts files: all of them, or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

from loader import facts
from loader.change import Totals, change, totals
from loader.claims import Claim, Description
from loader.commit.unchanged import fingerprints, stated, unchanged
from loader.commit.writing import Outcome, elsewhere, spare, write
from loader.errors import DataError, InputError, Severity
from loader.holdings import Holdings, held_by
from loader.intake import LARGE, Reader, Spool, Survey, all_claims, datasets_of, survey
from loader.judge import stands
from loader.membership import Membership, incoming
from loader.progress import Progress, silent
from loader.reports import conforms
from loader.store import Draft, Stated, Store
from loader.uncollected import uncollected
from loader.verdict import alone, joined

__all__ = ["load"]


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
    progress: Progress = silent,
    large: int = LARGE,
    wait: float = 0.0,
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
        progress: is told how far it is.
        large: how many facts are held in memory; more are taken part by part.
        wait: how many seconds to wait for another writer.

    Raises:
        DataError: the facts do not conform; carries all problems.
        StoreBusyError: another writer is at work.
        DetenteError: a file cannot be read, too much would be withdrawn, or the store cannot be written.
    """
    if dataset is not None and not dataset.strip():
        raise InputError("The name of a dataset is empty; give one, or leave --dataset out.")
    if dataset is None and any(str(file) == "-" for file in files):
        raise InputError(
            "Facts from standard input have no file's name to be stored under; give --dataset NAME."
        )
    with store.draft("load", wait) as draft, closing(Spool(large, draft.aside)) as spool, uncollected():
        prints = fingerprints(files) if reader is facts.each and shapes is None else None
        if prints is not None and draft.parent is not None:
            names = datasets_of(files, dataset or "")
            if (count := unchanged(draft.parent.manifest, names, files, prints)) is not None:
                return Outcome(None, Totals(), [], count)
        read = survey(files, dataset or "", reader, spool, progress, summed=prints is not None)
        remembered: dict[str, Stated] = {}
        if prints is not None and not read.problems and not keep and fingerprints(files) == prints:
            remembered = stated(read, prints)
        if spool.large:
            from loader.commit.large import load_large  # noqa: PLC0415  # processes: a tenth of a second

            outcome = load_large(
                store, draft, read, files, keep, replace, fail_on, shapes, progress, remembered
            )
            if outcome is not None:
                return outcome
        progress("deriving", 0, len(spool))
        return _load(store, draft, read, files, keep, replace, fail_on, shapes, remembered)


def _load(
    store: Store,
    draft: Draft,
    read: Survey,
    files: Sequence[Path],
    keep: bool,
    replace: bool,
    fail_on: Severity,
    shapes: Path | None,
    remembered: Mapping[str, Stated],
) -> Outcome:
    holdings = held_by(draft.parent, store.base)
    taken = all_claims(read, holdings)
    if not conforms(taken.problems, fail_on):
        raise DataError(alone(taken, holdings, shapes), taken.facts)
    membership = incoming(holdings, taken.datasets, keep)
    if not replace:
        _spare(holdings, membership, taken.datasets)
    planned = change(holdings, membership, taken.items())
    places = draft.places
    problems = joined(planned, taken, holdings, stands(store.base, taken.places, places), shapes)
    if not conforms(problems, fail_on):
        raise DataError(problems, taken.facts)
    if not planned:
        return Outcome(None, totals(planned), problems, taken.facts)
    named = {str(file) for file in files} | {p.file for ps in taken.places.values() for p in ps}
    for identifier, standing in taken.places.items():
        before = elsewhere(places.get(identifier, ()), taken.datasets, named)
        places[identifier] = sorted({*standing, *before})
    version = write(draft, planned, f"load {', '.join(sorted(taken.datasets))}", remembered)
    return Outcome(version, totals(planned), problems, taken.facts)


def _spare(
    holdings: Holdings, membership: Membership, datasets: Mapping[str, Mapping[str, Claim | Description]]
) -> None:
    for name, left in membership.left.items():
        spare(name, len(left), len(holdings.in_dataset(name)))
