"""Claims as bytes, to hand them from one process to another.

The form is private to one load: it is neither hashed nor kept.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from loader.claims.model import Claim, Description, Named
from loader.facts.model import FACT_TYPES, Actor, AnyFact, DifferentFrom, Fact, SameAs, Source

__all__ = ["pack", "unpack"]

_MADE: dict[type[Fact], Callable[[str, Any, Named], Claim | Description]] = {
    fact: Description if fact in (Actor, Source, SameAs, DifferentFrom) else Claim for fact in FACT_TYPES
}

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(tuple[str, AnyFact, Named]).decode


def pack(item: Claim | Description) -> bytes:
    """All of a claim or a description, to be read by `unpack`.

    >>> told = Description("0", SameAs(actor="group-a", as_="group-b", author="A"), (("as", ("Group B",)),))
    >>> unpack(pack(told)) == told
    True
    """
    return _encode((item.id, item.fact, item.named))


def unpack(packed: bytes) -> Claim | Description:
    """What `pack` was given.

    Raises:
        msgspec.MsgspecError: the bytes are not what `pack` wrote.
    """
    fact: Fact
    identifier, fact, named = _decode(packed)
    return _MADE[type(fact)](identifier, fact, named)
