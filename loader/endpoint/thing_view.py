"""The page of one thing: what is known of it, who says so, and what else speaks of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from loader.endpoint.claims_view import Said, said
from loader.endpoint.snapshots import Snapshot
from loader.endpoint.subjects import Subject, incoming, subject
from loader.endpoint.titles import kind_of
from loader.endpoint.view import Field, Value, Viewer, date, heading, in_order
from loader.endpoint.wording import words

__all__ = ["MOST_ROWS", "Row", "Section", "ThingView", "view_of"]

MOST_ROWS = 300
"""Of one section of a page; the saved queries have them all."""

_READ = 20_000  # mentions of one thing that are looked at for its page
_DATES = ("det:date", "det:signed", "det:inForce", "det:ended", "det:from", "det:to", "det:seen")
_PUBLICATION = ("det:published", "det:retrieved")
_ACTS = {"Designation": "det:designation", "Recognition": "det:recognition"}
_WHOLE = {"DesignationAct": "det:designation", "RecognitionAct": "det:recognition"}
_SHOWN_APART = {
    *("rdf:type", "rdfs:label", "det:claim", "det:denial", "det:sourceCount", "det:disputed", "det:number"),
    *("det:dateRole", "det:designation", "det:recognition", "det:inferredFrom", "det:summary"),
    "det:participation",
}
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
)


@dataclass(frozen=True, slots=True)
class Row:
    """One record in a section."""

    when: Value
    what: Value
    status: str
    sources: str
    disputed: bool
    order: str


@dataclass(frozen=True, slots=True)
class Section:
    """Records under a heading, in order of time."""

    heading: str
    rows: tuple[Row, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class ThingView:
    """All that a thing's page shows."""

    iri: str
    title: str
    kind: str
    lead: str
    disputed: bool
    sources: str
    fields: tuple[Field, ...]
    said: tuple[Said, ...]
    denied: tuple[Said, ...]
    inferred_from: tuple[Value, ...]
    sections: tuple[Section, ...]


def view_of(snapshot: Snapshot, thing: Subject) -> ThingView:
    """The page of a thing."""
    return _Builder(snapshot, thing).view()


