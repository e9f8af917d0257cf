"""A load that does not fit in memory: its parts are judged and written as they come, committed together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path

from loader.bulk import Poured, pour
from loader.commit.writing import Outcome, committed, elsewhere, forget, spare
from loader.errors import DataError, Place, Severity
from loader.intake import Survey
from loader.progress import Progress
from loader.reports import conforms
from loader.store import Draft, Stated, Store
from loader.triples import Triple
from loader.verdict import by_themselves

__all__ = ["load_large"]


class _Sink:
    """The draft, as the parts of a load see it.

    Args:
        draft: the draft.
        datasets: the names of the load's datasets.
        files: its files.
    """

    def __init__(self, draft: Draft, datasets: Sequence[str], files: Iterable[str]) -> None:
        self._draft = draft
        self._datasets = frozenset(datasets)
        self._files = frozenset(files)

    def bulk(self, document: bytes, count: int) -> None:
        self._draft.bulk(document, count)

    def remove(self, triples: Iterable[Triple]) -> None:
        self._draft.remove(triples)

    def stand(self, rows: Mapping[str, list[Place]], shared: AbstractSet[str]) -> None:
        places = self._draft.places
        further = {
            identifier: elsewhere(places.get(identifier, ()), self._datasets, self._files)
            for identifier in shared
        }
        places.extend((i, sorted({*standing, *further.get(i, ())})) for i, standing in rows.items())


def load_large(
    store: Store,
    draft: Draft,
    read: Survey,
    files: Sequence[Path],
    keep: bool,
    replaced: bool,
    fail_on: Severity,
    shapes: Path | None,
    progress: Progress,
    remembered: Mapping[str, Stated],
) -> Outcome | None:
    """Loads what was read.

    Args:
        store: where to.
        draft: the next version.
        read: the files.
        files: how the user named them.
        keep: let stand what a dataset no longer says.
        replaced: allow more than half of a dataset to be withdrawn.
        fail_on: the least severity that keeps the load from being committed.
        shapes: a shapes file of the user's own.
        progress: is told how far it is.
        remembered: what its datasets are made from.

    Returns:
        The outcome; None where the load has to be taken as a whole: see `pour`.

    Raises:
        DataError: the facts do not conform; carries all problems.
        DetenteError: too much would be withdrawn, or the store cannot be written.
    """

    def poured(alone: bool, sink: _Sink | None) -> Poured | None:
        return pour(
            read,
            draft.parent,
            store.base,
            alone=alone,
            keep=keep,
            shapes=shapes,
            sink=sink,
            fail_on=fail_on,
            folder=draft.aside,
            spare=None if replaced or alone else spare,
            progress=progress,
        )

    facts = len(read.facts)
    if not conforms(read.problems, fail_on):
        raise DataError(_certain(poured(True, None)).problems, facts)
    done = poured(False, _Sink(draft, read.datasets, map(str, files)))
    if done is None:
        return None
    if not conforms(done.faults, fail_on):
        raise DataError(done.problems, facts)
    if draft.parent is not None and (shapes is not None or not conforms(done.found)):
        alone = _certain(poured(True, None))
        done.found = by_themselves(done.found, [*alone.faults, *alone.found], whole=shapes is not None)
    problems = done.problems
    if not conforms(problems, fail_on):
        raise DataError(problems, facts)
    if not done:
        return Outcome(None, done.totals, problems, facts)
    progress("committing", facts, facts)
    forget(draft, {name: ids - done.stay for name, ids in done.left.items()}, done.withdrawn)
    version = committed(
        draft,
        f"load {', '.join(sorted({*read.datasets}))}",
        done.totals,
        done.joined,
        {name: len(ids) for name, ids in done.left.items()},
        done.content,
        done.named,
        done.languages,
        remembered,
    )
    return Outcome(version, done.totals, problems, facts)


def _certain(done: Poured | None) -> Poured:
    assert done is not None  # without what is stored there is always a way
    return done
