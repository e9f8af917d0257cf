"""Digests of facts: equal for the same facts, in whatever order and form they are written."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec

from .lines import HEAD, LIMIT, binary, lines, opened, utf_16
from .model import Fact
from .plain import plain

__all__ = ["MODULUS", "digest", "digest_of_file"]

MODULUS = 1 << 128
"""What digests are added up by: a sum knows no order."""

_encode = msgspec.msgpack.Encoder(order="sorted").encode


def digest(fact: Fact) -> int:
    """A number of 128 bits by which a fact is known; the order of lists within it counts."""
    return int.from_bytes(hashlib.blake2b(_encode(fact), digest_size=16).digest())


def digest_of_file(path: Path) -> tuple[int, int] | None:
    """The sum of the digests of all facts of a JSON Lines file, without a careful look at any.

    Args:
        path: the file.

    Returns:
        How many facts there are, and the sum; nothing if a fact is not plainly right, or it is another file.

    Raises:
        InputError: the file cannot be read.
    """
    count = total = 0
    with opened(path) as stream:
        head = stream.read(HEAD)
        if utf_16(head) or binary(head):
            return None
        for _, line in lines(head, stream):
            fact = plain(line) if len(line) <= LIMIT else None
            if fact is not None:
                count += 1
                total += digest(fact)
            elif line.strip():
                return None
    return count, total % MODULUS
