"""The columns of a table of facts, and what its cells say.

A key within an object is named with a dot: `names.ru`, `complete.list`; `evidence.quote` is the quote of one
piece of evidence. A cell that can hold several values has them apart by semicolons. What this cannot say
stands in the cell as JSON.
"""

from __future__ import annotations

import typing
from dataclasses import dataclass

from loader.errors import Place, Problem

from .keys import Option, Sort, keys
from .model import Fact, Part
from .strict_json import NotJsonError, parse
from .suggest import suggest
from .wording import called, listed, quoted, sentence, with_article

__all__ = ["Columns"]

_BETWEEN = ";"


@dataclass(frozen=True, slots=True)
class _Column:
    """A column: where its cells are, which value they say, and what each step to it may be."""

    index: int
    path: tuple[str, ...]
    options: tuple[tuple[Option, ...], ...]


class Columns:
    """The columns under a header.

    Attributes:
        kind: the type of the facts.
        names: the header's cells.
        problems: what is wrong with the header.
        unusable: whether no row can be a fact.
    """

    def __init__(self, file: str, line: int, names: list[str], kind: type[Fact]) -> None:
        self.kind = kind
        self.names = names
        self.problems: list[Problem] = []
        self.unusable = False
        self._place = Place(file, line)
        self._columns: list[_Column] = []
        for index, name in enumerate(names):
            self._add(index, name)
        for key in keys(kind).values():
            if key.required and not any(name.split(".")[0] == key.name for name in names):
                self.unusable = True
                message = f"{self._kind()} needs '{key.name}', and no column has that name."
                self._wrong("fact/missing-key", message, f"Add a column '{key.name}'.")

    def _add(self, index: int, name: str) -> None:
        steps = tuple(name.split("."))
        if not name:
            self._wrong("fact/bad-csv", f"Column {index + 1} has no name.", "Name it, or take it out.")
        elif name in self.names[:index]:
            self._wrong(
                "fact/bad-csv", f"The column {quoted(name)} stands there twice.", "Take one of them out."
            )
        elif any(name.startswith(f"{other}.") for other in self.names):
            message = (
                f"{sentence(quoted(name))} says again what {quoted(steps[0])} says, which is a column too."
            )
            self._wrong("fact/bad-csv", message, "Take one of them out.")
        elif name == "type":
            pass
        elif options := _options(self.kind, steps):
            self._columns.append(_Column(index, steps, options))
        else:
            known = _names(self.kind)
            hint = suggest(name, known) or f"The columns are {listed(known, 'and')}."
            self._wrong("fact/unknown-key", f"{self._kind()} has no key {quoted(name)}.", hint)

    def _kind(self) -> str:
        return sentence(with_article(called(self.kind)))

    def _wrong(self, rule: str, message: str, hint: str) -> None:
        self.problems.append(Problem(self._place, message, rule, hint=hint))

    def written(self, place: Place, cells: list[str]) -> dict[str, object] | Problem:
        """What a row says; empty cells say nothing.

        Args:
            place: of the row.
            cells: its cells, at least as many as there are columns.
        """
        fact: dict[str, object] = {}
        for column in self._columns:
            if not (cell := cells[column.index]):
                continue
            try:
                value = _value(column.options[-1], cell)
            except NotJsonError as error:
                message = f"The cell under {quoted('.'.join(column.path))} {error.what}."
                return Problem(place, message, error.rule, hint=error.hint)
            inner = fact
            for step, options in zip(column.path[:-1], column.options[:-1], strict=True):
                fresh: dict[str, object] = {}
                held = inner.setdefault(step, [fresh] if _has(options, Sort.LIST) else fresh)
                inner = typing.cast("dict[str, object]", held[0] if isinstance(held, list) else held)
            inner[column.path[-1]] = value
        return fact


def _value(options: tuple[Option, ...], cell: str) -> object:
    several = _has(options, Sort.LIST)
    if (several and cell.startswith("[")) or (cell.startswith("{") and not _has(options, Sort.TEXT)):
        value, repeated = parse(cell)
        if repeated:
            raise NotJsonError(f"has the key {quoted(str(repeated[0][0]))} twice", "Keep one of the two.")
        return value
    if several:
        return [value for part in cell.split(_BETWEEN) if (value := part.strip())]
    return cell


def _has(options: tuple[Option, ...], sort: Sort) -> bool:
    return any(option.sort is sort for option in options)


def _options(kind: type[Part], steps: tuple[str, ...]) -> tuple[tuple[Option, ...], ...]:
    """What each step of a path may be; nothing if there is no such path."""
    first, *rest = steps
    key = keys(kind).get(first)
    if not key or not rest:
        return (key.options,) if key else ()
    for option in key.options:
        if option.sort is Sort.MAP and len(rest) == 1:
            return key.options, option.items
        if inner := _inner(option):
            deeper = _options(inner, tuple(rest))
            return (key.options, *deeper) if deeper else ()
    return ()


def _inner(option: Option) -> type[Part] | None:
    """The struct whose keys stand behind a dot, of a value or of each in a list."""
    structs = [item.struct for item in (option, *option.items) if item.sort is Sort.STRUCT]
    return structs[0] if structs else None


def _names(kind: type[Part]) -> list[str]:
    """The names that columns can have."""
    names = ["type"]
    for key in keys(kind).values():
        names.append(key.name)
        for option in key.options:
            if inner := _inner(option):
                names += [f"{key.name}.{name}" for name in keys(inner)]
    return names
