"""The records that speak of one thing, in sections, each in order of time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from loader.endpoint.pages.listing import MOST_COUNTED, MOST_ROWS, Listing
from loader.endpoint.pages.subjects import Subject, subject
from loader.endpoint.pages.titles import kind_of
from loader.endpoint.pages.view import DATES, Value, Viewer, date
from loader.endpoint.pages.wording import words
from loader.vocabulary import parts

__all__ = ["Row", "Section", "in_time", "sections"]

_DATEABLE = (
    *("Designation", "Recognition", "Meeting", "Agreement", "Statement"),
    *("Membership", "Post", "DesignationAct", "RecognitionAct", "Claim"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One record in a section.

    Attributes:
        when: its date; empty for what has none, such as an actor.
        what: leads to it.
        status: how far it has come.
        sources: how many assert it.
        disputed: whether they contradict each other.
        denied: whether nobody asserts it.
        inferred: whether it shows only in what complete lists name.
    """

    when: Value
    what: Value
    status: str
    sources: str
    disputed: bool
    denied: bool
    inferred: bool


@dataclass(frozen=True, slots=True)
class Section:
    """Records under a heading, in order of time.

    Attributes:
        heading: what they have in common.
        rows: those that are shown.
        count: how many there are.
        uncounted: whether there are even more.
        all_at: the saved question that has them all; empty if none has.
        dated: whether any of them has a date or a source; actors have none.
    """

    heading: str
    rows: tuple[Row, ...]
    count: int
    uncounted: bool
    all_at: str
    dated: bool

    @property
    def more(self) -> bool:
        """Whether there are more than are shown."""
        return self.count > len(self.rows)


def sections(viewer: Viewer, found: Sequence[Listing]) -> tuple[Section, ...]:
    """The sections that hold anything."""
    return tuple(_section(viewer, listing) for listing in found if listing.iris)


def in_time(records: Iterable[Subject]) -> list[Subject]:
    """Records in order of time."""
    return sorted(records, key=_order)


def _section(viewer: Viewer, found: Listing) -> Section:
    records = in_time(subject(viewer.graph, iri) for iri in found.iris)
    rows = tuple(_row(viewer, record) for record in records[:MOST_ROWS])
    return Section(
        heading=found.wanted.heading,
        rows=rows,
        count=min(found.count, MOST_COUNTED),
        uncounted=found.count > MOST_COUNTED,
        all_at=found.wanted.all_at,
        dated=any(row.when.text or row.sources for row in rows),
    )


def _row(viewer: Viewer, record: Subject) -> Row:
    predicate = _dated_by(record)
    role = {"det:from": "from", "det:to": "until", "det:seen": "seen"}.get(predicate, "")
    return Row(
        when=date(record.one(predicate), role or words(record.code("det:dateRole")))
        if predicate
        else Value("not dated" if _dateable(record) else "", look="date"),
        what=viewer.thing(record.iri, note="" if _dateable(record) else _id(record.iri)),
        status=", ".join(map(words, record.codes("det:status"))),
        sources=record.one("det:sourceCount"),
        disputed=record.one("det:disputed") == "true",
        denied="det:denial" in record and "det:claim" not in record,
        inferred="det:inferredFrom" in record and "det:claim" not in record,
    )


def _dated_by(record: Subject) -> str:
    return next((name for name in DATES if name in record), "")


def _order(record: Subject) -> tuple[str, str, str]:
    """By the first day that it can have been, then by the last; where the first is open, by the last."""
    predicate = _dated_by(record)
    early, late = ("det:earliest", "det:latest")
    if predicate not in ("", "det:date"):
        early, late = f"{predicate}Earliest", f"{predicate}Latest"
    first, last = record.one(early), record.one(late)
    return (last if first.startswith("0001") or not first else first), last, record.iri


def _dateable(record: Subject) -> bool:
    """Whether it is something that happened: an actor is not."""
    return kind_of(record) in _DATEABLE


def _id(iri: str) -> str:
    return parts(iri.rpartition("/")[2])[0]
