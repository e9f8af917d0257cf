"""Which lists can be read, and what may be said of each on the command line."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from loader.errors import InputError
from loader.facts.suggest import suggest
from loader.facts.wording import quoted

from .entry import Entry, Options

__all__ = ["KINDS", "Entries", "Kind", "kind"]

Entries = Callable[[Sequence[Path], Options], Iterator[Entry]]
"""What an importer is: files and options in, entries out."""

_OF_ANY = frozenset({"source", "published", "url"})


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of list.

    Attributes:
        name: what it is called on the command line.
        summary: what it is, in a few words.
        module: the folder of this package that reads it.
        takes: the options that mean something for it.
        together: whether several files are one thing, such as a list and what was changed in it since.
        folders: whether it may be a folder.
    """

    name: str
    summary: str
    module: str
    takes: frozenset[str] = _OF_ANY
    together: bool = False
    folders: bool = False

    def entries(self) -> Entries:
        """The importer; its modules are imported now."""
        return cast("Entries", importlib.import_module(f".{self.module}", __package__).entries)

    def check(self, files: Sequence[Path], options: Options) -> None:
        """Checks what is asked of the importer.

        Raises:
            InputError: a file is none, or an option means nothing here.
        """
        for name in options.given():
            if name not in self.takes:
                raise InputError(f"--{name} says nothing about a list of kind {self.name}; leave it out.")
        if options.source is not None and len(files) > 1 and not self.together:
            raise InputError("--source names one source, and each file is one: import them one by one.")
        for file in files:
            if str(file) == "-":
                raise InputError("A list is read from a file, not from standard input: save it first.")
            if file.is_dir() and not self.folders:
                raise InputError(f"{file} is a folder. Name the files in it.")
            if not file.exists():
                raise InputError(f"{file}: there is no such file.")


KINDS = {
    kind.name: kind
    for kind in (
        Kind("un-sc", "the UN Security Council's consolidated list, XML", "un_sc"),
        Kind("ofac", "OFAC's SDN or consolidated list, XML", "ofac", _OF_ANY | {"list"}),
        Kind("ftm", "FollowTheMoney entities, JSON lines", "ftm", _OF_ANY | {"list"}, together=True),
        Kind("uk-treaties", "the UK treaty database, JSON lines", "uk_treaties"),
        Kind("csv", "any table, with --mapping", "table", _OF_ANY | {"list", "mapping"}),
        Kind(
            "territories",
            "a registry of states and territories, a folder of YAML",
            "territories",
            together=True,
            folders=True,
        ),
    )
}
"""All kinds, by name."""


def kind(name: str) -> Kind:
    """The kind of a name.

    Raises:
        InputError: there is none; suggests one.
    """
    if name not in KINDS:
        hint = suggest(name, KINDS) or f"There are {', '.join(KINDS)}."
        raise InputError(f"There is no kind of list {quoted(name)}. {hint}")
    return KINDS[name]
