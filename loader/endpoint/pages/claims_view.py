"""What stands behind a record: who says so, in which words of theirs, and where it can be checked."""

from __future__ import annotations

import json
from dataclasses import dataclass

from loader.endpoint.pages.reading import Graph
from loader.endpoint.pages.subjects import Subject, subject
from loader.endpoint.pages.view import Field, Value, Viewer, date, heading, in_order
from loader.endpoint.pages.wording import words
from loader.vocabulary import CLAIM

__all__ = ["Passage", "Said", "fields_of", "is_decision", "said"]

_DECISIONS = {CLAIM + "SameAs", CLAIM + "DifferentFrom"}

_DATES = ("date", "signed", "inForce", "ended", "until", "from", "to", "seen", "published", "retrieved")
_SHOWN_APART = {
    *("claim:source", "claim:dataset", "claim:evidence", "claim:denies", "claim:describes", "claim:content"),
    *("claim:confidence", "claim:reportedBy", "claim:note", "claim:dateRole", "rdf:type"),
}


@dataclass(frozen=True, slots=True)
class Passage:
    """A place in a source.

    Attributes:
        where: the place in words.
        quote: the source's own words, where the claim gives them.
        digest: the SHA-256 of the passage, where it is one.
        anchor: the name of the place on the claim's page.
    """

    where: str
    quote: str
    digest: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Said:
    """One claim, as a card shows it.

    Attributes:
        claim: leads to the claim's own page.
        about: the record that it speaks of, on a page that shows claims of several.
        source: leads to the source's page.
        about_source: publisher and date.
        original: leads to the source itself, where its address is known.
        reading: when it says that it was; None where it does not say.
        denies: whether it denies what it speaks of.
        remarks: who is behind it, how sure it is, and the analyst's note.
        fields: what it says.
        passages: where it can be checked.
        decision: whether it is a person's decision, which needs no passage.
    """

    claim: Value
    about: Value | None
    source: Value
    about_source: str
    original: Value | None
    reading: Value | None
    denies: bool
    remarks: tuple[str, ...]
    fields: tuple[Field, ...]
    passages: tuple[Passage, ...]
    decision: bool


def said(graph: Graph, viewer: Viewer, claim: Subject, about: Value | None = None) -> Said:
    """A claim as a card."""
    source = subject(graph, claim.one("claim:source") or claim.one("claim:describes"))
    published = f"published {date(source.one('det:published')).text}" if "det:published" in source else ""
    address = source.one("det:url")
    original = viewer.thing(address) if address else None
    remarks = _decided(claim)
    if "claim:reportedBy" in claim:
        remarks.append(f"Reported by {viewer.titles.of(claim.one('claim:reportedBy'))}.")
    if "claim:confidence" in claim:
        remarks.append(f"Confidence: {claim.code('claim:confidence')}.")
    remarks += claim.all("claim:note")
    return Said(
        claim=Value("This claim", viewer.page(claim.iri)),
        about=about,
        source=viewer.thing(claim.iri if is_decision(claim) else source.iri),
        about_source=" · ".join(part for part in (source.one("det:publisher"), published) if part),
        original=original if original and original.outward else None,
        reading=_reading(claim),
        denies=claim.one("claim:denies") == "true",
        remarks=tuple(remarks),
        fields=fields_of(graph, viewer, claim),
        decision=is_decision(claim),
        passages=tuple(_passage(subject(graph, iri)) for iri in claim.all("claim:evidence")),
    )


def is_decision(claim: Subject) -> bool:
    """Whether it is a person's decision about two actors, and no source's word."""
    return bool(_DECISIONS & set(claim.all("rdf:type")))


def _decided(claim: Subject) -> list[str]:
    """Who decided, when, and why; nothing where it is no decision."""
    if not is_decision(claim):
        return []
    content = json.loads(claim.one("claim:content"))
    when = f", {date(content['date']).text}" if "date" in content else ""
    return [f"Decided by {content['author']}{when}.", *filter(None, [content.get("note")])]


def _reading(claim: Subject) -> Value | None:
    name = next((name for name in _DATES if f"claim:{name}" in claim), "")
    if not name:
        return None
    role = claim.code("claim:dateRole") if name == "date" else name
    return date(claim.one(f"claim:{name}"), words(role))


def fields_of(graph: Graph, viewer: Viewer, claim: Subject) -> tuple[Field, ...]:
    """What a claim says, key by key; the names that its source uses stand beside the actors."""
    found = []
    for predicate in in_order(claim):
        name = predicate.removeprefix("claim:")
        if (
            predicate in _SHOWN_APART
            or name == predicate
            or name.endswith(("earliest", "latest", "Earliest", "Latest"))
        ):
            continue
        if name.endswith("As") and f"claim:{name.removesuffix('As')}" in claim:
            continue
        found.append(Field(heading(name), tuple(_values(graph, viewer, claim, name))))
    datasets = tuple(viewer.thing(iri) for iri in claim.all("claim:dataset"))
    return (*found, Field("Dataset", datasets)) if datasets else tuple(found)


def _values(graph: Graph, viewer: Viewer, claim: Subject, name: str) -> list[Value]:
    predicate = f"claim:{name}"
    if name in _DATES:
        role = words(claim.code("claim:dateRole")) if name == "date" else ""
        return [date(text, role) for text in claim.all(predicate)]
    if name == "participation":
        return [_participation(viewer, subject(graph, iri)) for iri in claim.all(predicate)]
    values = [viewer.term(term) for term in claim.terms(predicate)]
    used = [text for text in claim.all(f"{predicate}As") if text not in {value.text for value in values}]
    if used and values:
        quoted = ", ".join(f"“{text}”" for text in used)
        values[-1] = Value(values[-1].text, values[-1].href, f"as {quoted}")
    return values


def _participation(viewer: Viewer, part: Subject) -> Value:
    actor = viewer.thing(part.one("claim:actor"))
    notes = [f"for {viewer.titles.of(iri)}" for iri in part.all("claim:for")]
    notes += [words(status) for status in part.codes("claim:status")]
    return Value(actor.text, actor.href, ", ".join(notes))


def _passage(evidence: Subject) -> Passage:
    start, end = evidence.one("claim:start"), evidence.one("claim:end")
    where = f"characters {start} to {end}" if start and end else ""
    for name in ("page", "entry"):
        if said := evidence.one(f"claim:{name}"):
            where = f"{where}, {name} {said}".removeprefix(", ")
    if position := evidence.one("claim:position"):
        where = f"{where}, the list's no. {position}"
    digest = evidence.one("claim:sha256")
    return Passage(where or "quotation", evidence.one("claim:quote"), digest, evidence.iri.partition("#")[2])
