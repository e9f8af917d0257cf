"""The records that speak of one thing, in sections, each in order of time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from loader.endpoint.subjects import Subject, incoming, subject
from loader.endpoint.titles import kind_of
from loader.endpoint.view import DATES, Value, Viewer, date
from loader.endpoint.wording import words

__all__ = ["ACTS", "MOST_ROWS", "WHOLES", "Row", "Section", "Sections"]

MOST_ROWS = 300
"""Of one section of a page; the saved queries have them all."""

ACTS = {"Designation": "det:designation", "Recognition": "det:recognition"}
"""What leads from an act to the thing that it is an act of, by the kind of that thing."""

WHOLES = {f"{kind}Act": predicate for kind, predicate in ACTS.items()}
"""The same, by the kind of the act."""

_READ = 20_000  # mentions of one thing that are looked at for its page
# By what mentions an actor: the predicate, the kind of what mentions it, the heading.
_MENTIONS = (
    ("det:target", "Designation", "Designations of {}"),
    ("det:authority", "Designation", "Designations by {}"),
    ("det:of", "Recognition", "Recognition of {}"),
    ("det:by", "Recognition", "Recognition by {}"),
    ("det:participant", "Meeting", "Meetings with {}"),
    ("det:host", "Meeting", "Meetings hosted by {}"),
    ("det:party", "Agreement", "Agreements of {}"),
    ("det:witness", "Agreement", "Agreements witnessed by {}"),
    ("det:signatory", "Agreement", "Agreements signed by {}"),
    ("det:member", "Membership", "Memberships of {}"),
    ("det:organization", "Membership", "Members of {}"),
    ("det:holder", "Post", "Posts of {}"),
    ("det:of", "Post", "Posts in {}"),
    ("det:speaker", "Statement", "Statements by {}"),
    ("det:onBehalfOf", "Statement", "Statements on behalf of {}"),
    ("det:about", "Statement", "Statements about {}"),
    ("det:country", "", "Actors of {}"),
    ("det:claimedBy", "", "Claimed by {}"),
    ("det:successor", "", "Succeeded by {}"),
    ("dcterms:isReplacedBy", "", "The same as {}"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One record in a section."""

    when: Value
    what: Value
    status: str
    sources: str
    disputed: bool
    denied: bool


@dataclass(frozen=True, slots=True)
class Section:
    """Records under a heading, in order of time."""

    heading: str
    rows: tuple[Row, ...]
    more: int = 0


class Sections:
    """Finds the sections of a thing's page.

    Args:
        viewer: of the graph.
        thing: the thing.
    """

    def __init__(self, viewer: Viewer, thing: Subject) -> None:
        self.graph = viewer.graph
        self.viewer = viewer
        self.thing = thing

    def all(self) -> tuple[Section, ...]:
        """The sections that hold anything."""
        return tuple(section for section in self._sections() if section.rows)

    def acts(self, whole: str, kind: str) -> list[Subject]:
        """The acts of a designation or a recognition, in order of time."""
        found = (subject(self.graph, iri) for iri, _ in incoming(self.graph, whole, ACTS[kind]))
        return sorted(found, key=_order)

    def _sections(self) -> Iterable[Section]:
        kind, iri = kind_of(self.thing), self.thing.iri
        if kind == "Claim":
            yield self._section("What it supports", self._mentioning("det:claim"))
            yield self._section("What it denies", self._mentioning("det:denial"))
        elif kind in ACTS:
            yield self._section("Its acts", self.acts(iri, kind))
        elif kind in WHOLES:
            whole = self.thing.one(WHOLES[kind])
            acts = [act for act in self.acts(whole, kind.removesuffix("Act")) if act.iri != iri]
            yield self._section("Other acts of the same " + words(kind.removesuffix("Act")), acts)
        elif kind == "Source":
            yield self._section("What it says", self._records_of_claims("claim:source"))
        elif iri.startswith(f"{self.viewer.base}dataset/"):
            yield self._section("What it says", self._records_of_claims("claim:dataset"))
        elif iri.startswith(f"{self.viewer.base}actor/"):
            yield from self._mentions()

    def _mentions(self) -> Iterable[Section]:
        by_predicate: dict[str, list[Subject]] = {}
        for mentioning, predicate in islice(incoming(self.graph, self.thing.iri), _READ):
            if predicate.startswith(("det:", "dcterms:")):
                by_predicate.setdefault(predicate, []).append(subject(self.graph, mentioning))
        name = self.viewer.titles.of(self.thing.iri)
        for predicate, kind, title in _MENTIONS:
            found: list[Subject] = []
            for each in by_predicate.get(predicate, ()):
                if not kind or kind_of(each) == kind:
                    acts = self.acts(each.iri, kind) if kind in ACTS else []
                    found += acts or [each]
            yield self._section(title.format(name), found)

    def _mentioning(self, predicate: str) -> list[Subject]:
        found = islice(incoming(self.graph, self.thing.iri, predicate), _READ)
        return [subject(self.graph, iri) for iri, _ in found]

    def _records_of_claims(self, predicate: str) -> list[Subject]:
        records: dict[str, Subject] = {}
        for claim, _ in islice(incoming(self.graph, self.thing.iri, predicate), _READ):
            for link in ("det:claim", "det:denial"):
                for record, _ in incoming(self.graph, claim, link):
                    if record not in records:
                        records[record] = subject(self.graph, record)
        return list(records.values())

    def _section(self, heading: str, records: Iterable[Subject]) -> Section:
        ordered = sorted(records, key=_order)
        rows = tuple(self._row(record) for record in ordered[:MOST_ROWS])
        return Section(heading, rows, max(0, len(ordered) - MOST_ROWS))

    def _row(self, record: Subject) -> Row:
        predicate = _dated_by(record)
        role = {"det:from": "from", "det:to": "until", "det:seen": "seen"}.get(predicate, "")
        return Row(
            when=date(record.one(predicate), role or words(record.code("det:dateRole")))
            if predicate
            else Value("not dated", look="date"),
            what=self.viewer.thing(record.iri),
            status=", ".join(map(words, record.codes("det:status"))),
            sources=record.one("det:sourceCount"),
            disputed=record.one("det:disputed") == "true",
            denied="det:denial" in record and "det:claim" not in record,
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
