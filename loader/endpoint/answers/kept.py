"""Answers that are kept for whoever asks the same again: so many, of so many bytes, those in use."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

__all__ = ["MOST_BYTES", "MOST_ENTRIES", "Kept"]

MOST_BYTES = 64 * 1024 * 1024
"""Of all that is kept, unless it is said otherwise."""

MOST_ENTRIES = 10_000
"""Answers of a few bytes cost memory too."""

_PART = 16  # no answer may take more than this part of the whole
_OVERHEAD = 1024  # bytes of an entry beside its value and its key

_Value = TypeVar("_Value")


class Kept(Generic[_Value]):
    """A bounded memory, for one thread: the loop's.

    Whoever puts something in chooses a key that names all that the answer depends on. The version's content
    is a part of it; here it only says what can go when another version holds.

    >>> kept = Kept[bytes](100_000)
    >>> kept.put("one", "ASK {}", b"true", 4)
    >>> kept.get("one", "ASK {}"), kept.get("two", "ASK {}")
    (b'true', None)
    >>> kept.turn_to("one"); kept.turn_to("two"); kept.get("one", "ASK {}")
    """

    def __init__(self, most_bytes: int = MOST_BYTES, most_entries: int = MOST_ENTRIES) -> None:
        self._most_bytes = most_bytes
        self._most_entries = most_entries
        self._entries: OrderedDict[tuple[str, Hashable], tuple[_Value, int]] = OrderedDict()
        self._current: str | None = None
        self.bytes = 0

    @property
    def largest(self) -> int:
        """The most bytes that one answer may have; 0 where nothing is kept."""
        return self._most_bytes // _PART

    def __len__(self) -> int:
        """How many answers are kept."""
        return len(self._entries)

    def get(self, content: str, key: Hashable) -> _Value | None:
        """The answer that was kept under a key, of the version with this content."""
        entry = self._entries.get((content, key))
        if entry is None:
            return None
        self._entries.move_to_end((content, key))
        return entry[0]

    def put(self, content: str, key: Hashable, value: _Value, size: int) -> None:
        """Keep an answer, if it is not too large.

        Args:
            content: the digest of what the version holds.
            key: all else that the answer depends on.
            value: the answer.
            size: its bytes, with those of the key.
        """
        if size > self.largest:
            return
        before = self._entries.pop((content, key), None)
        cost = size + _OVERHEAD
        self.bytes += cost - (before[1] if before else 0)
        self._entries[content, key] = (value, cost)
        while self.bytes > self._most_bytes or len(self._entries) > self._most_entries:
            _, (_, freed) = self._entries.popitem(last=False)
            self.bytes -= freed

    def turn_to(self, content: str) -> None:
        """Another version holds: let go of what belongs to the one before."""
        if content == self._current:
            return
        for name in [name for name in self._entries if name[0] == self._current]:
            self.bytes -= self._entries.pop(name)[1]
        self._current = content
