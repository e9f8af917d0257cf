"""The facts in a mapping file: each key with the value or the values that fill it."""

from __future__ import annotations

from collections.abc import Collection

from loader.facts.keys import Key, Option, Sort, keys
from loader.facts.model import Actor, Fact, Part, Source
from loader.facts.placed import Steps
from loader.facts.wording import sentence, with_article
from loader.importers.texts import clean

from .mapping import Node, Object, Template, Value, When
from .notes import Notes
from .values import ORIGINS, Values

__all__ = ["WHEN_KEYS", "Templates", "is_list"]

WHEN_KEYS = ("column", "is", "not")
"""What may be said of the rows that a fact is made of."""

_OURS = {"evidence", "source"}  # what the importer says of each fact


class Templates:
    """Reads what facts are made of."""

    def __init__(self, notes: Notes, values: Values) -> None:
        """Begins to read; `notes` takes what is wrong."""
        self._notes = notes
        self._values = values

    def read(self, path: Steps, value: object, kind: type[Fact]) -> Template:
        """Reads what a fact is made of.

        Args:
            path: where it stands.
            value: what stands there, without its type.
            kind: its type.
        """
        notes = self._notes
        said = dict(notes.keyed(path, value))
        if not isinstance(value, dict):
            return Template(kind, {})
        when = None if kind is Source or "when" not in said else self.when((*path, "when"), said.pop("when"))
        known = {name: key for name, key in keys(kind).items() if name not in _OURS}
        if kind is Source:
            del known["sha256"]
        what = with_article(kind.__name__.lower())
        notes.known(path, said, known, what)
        self._required(path, said, known, what, {"id"} if kind is Source else set())
        if kind is Actor and not {"kind", "kinds"} & said.keys():
            notes.wrong(path, f"{sentence(what)} needs 'kind'.", "Add 'kind' to it.")
        nodes = {
            name: self._node((*path, name), one, known[name].options)
            for name, one in said.items()
            if name in known
        }
        split = [
            name
            for name, node in nodes.items()
            if isinstance(node, Value) and node.split and not is_list(known[name])
        ]
        for name in split if kind is Actor else split[1:]:
            hint = "" if kind is Actor else f"'{split[0]}' is split already: one fact for each of its values."
            notes.wrong((*path, name), f"{sentence(what)} has one '{name}', which cannot be split.", hint)
        return Template(kind, nodes, when)

    def _required(
        self, path: Steps, said: Collection[str], known: dict[str, Key], what: str, free: Collection[str] = ()
    ) -> None:
        for name, key in known.items():
            if key.required and name not in said and name not in free:
                self._notes.wrong(path, f"{sentence(what)} needs '{name}'.", f"Add '{name}' to it.")

    def _node(self, path: Steps, said: object, options: tuple[Option, ...]) -> Node:
        single = tuple(
            one for option in options for one in (option.items if option.sort is Sort.LIST else (option,))
        )
        if isinstance(said, list):
            if not any(option.sort is Sort.LIST for option in options):
                self._notes.wrong(path, f"'{path[-1]}' takes one value, not a list.")
            return tuple(self._node((*path, number), one, single) for number, one in enumerate(said))
        plain = tuple(option for option in single if option.sort not in (Sort.MAP, Sort.STRUCT))
        if not plain or (isinstance(said, dict) and not said.keys() & set(ORIGINS)):
            for option in single:
                if option.sort is Sort.MAP:
                    inner = self._notes.keyed(path, said).items()
                    return Object({name: self._node((*path, name), one, option.items) for name, one in inner})
                if option.sort is Sort.STRUCT:
                    return self._object(path, self._notes.keyed(path, said), option.struct)
        return self._values.read(path, said, plain)

    def _object(self, path: Steps, said: dict[str, object], struct: type[Part]) -> Object:
        known, what = keys(struct), with_article(struct.__name__.lower())
        self._notes.known(path, said, known, what)
        self._required(path, said, known, what)
        return Object(
            {
                name: self._node((*path, name), one, known[name].options)
                for name, one in said.items()
                if name in known
            }
        )

    def when(self, path: Steps, value: object) -> When | None:
        """Reads of which rows something is made: a column's name, or what the column says or does not."""
        notes = self._notes
        said = {"column": value} if isinstance(value, str) else notes.keyed(path, value)
        notes.known(path, said, WHEN_KEYS, "'when'")
        if "column" not in said:
            notes.wrong(path, "'when' needs 'column'.", "Add 'column' to it.")
            return None
        column = clean(notes.text((*path, "column"), said["column"])) or ""
        notes.column(path, column)
        among, without = (
            frozenset(clean(text) or "" for text in notes.texts((*path, key), said[key]))
            if key in said
            else None
            for key in ("is", "not")
        )
        return When(column, among, without or frozenset({""} if among is None else ()))


def is_list(key: Key) -> bool:
    """Whether a key takes several values."""
    return any(option.sort is Sort.LIST for option in key.options)
