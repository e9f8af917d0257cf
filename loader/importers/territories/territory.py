"""One file of the registry of territories, as it was written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from loader.errors import InputError, Place
from loader.facts.placed import Written
from loader.facts.wording import described
from loader.importers import yaml_file
from loader.importers.texts import clean

__all__ = ["Territory", "read"]

_CODE = re.compile("[a-z0-9]+([-_][a-z0-9]+)*")
_TRUTHS = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Territory:
    """What a file of the registry says.

    Attributes:
        code: the file's name, words joined by hyphens.
        name: what it is called.
        place: the file.
    """

    code: str
    name: str
    place: Place
    _written: Written

    def said(self) -> Iterator[str]:
        """The keys that say something; not those that are false or empty."""
        return (key for key, value in self._values().items() if value not in (None, [], "", "false"))

    @property
    def parent(self) -> str | None:
        """The code of what it is a part of."""
        parent = self.one("parent")
        return _code(parent) if parent else None

    def one(self, key: str) -> str | None:
        """The text of a key."""
        value = self._values().get(key)
        if value is not None and not isinstance(value, str):
            self._wrong(key, f"'{key}' must be text, not {described(value)}.")
        return clean(value)

    def several(self, key: str) -> tuple[str, ...]:
        """The texts of a key."""
        value = self._values().get(key)
        values = value if isinstance(value, list) else [] if value is None else [None]
        if not all(isinstance(text, str) for text in values):
            self._wrong(key, f"'{key}' must be a list of texts.")
        return tuple(text for said in values if (text := clean(said)))

    def codes(self, key: str) -> tuple[str, ...]:
        """The codes of a key, as they are elsewhere."""
        return tuple(map(_code, self.several(key)))

    def true(self, key: str) -> bool:
        """Whether something is so; what is not said is not."""
        said = self.one(key) or "false"
        if said not in _TRUTHS:
            self._wrong(key, f"'{key}' must be true or false, not '{said}'.")
        return _TRUTHS[said]

    def _values(self) -> dict[str, object]:
        value = self._written.value
        return value if isinstance(value, dict) else {}

    def _wrong(self, key: str, message: str) -> NoReturn:
        place = Place(self.place.file, self._written.lines.get((key,), self._written.line))
        raise InputError(f"{place}: {message}")


def read(file: Path) -> Territory:
    """Reads a file of the registry.

    Raises:
        InputError: there is no such file, it is no YAML, or it is not about one territory.
    """
    code = _code(file.stem)
    if not _CODE.fullmatch(code):
        raise InputError(f"{file}: its name is no code of a territory, such as 'us_ga.yml'.")
    what = "a territory, which has a 'name'"
    whole, said = yaml_file.read(file, what)
    name = said.get("name")
    if not isinstance(name, str) or not (cleaned := clean(name)):
        raise InputError(f"{Place(str(file), whole.line)}: this is not {what}.")
    return Territory(code, cleaned, Place(str(file), whole.line), whole)


def _code(said: str) -> str:
    return said.lower().replace("_", "-")
