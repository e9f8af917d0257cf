"""Writing a record's triples: the spelling that all records share."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from loader.claims import Claim
from loader.claims.terms import TRUE, Terms, actor, coded, day, edtf, number, source
from loader.records.readings import Dated
from loader.triples import Triple, iri, literal
from loader.vocabulary import DET, RDF_TYPE, RDFS, thing

__all__ = ["Record"]

_TYPE = iri(RDF_TYPE)
_LABEL = iri(RDFS + "label")
_DATE, _EARLIEST, _LATEST = (iri(DET + name) for name in ("date", "earliest", "latest"))

_DET = Terms(DET)
"""The terms of the ontology."""


class Record:
    """The triples of one record, or of one act.

    Args:
        base: the base of the IRIs of things.
        address: the record's IRI.
        triples: where its triples are added; a list of their own by default.
    """

    __slots__ = ("base", "subject", "triples")

    def __init__(self, base: str, address: str, triples: list[Triple] | None = None) -> None:
        self.base = base
        self.subject = iri(address)
        self.triples: list[Triple] = [] if triples is None else triples

    @classmethod
    def of(cls, base: str, kind: str, joined: str, triples: list[Triple] | None = None) -> Record:
        """A record named by its kind and key."""
        return cls(base, thing(base, kind, joined), triples)

    def term(self, predicate: str, *objects: str) -> None:
        """Adds terms that are encoded already, under a predicate of the ontology."""
        term = _DET[predicate]
        self.triples += [(self.subject, term, o) for o in objects]

    def a(self, cls: str) -> None:
        """Says which class of the ontology the record is of."""
        self.triples.append((self.subject, _TYPE, _DET[cls]))

    def label(self, *texts: str) -> None:
        """Adds labels."""
        self.triples += [(self.subject, _LABEL, literal(text)) for text in texts]

    def text(self, predicate: str, values: Collection[str | None]) -> None:
        """Adds each different text once."""
        if values and (said := _different(values)):
            term = _DET[predicate]
            self.triples += [(self.subject, term, literal(v)) for v in said]

    def actors(self, predicate: str, ids: Collection[str | None]) -> None:
        """Adds each different actor once."""
        if ids and (said := _different(ids)):
            term = _DET[predicate]
            self.triples += [(self.subject, term, actor(self.base, i)) for i in said]

    def actor(self, predicate: str, identifier: str) -> None:
        """Adds one actor."""
        self.triples.append((self.subject, _DET[predicate], actor(self.base, identifier)))

    def codes(self, predicate: str, scheme: str, values: Collection[str | None]) -> None:
        """Adds each different code once."""
        if values and (said := _different(values)):
            term = _DET[predicate]
            self.triples += [(self.subject, term, coded(scheme, v)) for v in said]

    def sources(self, predicate: str, ids: Collection[str]) -> None:
        """Adds each different source once."""
        if ids and (said := _different(ids)):
            term = _DET[predicate]
            self.triples += [(self.subject, term, source(self.base, i)) for i in said]

    def dated(self, dated: Dated, predicate: str = "date") -> None:
        """Adds a date with both its bounds; `date` has them even where it is not known."""
        when, subject = dated.date, self.subject
        if predicate != "date":
            if when is not None:
                self.triples += (
                    (subject, _DET[predicate], edtf(when.text)),
                    (subject, _DET[f"{predicate}Earliest"], day(when.earliest)),
                    (subject, _DET[f"{predicate}Latest"], day(when.latest)),
                )
            return
        if when is not None:
            self.triples.append((subject, _DATE, edtf(when.text)))
        self.triples.append((subject, _EARLIEST, day(dated.earliest)))
        self.triples.append((subject, _LATEST, day(dated.latest)))

    def role(self, dated: Dated) -> None:
        """Says in which sense `date` is meant, unless that is `event`: an event's day, or nothing said."""
        if dated.date is not None and dated.role != "event":
            self.term("dateRole", coded("date-role", dated.role))

    def backed(
        self, asserting: Sequence[Claim], denying: Sequence[Claim], disputed: bool, sources: int
    ) -> None:
        """Adds what stands behind the record: its claims, its denials, and how many sources assert it."""
        self.claims("claim", asserting)
        self.claims("denial", denying)
        self.triples.append((self.subject, _DET["sourceCount"], number(sources)))
        if disputed:
            self.triples.append((self.subject, _DET["disputed"], TRUE))

    def only_denied(self, denying: Sequence[Claim]) -> list[Triple]:
        """All triples of what is only denied: no type and no other property, so that no question finds it."""
        self.claims("denial", denying)
        return self.triples

    def claims(self, predicate: str, given: Sequence[Claim]) -> None:
        """Links to claims."""
        if given:
            term, start = _DET[predicate], f"<{self.base}claim/"
            ids = _different([c.id for c in given])
            self.triples += [(self.subject, term, f"{start}{i}>") for i in ids]


def _different(values: Collection[str | None]) -> Sequence[str]:
    """What there is, each once and in order."""
    if len(values) < 2:  # noqa: PLR2004 - one, as nearly always, or none
        return [value for value in values if value is not None]
    said = set(values)
    said.discard(None)
    return sorted(said) if len(said) > 1 else list(said)  # type: ignore[arg-type]  # None is out
