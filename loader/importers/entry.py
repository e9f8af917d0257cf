"""What an importer makes of one entry of a list: facts, and what it could not use, with reasons."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path

from loader.errors import Place
from loader.facts.model import Fact

__all__ = ["Entry", "Options", "Unused"]


@dataclass(frozen=True, slots=True)
class Unused:
    """A part of an entry that no fact says, or the whole entry.

    Attributes:
        part: what was left out, in the list's own words, such as an element's name; empty for the whole
            entry.
        reason: why, as a sentence.
    """

    part: str
    reason: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a list, or with position 0 what the file says as a whole: its source, its authority.

    Every entry of a file is yielded once, so that entries with facts and entries without add up to the file's
    own count. One without facts carries an `Unused` of the whole.

    Attributes:
        name: its id in the list; empty where it has none.
        position: its place among the file's entries, counted from 1; 0 for the file as a whole.
        place: the file, and the line on which it begins.
        facts: what it says.
        unused: what of it is not said.
        stated: how many entries the file says that it has, where it does; with position 0 only.
    """

    name: str
    position: int
    place: Place
    facts: tuple[Fact, ...] = ()
    unused: tuple[Unused, ...] = ()
    stated: int | None = None


@dataclass(frozen=True, slots=True)
class Options:
    """What the user says about the files, where the files do not say it themselves.

    Attributes:
        source: the id of the source; otherwise one is made of the list's name and date.
        published: the day of the snapshot, in EDTF.
        url: the address that the file was downloaded from.
        list: which list it is, where one format serves several.
        mapping: the mapping file, for `csv`.
    """

    source: str | None = None
    published: str | None = None
    url: str | None = None
    list: str | None = None
    mapping: Path | None = None

    def given(self) -> tuple[str, ...]:
        """The names of those that the user gave."""
        return tuple(each.name for each in fields(self) if getattr(self, each.name) is not None)
