"""Reads a mapping file, and says all that is wrong with it, each with its line. See docs/mapping.md."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path

from loader.errors import InputError, Place
from loader.facts.keys import TYPES
from loader.facts.model import Actor, Source, Sourced
from loader.facts.placed import Written
from loader.facts.wording import listed, quoted
from loader.importers import yaml_file
from loader.importers.texts import clean

from .mapping import Mapping, Template
from .notes import Notes
from .rows import Table
from .templates import Templates
from .values import Values

__all__ = ["KEYS", "TABLE_KEYS", "read"]

KEYS = ("table", "source", "entry", "dates", "pivot", "when", "actors", "facts", "ignore")
"""The keys of a mapping file."""

TABLE_KEYS = ("encoding", "delimiter", "header", "empty")
"""What may be said of how the table is written."""

_FACTS = {name: kind for name, kind in TYPES.items() if issubclass(kind, Sourced)}


def read(file: Path) -> Mapping:
    """Reads a mapping file.

    Raises:
        InputError: there is no such file, or it is no mapping; a line for each thing that is wrong.
    """
    whole, said = yaml_file.read(file, "a mapping, which has the keys 'source' and 'facts'")
    return _Reader(str(file), whole, said).mapping()


class _Reader:
    """Reads one mapping file."""

    def __init__(self, file: str, whole: Written, said: dict[str, object]) -> None:
        self._notes = Notes(file, whole)
        self._said = said
        self._notes.known((), said, KEYS, "a mapping")
        self._actors = self._part("actors")
        self._labels: list[str] = []  # of the actors that were described so far
        self._templates = Templates(self._notes, Values(self._notes, self._labels, said))

    def mapping(self) -> Mapping:
        """The mapping, if nothing is wrong."""
        notes, said = self._notes, self._said
        table, blanks = self._table(self._part("table"))
        entry = clean(notes.text(("entry",), said["entry"])) if "entry" in said else None
        if entry:
            notes.column(("entry",), entry)
        when = self._templates.when(("when",), said["when"]) if "when" in said else None
        actors = {}
        for label, one in self._actors.items():
            actors[label] = self._templates.read(("actors", label), one, Actor)
            self._labels.append(label)
        facts = tuple(self._facts())
        source = self._templates.read(("source",), said.get("source", {}), Source)
        if named := [quoted(column) for value in source.values() for column in value.columns]:
            what = f"The source is the same for all rows, and not what {listed(named, 'and')} says"
            notes.wrong(("source",), f"{what}.", "Write it as a text.")
        if not actors and not facts:
            notes.wrong((), "The mapping makes no facts.", "Describe them under 'facts'.")
        ignored = self._ignored()
        if notes.problems:
            problems = sorted(notes.problems, key=lambda problem: problem.place)
            raise InputError(*map(str, problems))
        place = notes.place(("source",))
        return Mapping(
            notes.file, table, source, place, entry, when, actors, facts, blanks, notes.columns, ignored
        )

    def _part(self, key: str) -> dict[str, object]:
        return self._notes.keyed((key,), self._said[key]) if key in self._said else {}

    def _table(self, said: dict[str, object]) -> tuple[Table, frozenset[str]]:
        notes, standard = self._notes, Table()
        notes.known(("table",), said, TABLE_KEYS, "a table")
        encoding, delimiter, header = standard.encoding, standard.delimiter, standard.header
        if "encoding" in said:
            encoding = notes.text(("table", "encoding"), said["encoding"]) or encoding
            if not _is_encoding(encoding):
                hint = "Write utf-8, utf-16, cp1251, cp1252 or the like."
                notes.wrong(("table", "encoding"), f"There is no encoding {quoted(encoding)}.", hint)
        if "delimiter" in said:
            delimiter = notes.text(("table", "delimiter"), said["delimiter"]) or delimiter
            if len(delimiter) != 1 or delimiter in '"\r\n':
                hint = 'Write it in double quotes: ";", or "\\t" for a tab.'
                notes.wrong(("table", "delimiter"), "'delimiter' is the one character between cells.", hint)
        if "header" in said:
            header = notes.number(("table", "header"), said["header"]) or header
        blanks = notes.texts(("table", "empty"), said["empty"]) if "empty" in said else ()
        return Table(encoding, delimiter, header), frozenset(filter(None, map(clean, blanks)))

    def _facts(self) -> Iterator[Template]:
        notes, said = self._notes, self._said.get("facts", [])
        if not isinstance(said, list):
            notes.wrong(("facts",), "'facts' must be a list.", "Begin each fact with '- type:'.")
            return
        for number, one in enumerate(said):
            path = ("facts", number)
            fact = dict(notes.keyed(path, one))
            if "type" not in fact:
                notes.wrong(path, "The fact does not say its 'type'.", "Begin it with '- type:'.")
                continue
            type_ = notes.text((*path, "type"), fact.pop("type"))
            if type_ in _FACTS:
                yield self._templates.read(path, fact, _FACTS[type_])
            elif type_ == "actor":
                notes.wrong((*path, "type"), "Actors are described under 'actors'.", "Move it there.")
            elif type_:
                notes.code((*path, "type"), type_, _FACTS)

    def _ignored(self) -> dict[str, Place]:
        notes = self._notes
        ignored = {}
        named = notes.texts(("ignore",), self._said["ignore"]) if self._said.get("ignore") else ()
        for number, name in enumerate(named):
            column = clean(name) or ""
            ignored[column] = notes.place(("ignore", number))
            if column in notes.columns:
                message = f"The column {quoted(column)} is used, and cannot be ignored."
                notes.wrong(("ignore", number), message, "Take it out here.")
        return ignored


def _is_encoding(name: str) -> bool:
    """Whether there is an encoding of text by that name, and not of the names of hosts."""
    try:
        found = codecs.lookup(name)
        text = isinstance("".encode(name), bytes) and found.incrementaldecoder is not None
        return text and found.name not in ("punycode", "idna")
    except (LookupError, ValueError):
        return False
