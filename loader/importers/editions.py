"""Editions of XML lists: of which day one is, and what an entry of it holds that no fact says."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from loader.errors import InputError, Place

from .entry import Options, Unused
from .xml import Node

__all__ = ["left_out", "published"]


def published(place: Place, name: str, stated: str | None, options: Options) -> str:
    """The day of an edition, in EDTF.

    Args:
        place: where the file would say it.
        name: what the list calls it.
        stated: the day that the file says.
        options: what the user says.

    Raises:
        InputError: neither says it, or they say different days.
    """
    if stated and options.published not in (None, stated):
        raise InputError(
            f"{place}: the file says that it is of {stated}, --published of {options.published}. Leave "
            "--published out."
        )
    if day := stated or options.published:
        return day
    raise InputError(
        f"{place}: the file does not say of which day it is: {name} is missing. Give --published DATE."
    )


def left_out(entry: Node, read: Collection[str], no_place: Mapping[str, str]) -> Iterator[Unused]:
    """The elements of an entry that say something which is not read.

    Args:
        entry: the entry.
        read: the names of its elements that are read.
        no_place: why others are not, by their names.
    """
    for child in entry.children:
        if child.name not in read and child.says():
            yield Unused(child.name, no_place.get(child.name, "This element is not known to the importer."))
