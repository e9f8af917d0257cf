"""The entities of all files, kept on disk, as they stand once every delta has been applied.

What a Sanction means shows only beside the others of its group, and whether anyone needs an entity only once
all Sanctions are read. So entities are put into a database that SQLite keeps in a file without a name: it is
gone with the process, whatever ends it (https://www.sqlite.org/inmemorydb.html#temp_db).
"""

from __future__ import annotations

import datetime
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from itertools import groupby
from typing import NamedTuple

import msgspec

from loader.errors import DetenteError

from .acts import Group, Span, Spell, spells
from .entity import Entity, Operation

__all__ = ["Line", "Stage", "staged"]

_TABLES = """
    PRAGMA journal_mode = OFF;
    PRAGMA synchronous = OFF;
    CREATE TABLE line (number INTEGER PRIMARY KEY, file INTEGER, position INTEGER, line INTEGER, id TEXT,
        schema TEXT, content BLOB, unused TEXT);
    CREATE TABLE current (id TEXT PRIMARY KEY, number INTEGER) WITHOUT ROWID;
    CREATE TABLE refused (id TEXT PRIMARY KEY) WITHOUT ROWID;
    CREATE TABLE wanted (id TEXT PRIMARY KEY) WITHOUT ROWID;
    CREATE TABLE identifier (id TEXT, scheme TEXT, value TEXT, PRIMARY KEY (id, scheme, value)) WITHOUT ROWID;
    CREATE TABLE span (authority TEXT, target TEXT, programme TEXT, begins TEXT, ends TEXT, first TEXT);
    CREATE TABLE spell (authority TEXT, target TEXT, programme TEXT, begins TEXT, ends TEXT, first TEXT,
        PRIMARY KEY (authority, target, programme, begins)) WITHOUT ROWID;
"""


class Line(NamedTuple):
    """A line of a file: an entity as it stands, or why it is none any more."""

    file: int
    position: int
    line: int
    id: str
    entity: Entity | None
    unused: str


