"""`/queries/...`: every saved question as an address, with its parameters in the address."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import unquote, urlencode

from loader.endpoint.answers.evaluate import Task
from loader.endpoint.answers.snapshots import Snapshot
from loader.endpoint.exchange import RefusalError, Reply, Request, Stream
from loader.endpoint.exchange.caching import answered, entity_tag
from loader.endpoint.exchange.formats import BOOLEANS, GRAPHS, HTML, ROWS, TABLES, Format, negotiated
from loader.endpoint.network.guard import Checked, check_bound
from loader.endpoint.pages import forms
from loader.endpoint.pages.evidence_column import columns, record_column, with_record
from loader.endpoint.pages.tables import MOST_ROWS, Table, read_bindings, table
from loader.endpoint.pages.view import Viewer
from loader.endpoint.site import Site
from loader.errors import QueryError
from loader.facts.suggest import suggest
from loader.queries import NameGivenError, Question, filled, terms

__all__ = ["NOT_ARGUMENTS", "Bound", "answer_table", "bound", "list_of_questions", "offers_of", "question"]

_NUMBER = re.compile(r"[1-9][0-9]{0,6}", re.ASCII).fullmatch

NOT_ARGUMENTS = ("format", "knownAt", "page")
"""Parameters that say how to answer, and not what is asked."""


def offers_of(saved: Question) -> tuple[Format, ...]:
    """The formats that a question's answer can have, the usual one first."""
    if saved.form == "SELECT":
        return (ROWS, *TABLES, HTML)
    return (*(BOOLEANS if saved.form == "ASK" else GRAPHS), HTML)


async def list_of_questions(site: Site, request: Request) -> Reply:
    """All saved questions."""
    snapshot = site.snapshot(request)
    form = negotiated(request, (ROWS, HTML))
    tag = entity_tag(snapshot.content, snapshot.shown, *site.questions, form.media_type)

    async def made() -> bytes:
        if form is HTML:
            names = await forms.actor_names(site.evaluator, snapshot)
            shown = forms.all_forms(site.questions, names)
            return site.pages.page("questions", snapshot, questions=shown, names=names)
        listed = [_in_json(saved, request.origin) for saved in site.questions.values()]
        return json.dumps(listed, ensure_ascii=False, indent=1).encode()

    return await answered(request, form, tag, made)


def _in_json(saved: Question, origin: str) -> dict[str, object]:
    return {
        "name": saved.name,
        "summary": saved.summary,
        "description": saved.description,
        "cost": saved.cost,
        "tags": saved.tags,
        "parameters": [
            {
                "name": parameter.name,
                "type": parameter.type,
                "required": parameter.required,
                "default": parameter.default,
                "values": parameter.values,
                "description": parameter.description,
            }
            for parameter in saved.parameters
        ],
        "columns": columns(saved.text) if saved.form == "SELECT" else (),
        "address": f"{origin}/queries/{saved.name}",
    }


async def question(site: Site, request: Request) -> Reply:
    """One saved question: its answer, and for people its form as well."""
    snapshot = site.snapshot(request)
    saved, form = _asked_for(site, request)
    try:
        arguments = _arguments(request)
        asked = await bound(site, snapshot, saved, arguments)
        page = _page_number(request)
    except QueryError as error:
        if form is not HTML:
            raise RefusalError(HTTPStatus.BAD_REQUEST, str(error)) from None
        return await _form_only(site, snapshot, saved, request, str(error))
    text, repeatable = asked.checked.text, asked.checked.repeatable
    seen = (snapshot.shown, str(page)) if form is HTML else ()
    tag = entity_tag(snapshot.content, text, form.media_type, *seen)

    async def made() -> bytes | Stream:
        if form is not HTML:
            return await site.evaluator.answer(
                snapshot, Task(text, form.writer, tidy=True, repeatable=repeatable)
            )
        shown, written = None, ""
        if saved.form == "SELECT":
            shown = await answer_table(site, snapshot, saved, asked, start=(page - 1) * MOST_ROWS)
        else:
            task = Task(text, offers_of(saved)[0].writer, tidy=True, repeatable=repeatable)
            written = (await site.evaluator.evaluate(snapshot, task)).decode()
        return await _page(
            site, snapshot, saved, request, asked=True, table=shown, written=written, text=asked.shown
        )

    return await answered(request, form, tag if repeatable else None, made)


@dataclass(frozen=True, slots=True)
class Bound:
    """A question with its arguments.

    Attributes:
        saved: the question.
        terms: its arguments, as they are spelled, by name.
        checked: what is evaluated, without what the question's file says of itself.
    """

    saved: Question
    terms: Mapping[str, str]
    checked: Checked

    @property
    def shown(self) -> str:
        """The whole text, for people."""
        return filled(self.saved, self.terms)


