"""The UK's treaty database.

reading  treaties, line by line     parties  whom they name     steps  when they were signed, in force, ended
"""

from __future__ import annotations

from .reading import entries

__all__ = ["entries"]
