"""A row of the table: what was measured, at what size, and whether it is what it is to be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Goal", "Row", "seconds", "size_of"]

_HUNDRED, _KILO = 100, 1024


@dataclass(frozen=True, slots=True)
class Goal:
    """What a figure is to be.

    Attributes:
        limit: the figure.
        sense: whether it is the least or the most.
        unit: what follows the figure, such as ` s`; a multiplication sign where it is a ratio.
    """

    limit: float
    sense: Literal["least", "most"] = "least"
    unit: str = "×"

    def met(self, figure: float) -> bool:
        """Whether a figure keeps to it."""
        return figure >= self.limit if self.sense == "least" else figure <= self.limit

    def __str__(self) -> str:
        sign = "≥" if self.sense == "least" else "≤"
        return f"{sign} {self.limit:g}{self.unit}"


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that was measured.

    Attributes:
        what: what it is.
        size: of how many facts.
        ours: what Détente took, as text.
        peer: what the other took, with its name.
        figure: the ratio, or what else the goal is about; none where it was not come by.
        goal: what the figure is to be; none where there is no goal at this size.
        note: why the figure is not there, or what else is to be known.
    """

    what: str
    size: int
    ours: str = ""
    peer: str = ""
    figure: float | None = None
    goal: Goal | None = None
    note: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the goal is met; None where that cannot be said."""
        return None if self.figure is None or self.goal is None else self.goal.met(self.figure)


def seconds(value: float) -> str:
    """A time as text.

    >>> seconds(123.4), seconds(12.34), seconds(0.0123)
    ('123 s', '12.3 s', '12.3 ms')
    """
    if value < 1:
        return f"{value * 1000:.3g} ms"
    return f"{value:.3g} s" if value < _HUNDRED else f"{value:.0f} s"


def size_of(count: float) -> str:
    """Bytes as text.

    >>> size_of(900), size_of(1_500_000), size_of(2_000_000_000)
    ('900 B', '1.43 MB', '1.86 GB')
    """
    for unit in ("B", "kB", "MB"):
        if count < _KILO:
            return f"{count:.3g} {unit}"
        count /= _KILO
    return f"{count:.3g} GB"
