"""The columns of a table of facts, and what its cells say.

A key within an object is named with a dot: `names.ru`, `complete.list`; `evidence.quote` is the quote of one
piece of evidence. A cell that can hold several values has them apart by semicolons. What this cannot say
stands in the cell as JSON.
"""

from __future__ import annotations

import typing
from dataclasses import dataclass

from loader.errors import Place, Problem

from .keys import keys, variants
from .model import Fact, Part
from .strict_json import NotJsonError, parse
from .suggest import suggest
from .wording import listed, quoted, sentence, with_article

__all__ = ["Columns"]

_BETWEEN = ";"


@dataclass(frozen=True, slots=True)
class _Column:
    """A column: where its cells are, which value they say, and what that is to be."""

    index: int
    path: tuple[str, ...]
    hints: tuple[object, ...]  # of each step of the path


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
        elif hints := _hints(self.kind, steps):
            self._columns.append(_Column(index, steps, hints))
        else:
            known = _names(self.kind)
            hint = suggest(name, known) or f"The columns are {listed(known, 'and')}."
            self._wrong("fact/unknown-key", f"{self._kind()} has no key {quoted(name)}.", hint)

    def _kind(self) -> str:
        return sentence(with_article(self.kind.__name__.lower()))

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
                value = _value(column.hints[-1], cell)
            except NotJsonError as error:
                message = f"The cell under {quoted('.'.join(column.path))} is not JSON: {error.what}."
                return Problem(place, message, error.rule, hint=error.hint)
            inner = fact
            for step, hint in zip(column.path[:-1], column.hints[:-1], strict=True):
                fresh: dict[str, object] = {}
                held = inner.setdefault(step, [fresh] if _is_list(hint) else fresh)
                inner = typing.cast("dict[str, object]", held[0] if isinstance(held, list) else held)
            inner[column.path[-1]] = value
        return fact


def _value(hint: object, cell: str) -> object:
    several = any(_is_list(option) for option in variants(hint))
    if (several and cell.startswith("[")) or (cell.startswith("{") and not _is_text(hint)):
        value, repeated = parse(cell)
        if repeated:
            raise NotJsonError(
                f"the key {quoted(str(repeated[0][0]))} stands there twice", "Keep one of the two."
            )
        return value
    if several:
        return [value for part in cell.split(_BETWEEN) if (value := part.strip())]
    return cell


def _is_list(hint: object) -> bool:
    return any(typing.get_origin(option) is tuple for option in variants(hint))


def _is_text(hint: object) -> bool:
    return any(typing.get_origin(option) is typing.Annotated for option in variants(hint))


def _hints(kind: type[Part], steps: tuple[str, ...]) -> tuple[object, ...]:
    """What each step of a path is to be; nothing if there is no such path."""
    key = keys(kind).get(steps[0])
    if key is None:
        return ()
    if len(steps) == 1:
        return (key.hint,)
    for option in variants(key.hint):
        inner = typing.get_args(option)[0] if typing.get_origin(option) is tuple else option
        if isinstance(inner, type) and issubclass(inner, Part):
            deeper = _hints(inner, steps[1:])
            return (key.hint, *deeper) if deeper else ()
        if typing.get_origin(option) is dict and len(steps) == 2:  # noqa: PLR2004 - key and language
            return key.hint, typing.get_args(option)[1]
    return ()


def _names(kind: type[Part]) -> list[str]:
    """The names that columns can have."""
    names = ["type"]
    for key in keys(kind).values():
        names.append(key.name)
        for option in variants(key.hint):
            inner = typing.get_args(option)[0] if typing.get_origin(option) is tuple else option
            if isinstance(inner, type) and issubclass(inner, Part):
                names += [f"{key.name}.{name}" for name in keys(inner)]
    return names