class _Builder:
    def __init__(self, snapshot: Snapshot, thing: Subject) -> None:
        self.graph = snapshot.graph
        self.base = snapshot.base
        self.viewer = Viewer(snapshot)
        self.titles = self.viewer.titles
        self.thing = thing
        self.kind = kind_of(thing)

    def view(self) -> ThingView:
        thing = self.thing
        own = self.kind == "Claim"
        kind = words(self.kind) or thing.iri.removeprefix(self.base).partition("/")[0]
        return ThingView(
            iri=thing.iri,
            title=self.titles.of(thing.iri),
            kind=kind[:1].upper() + kind[1:],
            lead=thing.one("det:summary"),
            disputed=thing.one("det:disputed") == "true",
            sources=thing.one("det:sourceCount"),
            fields=() if own else self._fields(),
            said=(said(self.graph, self.viewer, thing),) if own else self._said("det:claim"),
            denied=self._said("det:denial"),
            inferred_from=tuple(self.viewer.thing(iri) for iri in thing.all("det:inferredFrom")),
            sections=tuple(section for section in self._sections() if section.rows),
        )

    def _said(self, predicate: str) -> tuple[Said, ...]:
        """The claims behind a thing, or behind each act of it."""
        found: dict[str, Value | None] = dict.fromkeys(self.thing.all(predicate))
        if self.kind in _ACTS:
            for act in self._acts(self.thing.iri, self.kind):
                for iri in act.all(predicate):
                    found.setdefault(iri, self.viewer.thing(act.iri))
        shown = islice(found.items(), MOST_ROWS)
        return tuple(said(self.graph, self.viewer, subject(self.graph, iri), about) for iri, about in shown)

    def _fields(self) -> tuple[Field, ...]:
        whole = subject(self.graph, self.thing.one(_WHOLE[self.kind])) if self.kind in _WHOLE else None
        fields = [] if whole is None else self._fields_of(whole)
        if whole is not None:
            fields.append(Field("Part of", (self.viewer.thing(whole.iri),)))
        return (*fields, *self._fields_of(self.thing))

    def _fields_of(self, thing: Subject) -> list[Field]:
        fields = []
        for predicate in in_order(thing):
            name = predicate.rpartition(":")[2]
            if predicate in _SHOWN_APART or name.endswith(("earliest", "latest", "Earliest", "Latest")):
                continue
            if predicate in (*_DATES, *_PUBLICATION):
                role = words(thing.code("det:dateRole")) if predicate == "det:date" else ""
                values = [date(text, role) for text in thing.all(predicate)]
            else:
                values = [self.viewer.term(term) for term in thing.terms(predicate)]
            if predicate == "det:participant":
                values = [*map(self._participant, values, thing.all(predicate))]
            fields.append(Field(heading(name), tuple(values)))
        return fields

    def _participant(self, actor: Value, iri: str) -> Value:
        """A participant, with whom it represented and whether it came."""
        for part in (subject(self.graph, each) for each in self.thing.all("det:participation")):
            if part.one("det:actor") == iri:
                notes = [f"for {self.titles.of(other)}" for other in part.all("det:onBehalfOf")]
                notes += [words(status) for status in part.codes("det:status")]
                return Value(actor.text, actor.href, ", ".join(notes))
        return actor

    def _sections(self) -> Iterable[Section]:
        kind, iri = self.kind, self.thing.iri
        if kind == "Claim":
            yield self._section("What it supports", self._mentioning("det:claim"))
            yield self._section("What it denies", self._mentioning("det:denial"))
        elif kind in _ACTS:
            yield self._section("Its acts", self._acts(iri, kind))
        elif kind in _WHOLE:
            whole = self.thing.one(_WHOLE[kind])
            acts = [act for act in self._acts(whole, kind.removesuffix("Act")) if act.iri != iri]
            yield self._section("Other acts of the same " + words(kind.removesuffix("Act")), acts)
        elif kind == "Source":
            yield self._section("What it says", self._records_of_claims("claim:source"))
        elif iri.startswith(f"{self.base}dataset/"):
            yield self._section("What it says", self._records_of_claims("claim:dataset"))
        elif iri.startswith(f"{self.base}actor/"):
            yield from self._mentions()

    def _mentions(self) -> Iterable[Section]:
        by_predicate: dict[str, list[Subject]] = {}
        for mentioning, predicate in islice(incoming(self.graph, self.thing.iri), _READ):
            if predicate.startswith("det:"):
                by_predicate.setdefault(predicate, []).append(subject(self.graph, mentioning))
        name = self.titles.of(self.thing.iri)
        for predicate, kind, title in _MENTIONS:
            found: list[Subject] = []
            for each in by_predicate.get(predicate, ()):
                if not kind or kind_of(each) == kind:
                    acts = self._acts(each.iri, kind) if kind in _ACTS else []
                    found += acts or [each]
            yield self._section(title.format(name), found)

    def _acts(self, whole: str, kind: str) -> list[Subject]:
        found = (subject(self.graph, iri) for iri, _ in incoming(self.graph, whole, _ACTS[kind]))
        return sorted(found, key=lambda act: (act.one("det:earliest"), act.one("det:latest"), act.iri))

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
        rows = sorted((self._row(record) for record in records), key=lambda row: (row.order, row.what.text))
        return Section(heading, tuple(rows[:MOST_ROWS]), max(0, len(rows) - MOST_ROWS))

    def _row(self, record: Subject) -> Row:
        predicate = next((name for name in _DATES if name in record), "")
        role = {"det:from": "from", "det:to": "until", "det:seen": "seen"}.get(predicate, "")
        role = role or words(record.code("det:dateRole"))
        stem = predicate if predicate != "det:date" else "det:"
        early, late = (
            record.one(stem + end) or record.one(stem + end.capitalize()) for end in ("earliest", "latest")
        )
        return Row(
            when=date(record.one(predicate), role) if predicate else Value("not dated", look="date"),
            what=self.viewer.thing(record.iri),
            status=", ".join(map(words, record.codes("det:status"))),
            sources=record.one("det:sourceCount"),
            disputed=record.one("det:disputed") == "true",
            order=late if early.startswith("0001") or not early else early,
        )