class Stage:
    """Entities by their lines. Files are numbered from 0, in the order in which they are read."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        self._db.executescript(_TABLES)

    def add(
        self, file: int, position: int, line: int, found: tuple[Operation | None, Entity, bytes] | str
    ) -> None:
        """Takes a line.

        Args:
            file: the file's number.
            position: the line's among those that are not empty, from 1.
            line: its number, from 1.
            found: what is on it, or why it is of no use.
        """
        if isinstance(found, str):
            self._insert(file, position, line, None, None, found)
            return
        operation, entity, content = found
        before = self._number(entity.id)
        if operation == "DEL":
            reason = (
                f"It takes {entity.id} out." if before else f"It takes out {entity.id}, which is not known."
            )
            self._insert(file, position, line, entity, None, reason)
            if before:
                self._replaced(before, "A later line takes it out.")
                self._db.execute("DELETE FROM current WHERE id = ?", (entity.id,))
        elif operation == "MOD" and before is None and file > 0:
            self._insert(file, position, line, entity, None, f"It changes {entity.id}, which is not known.")
        else:
            if before:
                self._replaced(before, "A later line has it anew.")
            number = self._insert(file, position, line, entity, content, None)
            self._db.execute("INSERT OR REPLACE INTO current VALUES (?, ?)", (entity.id, number))

    def _insert(
        self,
        file: int,
        position: int,
        line: int,
        entity: Entity | None,
        content: bytes | None,
        unused: str | None,
    ) -> int | None:
        said = (entity.id, entity.schema) if entity else ("", "")
        row = (file, position, line, *said, content, unused)
        columns = "file, position, line, id, schema, content, unused"
        return self._db.execute(f"INSERT INTO line ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?)", row).lastrowid

    def _replaced(self, number: int, reason: str) -> None:
        self._db.execute("UPDATE line SET content = NULL, unused = ? WHERE number = ?", (reason, number))

    def _number(self, identifier: str) -> int | None:
        found = self._db.execute("SELECT number FROM current WHERE id = ?", (identifier,)).fetchone()
        return int(found[0]) if found else None

    def schema(self, identifier: str) -> str | None:
        """The schema of an entity, if there is one of that id."""
        asked = "SELECT schema FROM current JOIN line USING (number) WHERE current.id = ?"
        found = self._db.execute(asked, (identifier,)).fetchone()
        return str(found[0]) if found else None

    def entities(self, *schemas: str) -> Iterator[Entity]:
        """The entities of some schemas, as they stand."""
        marks = ", ".join("?" * len(schemas))
        asked = f"SELECT content FROM line WHERE content IS NOT NULL AND schema IN ({marks})"
        for (content,) in self._db.execute(asked, schemas):
            yield msgspec.json.decode(content, type=Entity)

    def lines(self) -> Iterator[Line]:
        """All lines, in the order in which they were read."""
        columns = "file, position, line, id, content, unused"
        for file, position, at, identifier, content, unused in self._db.execute(
            f"SELECT {columns} FROM line ORDER BY number"
        ):
            entity = msgspec.json.decode(content, type=Entity) if content is not None else None
            yield Line(file, position, at, identifier, entity, unused or "")

    def want(self, identifier: str) -> None:
        """Notes that a Sanction points to an entity."""
        self._db.execute("INSERT OR IGNORE INTO wanted VALUES (?)", (identifier,))

    def wanted(self, identifier: str) -> bool:
        """Whether a Sanction points to it."""
        return bool(self._db.execute("SELECT 1 FROM wanted WHERE id = ?", (identifier,)).fetchone())

    def refuse(self, identifier: str) -> None:
        """Notes that no actor can be made of an entity."""
        self._db.execute("INSERT OR IGNORE INTO refused VALUES (?)", (identifier,))

    def refused(self, identifier: str) -> bool:
        """Whether no actor can be made of it."""
        return bool(self._db.execute("SELECT 1 FROM refused WHERE id = ?", (identifier,)).fetchone())

    def identify(self, identifier: str, scheme: str, value: str) -> None:
        """Notes what another entity says of one: an identifier of a scheme."""
        self._db.execute("INSERT OR IGNORE INTO identifier VALUES (?, ?, ?)", (identifier, scheme, value))

    def identifiers(self, identifier: str) -> list[tuple[str, str]]:
        """What other entities say of it: schemes and identifiers."""
        asked = "SELECT scheme, value FROM identifier WHERE id = ?"
        return [(str(scheme), str(value)) for scheme, value in self._db.execute(asked, (identifier,))]

    def lay_out(self, group: Group, spans: Iterable[Span]) -> None:
        """Notes the spans of a Sanction."""
        rows = [(*group, *(day.isoformat() for day in span)) for span in spans]
        self._db.executemany("INSERT INTO span VALUES (?, ?, ?, ?, ?, ?)", rows)

    def join(self) -> None:
        """Joins the spans of each group into spells, once all are laid out."""
        asked = self._db.execute(
            "SELECT * FROM span ORDER BY authority, target, programme, begins, ends, first"
        )
        for group, rows in groupby(asked, key=lambda row: Group(*row[:3])):
            for spell in spells(_span(row[3:]) for row in rows):
                row = (*group, *(day.isoformat() for day in spell))
                self._db.execute("INSERT INTO spell VALUES (?, ?, ?, ?, ?, ?)", row)

    def spell(self, group: Group, span: Span) -> Spell:
        """The spell that a span is part of."""
        asked = (
            "SELECT begins, ends, first FROM spell WHERE authority = ? AND target = ? AND programme = ?"
            " AND begins <= ? ORDER BY begins DESC LIMIT 1"
        )
        return _span(self._db.execute(asked, (*group, span.begins.isoformat())).fetchone())


def _span(row: Iterable[str]) -> Span:
    return Span(*(datetime.date.fromisoformat(day) for day in row))


@contextmanager
def staged() -> Iterator[Stage]:
    """A stage, empty at first, and gone without a trace in the end.

    Raises:
        DetenteError: the disk has no room for it.
    """
    with closing(sqlite3.connect("", isolation_level=None)) as connection:
        try:
            stage = Stage(connection)
            connection.execute("BEGIN")
            yield stage
        except sqlite3.OperationalError as error:
            what = f"The entities cannot be sorted on disk: {error}."
            raise DetenteError(f"{what} Make room where temporary files go, or set TMPDIR.") from None
