"""Facts as people write them: read from JSON Lines, YAML and CSV, each with its file and line.

model        the nine types                  lines        a file opened and cut into lines
keys         their keys                      jsonl yaml csv   what is written on which line
decode       what is written -> typed facts, at once (`plain`) or with all that is wrong (`careful`)
examine texts checks   the careful look: each value, each text, and what holds between values
rules        every rule, by identifier       schema       the JSON Schema of the same types
digests      the same facts, however they are written
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from importlib import import_module
from pathlib import Path
from typing import BinaryIO

from loader.errors import InputError, Place, Problem

from .digests import digest, digest_of_file
from .ids import Ids
from .lines import HEAD, binary, lines, opened, utf_16
from .model import Actor, Source
from .placed import Placed
from .rules import RULES
from .schema import json_schema

__all__ = ["FORMATS", "RULES", "Placed", "digest", "digest_of_file", "each", "json_schema", "read"]

_Reader = Callable[[str, Iterator[tuple[int, bytes]]], Iterator[Placed | Problem]]

FORMATS: dict[str, str] = {
    ".jsonl": "JSON Lines",
    ".ndjson": "JSON Lines",
    ".yaml": "YAML",
    ".yml": "YAML",
    ".csv": "CSV",
    ".tsv": "CSV",
}
"""The formats of facts files, by the ends of their names."""

_READERS = {"JSON Lines": "jsonl", "YAML": "yaml", "CSV": "csv"}
"""The modules that read them, each imported when a file asks for it."""


def read(path: Path) -> tuple[list[Placed], list[Problem]]:
    """Reads a facts file to its end.

    Args:
        path: its name ends in one of FORMATS; `-` is JSON Lines from the standard input.

    Returns:
        The facts, and all that is wrong, both in the order of their lines.

    Raises:
        InputError: there is no such file, or it is none that facts could be read from.
    """
    facts: list[Placed] = []
    problems: list[Problem] = []
    for found in each(path):
        if type(found) is Placed:
            facts.append(found)
        elif isinstance(found, Problem):
            problems.append(found)
    return facts, problems


def each(path: Path, lines_of: BinaryIO | None = None) -> Iterator[Placed | Problem]:
    """Reads a facts file one by one, so that it need not fit in memory; else like `read`.

    Args:
        path: as for `read`.
        lines_of: JSON Lines to be read in its place, which then only names them.
    """
    file = str(path)
    format_ = FORMATS[".jsonl"] if lines_of or file == "-" else FORMATS.get(path.suffix.lower(), "")
    empty = True
    ids = Ids()
    with nullcontext(lines_of) if lines_of else opened(path) as stream:
        if not format_:
            known = ", ".join(FORMATS)
            raise InputError(
                f"{file}: its name does not tell its format. The name of a facts file ends in {known}."
            )
        head = stream.read(HEAD)
        if utf_16(head):
            yield Problem(Place(file), "This file is UTF-16.", "fact/not-utf8", hint="Save it as UTF-8.")
            return
        if binary(head):
            raise InputError(f"{file} is no text. Détente reads facts as {', '.join(_READERS)}.")
        facts: _Reader = import_module(f"loader.facts.{_READERS[format_]}").facts
        for found in facts(file, lines(head, stream)):
            empty = False
            if type(found) is Placed and type(found.fact) in (Source, Actor):  # isinstance takes its time
                yield ids.contradiction(found) or found
            else:
                yield found
    if empty:
        hint = "Write a fact a line." if format_ == "JSON Lines" else "Write a fact."
        yield Problem(Place(file), "This file holds no facts.", "fact/empty-file", hint=hint)
