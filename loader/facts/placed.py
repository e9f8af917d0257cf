"""Facts and what was written, each with its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from msgspec import Struct

from loader.errors import Place

from .model import Fact

__all__ = ["Placed", "Steps", "Written"]

Steps = tuple[str | int, ...]
"""Where a value stands within a fact: keys, and positions in lists from 0."""


class Placed(Struct, frozen=True, gc=False):
    """A fact and where it stands. A struct, for a load holds as many of these as there are facts."""

    fact: Fact
    place: Place


@dataclass(frozen=True, slots=True)
class Written:
    """One fact as it was written: text, numbers, lists and objects, not yet judged.

    Attributes:
        line: the line on which it begins, from 1.
        value: what stands there.
        lines: the lines of values that stand on other lines; their absence means the fact's line.
        textual: whether every scalar is text, as in YAML and CSV, to be read as what its key asks for.
        repeated: keys that stand more than once in one object, each with its path.
    """

    line: int
    value: object
    lines: Mapping[Steps, int] = field(default_factory=dict)
    textual: bool = False
    repeated: tuple[Steps, ...] = ()
