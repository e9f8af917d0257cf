"""What was counted while writers were killed."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["MISSES", "Figures"]

MISSES = ("lost", "partial", "unopened", "orphans", "failed")
"""The figures that have to be 0."""


@dataclass
class Figures:
    """What was counted.

    Attributes:
        kills: how often something was killed in the middle.
        of: the same, by what it was.
        done: how many operations came to their end.
        lost: acknowledged operations, or versions, that were not there any more.
        partial: versions or copies that were not whole.
        unopened: stores and finished copies that did not open.
        orphans: files that were still there after the next start of a writer.
        failed: operations that ended otherwise than they should.
        readers: how often a version stayed because it was read.
        said: a sentence for each miss, with how to see it again.
    """

    kills: int = 0
    of: dict[str, int] = field(default_factory=dict)
    done: int = 0
    lost: int = 0
    partial: int = 0
    unopened: int = 0
    orphans: int = 0
    failed: int = 0
    readers: int = 0
    said: list[str] = field(default_factory=list)

    def add(self, other: Figures) -> None:
        """Adds the figures of other rounds."""
        for name, value in vars(other).items():
            if name == "of":
                for kind, count in value.items():
                    self.of[kind] = self.of.get(kind, 0) + count
            else:
                setattr(self, name, getattr(self, name) + value)

    @property
    def missed(self) -> bool:
        """Whether any of those is not 0 that have to be."""
        return any(getattr(self, name) for name in MISSES)

    def lines(self) -> list[str]:
        """The figures for a person."""
        kinds = ", ".join(f"{kind} {count}" for kind, count in sorted(self.of.items()))
        return [
            *self.said,
            f"{self.kills} kills ({kinds}); {self.done} operations came to their end",
            f"  acknowledged and lost  {self.lost}",
            f"  partial                {self.partial}",
            f"  stores not opened      {self.unopened}",
            f"  orphans                {self.orphans}",
            f"  otherwise wrong        {self.failed}",
            f"  versions that stayed for {self.readers} readers",
        ]
