"""Digests of facts: equal for the same facts, in whatever order and form they are written."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec

from .jsonl import facts
from .lines import HEAD, binary, lines, opened, utf_16
from .model import Fact
from .placed import Placed

__all__ = ["MODULUS", "digest", "digest_of_file"]

MODULUS = 1 << 128
"""What digests are added up by: a sum knows no order."""

_encode = msgspec.msgpack.Encoder(order="sorted").encode


def digest(fact: Fact) -> int:
    """A number of 128 bits by which a fact is known; the order of lists within it counts."""
    return int.from_bytes(hashlib.blake2b(_encode(fact), digest_size=16).digest())


def digest_of_file(path: Path) -> tuple[int, int] | None:
    """The sum of the digests of all facts of a JSON Lines file.

    Args:
        path: the file.

    Returns:
        How many facts there are, and the sum; nothing if anything is wrong, or it is another file.

    Raises:
        InputError: the file cannot be read.
    """
    count = total = 0
    with opened(path) as stream:
        head = stream.read(HEAD)
        if utf_16(head) or binary(head):
            return None
        for found in facts(str(path), lines(head, stream)):
            if type(found) is not Placed:
                return None
            count += 1
            total += digest(found.fact)
    return count, total % MODULUS
