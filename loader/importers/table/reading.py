"""Any table, by a mapping file: which columns are which keys of which facts. See docs/mapping.md."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Mapping as Named
from pathlib import Path

import msgspec

from loader.errors import InputError, Place
from loader.facts.model import Actor, Fact
from loader.facts.wording import quoted
from loader.importers.digests import of_content
from loader.importers.entry import Entry, Options, Unused

from . import mapping_file
from .cells import CellError, Cells
from .facts import as_far_as_read, made, source_of
from .fit import fit
from .mapping import Mapping, Template
from .rows import Row, rows

__all__ = ["entries"]

_LEFT_OUT = "The mapping leaves this row out."
_NO_FACT = "The mapping makes no fact of it."
_OTHERWISE = "The actor {} was described differently further up; what is said here was left out."


def entries(files: Sequence[Path], options: Options) -> Iterator[Entry]:
    """Reads tables.

    Args:
        files: the tables, all of one form.
        options: `mapping` is needed; the others stand before what the mapping says.

    Raises:
        InputError: the mapping is wrong, or does not fit a table; a table is none.
    """
    if options.mapping is None:
        raise InputError("A table is read by a mapping file: give --mapping FILE. See docs/mapping.md.")
    mapping = mapping_file.read(options.mapping)
    for file in files:
        yield from _Table(file, mapping, options).entries()


class _Table:
    """One table."""

    def __init__(self, file: Path, mapping: Mapping, options: Options) -> None:
        self._file = file
        self._mapping = mapping
        self._options = options
        self._steady: dict[str, Template] = {}  # actors that are the same for all rows
        self._changing: dict[str, Template] = {}
        for label, template in mapping.actors.items():
            changes = template.when or any(
                value.columns or value.described in self._changing for value in template.values()
            )
            (self._changing if changes else self._steady)[label] = template
        self._unread = 0  # rows of which a fact is missing
        self._described: dict[int, int] = {}  # the hashes of actors' ids, and of their descriptions

    def entries(self) -> Iterator[Entry]:
        table = rows(self._file, self._mapping.table)
        header = next(table, None)
        if header is None:
            raise InputError(f"{self._file}: the table is empty. Is it the right file?")
        names = fit(self._file, header, self._mapping)
        place = Place(str(self._file), header.line)
        yield self._whole(place)
        for position, row in enumerate(table, start=1):
            yield self._entry(names, position, row)
        yield self._of_source(place)

    def _whole(self, place: Place) -> Entry:
        """What is the same for all rows: actors that no column says anything of."""
        mapping = self._mapping
        cells = Cells({}, mapping.blanks, None)
        try:
            actors = self._actors_of(cells, self._steady)
            self._source = source_of(self._file, mapping, self._options, cells)
        except CellError as error:
            raise InputError(f"{mapping.place}: {error.unused.reason}") from None
        self._ids = dict(cells.ids)
        unused = [Unused(column, "The mapping leaves this column out.") for column in mapping.ignored]
        facts = (*self._fresh(actors, unused), *self._states(cells))
        return Entry("", 0, place, facts, tuple(unused))

    def _of_source(self, place: Place) -> Entry:
        """The source; complete only if all of it was read, for an absence tells of a lifting."""
        source, unused = as_far_as_read(self._source, self._unread)
        return Entry("", 0, place, (source,), unused)

    def _entry(self, names: Sequence[str], position: int, row: Row) -> Entry:
        """What a row says."""
        place, mapping = Place(str(self._file), row.line), self._mapping
        if len(row.cells) < len(names) or any(row.cells[len(names) :]):
            self._unread += 1
            reason = f"The row has {len(row.cells)} cells, and the header has {len(names)}."
            return Entry("", position, place, (), (Unused("", reason),))
        used = {name: cell for name, cell in zip(names, row.cells, strict=False) if name in mapping.columns}
        cells = Cells(used, mapping.blanks, self._source)
        cells.ids |= self._ids
        name = cells.cell(mapping.entry) if mapping.entry else ""
        unused: list[Unused] = []
        if mapping.when and not mapping.when.holds(cells.cell(mapping.when.column)):
            return Entry(name, position, place, (), (Unused("", _LEFT_OUT),))
        try:
            actors = self._actors_of(cells, self._changing)
        except CellError as error:
            self._unread += 1
            return Entry(name, position, place, (), (_left_out(error),))
        entry = {"entry": name or f"row {position}", "position": position, "sha256": _digest(cells)}
        shared = {"source": self._source.id, "evidence": [entry]}
        facts: list[Fact] = []
        missing = Unused("", _NO_FACT)
        for template in mapping.facts:
            try:
                facts += [
                    made(self._file, row.line, template.kind, one | shared) for one in cells.facts(template)
                ]
            except CellError as error:
                missing = _left_out(error) if not unused else missing
                unused.append(error.unused)
        self._unread += bool(unused)
        if mapping.facts and not facts:
            return Entry(name, position, place, (), (missing, *unused[1:]))
        unused += cells.unused
        described = (*self._fresh(actors, unused), *self._states(cells))
        return Entry(name, position, place, (*described, *facts), tuple(unused))

    def _actors_of(self, cells: Cells, templates: Named[str, Template]) -> list[Actor]:
        """The actors of a row, to which the facts of the row can refer from now on."""
        actors = []
        for label, template in templates.items():
            for said in cells.facts(template):
                actor = made(self._file, 0, Actor, said)
                cells.ids[label] = actor.id
                actors.append(actor)
        return actors

    def _fresh(self, actors: Iterable[Actor], unused: list[Unused]) -> Iterator[Actor]:
        """The actors that were not described before; notes those that were described otherwise."""
        for actor in actors:
            now = hash(msgspec.json.encode(actor))
            before = self._described.setdefault(hash(actor.id), 0)
            if not before:
                self._described[hash(actor.id)] = now
                yield actor
            elif before != now:
                unused.append(Unused("actor", _OTHERWISE.format(quoted(actor.id))))

    def _states(self, cells: Cells) -> Iterator[Actor]:
        """The states that were met, unless they are described already."""
        return self._fresh(
            (made for made in cells.states.values() if hash(made.id) not in self._described), []
        )


def _left_out(error: CellError) -> Unused:
    """A whole row that is left out for one of its cells."""
    return Unused("", f"{error.unused.part}: {error.unused.reason}")


def _digest(cells: Cells) -> str:
    """The SHA-256 of what a row says, whatever the order of its columns and those that are ignored."""
    return of_content(sorted(cells.said().items()))