async def bound(site: Site, snapshot: Snapshot, saved: Question, arguments: dict[str, str]) -> Bound:
    """A question with its arguments.

    Raises:
        QueryError: it cannot be asked with these.
    """
    given = saved, arguments, snapshot.graph, site.today(), snapshot.base, snapshot.languages
    try:
        spelled = terms(*given, by_name=False)
    except NameGivenError:  # to look for names takes a while in a large store
        spelled = await asyncio.to_thread(terms, *given)
    text = filled(saved, spelled, head=False)
    return Bound(saved, spelled, check_bound(text, saved.text, spelled.values()))


async def answer_table(
    site: Site, snapshot: Snapshot, saved: Question, asked: Bound, start: int = 0, most: int = MOST_ROWS
) -> Table:
    """A part of the answer to a bound question, as a table whose rows lead to their evidence."""
    record = record_column(saved.text)
    text = with_record(asked.checked.text, record)
    task = Task(text, TABLES[0].writer, repeatable=asked.checked.repeatable)
    bindings = read_bindings(await site.evaluator.evaluate(snapshot, task))
    return await asyncio.to_thread(table, bindings, Viewer(snapshot), record, start, most)


async def _form_only(site: Site, snapshot: Snapshot, saved: Question, request: Request, error: str) -> Reply:
    """A question's page without an answer: it was not asked yet, or not in a way that it can be."""
    tried = any(value and (name == "page" or name not in NOT_ARGUMENTS) for name, value in request.parameters)
    body = await _page(
        site, snapshot, saved, request, asked=False, error=error if tried else "", text=saved.text
    )
    status = HTTPStatus.BAD_REQUEST if tried else HTTPStatus.OK
    return Reply(body, HTML.content_type, status, {"Vary": "Accept", "Cache-Control": "no-store"})


async def _page(
    site: Site,
    snapshot: Snapshot,
    saved: Question,
    request: Request,
    *,
    asked: bool,
    text: str,
    error: str = "",
    table: Table | None = None,
    written: str = "",
) -> bytes:
    given = {name: value for name, value in request.parameters if value and name not in ("format", "page")}
    names = await forms.actor_names(site.evaluator, snapshot)

    def filled() -> bytes:
        return site.pages.page(
            "question",
            snapshot,
            question=forms.form(saved, given, names),
            asked=asked,
            error=error,
            table=table,
            written=written,
            text=text,
            links=_links(saved, given),
            pages=_pages(saved, given, table),
        )

    return await asyncio.to_thread(filled)


def _asked_for(site: Site, request: Request) -> tuple[Question, Format]:
    """The question that an address names, and the format; an ending such as `.csv` may say the latter."""
    name = unquote(request.path.rpartition("/")[2])
    if name in site.questions:
        saved = site.questions[name]
        return saved, negotiated(request, offers_of(saved))
    stem, _, ending = name.rpartition(".")
    if stem in site.questions:
        saved = site.questions[stem]
        for form in offers_of(saved):
            if ending in form.names:
                return saved, form
        endings = ", ".join(f".{form.ending}" for form in offers_of(saved))
        raise RefusalError(HTTPStatus.NOT_FOUND, f"{stem} is not answered as .{ending}; there are {endings}.")
    known = list(site.questions)
    hint = suggest(stem or name, known) or f"There are {', '.join(known)}."
    raise RefusalError(HTTPStatus.NOT_FOUND, f"There is no saved query '{name[:100]}'. {hint}")


def _page_number(request: Request) -> int:
    """Which part of an answer a page shows, from 1 on."""
    said = next((value for name, value in request.parameters if name == "page" and value), "1")
    if not _NUMBER(said):
        raise QueryError("'page' is a whole number from 1 on.")
    return int(said)


def _pages(saved: Question, given: dict[str, str], shown: Table | None) -> dict[str, str]:
    """Where the rows before and after those that are shown are."""
    if shown is None:
        return {"before": "", "after": ""}
    page = shown.start // MOST_ROWS + 1
    here = {"before": page - 1, "after": page + 1 if shown.start + MOST_ROWS < shown.count else 0}
    return {
        name: f"/queries/{saved.name}?{urlencode(given | {'page': str(number)})}" if number else ""
        for name, number in here.items()
    }


def _arguments(request: Request) -> dict[str, str]:
    arguments: dict[str, str] = {}
    for name, value in request.parameters:
        if name in NOT_ARGUMENTS:
            continue
        if name in arguments:
            raise QueryError(f"'{name}' is given more than once; it takes one value.")
        arguments[name] = value
    return arguments


def _links(saved: Question, given: dict[str, str]) -> Sequence[tuple[str, str]]:
    """The same answer in other formats, each with its name."""
    arguments = f"?{urlencode(given)}" if given else ""
    wanted = [form for form in offers_of(saved) if form is not HTML]
    if saved.form == "SELECT":
        wanted.remove(TABLES[0])  # the plain JSON says the same
    return [(form.title, f"/queries/{saved.name}.{form.ending}{arguments}") for form in wanted]
