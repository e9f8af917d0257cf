"""The front page, the files that pages are made of, and whether the server is well."""

from __future__ import annotations

import json
from http import HTTPStatus

import msgspec
from pyoxigraph import Literal

from loader.endpoint.addresses import saved
from loader.endpoint.answers.evaluate import Evaluator, Task
from loader.endpoint.answers.snapshots import Snapshot, once
from loader.endpoint.exchange import RefusalError, Reply, Request
from loader.endpoint.exchange.caching import answered, entity_tag, unchanged
from loader.endpoint.exchange.formats import HTML, ROWS, negotiated
from loader.endpoint.pages import assets, forms
from loader.endpoint.pages.tables import Table
from loader.endpoint.site import Site
from loader.endpoint.workers.run import LimitError
from loader.vocabulary import CLAIM, DET

__all__ = ["asset", "front_page", "health"]

_MOST_ROWS = 8  # of the featured answer
_FEATURED = "lifted-designations"
_KINDS = ("Designation", "Recognition", "Meeting", "Agreement", "Membership", "Post", "Statement")
_FIGURES = (  # what a store is measured by: the heading, and the classes that count
    ("Sources", (DET + "Source",)),
    ("Claims", tuple(CLAIM + name for name in _KINDS)),
    ("Designation acts", (DET + "DesignationAct",)),
    ("Recognition acts", (DET + "RecognitionAct",)),
    ("Meetings", (DET + "Meeting",)),
    ("Agreements", (DET + "Agreement",)),
    ("Statements", (DET + "Statement",)),
)


async def front_page(site: Site, request: Request) -> Reply:
    """What the store holds, and what can be asked of it."""
    snapshot = site.snapshot(request)
    negotiated(request, (HTML,))
    figures = await _figures(site.evaluator, snapshot)
    tag = entity_tag(snapshot.content, snapshot.shown, "/", site.today().isoformat(), str(bool(figures)))

    async def made() -> bytes:
        names = await forms.actor_names(site.evaluator, snapshot)
        shown = forms.all_forms(site.questions, names)
        table = None
        if featured := site.questions.get(_FEATURED):
            text = await saved.bound(site, snapshot, featured, {})
            table = await saved.answer_table(site, snapshot, featured, text, most=_MOST_ROWS)
        return site.pages.page(
            "front",
            snapshot,
            featured=next((form for form in shown if form.name == _FEATURED), None),
            table=table,
            example=_example(table),
            questions=[form for form in shown if form.name != _FEATURED],
            figures=figures,
            names=names,
        )

    return await answered(request, HTML, tag, made)


def _example(table: Table | None) -> str:
    """A target to ask for: the first that the answer names."""
    if table is not None and table.rows:
        for (heading, _), cell in zip(table.headings, table.rows[0], strict=True):
            if heading == "Target" and cell:
                return cell[0].text
    return ""


class _Row(msgspec.Struct):
    n: int
    of: str = ""


async def _figures(evaluator: Evaluator, snapshot: Snapshot) -> tuple[tuple[str, int], ...]:
    """How much of what a version holds; nothing where to count it takes more than a query may.

    Raises:
        RefusalError: nothing can be evaluated at present.
        StoreError: the version cannot be read.
    """
    if _counts not in snapshot.known:
        snapshot.known[_counts] = await _counted(evaluator, snapshot)
    found: tuple[tuple[str, int], ...] = snapshot.known[_counts]
    return found


async def _counted(evaluator: Evaluator, snapshot: Snapshot) -> tuple[tuple[str, int], ...]:
    found: list[dict[str, int]] = []
    for query in _counts(snapshot):
        try:
            answer = await evaluator.evaluate(snapshot, Task(query, "json", repeatable=True))
        except LimitError:
            return ()
        found.append({row.of: row.n for row in msgspec.json.decode(answer, type=list[_Row])})
    counts, actors = found
    figures = [(heading, sum(counts.get(iri, 0) for iri in classes)) for heading, classes in _FIGURES]
    return (*figures, ("Actors", actors.get("", 0)))


def _counts(snapshot: Snapshot) -> tuple[str, str]:
    """What counts the things of each class, and the actors that records speak of, those that are one once."""
    actors = Literal(f"{snapshot.base}actor/")
    return (
        "SELECT ?of (COUNT(?thing) AS ?n) { ?thing a ?of } GROUP BY ?of",
        f"SELECT (COUNT(DISTINCT ?actor) AS ?n) {{ ?actor a ?of FILTER(STRSTARTS(STR(?actor), {actors})) }}",
    )


async def health(site: Site, request: Request) -> Reply:
    """That the server answers, and from which version."""
    snapshot = site.source.current()
    negotiated(request, (ROWS,))
    said = {
        "status": "ok",
        "version": snapshot.number,
        "content": snapshot.content,
        "committed": snapshot.committed or None,
        "triples": _triples(snapshot),
    }
    return Reply(json.dumps(said).encode(), ROWS.content_type, headers={"Cache-Control": "no-store"})


@once
def _triples(snapshot: Snapshot) -> int:
    """How many it holds; to count those of a large store would keep all others waiting."""
    return snapshot.held.manifest.triples if snapshot.held is not None else len(snapshot.graph)


async def asset(_site: Site, request: Request) -> Reply:
    """A style sheet, a script or a picture of this package."""
    found = assets.find(request.path.removeprefix("/assets/"))
    if found is None:
        raise RefusalError(HTTPStatus.NOT_FOUND, "There is no such file.")
    headers = {"Cache-Control": "no-cache", "ETag": found.tag}
    if unchanged(request, found.tag):
        return Reply(b"", found.content_type, 304, headers)
    return Reply(found.path.read_bytes(), found.content_type, 200, headers)
