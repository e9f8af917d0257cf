"""What a load, or a retraction, changes: which claims come and go, and what that does to the records.

Nothing is written here. A change is computed from what the store holds and from what is to hold, thing by
thing, so that it costs what it touches and not what is stored.

computing   a change, or a part of a large one
touching    what is touched besides what the claims that come and go are about
side        the claims about things, before the change or after it
figures     a change in figures
model       what a change is
"""

from __future__ import annotations

from loader.change.computing import change, changed
from loader.change.figures import Totals, languages, naming, totals
from loader.change.model import Change, Item, Setting
from loader.change.touching import snapshots_after, touched_by_silence, turned

__all__ = [
    "Change",
    "Item",
    "Setting",
    "Totals",
    "change",
    "changed",
    "languages",
    "naming",
    "snapshots_after",
    "totals",
    "touched_by_silence",
    "turned",
]
