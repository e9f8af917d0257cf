"""How each key of a fact stands in RDF: one table for `encode` and `decode`.

The predicates are the keys of the facts file in the singular; `docs/model.md` shows them by example.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

from loader.facts.model import (
    Agreement,
    Designation,
    Meeting,
    Membership,
    Post,
    Recognition,
    Sourced,
    Statement,
)

__all__ = ["ACTOR_FIELDS", "CLASSES", "FIELDS", "PARTICIPANT_FIELDS", "Field", "Kind"]


class Kind(enum.Enum):
    """What the value of a key is."""

    ACTOR = enum.auto()
    ACTORS = enum.auto()
    SOURCE = enum.auto()
    TEXT = enum.auto()
    TEXTS = enum.auto()
    CODE = enum.auto()
    DATE = enum.auto()
    FLAG = enum.auto()
    EVIDENCE = enum.auto()
    PARTICIPANTS = enum.auto()
    PARTIES = enum.auto()


@dataclass(frozen=True, slots=True)
class Field:
    """One key: the struct's attribute, the predicate's local name, and the kind of its value."""

    attribute: str
    predicate: str
    kind: Kind
    scheme: str = ""

    @property
    def bounds(self) -> tuple[str, str]:
        """The local names of a date's two bounds."""
        if self.predicate == "date":
            return "earliest", "latest"
        return f"{self.predicate}Earliest", f"{self.predicate}Latest"


def _fields(kind: Kind, *keys: str) -> tuple[Field, ...]:
    return tuple(Field(f"{k}_" if k in ("from", "for") else k, k, kind) for k in keys)


def _code(attribute: str, scheme: str) -> Field:
    return Field(attribute, attribute, Kind.CODE, scheme)


_SOURCED = (
    *_fields(Kind.SOURCE, "source"),
    Field("evidence", "evidence", Kind.EVIDENCE),
    _code("confidence", "confidence"),
    *_fields(Kind.ACTOR, "reportedBy"),
    *_fields(Kind.FLAG, "denies"),
    *_fields(Kind.TEXT, "note"),
)
_DATED = (*_fields(Kind.DATE, "date"), _code("dateRole", "date-role"))
_ACT = (*_fields(Kind.TEXT, "organ", "instrument", "episode"), *_DATED)
_TENURE = _fields(Kind.DATE, "from", "to", "seen")

FIELDS: dict[type[Sourced], tuple[Field, ...]] = {
    Designation: (
        *_fields(Kind.ACTOR, "authority", "target"),
        _code("category", "category"),
        _code("action", "designation-action"),
        *_fields(Kind.TEXT, "list", "programme"),
        *_ACT,
        *_fields(Kind.DATE, "until"),
        *_SOURCED,
    ),
    Recognition: (
        *_fields(Kind.ACTOR, "by", "of", "person"),
        _code("action", "recognition-action"),
        *_ACT,
        *_SOURCED,
    ),
    Meeting: (
        Field("participants", "participant", Kind.PARTICIPANTS),
        *_fields(Kind.TEXT, "id", "label", "place"),
        *_fields(Kind.ACTOR, "host"),
        *_DATED,
        _code("status", "meeting-status"),
        Field("topics", "topic", Kind.TEXTS),
        *_SOURCED,
    ),
    Agreement: (
        Field("parties", "party", Kind.PARTIES),
        *_fields(Kind.TEXT, "subject", "id", "label", "place"),
        _code("status", "agreement-status"),
        *_fields(Kind.DATE, "date", "signed", "inForce", "ended"),
        *_SOURCED,
    ),
    Membership: (*_fields(Kind.ACTOR, "member", "organization"), *_TENURE, *_SOURCED),
    Post: (*_fields(Kind.ACTOR, "holder", "of"), *_fields(Kind.TEXT, "title"), *_TENURE, *_SOURCED),
    Statement: (
        *_fields(Kind.ACTOR, "speaker", "for"),
        *_fields(Kind.TEXT, "summary"),
        *_fields(Kind.ACTORS, "about"),
        *_fields(Kind.DATE, "date"),
        *_SOURCED,
    ),
}

ACTOR_FIELDS = _fields(Kind.ACTORS, "country", "claimedBy", "successors")
"""The keys by which the description of an actor refers to others."""

PARTICIPANT_FIELDS = (*_fields(Kind.ACTOR, "actor", "for"), _code("status", "meeting-status"))
"""The keys of a participant that is more than a name."""

CLASSES: dict[str, type[Sourced]] = {fact.__name__: fact for fact in FIELDS}
"""The local name of each class of claims."""
