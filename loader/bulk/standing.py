"""Where claims stand that the store holds already, and that a file states as before."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from loader.bulk.spill import Blocks, Spill
from loader.errors import Place

__all__ = ["restated", "restated_of"]

Rows = dict[str, list[Place]]


def restated(spills: Iterable[Spill], at: Iterable[Blocks], files: Sequence[str]) -> Iterator[Rows]:
    """The places of all of them, some at a time; of one claim perhaps again later.

    Args:
        spills: where the workers noted them.
        at: where in each of these.
        files: the files that messages name, by number.
    """
    for spill, blocks in zip(spills, at, strict=True):
        for block in spill.standing(blocks):
            rows: Rows = {}
            for identifier, file, line in block:
                rows.setdefault(identifier.hex(), []).append(Place(files[file], line))
            yield rows


def restated_of(
    wanted: Collection[str],
    spills: Iterable[Spill],
    at: Iterable[Blocks],
    files: Sequence[str],
) -> Rows:
    """The places of some of them, by id; see `restated`."""
    found: Rows = {}
    if wanted:
        ids = {bytes.fromhex(each) for each in wanted}
        for spill, blocks in zip(spills, at, strict=True):
            for block in spill.standing(blocks):
                for identifier, file, line in block:
                    if identifier in ids:
                        found.setdefault(identifier.hex(), []).append(Place(files[file], line))
    return found
