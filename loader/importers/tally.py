"""What an import used, what not, and why: nothing is dropped in silence."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from loader.facts.model import Fact, Source

from .entry import Entry, Unused

__all__ = ["Tally"]

_NAMED = 10  # entries that are named one by one
_REASONS = 1000  # kinds of parts that are told apart, so that a strange file does not fill the memory


class Tally:
    """Counts entries, facts, and what was left out.

    Attributes:
        entries: how many entries there were in all files.
        used: how many of them facts were made of.
        facts: how many facts there are of each type.
        parts: how often a part was left out of an entry, by part and reason.
        unused: the first entries that were left out, each with the reason.
        files: how many entries each file had.
        complete: whether a source says that it lists all that is in force.
    """

    def __init__(self, report: BinaryIO | None = None) -> None:
        """Begins to count.

        Args:
            report: where all that is left out is written to, as JSON Lines.
        """
        self.entries = 0
        self.used = 0
        self.facts: Counter[str] = Counter()
        self.parts: Counter[tuple[str, str]] = Counter()
        self.unused: list[tuple[Entry, str]] = []
        self.files: Counter[str] = Counter()
        self.complete = False
        self._report = report

    def count(self, entry: Entry, facts: Sequence[Fact], unused: Sequence[Unused]) -> None:
        """Counts an entry, or with position 0 what a file says as a whole.

        Args:
            entry: the entry.
            facts: what it came to.
            unused: what was left out of it; an entry of which the whole was left out is not used.
        """
        whole = next((left.reason for left in unused if not left.part), None)
        if entry.position:
            self.entries += 1
            self.files[entry.place.file] += 1
            if whole is None:
                self.used += 1
            elif len(self.unused) < _NAMED:
                self.unused.append((entry, whole))
        self.complete |= any(isinstance(fact, Source) and fact.complete is not None for fact in facts)
        self.facts.update(str(fact.__struct_config__.tag) for fact in facts)
        for left in unused:
            if left.part:
                key = (left.part, left.reason)
                full = len(self.parts) >= _REASONS and key not in self.parts
                self.parts[("", "other parts, for other reasons") if full else key] += 1
            if self._report is not None:
                said = {"entry": entry.name, "file": entry.place.file, "position": entry.position}
                said |= {"line": entry.place.line, "part": left.part, "reason": left.reason}
                self._report.write(f"{json.dumps(said, ensure_ascii=False)}\n".encode())

    def lines(self) -> Iterator[str]:
        """What a person is told at the end, line by line."""
        left = self.entries - self.used
        yield f"Entries: {self.entries}; used: {self.used}; not used: {left}."
        said = ", ".join(f"{number} {name}" for name, number in sorted(self.facts.items()))
        yield f"Facts: {self.facts.total()} ({said})."
        for entry, reason in self.unused:
            yield f"  not used: {entry.name or f'entry {entry.position}'} ({entry.place}): {reason}"
        if left > len(self.unused):
            yield f"  and {left - len(self.unused)} more"
        if left and self.complete:
            yield "The list is complete: what an earlier edition names and is not used here shows as lifted."
        if self.parts:
            yield "Parts of entries that no fact says, by how often they occur:"
        for (part, reason), number in sorted(self.parts.items(), key=lambda item: (-item[1], item[0])):
            yield f"  {number:>6} {part}{': ' if part else ''}{reason}"
