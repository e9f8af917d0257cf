"""The facts that a table makes: of what its rows say, and of what it is as a source."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import msgspec

from loader.errors import Problem
from loader.facts.decode import decode
from loader.facts.model import Actor, Complete, Fact, Source
from loader.facts.placed import Written
from loader.importers.acceptance import refusal
from loader.importers.digests import of_file
from loader.importers.entry import Options, Unused
from loader.importers.states import slug

from .cells import CellError, Cells
from .mapping import Mapping

__all__ = ["as_far_as_read", "made", "source_of"]

_Kind = TypeVar("_Kind", bound=Fact)


def made(file: Path, line: int, kind: type[_Kind], said: dict[str, object]) -> _Kind:
    """A fact of what its keys are to say.

    Raises:
        CellError: a value is not what its key asks for.
    """
    whole = {"type": kind.__struct_config__.tag, **said}
    try:
        fact = msgspec.convert(whole, kind, strict=False)
        # Other rows refer to an actor; of what is wrong with other facts the reader of them tells.
        if isinstance(fact, Actor) and (why := refusal(fact)):
            raise CellError([str(kind.__struct_config__.tag)], why)
        return fact
    except msgspec.ValidationError as error:
        found = decode(str(file), Written(line, whole, textual=True))
        told = next((one for one in found if isinstance(one, Problem)), None)
        reason = f"{told.message} {told.hint}".rstrip() if told else str(error)
        raise CellError([str(kind.__struct_config__.tag)], reason) from None


def source_of(file: Path, mapping: Mapping, options: Options, cells: Cells) -> Source:
    """The source that a table is.

    Args:
        file: the table.
        mapping: what it says of the source.
        options: stand before what the mapping says.
        cells: those of no row.

    Raises:
        CellError: something is missing that the source needs.
    """
    said = cells.facts(mapping.source)[0]
    given = {"id": options.source, "published": options.published, "url": options.url}
    said |= {key: value for key, value in given.items() if value is not None}
    said["sha256"] = of_file(file)
    source = made(file, 0, Source, {"id": "-", **said})
    complete = source.complete
    if options.list:
        if complete is None:
            raise CellError([], "--list names the list of 'complete' under 'source', and there is none.")
        complete = Complete(authority=complete.authority, list=options.list)
    if complete and not source.published:
        what = "a list that is complete says of which day it is"
        raise CellError([], f"{what}: give --published, or 'published' under 'source'.")
    of_list = complete.list if complete else source.title
    id_ = source.id if "id" in said else slug(f"{of_list} {source.published or ''}")
    return msgspec.structs.replace(source, id=id_, complete=complete)


def as_far_as_read(source: Source, unread: int) -> tuple[Source, tuple[Unused, ...]]:
    """The source; it is complete only if all of it was read, for an absence tells of a lifting.

    Args:
        source: as the mapping describes it.
        unread: how many rows could not be read.
    """
    if not source.complete or not unread:
        return source, ()
    reason = f"{unread} of its rows could not be read, and may be of what is in force."
    return msgspec.structs.replace(source, complete=None), (Unused("complete", reason),)
