"""Writes: `POST /facts`, and how every write is answered."""

from __future__ import annotations

import json
import logging
from http import HTTPStatus

from loader.endpoint.addresses.posting import has_length, media_type, switch
from loader.endpoint.exchange import RefusalError, Reply, Request
from loader.endpoint.exchange.negotiate import choose
from loader.endpoint.site import Site
from loader.endpoint.writer.job import CHANGED, Facts, Refused, Stored, Work

__all__ = ["LINES", "facts", "written"]

_LOG = logging.getLogger("detente.endpoint")
LINES = ("application/jsonl", "application/x-ndjson", "application/x-jsonlines", "application/jsonlines")
_LONGEST = 200  # characters of a dataset's name
_PAGE = "text/html"
_OF_A_REPORT = {"Cache-Control": "no-store", "Vary": "Accept"}
_REPORTS = {
    "application/json": "json",
    "application/sarif+json": "sarif",
    "text/turtle": "turtle",
    "text/plain": "text",
    "application/problem+json": "",
    _PAGE: "",
}
"""The media types of a report, and what it is called; those that are made of one in JSON are empty."""


async def facts(site: Site, request: Request) -> Reply:
    """Load facts."""
    has_length(request)
    kind = media_type(request)
    if kind not in LINES:
        raise RefusalError(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            f"Facts are posted as {LINES[0]}, one fact a line.",
            {"Accept-Post": ", ".join(LINES)},
        )
    work = Facts(request.body, _dataset(request), switch(request, "add"), switch(request, "replace"))
    return await written(site, request, work)


async def written(
    site: Site, request: Request, work: Work, *, made: HTTPStatus | None = None, location: str = ""
) -> Reply:
    """Carry out a write, and say what it came to.

    Args:
        site: where.
        request: asks for it, and is permitted to.
        work: what is to be done.
        made: the status; unless given, 201 where something is there now that was not before.
        location: the address of what was made.

    Raises:
        RefusalError: it was not carried out.
    """
    if site.writers is None:
        raise RefusalError(HTTPStatus.FORBIDDEN, "This server has no store that could be written.")
    form = choose(request.accept, [*_REPORTS]) or "application/json"
    answer = await site.writers.write(work, _REPORTS[form] or "json", _expected(site, request))
    if isinstance(answer, Refused):
        return _told(site, request, answer, form)
    status = HTTPStatus.CREATED if answer.created else HTTPStatus.OK
    headers = {"Cache-Control": "no-store"}
    if answer.created and location:
        headers["Location"] = location
    return Reply(_summary(answer), "application/json", made or status, headers)


def _dataset(request: Request) -> str:
    given = request.all("dataset")
    if len(given) != 1 or not given[0].strip():
        raise RefusalError(HTTPStatus.BAD_REQUEST, "Say which dataset these facts are: ?dataset=NAME.")
    if len(given[0]) > _LONGEST or not given[0].isprintable() or given[0] == "-":
        raise RefusalError(
            HTTPStatus.BAD_REQUEST,
            f"The name of a dataset has at most {_LONGEST} characters, all of them printable.",
        )
    return given[0]


def _expected(site: Site, request: Request) -> str | None:
    """The content that has to hold for a write that says so (If-Match).

    Raises:
        RefusalError: 412 where another one holds.
    """
    wanted = request.headers.get("if-match", "").strip()
    if not wanted or wanted == "*":
        return None
    content = site.current().content
    # Tags of graphs are the content's digest and the ending of the format; a weak one never matches here.
    named = {each.strip().strip('"').partition(".")[0] for each in wanted.split(",")}
    if content not in named:
        raise RefusalError(HTTPStatus.PRECONDITION_FAILED, CHANGED)
    return content


def _told(site: Site, request: Request, answer: Refused, form: str) -> Reply:
    """What kept a write from being carried out: in full where it is about the data."""
    if answer.detail:
        _LOG.error("%s %s: %s", request.method, request.path, answer.detail)
    if answer.report and _REPORTS[form]:
        content_type = f"{form}; charset=utf-8" if form.startswith("text/") else form
        return Reply(answer.report, content_type, answer.status, _OF_A_REPORT)
    if answer.report and form == _PAGE:
        page = site.pages.refusal(HTTPStatus(answer.status), answer.sentence, _lines(answer.report))
        return Reply(page, f"{form}; charset=utf-8", answer.status, _OF_A_REPORT)
    headers = {"Retry-After": str(answer.retry)} if answer.retry else {}
    raise RefusalError(HTTPStatus(answer.status), answer.sentence, headers)


def _lines(report: bytes) -> list[str]:
    """The problems of a report in JSON, each in a line."""
    problems = json.loads(report)["problems"]
    places = [f"{one['file']}:{one['line']}" if one["line"] else one["file"] for one in problems]
    return [
        f"{place}: {one['message']} {one['hint']}".rstrip()
        for place, one in zip(places, problems, strict=True)
    ]


def _summary(answer: Stored) -> bytes:
    totals = answer.totals
    said = {
        "version": answer.version,
        "changed": answer.changed,
        "triples": answer.triples,
        "facts": answer.facts,
        **{name: totals[name] for name in ("added", "withdrawn", "shared", "kept")},
        "records": {name: totals[name] for name in ("new", "changed", "gone")},
        "problems": answer.problems,
    }
    return json.dumps(said, ensure_ascii=False).encode()
