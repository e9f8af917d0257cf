"""What a writer does: one write, and in what words it is told."""

from __future__ import annotations

import errno
import io
import os
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from pyoxigraph import NamedNode

from loader import commit, reports
from loader.commit.writing import Outcome, WithdrawalError
from loader.documents import triples
from loader.endpoint.allowed import Way, allowed
from loader.endpoint.federated import UnansweredError
from loader.endpoint.guard import ForbiddenQueryError, check_update
from loader.endpoint.writer.job import (
    Answer,
    Delete,
    Facts,
    Job,
    Led,
    Put,
    Refused,
    Stored,
    Update,
    Work,
)
from loader.errors import (
    DataError,
    DetenteError,
    GraphMissingError,
    InputError,
    QueryError,
    StoreBusyError,
    StoreError,
)
from loader.facts import RULES, each
from loader.intake import RULES as OF_REFERENCES
from loader.reports.report import counted, legible, sentence
from loader.store import Draft, Store, Version
from loader.triples import iri
from loader.validation.gate import check
from loader.vocabulary import CLAIM, RDF_TYPE

if TYPE_CHECKING:
    from loader.errors import Problem
    from loader.store.manifest import Action

__all__ = ["RETRY", "answer", "prepare"]

RETRY = 5
"""Seconds after which a client whom another writer was in the way of may try again."""

_SHOWN = 1_000  # warnings in an answer
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_FULL = "The disk is full; nothing was stored, and it works again once there is room."
_LARGE = "This needs more memory than one write may take; nothing was stored. Send it in parts."


class _ChangedError(DetenteError):
    """Another content holds than the client expected."""


class _Store(Store):
    """A store whose drafts wait for other writers, and begin from the content that is expected only."""

    wait = 0.0
    expected: str | None = None
    before: Version | None = None

    @contextmanager
    def draft(self, action: Action, wait: float = 0.0) -> Iterator[Draft]:
        """See `Store.draft`."""
        with super().draft(action, max(wait, self.wait)) as draft:
            self.before = draft.parent
            content = draft.parent.manifest.content if draft.parent else ""
            if self.expected not in (None, content):
                raise _ChangedError("Somebody else has written since; read it again, then repeat the change.")
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
        return _nonconforming(error, job)
    except MemoryError:
        return Refused(HTTPStatus.SERVICE_UNAVAILABLE, _LARGE)
    except DetenteError as error:
        return _refused(error)
    except Exception as error:  # told to the log of the server, which outlives this process
        if _is_full(error):
            return Refused(HTTPStatus.INSUFFICIENT_STORAGE, _FULL, detail=str(error))
        detail = "".join(traceback.format_exception(error))
        said = "The server failed at this; its log says why. Nothing was stored."
        return Refused(HTTPStatus.INTERNAL_SERVER_ERROR, said, detail=detail)


def _done(job: Job) -> Stored:
    store = _Store.open(Path(job.store))
    store.wait, store.expected = job.wait, job.expected
    work = job.work
    outcome = _updated(store, work, job.led) if isinstance(work, Update) else _written(store, work)
    holds = outcome.version or store.before
    return Stored(
        version=holds.number if holds else 0,
        changed=outcome.version is not None,
        triples=holds.manifest.triples if holds else 0,
        created=outcome.version is not None and _is_new(store, work),
        facts=outcome.facts,
        totals=outcome.totals._asdict(),
        problems=_listed(outcome.problems[:_SHOWN]),
    )


def _updated(store: Store, work: Update, led: Led | None) -> Outcome:
    way = Way(allowed(led.services), led.base) if led else None
    text = check_update(work.text, way)
    try:
        return commit.update(store, text, base_iri=work.base, using=work.using, using_named=work.using_named)
    except (OSError, QueryError, StoreError) as error:
        if way is None or text == work.text or _is_full(error):
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
            return commit.put_graph(store, work.graph, b"".join(found), merge_it=work.merge)
        case Delete():
            return commit.delete_graph(store, work.graph)


def _is_new(store: _Store, work: Work) -> bool:
    """Whether a write made a dataset or a graph that was not there before it."""
    before = store.before
    match work:
        case Facts():
            return before is None or work.dataset not in before.manifest.datasets
        case Put(graph=str(name)):
            return before is None or not before.open().contains_named_graph(NamedNode(name))
    return False


def _listed(problems: list[Problem]) -> list[dict[str, object]]:
    out = io.StringIO()
    reports.write("json", problems, reports.Summary((), 0, 0), out)
    listed: list[dict[str, object]] = msgspec.json.decode(out.getvalue())["problems"]
    return listed


def _nonconforming(error: DataError, job: Job) -> Refused:
    """What is wrong, in one sentence and in full."""
    problems = sorted(error.problems, key=reports.in_order)
    violations = [p for p in problems if not reports.conforms([p])]
    first = violations[0]
    said = f"{legible(str(first.place))}: {legible(sentence(first))}"
    if len(violations) > 1:
        said = f"{counted(len(violations), 'problem')}; nothing was stored. The first is {said}"
    out = io.StringIO()
    files = (job.work.dataset,) if isinstance(job.work, Facts) else ()
    known = {**RULES, **OF_REFERENCES}
    rules = known | {p.rule: p.message for p in problems if p.rule not in known}
    reports.write(job.report, problems, reports.Summary(files, error.facts, 0), out, rules=rules)
    report = out.getvalue().encode("utf-8", "replace")
    return Refused(HTTPStatus.UNPROCESSABLE_ENTITY, said, report)


def _refused(error: DetenteError) -> Refused:
    status, said, detail, retry = HTTPStatus.CONFLICT, " ".join(str(error).split()), "", 0
    match error:
        case _ChangedError():
            status = HTTPStatus.PRECONDITION_FAILED
        case WithdrawalError():
            said = f"{error.told} If that is meant, say ?replace; to keep them, say ?add."
        case StoreBusyError():
            status, detail, retry = HTTPStatus.SERVICE_UNAVAILABLE, said, RETRY
            said = "Somebody else is writing to the store; try again in a moment."
        case StoreError() if _is_full(error):
            status, said, detail = HTTPStatus.INSUFFICIENT_STORAGE, _FULL, said
        case StoreError():
            status, detail = HTTPStatus.SERVICE_UNAVAILABLE, said
            said = "The store cannot be written at present; whoever runs this server finds why in its log."
        case ForbiddenQueryError():
            status = HTTPStatus.FORBIDDEN
        case UnansweredError():
            status = HTTPStatus.BAD_GATEWAY
        case GraphMissingError():
            status, said = HTTPStatus.NOT_FOUND, "There is no such graph."
        case QueryError() | InputError():
            status = HTTPStatus.BAD_REQUEST
    return Refused(status, said, detail=detail, retry=retry)


def _is_full(error: BaseException | None) -> bool:
    """Whether a disk without room is behind this; the engine tells it in the system's words only."""
    while error is not None:
        if isinstance(error, OSError) and (
            error.errno in _NO_ROOM or any(os.strerror(number) in str(error) for number in _NO_ROOM)
        ):
            return True
        error = error.__cause__ or error.__context__
    return False
