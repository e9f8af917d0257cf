"""A registry of states and territories.

reading  a folder of them     territory  one of its files     codes  its identifiers
"""

from __future__ import annotations

from .reading import entries

__all__ = ["entries"]
