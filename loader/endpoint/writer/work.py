"""What a writer does: one write, or nothing."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from loader import commit
from loader.commit.updating import delete_graph, put_graph, update
from loader.commit.writing import Outcome
from loader.documents import triples
from loader.endpoint.network.allowed import Way, allowed
from loader.endpoint.network.federated import UnansweredError
from loader.endpoint.network.guard import check_update
from loader.endpoint.writer.job import (
    Answer,
    Delete,
    Facts,
    Job,
    Led,
    Put,
    Stored,
    Update,
    Work,
)
from loader.endpoint.writer.telling import (
    EXISTS,
    MISSING,
    ChangedError,
    is_full,
    listed,
    nonconforming,
    refused,
)
from loader.errors import DataError, QueryError, StoreError
from loader.facts import each
from loader.store import Draft, Store, Version
from loader.triples import iri
from loader.validation.gate import check
from loader.vocabulary import CLAIM, RDF_TYPE

if TYPE_CHECKING:
    from loader.store.manifest import Action

__all__ = ["answer", "prepare"]


class _Store(Store):
    """A store whose drafts wait for other writers, and begin from the content that is expected only.

    Attributes:
        job: what is done, which says both.
        before: the version that the draft begins from.
        created: whether the write would make a dataset or a graph that is not there yet.
    """

    job: Job
    before: Version | None = None
    created = False

    @contextmanager
    def draft(self, action: Action, wait: float = 0.0) -> Iterator[Draft]:
        """See `Store.draft`."""
        with super().draft(action, max(wait, self.job.wait)) as draft:
            self.before = draft.parent
            content = draft.parent.manifest.content if draft.parent else ""
            if self.job.expected not in (None, content):
                raise ChangedError
            self.created = _is_new(self.before, self.job.work)
            if isinstance(self.job.work, Put) and self.job.work.there is self.created:
                raise ChangedError(EXISTS if self.job.work.there is False else MISSING)
            yield draft


def prepare() -> None:
    """Reads what a write needs, so that a process that is forked from this one has it."""
    lacking_all = [(iri("urn:nothing"), iri(RDF_TYPE), iri(f"{CLAIM}Meeting"))]
    assert check(lacking_all)  # what surely conforms is not judged by pySHACL, and would not have it read


def answer(job: Job) -> Answer:
    """Carries out a write, or says why not."""
    try:
        return _done(job)
    except DataError as error:
        return nonconforming(error, job)
    except Exception as error:  # the log of the server is told, which outlives this process
        return refused(error)


def _done(job: Job) -> Stored:
    store = _Store.open(Path(job.store))
    store.job, work = job, job.work
    outcome = _updated(store, work, job.led) if isinstance(work, Update) else _written(store, work)
    holds = outcome.version or store.before
    return Stored(
        version=holds.number if holds else 0,
        changed=outcome.version is not None,
        triples=holds.manifest.triples if holds else 0,
        created=outcome.version is not None and store.created,
        facts=outcome.facts,
        totals=outcome.totals._asdict(),
        problems=listed(outcome.problems),
    )


def _updated(store: Store, work: Update, led: Led | None) -> Outcome:
    way = Way(allowed(led.services), led.base) if led else None
    text = check_update(work.text, way)
    try:
        return update(store, text, base_iri=work.base, using=work.using, using_named=work.using_named)
    except (OSError, QueryError, StoreError) as error:
        if way is None or text == work.text or is_full(error):
            raise
        within = error if isinstance(error, OSError) else error.__context__
        if isinstance(within, (OSError, RuntimeError, ValueError)):
            raise UnansweredError from error
        raise QueryError(way.meant(str(error))) from None


def _written(store: Store, work: Facts | Put | Delete) -> Outcome:
    match work:
        case Facts():
            return commit.load(
                store,
                [Path(work.dataset)],
                dataset=work.dataset,
                keep=work.add,
                replace=work.replace,
                reader=partial(each, lines_of=io.BytesIO(work.body)),
            )
        case Put():
            found = [triples(each.body, each.media_type, each.base, graphs=False) for each in work.documents]
            return put_graph(store, work.graph, b"".join(found), merge_it=work.merge)
        case Delete():
            return delete_graph(store, work.graph)


def _is_new(before: Version | None, work: Work) -> bool:
    match work:
        case Facts():
            return before is None or work.dataset not in before.manifest.datasets
        case Put(graph=str(name)):
            return before is None or not before.open().contains_named_graph(NamedNode(name))
    return False
