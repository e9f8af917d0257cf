"""A mapping file as it was written: its values with their lines, and what was found wrong with them."""

from __future__ import annotations

from collections.abc import Collection

from loader.errors import Place, Problem
from loader.facts.placed import Steps, Written
from loader.facts.suggest import suggest
from loader.facts.wording import described, listed, quoted, sentence
from loader.importers.texts import clean

__all__ = ["Notes"]


class Notes:
    """Collects what is wrong, and which columns are named.

    Attributes:
        file: the mapping file, as the user named it.
        problems: what is wrong, each with its line.
        columns: the columns that are named, and where first.
    """

    def __init__(self, file: str, written: Written) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.columns: dict[str, Place] = {}
        self._written = written

    def place(self, path: Steps) -> Place:
        """Where a value stands, or else what holds it."""
        while path and path not in self._written.lines:
            path = path[:-1]
        return Place(self.file, self._written.lines.get(path, self._written.line))

    def wrong(self, path: Steps, message: str, hint: str = "") -> None:
        """Notes what is wrong with a value."""
        self.problems.append(Problem(self.place(path), message, "mapping/wrong", hint=hint))

    def column(self, path: Steps, name: str) -> None:
        """Notes that a column is used."""
        self.columns.setdefault(clean(name) or "", self.place(path))

    def known(self, path: Steps, said: Collection[str], allowed: Collection[str], what: str) -> None:
        """Notes the keys that something has not."""
        for name in said:
            if name not in allowed:
                hint = suggest(name, allowed) or f"The keys are {listed(allowed, 'and')}."
                self.wrong((*path, name), f"{sentence(what)} has no key {quoted(name)}.", hint)

    def text(self, path: Steps, value: object) -> str | None:
        """A text that has to stand there; nothing, and a note, if it does not."""
        if isinstance(value, str) and value:
            return value
        self.wrong(path, f"{_label(path)} must be text, not {described(value)}.")
        return None

    def texts(self, path: Steps, value: object) -> tuple[str, ...]:
        """A text or a list of texts that has to stand there."""
        if isinstance(value, str):
            return (value,)
        if isinstance(value, list) and value:
            return tuple(
                text
                for number, item in enumerate(value)
                if (text := self.text((*path, number), item)) is not None
            )
        self.wrong(path, f"{_label(path)} must be text or a list of texts, not {described(value)}.")
        return ()

    def keyed(self, path: Steps, value: object) -> dict[str, object]:
        """An object that has to stand there."""
        if isinstance(value, dict):
            return value
        self.wrong(path, f"{_label(path)} must be an object of keys, not {described(value)}.")
        return {}

    def number(self, path: Steps, value: object) -> int | None:
        """A whole number that has to stand there."""
        if isinstance(value, str) and value.isascii() and value.isdigit():
            return int(value)
        self.wrong(path, f"{_label(path)} must be a whole number, not {described(value)}.")
        return None

    def code(self, path: Steps, value: str, codes: Collection[str]) -> None:
        """Notes a value that a code list does not hold."""
        if value not in codes:
            self.wrong(path, f"{quoted(value)} is none of {listed(codes, 'and')}.", suggest(value, codes))


def _label(path: Steps) -> str:
    name = next((step for step in reversed(path) if isinstance(step, str)), "the mapping")
    return sentence(quoted(name))
