"""Records: what all claims about one thing add up to.

`derive` is a pure function of the claims about one thing and of the complete sources: the order and the
repetition of claims do not matter, and withdrawing a claim undoes exactly it.
"""

from __future__ import annotations

from collections.abc import Iterable

from loader.claims import Claim, Description
from loader.records.absence import Snapshot, Snapshots
from loader.records.descriptions import actor, source, statement
from loader.records.designations import designations, recognitions
from loader.records.events import agreement, meeting
from loader.records.identity import NOBODY, Identity, identity_of
from loader.records.tenures import membership, post
from loader.records.things import Thing, thing_of, things_of
from loader.triples import Triple

__all__ = [
    "NOBODY",
    "Identity",
    "Snapshot",
    "Snapshots",
    "Thing",
    "derive",
    "derived",
    "identity_of",
    "thing_of",
    "things_of",
]

_OF_CLAIMS = {
    "meeting": meeting,
    "agreement": agreement,
    "membership": membership,
    "post": post,
    "statement": statement,
}


def derive(
    thing: Thing,
    items: Iterable[Claim | Description],
    snapshots: Snapshots,
    base: str,
    identity: Identity = NOBODY,
) -> frozenset[Triple]:
    """The triples of the records of one thing.

    Args:
        thing: what the claims are about.
        items: all claims, or descriptions, about it; each counts once.
        snapshots: the complete sources, by authority and list.
        base: the base of the IRIs of things.
        identity: which actors are one.

    Returns:
        The triples; none where nothing is claimed.
    """
    return frozenset(derived(thing, items, snapshots, base, identity))


def derived(
    thing: Thing,
    items: Iterable[Claim | Description],
    snapshots: Snapshots,
    base: str,
    identity: Identity = NOBODY,
) -> list[Triple]:
    """The triples of the records of one thing, each once, as they are written; else like `derive`."""
    kind = thing.kind
    once = {item.id: item for item in items}
    if not once or kind == "decision":  # which acts on the records of others
        return []
    said = list(once.values()) if len(once) == 1 else [i for _, i in sorted(once.items())]
    if identity.kept:
        said = [identity.substituted(item) for item in said]
    if kind in _DESCRIBED:
        described = [item for item in said if isinstance(item, Description)]
        if kind == "actor":
            return actor(described, thing.key, base, identity)
        return source(described, thing.key, base)
    claims = [item for item in said if isinstance(item, Claim)]
    if kind == "designation":
        return designations(claims, snapshots, base)
    if kind == "recognition":
        return recognitions(claims, base)
    return _OF_CLAIMS[kind](claims, thing.key, base)


_DESCRIBED = ("actor", "source")
