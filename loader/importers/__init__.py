"""Lists as the world publishes them, read entry by entry into facts.

entry        an entry: its facts, and what of it no fact says      kinds      which lists can be read
running      any importer's facts, counted     tally      what was used, what not, and why
acceptance   whether a fact is one that a facts file may hold
xml editions yaml_file texts scripts states digests   what several importers need
un_sc ofac ftm uk_treaties table territories   each kind of list
"""

from __future__ import annotations

from .entry import Entry, Options, Unused
from .kinds import KINDS, Kind, kind
from .running import NothingUsedError, reader, run
from .tally import Tally

__all__ = [
    "KINDS",
    "Entry",
    "Kind",
    "NothingUsedError",
    "Options",
    "Tally",
    "Unused",
    "kind",
    "reader",
    "run",
]
