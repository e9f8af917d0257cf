"""The records that speak of one thing, in sections, each in order of time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from pyoxigraph import Literal, NamedNode, QuerySolutions

from loader.endpoint.pages.subjects import Subject, incoming, subject
from loader.endpoint.pages.titles import kind_of
from loader.endpoint.pages.view import DATES, Value, Viewer, date
from loader.endpoint.pages.wording import words
from loader.vocabulary import PREFIXES, parts

__all__ = ["ACTS", "MOST_ROWS", "WHOLES", "Row", "Section", "Sections"]

MOST_ROWS = 100
"""Of one section of a page; the saved queries have them all."""

ACTS = {"Designation": "det:designation", "Recognition": "det:recognition"}
"""What leads from an act to the thing that it is an act of, by the kind of that thing."""

WHOLES = {f"{kind}Act": predicate for kind, predicate in ACTS.items()}
"""The same, by the kind of the act."""

_READ = 20_000  # mentions of one thing that are looked at for its page
_DOSSIER = ("dossier", "actor")
# By what mentions an actor: the predicate, the kind of what mentions it, the heading, and what has them all.
_MENTIONS = (
    ("det:target", "Designation", "Designations of {}", ("designation-history", "target")),
    ("det:authority", "Designation", "Designations by {}", ("designation-history", "authority")),
    ("det:of", "Recognition", "Recognition of {}", ("recognitions", "of")),
    ("det:by", "Recognition", "Recognition by {}", ("recognitions", "by")),
    ("det:participant", "Meeting", "Meetings with {}", ("meetings", "actor")),
    ("det:host", "Meeting", "Meetings hosted by {}", _DOSSIER),
    ("det:party", "Agreement", "Agreements of {}", ("agreements", "party")),
    ("det:witness", "Agreement", "Agreements witnessed by {}", _DOSSIER),
    ("det:signatory", "Agreement", "Agreements signed by {}", _DOSSIER),
    ("det:member", "Membership", "Memberships of {}", _DOSSIER),
    ("det:organization", "Membership", "Members of {}", _DOSSIER),
    ("det:holder", "Post", "Posts of {}", _DOSSIER),
    ("det:of", "Post", "Posts in {}", _DOSSIER),
    ("det:speaker", "Statement", "Statements by {}", ("statements", "speaker")),
    ("det:onBehalfOf", "Statement", "Statements on behalf of {}", ("statements", "speaker")),
    ("det:about", "Statement", "Statements about {}", ("statements", "about")),
    ("det:country", "", "Actors of {}", None),
    ("det:claimedBy", "", "Claimed by {}", None),
    ("det:successor", "", "Succeeded by {}", None),
    ("dcterms:isReplacedBy", "", "The same as {}", None),
)
# Of thousands of records only the first are read in full, so their order is asked of the graph: det:earliest
# and det:latest are on all of them but memberships and posts, and on no actor.
_ORDERED = ("Designation", "Recognition", "Meeting", "Agreement", "Statement")
_DATEABLE = (*_ORDERED, "Membership", "Post", "DesignationAct", "RecognitionAct", "Claim")
_PREFIXES = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
_MENTIONED = """SELECT ?record ?first ?last {{
    ?whole {} {} ; a det:{} .
    {}
    BIND(COALESCE(?act, ?whole) AS ?record)
    OPTIONAL {{ ?record det:earliest ?first ; det:latest ?last }}
}}"""
_SAID = """SELECT ?record ?first ?last {{
    ?claim {} {} .
    ?record det:claim|det:denial ?claim .
    OPTIONAL {{ ?record det:earliest ?first ; det:latest ?last }}
}}"""
_INFERRED = """SELECT ?record {{
    ?record det:inferredFrom {} .
    FILTER NOT EXISTS {{ ?record det:claim ?claim }}
}}"""


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
class Found:
    """Records that belong together: the earliest of them, and how many there are."""

    records: list[Subject]
    count: int


@dataclass(frozen=True, slots=True)
class Section:
    """Records under a heading, in order of time.

    Attributes:
        heading: what they have in common.
        rows: those that are shown.
        more: how many are not.
        all_at: the saved question that has them all; empty if none has.
        dated: whether any of them has a date or a source; actors have none.
    """

    heading: str
    rows: tuple[Row, ...]
    more: int = 0
    all_at: str = ""
    dated: bool = True


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
            yield self._section("What is inferred from it", self._inferred())
            yield self._section("What it says", self._first(_SAID.format("claim:source", self._iri())))
        elif iri.startswith(f"{self.viewer.base}dataset/"):
            yield self._section("What it says", self._first(_SAID.format("claim:dataset", self._iri())))
        elif iri.startswith(f"{self.viewer.base}actor/"):
            yield from self._mentions()

    def _iri(self) -> str:
        return str(NamedNode(self.thing.iri))  # refuses what is no IRI, so that it can stand in a query

    def _mentions(self) -> Iterable[Section]:
        name = self.viewer.titles.of(self.thing.iri)
        for predicate, kind, title, question in _MENTIONS:
            if next(incoming(self.graph, self.thing.iri, predicate), None) is None:
                continue
            found: Found | list[Subject]
            if kind in _ORDERED:
                acts = f"OPTIONAL {{ ?act {ACTS[kind]} ?whole }}" if kind in ACTS else ""
                found = self._first(_MENTIONED.format(predicate, self._iri(), kind, acts))
            else:
                several = self._mentioning(predicate)
                found = [each for each in several if not kind or kind_of(each) == kind]
            yield self._section(title.format(name), found, self._all_at(question))

    def _all_at(self, question: tuple[str, str] | None) -> str:
        if question is None:
            return ""
        actor = parts(self.thing.iri.removeprefix(f"{self.viewer.base}actor/"))[0]
        return self.viewer.question(question[0], {question[1]: actor})

    def _mentioning(self, predicate: str) -> list[Subject]:
        found = islice(incoming(self.graph, self.thing.iri, predicate), _READ)
        return [subject(self.graph, iri) for iri, _ in found]

    def _inferred(self) -> list[Subject]:
        """What shows only in what this complete list, and the one beside it, name."""
        found = self.graph.query(_PREFIXES + _INFERRED.format(self._iri()))
        assert isinstance(found, QuerySolutions)  # a SELECT has solutions
        return [subject(self.graph, _text(row["record"])) for row in found]

    def _first(self, text: str) -> Found:
        """The records that a query finds, the earliest of them read."""
        found = self.graph.query(_PREFIXES + text)
        assert isinstance(found, QuerySolutions)  # a SELECT has solutions
        ordered = sorted(
            {_in_time(_text(row["first"]), _text(row["last"]), _text(row["record"])) for row in found}
        )
        return Found([subject(self.graph, iri) for _, _, iri in ordered[:MOST_ROWS]], len(ordered))

    def _section(self, heading: str, records: Found | list[Subject], all_at: str = "") -> Section:
        found = records if isinstance(records, Found) else Found(records, len(records))
        rows = tuple(self._row(record) for record in sorted(found.records, key=_order)[:MOST_ROWS])
        dated = any(row.when.text or row.sources for row in rows)
        return Section(heading, rows, max(0, found.count - MOST_ROWS), all_at, dated)

    def _row(self, record: Subject) -> Row:
        predicate = _dated_by(record)
        role = {"det:from": "from", "det:to": "until", "det:seen": "seen"}.get(predicate, "")
        return Row(
            when=date(record.one(predicate), role or words(record.code("det:dateRole")))
            if predicate
            else Value("not dated" if _dateable(record) else "", look="date"),
            what=self.viewer.thing(record.iri, note="" if _dateable(record) else _id(record.iri)),
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
    return _in_time(record.one(early), record.one(late), record.iri)


def _in_time(first: str, last: str, iri: str) -> tuple[str, str, str]:
    return (last if first.startswith("0001") or not first else first), last, iri


def _dateable(record: Subject) -> bool:
    """Whether it is something that happened: an actor is not."""
    return kind_of(record) in _DATEABLE


def _id(iri: str) -> str:
    return parts(iri.rpartition("/")[2])[0]


def _text(term: object) -> str:
    return term.value if isinstance(term, NamedNode | Literal) else ""
