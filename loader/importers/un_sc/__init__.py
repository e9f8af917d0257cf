"""The UN Security Council's consolidated list.

reading     the list, entry by entry       actors      an entry as an actor
names       names that stand in one text   committees  who keeps the lists, by the letters of a reference
"""

from __future__ import annotations

from .reading import entries

__all__ = ["entries"]
