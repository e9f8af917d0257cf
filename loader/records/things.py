"""What a claim is about: the unit whose claims are added up together.

All designations of one target are one unit, since a denial may speak of `any` authority; likewise all
recognitions of one actor. A meeting or an agreement is named by its id, else by all that is said of it.
"""

from __future__ import annotations

import hashlib

import msgspec

from loader.claims import Claim, Description
from loader.facts.model import (
    Actor,
    Agreement,
    Designation,
    DifferentFrom,
    Meeting,
    Membership,
    Post,
    Recognition,
    SameAs,
    Source,
)
from loader.records.identity import Identity
from loader.vocabulary import key

__all__ = ["Thing", "thing_of", "things_of"]

_NOT_CONTENT = {"source", "evidence", "confidence", "reportedBy", "denies", "note", "type"}


class Thing(msgspec.Struct, frozen=True, order=True, gc=False):
    """A unit of derivation.

    Attributes:
        kind: `actor`, `source`, `designation`, `recognition`, `meeting`, `agreement`, `membership`, `post`,
            `statement` or `decision`.
        key: the target's for designations, the recognised actor's for recognitions, else the record's.
    """

    kind: str
    key: str


def _by_content(fact: Meeting | Agreement) -> str:
    if fact.id is not None:
        return key(fact.id)
    built = {k: v for k, v in msgspec.to_builtins(fact).items() if k not in _NOT_CONTENT}
    return ":" + hashlib.blake2b(msgspec.json.encode(built, order="sorted"), digest_size=16).hexdigest()


def thing_of(item: Claim | Description) -> Thing:  # noqa: PLR0911  # one line for each kind of thing
    """The one unit that a claim or a description belongs to."""
    match item.fact:
        case Actor(id=name):
            return Thing("actor", key(name))
        case Designation(target=target):
            return Thing("designation", key(target))
        case Recognition(of=of):
            return Thing("recognition", key(of))
        case Meeting() as meeting:
            return Thing("meeting", _by_content(meeting))
        case Agreement() as agreement:
            return Thing("agreement", _by_content(agreement))
        case Membership(member=member, organization=organization):
            return Thing("membership", key(member, organization))
        case Post(holder=holder, title=title, of=of):
            return Thing("post", key(holder, title, of))
        case Source(id=name):
            return Thing("source", key(name))
        case SameAs() | DifferentFrom():
            return Thing("decision", item.id)
    return Thing("statement", item.id)


def things_of(item: Claim | Description, identity: Identity) -> tuple[Thing, ...]:
    """The units whose records depend on an item: what it is about, and who stands for whom it describes."""
    own = thing_of(identity.substituted(item))
    if isinstance(item.fact, Actor) and identity.of(item.fact.id) != item.fact.id:
        return own, Thing("actor", key(identity.of(item.fact.id)))
    return (own,)
