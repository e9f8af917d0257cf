"""The lists of OFAC, by which the United States sanctions.

reading     a list, entry by entry       snapshot    a file as a source: which list, of which day
actor       an entry as an actor         identifiers births   what it says of numbers and dates
"""

from __future__ import annotations

from .reading import entries

__all__ = ["entries"]
