"""The second pass: each process takes a share of the facts, makes them claims, and sorts these by part."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from loader.bulk.spill import BESIDE_JOINING, JOINING, Blocks, Entry, Index, Spill, Standing
from loader.claims import Claim, Description
from loader.claims.packing import pack
from loader.errors import Problem
from loader.intake import Survey, resolved
from loader.names import Scopes
from loader.records import Identity, Thing, things_of

__all__ = ["Sorted", "part_of", "parts_of", "sort_share"]


@dataclass(slots=True)
class Sorted:
    """What came of one share.

    Attributes:
        index: where its claims are in the spill.
        standing: where it says there in which lines those stand that are stated as before.
        problems: what is referred to and not known.
        stated: for each dataset that the store has, the ids of its claims that are stated still.
        moved: the ids of those claims that join a dataset, and are made by another one of the load already.
    """

    index: Index = field(default_factory=list)
    standing: Blocks = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    stated: dict[int, bytes] = field(default_factory=dict)
    moved: set[str] = field(default_factory=set)


def part_of(thing: Thing, parts: int) -> int:
    """The part in which a thing is derived; the same in every process, as Python's own hash is not."""
    return zlib.crc32(f"{thing.kind}/{thing.key}".encode()) % parts


def parts_of(item: Claim | Description, identity: Identity, parts: int) -> tuple[int, set[int]]:
    """The part that a claim is counted with, and those that need it besides."""
    first, *others = (part_of(thing, parts) for thing in things_of(item, identity))
    return first, {*others} - {first}


def sort_share(
    read: Survey,
    scopes: Sequence[Scopes],
    numbers: Mapping[str, int],
    held: Mapping[int, AbstractSet[bytes]],
    identity: Identity,
    spill: Spill,
    parts: int,
    share: int,
    shares: int,
    told: Callable[[int], None],
) -> Sorted:
    """Makes claims of a share of the facts.

    Args:
        read: the files.
        scopes: where the references of each are looked up.
        numbers: the numbers of datasets by name.
        held: for each dataset that the store has, the ids of the claims that it makes there.
        identity: which actors become one.
        spill: where the claims are put.
        parts: how many parts there are.
        share: which share this is, from 0.
        shares: how many there are.
        told: is told how many facts were taken, again and again.
    """
    done = Sorted()
    stated: dict[int, list[bytes]] = {number: [] for number in held}
    files = {name: number for number, name in enumerate(read.facts.files)}
    datasets = [numbers[name] for name in read.datasets]
    others = {number: [ids for n, ids in held.items() if n != number] for number in numbers.values()}
    spill.begin(parts)
    for chunk in read.facts.chunks(share, shares):
        standing: list[Standing] = []
        for number, placed in chunk:
            item, problems = resolved(placed, scopes[number], read.missing)
            done.problems += problems
            if item is None:
                continue
            place, dataset = placed.place, datasets[number]
            if (known := held.get(dataset)) is not None:
                identifier = bytes.fromhex(item.id)
                stated[dataset].append(identifier)
                if identifier in known:
                    standing.append((identifier, files[place.file], place.line))
                    continue
            if others[dataset] and any(bytes.fromhex(item.id) in ids for ids in others[dataset]):
                done.moved.add(item.id)
            entry = Entry(JOINING, dataset, files[place.file], place.line, pack(item))
            first, others_too = parts_of(item, identity, parts)
            spill.add(first, entry)
            for part in others_too:
                spill.add(part, entry._replace(what=BESIDE_JOINING))
        spill.state(standing)
        told(len(chunk))
    done.index, done.standing = spill.finish()
    done.stated = {number: b"".join(ids) for number, ids in stated.items()}
    return done
