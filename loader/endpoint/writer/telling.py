"""How it is told why a write was not carried out."""

from __future__ import annotations

import errno
import io
import os
import traceback
from http import HTTPStatus

import msgspec

from loader import reports
from loader.commit.writing import WithdrawalError
from loader.endpoint.network.federated import UnansweredError
from loader.endpoint.network.guard import ForbiddenQueryError
from loader.endpoint.writer.job import CHANGED, Facts, Job, Refused
from loader.errors import (
    DataError,
    DetenteError,
    GraphMissingError,
    InputError,
    Problem,
    QueryError,
    StoreBusyError,
    StoreError,
)
from loader.facts import RULES
from loader.intake import RULES as OF_REFERENCES
from loader.reports.report import counted, legible, sentence
from loader.rewriting import RULES as OF_UPDATES

__all__ = ["EXISTS", "MISSING", "SHOWN", "ChangedError", "is_full", "listed", "nonconforming", "refused"]

SHOWN = 1_000
"""Problems in an answer, at most."""

_RETRY = 5  # seconds after which a client whom another writer was in the way of may try again
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_FULL = "The disk is full; nothing was stored, and it works again once there is room."
_LARGE = (
    "This needs more memory than one write may take; /health tells which version holds now. Send it in parts."
)
_FAILED = "The server failed at this; its log says why, and /health which version holds now."

EXISTS = "There is such a graph already."
MISSING = "There is no such graph."


class ChangedError(DetenteError):
    """What holds is not what the client expected."""

    def __init__(self, said: str = CHANGED) -> None:
        super().__init__(said)


def listed(problems: list[Problem]) -> list[dict[str, object]]:
    """Problems as a report in JSON lists them, as far as an answer goes."""
    out = io.StringIO()
    reports.write("json", problems[:SHOWN], reports.Summary((), 0, 0), out)
    listed: list[dict[str, object]] = msgspec.json.decode(out.getvalue())["problems"]
    return listed


def nonconforming(error: DataError, job: Job) -> Refused:
    """What is wrong, in one sentence and in full."""
    problems = sorted(error.problems, key=reports.in_order)
    violations = [p for p in problems if not reports.conforms([p])]
    first = (violations or problems)[0]
    said = f"{legible(str(first.place))}: {legible(sentence(first))}"
    if len(violations) > 1:
        said = f"{counted(len(violations), 'problem')}; nothing was stored. The first is {said}"
    out = io.StringIO()
    files = (job.work.dataset,) if isinstance(job.work, Facts) else ()
    known = {**RULES, **OF_REFERENCES, **OF_UPDATES}
    problems = problems[:SHOWN]
    rules = known | {p.rule: p.message for p in problems if p.rule not in known}
    reports.write(job.report, problems, reports.Summary(files, error.facts, 0), out, rules=rules)
    report = out.getvalue().encode("utf-8", "replace")
    return Refused(HTTPStatus.UNPROCESSABLE_ENTITY, said, report)


def refused(error: Exception) -> Refused:
    """Why a write was not carried out, where that is not about its data.

    Whether it was is not said of a failure that nobody foresaw: it may have come after the commit.
    """
    match error:
        case DetenteError():
            return _told(error)
        case MemoryError():
            return Refused(HTTPStatus.SERVICE_UNAVAILABLE, _LARGE)
        case OSError() if is_full(error):
            return Refused(HTTPStatus.INSUFFICIENT_STORAGE, _FULL, detail=str(error))
    detail = "".join(traceback.format_exception(error))
    return Refused(HTTPStatus.INTERNAL_SERVER_ERROR, _FAILED, detail=detail)


def _told(error: DetenteError) -> Refused:
    status, said, detail, retry = HTTPStatus.CONFLICT, " ".join(str(error).split()), "", 0
    match error:
        case ChangedError():
            status = HTTPStatus.PRECONDITION_FAILED
        case WithdrawalError():
            said = f"{error.told} If that is meant, say ?replace; to keep them, say ?add."
        case StoreBusyError():
            status, detail, retry = HTTPStatus.SERVICE_UNAVAILABLE, said, _RETRY
            said = "Somebody else is writing to the store; try again in a moment."
        case StoreError() if is_full(error):
            status, said, detail = HTTPStatus.INSUFFICIENT_STORAGE, _FULL, said
        case StoreError():
            status, detail = HTTPStatus.SERVICE_UNAVAILABLE, said
            said = "The store cannot be written at present; whoever runs this server finds why in its log."
        case ForbiddenQueryError():
            status = HTTPStatus.FORBIDDEN
        case UnansweredError():
            status = HTTPStatus.BAD_GATEWAY
        case GraphMissingError():
            status, said = HTTPStatus.NOT_FOUND, MISSING
        case QueryError() | InputError():
            status = HTTPStatus.BAD_REQUEST
    return Refused(status, said, detail=detail, retry=retry)


def is_full(error: BaseException | None) -> bool:
    """Whether a disk without room is behind this; the engine tells it in the system's words only."""
    while error is not None:
        if isinstance(error, OSError) and (
            error.errno in _NO_ROOM or any(os.strerror(number) in str(error) for number in _NO_ROOM)
        ):
            return True
        error = error.__cause__ or error.__context__
    return False
