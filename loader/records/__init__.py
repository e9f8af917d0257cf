"""Records: what all claims about one thing add up to.

`derive` is a pure function of the claims about one thing and of the complete sources: the order and the
repetition of claims do not matter, and withdrawing a claim undoes exactly it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

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
    once = {item.id: identity.substituted(item) for item in items}
    claims: Sequence[Claim] = [i for _, i in sorted(once.items()) if isinstance(i, Claim)]
    described: Sequence[Description] = [i for _, i in sorted(once.items()) if isinstance(i, Description)]
    if not once or thing.kind == "decision":  # which acts on the records of others
        return frozenset()
    if thing.kind == "designation":
        return frozenset(designations(claims, snapshots, base))
    if thing.kind == "recognition":
        return frozenset(recognitions(claims, base))
    if thing.kind == "actor":
        return frozenset(actor(described, thing.key, base, identity))
    if thing.kind == "source":
        return frozenset(source(described, thing.key, base))
    return frozenset(_OF_CLAIMS[thing.kind](claims, thing.key, base))
