"""What a mapping file says: which columns of a table become which keys of which facts."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as Named
from dataclasses import dataclass
from typing import Literal

from loader.errors import Place
from loader.facts.model import Fact

from .day_formats import DayFormats
from .rows import Table

__all__ = ["Mapping", "Node", "Object", "Template", "Value", "When", "values"]


@dataclass(frozen=True, slots=True)
class Value:
    """Where texts come from, and what is done with them, in this order.

    Attributes:
        columns: the columns whose cells are joined; none for a text that is always the same.
        text: that text.
        described: instead, the actor of the row that is described under this label.
        source: instead, what the source says under this key.
        join: what stands between the cells of several columns.
        split: what stands between the values of a cell; none if it holds one.
        values: the list's words and ours; `*` stands for all others. None if they are the same.
        days: how dates are written; None if it is no date.
        becomes: makes a state or an id of a name.
        prefix: what is put before it.
    """

    columns: tuple[str, ...] = ()
    text: str | None = None
    described: str | None = None
    source: str | None = None
    join: str = " "
    split: tuple[str, ...] = ()
    values: Named[str, str] | None = None
    days: DayFormats | None = None
    becomes: Literal["state", "id"] | None = None
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class Object:
    """An object of keys: names by language, or a participant."""

    keys: Named[str, Node]


Node = Value | Object | tuple["Node", ...]
"""What a key is filled with: texts, an object, or a list of these."""


def values(node: Node) -> Iterator[Value]:
    """The values that a key is filled with."""
    if isinstance(node, Value):
        yield node
    else:
        for one in node.keys.values() if isinstance(node, Object) else node:
            yield from values(one)


@dataclass(frozen=True, slots=True)
class When:
    """Of which rows a fact is made: by what one column says, an empty cell being an empty text.

    Attributes:
        column: the column.
        among: what it says one of; None for anything.
        without: what it does not say.
    """

    column: str
    among: frozenset[str] | None
    without: frozenset[str]

    def holds(self, cell: str) -> bool:
        """Whether the fact is made of a row with this cell."""
        return (self.among is None or cell in self.among) and cell not in self.without


@dataclass(frozen=True, slots=True)
class Template:
    """A fact to be made of a row.

    Attributes:
        kind: its type.
        keys: what its keys are filled with.
        when: of which rows it is made; None for all.
    """

    kind: type[Fact]
    keys: Named[str, Node]
    when: When | None = None

    def values(self) -> Iterator[Value]:
        """All values, those within objects and lists too."""
        for node in self.keys.values():
            yield from values(node)


@dataclass(frozen=True, slots=True)
class Mapping:
    """A whole mapping file.

    Attributes:
        file: it, as the user named it.
        table: how the table is written.
        source: what is said of the source; its columns are none.
        place: where that is said.
        entry: the column with the id of an entry.
        when: which rows are read at all; None for all.
        actors: the actors of a row by label.
        facts: the other facts of a row.
        blanks: what a cell says that says nothing.
        columns: every column that is used, and where that is said first.
        ignored: every column that is not, likewise.
    """

    file: str
    table: Table
    source: Template
    place: Place
    entry: str | None
    when: When | None
    actors: Named[str, Template]
    facts: tuple[Template, ...]
    blanks: frozenset[str]
    columns: Named[str, Place]
    ignored: Named[str, Place]
