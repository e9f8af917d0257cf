"""`/ready` and `/metrics`: how the server is, for whoever runs it.

`/health` is the application's: that a process answers at all. These two answer from beside it, so that they
do when it is full, and are not counted against anybody's rate.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from loader.endpoint.access import check_host
from loader.endpoint.client import is_local
from loader.endpoint.exchange import RefusalError, Reply
from loader.errors import DetenteError

if TYPE_CHECKING:
    from loader.endpoint.around.figures import Figures
    from loader.endpoint.site import Site

__all__ = ["OWN", "Asked", "own_answer"]

OWN = frozenset(("/ready", "/metrics"))
"""The addresses that are answered here."""

_JSON = "application/json"
_NOT_STORED = {"Cache-Control": "no-store"}


@dataclass(frozen=True, slots=True)
class Asked:
    """A request for one of these addresses.

    Attributes:
        path: which.
        method: of the request.
        host: the name under which the server is asked; None where the client does not say.
        peer: the address that asks; empty where a proxy asks for somebody.
    """

    path: str
    method: str
    host: str | None
    peer: str


def own_answer(asked: Asked, site: Site, figures: Figures, stopping: bool) -> Reply:
    """Answer one of the addresses in `OWN`.

    Args:
        asked: the request.
        site: what is answered from.
        figures: what was counted.
        stopping: whether the server was told to stop.
    """
    if asked.method not in ("GET", "HEAD"):
        return _said(
            HTTPStatus.METHOD_NOT_ALLOWED,
            f"{asked.method[:20]} is not for this address.",
            {"Allow": "GET, HEAD"},
        )
    try:
        check_host(site.settings, asked.host)  # or a page elsewhere could read this in a browser here
    except RefusalError as error:
        return _said(error.status, str(error))
    if asked.path == "/ready":
        return _ready(site, stopping)
    shown = site.settings.metrics
    if shown == "none":
        return _said(HTTPStatus.NOT_FOUND, "This server shows no metrics.")
    if shown == "local" and not is_local(asked.peer):
        return _said(HTTPStatus.FORBIDDEN, "Metrics are for clients on the server's own machine.")
    body, media_type = figures.written()
    return Reply(body, media_type, headers=_NOT_STORED)


def _ready(site: Site, stopping: bool) -> Reply:
    """Whether requests should be sent here: the store can be read, and queries evaluated."""
    why = "The server is stopping." if stopping else _missing(site)
    said = {"ready": not why, **({"why": why} if why else {})}
    status = HTTPStatus.SERVICE_UNAVAILABLE if why else HTTPStatus.OK
    return Reply(json.dumps(said).encode(), _JSON, status, _NOT_STORED)


def _missing(site: Site) -> str:
    try:
        site.current()
    except DetenteError:  # its message names folders
        return "The store cannot be read."
    return "" if site.evaluator.ready else "No query can be evaluated yet."


def _said(status: HTTPStatus, sentence: str, headers: dict[str, str] | None = None) -> Reply:
    problem = {"type": "about:blank", "title": status.phrase, "status": status, "detail": sentence}
    body = json.dumps(problem).encode()
    return Reply(body, "application/problem+json", status, _NOT_STORED | (headers or {}))
