"""Writing a record's triples: the spelling that all records share."""

from __future__ import annotations

from collections.abc import Iterable

from loader.claims import ANY, Claim, claim_iri
from loader.records.readings import Dated
from loader.triples import Triple, boolean, integer, iri, literal, typed, xsd_date
from loader.vocabulary import DET, EDTF, RDF_TYPE, RDFS, code, key, thing

__all__ = ["Record"]

_TYPE = iri(RDF_TYPE)
_LABEL = iri(RDFS + "label")
_ANY = iri(DET + "any")


class Record:
    """The triples of one record, or of one act.

    Args:
        base: the base of the IRIs of things.
        address: the record's IRI.
    """

    def __init__(self, base: str, address: str) -> None:
        self.base = base
        self.address = address
        self.subject = iri(address)
        self.triples: list[Triple] = []

    @classmethod
    def of(cls, base: str, kind: str, joined: str) -> Record:
        """A record named by its kind and key."""
        return cls(base, thing(base, kind, joined))

    def term(self, predicate: str, *objects: str) -> None:
        """Adds terms that are encoded already, under a predicate of the ontology."""
        self.triples += [(self.subject, iri(DET + predicate), o) for o in objects]

    def a(self, cls: str) -> None:
        """Says which class of the ontology the record is of."""
        self.triples.append((self.subject, _TYPE, iri(DET + cls)))

    def label(self, *texts: str) -> None:
        """Adds labels."""
        self.triples += [(self.subject, _LABEL, literal(text)) for text in texts]

    def text(self, predicate: str, values: Iterable[str | None]) -> None:
        """Adds each different text once."""
        self.term(predicate, *(literal(v) for v in sorted({v for v in values if v is not None})))

    def actors(self, predicate: str, ids: Iterable[str | None]) -> None:
        """Adds each different actor once."""
        named = sorted({i for i in ids if i is not None})
        self.term(predicate, *(_ANY if i == ANY else self.thing("actor", key(i)) for i in named))

    def codes(self, predicate: str, scheme: str, values: Iterable[str | None]) -> None:
        """Adds each different code once."""
        self.term(predicate, *(iri(code(scheme, v)) for v in sorted({v for v in values if v is not None})))

    def sources(self, predicate: str, ids: Iterable[str]) -> None:
        """Adds each different source once."""
        self.term(predicate, *(self.thing("source", key(i)) for i in sorted(set(ids))))

    def thing(self, kind: str, joined: str) -> str:
        """The term of another thing."""
        return iri(thing(self.base, kind, joined))

    def dated(self, dated: Dated, predicate: str = "date") -> None:
        """Adds a date with both its bounds; `date` has them even where it is not known."""
        main = predicate == "date"
        if dated.date is None and not main:
            return
        names = ("earliest", "latest") if main else (f"{predicate}Earliest", f"{predicate}Latest")
        if dated.date is not None:
            self.term(predicate, typed(dated.date.text, EDTF))
        self.term(names[0], xsd_date(dated.earliest))
        self.term(names[1], xsd_date(dated.latest))

    def role(self, dated: Dated) -> None:
        """Says in which sense `date` is meant, unless that is `event`: an event's day, or nothing said."""
        if dated.date is not None and dated.role != "event":
            self.codes("dateRole", "date-role", [dated.role])

    def backed(
        self, asserting: Iterable[Claim], denying: Iterable[Claim], disputed: bool, sources: int
    ) -> None:
        """Adds what stands behind the record: its claims, its denials, and how many sources assert it."""
        self.claims("claim", asserting)
        self.claims("denial", denying)
        self.term("sourceCount", integer(sources))
        if disputed:
            self.term("disputed", boolean(True))

    def only_denied(self, denying: Iterable[Claim]) -> list[Triple]:
        """All triples of what is only denied: no type and no other property, so that no question finds it."""
        self.claims("denial", denying)
        return self.triples

    def claims(self, predicate: str, given: Iterable[Claim]) -> None:
        """Links to claims."""
        self.term(predicate, *(iri(claim_iri(self.base, i)) for i in sorted({c.id for c in given})))
