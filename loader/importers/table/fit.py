"""Whether a mapping fits a table: each column is used or ignored, and none is named that is not there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from loader.errors import InputError, Place
from loader.facts.suggest import suggest
from loader.facts.wording import listed, quoted

from .mapping import Mapping
from .rows import Row

__all__ = ["fit"]


def fit(file: Path, header: Row, mapping: Mapping) -> list[str]:
    """Compares a table's header with a mapping.

    Returns:
        The names of the columns; cells without a name at the end of the header are none.

    Raises:
        InputError: they do not fit; a line for each column that is wrong.
    """
    names = list(header.cells)
    while names and not names[-1]:  # spreadsheets leave columns without a name or a value
        names.pop()
    if wrong := [
        *_of_table(Place(str(file), header.line), names, mapping),
        *_of_mapping(file, names, mapping),
    ]:
        raise InputError(*wrong)
    return names


def _of_table(place: Place, names: list[str], mapping: Mapping) -> Iterator[str]:
    for number, name in enumerate(names):
        if not name:
            yield f"{place}: column {number + 1} has no name. Name it."
        elif name in names[:number]:
            yield f"{place}: two columns are named {quoted(name)}. Rename one of them."
        elif name not in mapping.columns and name not in mapping.ignored:
            what = f"{mapping.file} does not say what the column {quoted(name)} is"
            yield f"{place}: {what}. Use it there, or list it under 'ignore'."


def _of_mapping(file: Path, names: list[str], mapping: Mapping) -> Iterator[str]:
    free = [name for name in names if name and name not in mapping.columns and name not in mapping.ignored]
    for named in (mapping.columns, mapping.ignored):
        for name, place in named.items():
            if name not in names:
                hint = suggest(name, free) or f"Its columns are {listed(map(quoted, names), 'and')}."
                yield f"{place}: {file} has no column {quoted(name)}. {hint}"
