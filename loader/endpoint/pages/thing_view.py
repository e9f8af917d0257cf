"""The page of one thing: what is known of it, who says so, and what else speaks of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from loader.endpoint.pages.claims_view import Said, is_decision, said
from loader.endpoint.pages.listing import ACTS, MOST_ROWS, WHOLES, Listing
from loader.endpoint.pages.sections import Section, in_time, sections
from loader.endpoint.pages.subjects import Subject, incoming, subject
from loader.endpoint.pages.titles import kind_of
from loader.endpoint.pages.view import DATES, Field, Value, Viewer, date, heading, in_order
from loader.endpoint.pages.wording import words

__all__ = ["ThingView", "view_of"]

_LOOKED_THROUGH = 2_000  # descriptions of an actor, for what is decided of it
_PUBLICATION = ("det:published", "det:retrieved")
_SHOWN_APART = {
    *("rdf:type", "rdfs:label", "det:claim", "det:denial", "det:sourceCount", "det:disputed", "det:number"),
    *("det:dateRole", "det:designation", "det:recognition", "det:inferredFrom", "det:summary"),
    "det:participation",
}


@dataclass(frozen=True, slots=True)
class ThingView:
    """All that a thing's page shows.

    Attributes:
        unsaid: whether there are more claims than are shown.
        inferred: what complete lists show, in words; empty where nothing is inferred from them.
        inferred_from: those lists, in the order of their days.
    """

    iri: str
    title: str
    kind: str
    lead: str
    disputed: bool
    sources: str
    fields: tuple[Field, ...]
    said: tuple[Said, ...]
    denied: tuple[Said, ...]
    unsaid: bool
    inferred: str
    inferred_from: tuple[Value, ...]
    sections: tuple[Section, ...]
    timeline_first: bool


def view_of(viewer: Viewer, thing: Subject, found: Sequence[Listing]) -> ThingView:
    """The page of a thing.

    Args:
        viewer: of the graph.
        thing: what is known of it.
        found: the records that speak of it.

    Raises:
        RefusalError: so much is said of it that no page can be made.
    """
    return _Builder(viewer, thing, found).view()


class _Builder:
    def __init__(self, viewer: Viewer, thing: Subject, found: Sequence[Listing]) -> None:
        self.graph = viewer.graph
        self.base = viewer.base
        self.viewer = viewer
        self.titles = viewer.titles
        self.thing = thing
        self.found = found
        self.kind = kind_of(thing)
        self.unsaid = False

    def view(self) -> ThingView:
        thing = self.thing
        own = self.kind == "Claim"
        lists = [subject(self.graph, iri) for iri in thing.all("det:inferredFrom")]
        lists.sort(key=lambda each: (each.one("det:publishedEarliest"), each.iri))
        kind = words(self.kind) or thing.iri.removeprefix(self.base).partition("/")[0]
        return ThingView(
            iri=thing.iri,
            title=self.titles.of(thing.iri),
            kind=kind[:1].upper() + kind[1:],
            lead=thing.one("det:summary"),
            disputed=thing.one("det:disputed") == "true",
            sources=thing.one("det:sourceCount"),
            fields=() if own else self._fields(),
            said=(said(self.graph, self.viewer, thing),)
            if own
            else (*self._said("det:claim"), *self._decided()),
            denied=self._said("det:denial"),
            unsaid=self.unsaid,
            inferred=_shown_by(thing.code("det:action"), lists),
            inferred_from=tuple(self.viewer.thing(each.iri) for each in lists),
            sections=sections(self.viewer, self.found),
            timeline_first=self.kind in ACTS,
        )

    def _said(self, predicate: str) -> tuple[Said, ...]:
        """The claims behind a thing, or behind each act of it."""
        found: dict[str, Value | None] = dict.fromkeys(self.thing.all(predicate))
        if self.kind in ACTS:
            for act in in_time(subject(self.graph, iri) for listing in self.found for iri in listing.iris):
                for iri in act.all(predicate):
                    found.setdefault(iri, self.viewer.thing(act.iri))
        self.unsaid |= len(found) > MOST_ROWS
        shown = islice(found.items(), MOST_ROWS)
        return tuple(said(self.graph, self.viewer, subject(self.graph, iri), about) for iri, about in shown)

    def _decided(self) -> tuple[Said, ...]:
        """The decisions about who is one with an actor, and who is not."""
        describing = incoming(self.graph, self.thing.iri, "claim:describes")
        about = (subject(self.graph, iri) for iri, _ in islice(describing, _LOOKED_THROUGH))
        decisions = sorted(filter(is_decision, about), key=lambda decision: decision.iri)
        self.unsaid |= len(decisions) > MOST_ROWS or next(describing, None) is not None
        return tuple(said(self.graph, self.viewer, decision) for decision in decisions[:MOST_ROWS])

    def _fields(self) -> tuple[Field, ...]:
        whole = subject(self.graph, self.thing.one(WHOLES[self.kind])) if self.kind in WHOLES else None
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
            if predicate in (*DATES, *_PUBLICATION):
                role = words(thing.code("det:dateRole")) if predicate == "det:date" else ""
                values = [date(text, role) for text in thing.all(predicate)]
            else:
                values = [self.viewer.term(term) for term in thing.terms(predicate)]
            if predicate == "det:participant":
                values = [*map(self._participant, values, thing.all(predicate))]
            if predicate in thing.more:
                values.append(Value("and more"))
            fields.append(Field(heading(name), tuple(values)))
        return fields

    def _participant(self, actor: Value, iri: str) -> Value:
        """A participant, with whom it represented and whether it came."""
        if (part := self._parts.get(iri)) is None:
            return actor
        notes = [f"for {self.titles.of(other)}" for other in part.all("det:onBehalfOf")]
        notes += [words(status) for status in part.codes("det:status")]
        return Value(actor.text, actor.href, ", ".join(notes))

    @cached_property
    def _parts(self) -> dict[str, Subject]:
        """How actors took part, by the actor."""
        parts = [subject(self.graph, each) for each in self.thing.all("det:participation")]
        return {part.one("det:actor"): part for part in reversed(parts)}


def _shown_by(action: str, lists: list[Subject]) -> str:
    """What complete lists show of an act, in words."""
    if not lists:
        return ""
    first, last = (date(each.one("det:published")).text or "an unknown day" for each in (lists[0], lists[-1]))
    told = {
        "lifted": f"named on {first}, no longer named on {last}",
        "imposed": f"not named on {first}, named again on {last}",
        "amended": f"the entry of {last} says something else than that of {first}",
    }
    return told.get(action, f"named on {first}" if first == last else f"named on {first} and on {last}")
