"""What the cells of a row say, by the values of a mapping: strictly, and nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Mapping as Named
from collections.abc import Sequence

from loader.facts.keys import keys
from loader.facts.model import Actor, Source
from loader.facts.wording import listed, quoted, with_article
from loader.importers.entry import Unused
from loader.importers.states import slug, state
from loader.importers.texts import clean

from .mapping import Node, Object, Template, Value, values
from .templates import is_list

__all__ = ["CellError", "Cells"]

_NEEDED = {"id", "name", "kind", "kinds"}  # without these there is no actor


class CellError(ValueError):
    """What keeps a fact from being made of a row.

    Attributes:
        unused: the column, and the reason.
    """

    def __init__(self, columns: Sequence[str], reason: str) -> None:
        super().__init__(reason)
        self.unused = Unused(", ".join(columns), reason)


class Cells:
    """One row.

    Attributes:
        ids: the ids of its actors by label, as far as there are any.
        states: the states that were met.
        unused: what was left out of actors.
    """

    def __init__(self, cells: Named[str, str], blanks: frozenset[str], source: Source | None) -> None:
        """Takes a row.

        Args:
            cells: its cells by column.
            blanks: what a cell says that says nothing.
            source: the source, unless it is what is being made.
        """
        self.ids: dict[str, str] = {}
        self.states: dict[str, Actor] = {}
        self.unused: list[Unused] = []
        self._cells = {column: "" if cell in blanks else cell for column, cell in cells.items()}
        self._blanks = blanks
        self._source = source

    def said(self) -> dict[str, str]:
        """The cells that say something."""
        return {column: cell for column, cell in self._cells.items() if cell}

    def cell(self, column: str) -> str:
        """What stands under a column; empty if it says nothing."""
        return self._cells[column]

    def facts(self, template: Template) -> list[dict[str, object]]:
        """The facts that are made by a template, as objects of keys; several if a key is split.

        Raises:
            CellError: a cell cannot be read, or one that is needed is empty.
        """
        if template.when and not template.when.holds(self.cell(template.when.column)):
            return []
        known = keys(template.kind)
        plain: dict[str, object] = {}
        spread: tuple[str, list[str]] | None = None
        for name, node in template.keys.items():
            try:
                said = self._node(node)
            except CellError as error:
                if template.kind is not Actor or name in _NEEDED:
                    raise
                self.unused.append(error.unused)
                continue
            if isinstance(said, dict) or is_list(known[name]):
                if said:
                    plain[name] = said
            elif len(said) > 1:
                spread = name, [str(one) for one in said]
            elif said:
                plain[name] = said[0]
            elif known[name].required:
                what = with_article(template.kind.__name__.lower())
                raise CellError(_where(node), f"This is empty, and {what} needs '{name}'.")
        if spread:
            return [plain | {spread[0]: one} for one in spread[1]]
        return [plain]

    def _node(self, node: Node) -> dict[str, object] | list[object]:
        """An object without what is empty in it, or a list of texts and objects, each once."""
        if isinstance(node, Object):
            found = {name: self._node(one) for name, one in node.keys.items()}
            return {
                name: said[0] if isinstance(said, list) and len(said) == 1 else said
                for name, said in found.items()
                if said
            }
        if isinstance(node, Value):
            return list(self._texts(node))
        several: list[object] = []
        for one in node:
            said = self._node(one)
            several += [said] if isinstance(said, dict) and said else said
        return [one for number, one in enumerate(several) if one not in several[:number]]

    def _texts(self, value: Value) -> list[str]:
        if value.described is not None:
            return [self.ids[value.described]] if value.described in self.ids else []
        if value.source is not None:
            return self._of_source(value.source)
        if value.columns:
            cell = value.join.join(filter(None, map(self.cell, value.columns)))
            parts = self._split(cell, value.split)
        else:
            parts = [value.text] if value.text else []
        found = (self._worked(part, value) for part in parts)
        return list(dict.fromkeys(text for text in found if text))

    def _split(self, cell: str, between: Sequence[str]) -> list[str]:
        parts = re.split("|".join(map(re.escape, between)), cell) if between else [cell]
        return [text for part in parts if (text := clean(part)) and text not in self._blanks]

    def _worked(self, part: str, value: Value) -> str:
        if value.values is not None:
            ours = value.values.get(part, value.values.get("*"))
            if ours is None:
                raise CellError(value.columns, f"{quoted(part)} is none of the 'values' in the mapping.")
            part = ours
        if value.days is not None:
            day = value.days.read(part)
            if day is None:
                formats = listed(map(quoted, value.days.texts))
                raise CellError(value.columns, f"{quoted(part)} is no date that is written as {formats}.")
            part = day
        if value.becomes == "state":
            made = state(part)
            if not made.id:
                raise CellError(value.columns, f"{quoted(part)} is no name of a state.")
            self.states.setdefault(made.id, made)
            part = made.id
        elif value.becomes == "id":
            part = slug(part)
        return f"{value.prefix}{part}" if part else part

    def _of_source(self, key: str) -> list[str]:
        source = self._source
        if source is None:
            return []
        of_list = source.complete.list if source.complete else None
        said = {"published": source.published, "title": source.title, "list": of_list}[key]
        return [said] if said else []


def _where(node: Node) -> list[str]:
    """Where a key is filled from."""
    return [
        column
        for value in values(node)
        for column in value.columns
        or (f"the actor '{value.described}'" if value.described else f"the source's {value.source}",)
    ]
