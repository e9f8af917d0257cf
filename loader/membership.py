"""Which datasets make which claims: what begins, what ceases, and a digest of all that holds."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from loader.claims import Claim, Description
from loader.facts.digests import MODULUS
from loader.holdings import Holdings

__all__ = ["MODULUS", "Membership", "combined", "content_digest", "incoming", "leaving"]


@dataclass(slots=True)
class Membership:
    """Which datasets begin to make which claims, and which cease to."""

    joined: dict[str, set[str]] = field(default_factory=dict)
    left: dict[str, set[str]] = field(default_factory=dict)


def incoming(
    holdings: Holdings, datasets: Mapping[str, Mapping[str, Claim | Description]], keep: bool = False
) -> Membership:
    """What loading datasets means: each states all that it says, unless `keep` lets the rest stand."""
    membership = Membership()
    for name, items in datasets.items():
        if keep:  # a few may be added to a dataset of millions
            joined, left = (
                {identifier for identifier in items if not holdings.makes(name, identifier)},
                set[str](),
            )
        else:
            before = holdings.in_dataset(name)
            joined, left = set(items) - before, before - set(items)
        if joined:
            membership.joined[name] = joined
        if left:
            membership.left[name] = left
    return membership


def leaving(holdings: Holdings, ids: Iterable[str]) -> Membership:
    """What withdrawing claims from all their datasets means."""
    membership = Membership()
    for identifier in ids:
        for name in holdings.datasets_of(identifier):
            membership.left.setdefault(name, set()).add(identifier)
    return membership


def content_digest(before: str, membership: Membership) -> str:
    """The digest of what a store holds after a change: equal content, equal digest.

    A sum, so that no order matters, and that only the change is read.

    Args:
        before: the digest before, in hex; `0` for nothing.
        membership: which datasets begin and cease to make what.

    >>> some = content_digest("0", Membership(joined={"facts.jsonl": {"1f"}}))
    >>> content_digest(some, Membership(left={"facts.jsonl": {"1f"}}))
    '00000000000000000000000000000000'
    """
    total = int(before, 16)
    for given, sign in ((membership.joined, 1), (membership.left, -1)):
        for name, ids in given.items():
            for identifier in ids:
                digest = hashlib.blake2b(f"{identifier} {name}".encode(), digest_size=16).digest()
                total += sign * int.from_bytes(digest)
    return f"{total % MODULUS:032x}"


def combined(before: str, more: str) -> str:
    """The digest of what a store holds after a change whose own digest was begun from nothing."""
    return f"{(int(before, 16) + int(more, 16)) % MODULUS:032x}"
