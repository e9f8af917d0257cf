"""How a request is refused: in one sentence, as a page or as problem details for programs (RFC 9457)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING

from loader.endpoint.exchange import RefusalError, Reply, Request
from loader.endpoint.exchange.negotiate import choose
from loader.endpoint.network.federated import UnansweredError
from loader.endpoint.network.guard import ForbiddenQueryError
from loader.errors import DetenteError, QueryError
from loader.reports.report import legible

if TYPE_CHECKING:
    from loader.web.pages import Pages

__all__ = ["refused", "status_of"]

_PROBLEM = "application/problem+json"


def status_of(error: DetenteError) -> tuple[HTTPStatus, str]:
    """The status that says what went wrong, and a sentence that may leave the machine."""
    match error:
        case RefusalError():
            return error.status, str(error)
        case ForbiddenQueryError():
            return HTTPStatus.FORBIDDEN, str(error)
        case UnansweredError():
            return HTTPStatus.BAD_GATEWAY, str(error)
        case QueryError():
            return HTTPStatus.BAD_REQUEST, str(error)
        case _:  # about the store: the message names folders
            return (
                HTTPStatus.SERVICE_UNAVAILABLE,
                "The store cannot be read at present; whoever runs this server finds the reason in its log.",
            )


def refused(
    pages: Pages,
    request: Request,
    status: HTTPStatus,
    sentence: str,
    headers: Mapping[str, str] | None = None,
) -> Reply:
    """The reply to a request that is not answered."""
    sent = {"Cache-Control": "no-store", "Vary": "Accept", **(headers or {})}
    sentence = legible(sentence)  # it may quote what was asked
    offers = [_PROBLEM, "application/json", "text/plain", "text/html"]
    match choose(request.accept, offers):
        case "text/html":
            return Reply(pages.refusal(status, sentence), "text/html; charset=utf-8", status, sent)
        case "text/plain":
            return Reply(f"{sentence}\n".encode(), "text/plain; charset=utf-8", status, sent)
    problem = {"type": "about:blank", "title": status.phrase, "status": status, "detail": sentence}
    return Reply(json.dumps(problem, ensure_ascii=False).encode(), _PROBLEM, status, sent)
