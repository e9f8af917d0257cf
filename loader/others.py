"""The triples of a store that are neither claims nor records: they stay as they were written.

Everything in a named graph is such a triple, and in the default graph everything about what is no thing of
the store's own. What says of another thing that it is a record or a claim is refused there, since questions
would take it for one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from pyoxigraph import Quad, RdfFormat, serialize

from loader.facts.digests import MODULUS
from loader.triples import iri
from loader.vocabulary import CLAIM, DET, RDF_TYPE

__all__ = [
    "MINTED",
    "digest_of_graph",
    "digest_of_lines",
    "digest_of_quads",
    "own_subjects",
    "passing_itself_off",
]

MINTED = (
    "actor",
    "agreement",
    "claim",
    "designation",
    "meeting",
    "membership",
    "post",
    "recognition",
    "source",
    "statement",
)
"""The kinds of things, as they stand in IRIs, of which only claims and records speak in the default graph."""

_OURS = (f"<{DET}".encode(), f"<{CLAIM}".encode())
_TYPE = iri(RDF_TYPE).encode()


def own_subjects(base: str) -> tuple[bytes, ...]:
    """What the lines of claims and records begin with, in N-Triples.

    Args:
        base: what the IRIs of the store's things begin with.
    """
    return tuple(f"<{base}{kind}/".encode() for kind in MINTED)


def passing_itself_off(line: bytes) -> bool:
    """Whether an N-Triples line would pass its subject off as a claim or a record.

    >>> passing_itself_off(b'<x:a> <https://w3id.org/detente/ns#target> <x:b> .')
    True
    """
    _, predicate, rest = line.split(b" ", 2)
    return predicate.startswith(_OURS) or (predicate == _TYPE and rest.startswith(_OURS))


def digest_of_lines(lines: Iterable[bytes]) -> int:
    """What lines of N-Quads, each without its end, add to the digest of a version's content."""
    return sum(map(_number, lines)) % MODULUS


def digest_of_quads(quads: Iterable[Quad]) -> int:
    """What quads add to the digest of a version's content."""
    written = serialize(quads, format=RdfFormat.N_QUADS)
    assert written is not None  # no file was given to write to
    return digest_of_lines(line.removesuffix(b" .") for line in written.splitlines())


def digest_of_graph(name: str) -> int:
    """What it adds to the digest that there is a named graph.

    Args:
        name: its term.
    """
    return _number(f"graph {name}".encode())


def _number(line: bytes) -> int:
    return int.from_bytes(hashlib.blake2b(line, digest_size=16).digest())
