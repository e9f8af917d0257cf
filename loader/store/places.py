"""The sidecar of a version: where each claim stands in the files it was loaded from, for messages only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from loader.errors import Place, StoreError
from loader.store import disk

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

__all__ = ["PLACES", "read", "write"]

PLACES = "places.jsonl"


class _Line(msgspec.Struct, gc=False):
    claim: str
    places: list[tuple[str, int]]


def write(folder: Path, places: Mapping[str, Sequence[Place]]) -> None:
    """Writes the sidecar durably: a JSON object a line, one for each claim."""
    lines = (
        _Line(claim, [(_text(place.file), place.line) for place in standing])
        for claim, standing in places.items()
    )
    disk.write(folder / PLACES, msgspec.json.Encoder().encode_lines(lines))


def read(folder: Path) -> dict[str, list[Place]]:
    """The places of each claim, by the claim's IRI.

    Raises:
        StoreError: the sidecar is missing or damaged.
    """
    path = folder / PLACES
    try:
        lines = msgspec.json.Decoder(_Line).decode_lines(path.read_bytes())
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise StoreError(f"{path} cannot be read: {disk.reason(error)}; the version is damaged.") from error
    return {line.claim: [Place(*place) for place in line.places] for line in lines}


def _text(name: str) -> str:
    # A file's name may hold bytes that are not UTF-8, which Python smuggles as lone surrogates.
    return name.encode("utf-8", "backslashreplace").decode()
