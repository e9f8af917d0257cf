"""Entities of FollowTheMoney as JSON lines, as OpenSanctions publishes them: Sanctions, and whom they are of.

Each line of each file is an entry. Files that are given later change what the earlier ones hold, be they
delta files or not; the facts are those of the state after the last one. Memory does not grow with the files:
see stage.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from loader.errors import InputError, Place
from loader.facts.lines import HEAD, binary, lines, opened, utf_16
from loader.facts.model import Source
from loader.importers.digests import of_file
from loader.importers.entry import Entry, Options
from loader.importers.states import slug

from .entity import NoEntityError, read
from .stage import Stage, staged
from .telling import File, Teller, day_of

__all__ = ["entries"]

_OPENING = 100  # lines, of which one at least is an entity where the file holds any
_FORMAT = "Name a file with one FollowTheMoney entity a line, such as entities.ftm.json."


def entries(files: Sequence[Path], options: Options) -> Iterator[Entry]:
    """Reads FollowTheMoney entities.

    Args:
        files: JSON lines: entities, or deltas to those of the files before.
        options: `source`, `published`, `url` and `list` are heard. Without `published`, a file is of the day
            on which its entities were last seen; without `list`, designations name none. Of several files,
            the second is the source `source-2`, and so on.

    Yields:
        For each file its source, at position 0; then each line of each file that is not empty.

    Raises:
        InputError: a file cannot be read, or holds no entities.
        DetenteError: the disk has no room to sort them.
    """
    with staged() as stage:
        taken: list[File] = []
        for number, file in enumerate(files):
            last_seen = _take(stage, number, file)
            taken.append(File(str(file), _source(file, last_seen, options, taken)))
        teller = Teller(stage, taken, options.list)
        teller.lay_out()
        for held in taken:
            yield Entry("", 0, Place(held.name), (held.source,))
        for line in stage.lines():
            yield teller.entry(line)


def _take(stage: Stage, number: int, file: Path) -> str | None:
    """Reads a file into the stage; returns the last day on which one of its entities was seen."""
    seen: str | None = None
    position = useful = 0
    wrong: tuple[int, str] = (0, "the file is empty.")
    with opened(file) as stream:
        head = stream.read(HEAD)
        if binary(head) or utf_16(head):
            raise InputError(f"{file}: this is no text in UTF-8. {_FORMAT}")
        for at, line in lines(head, stream):
            if not line.strip():
                continue
            position += 1
            try:
                found = read(line)
            except NoEntityError as error:
                stage.add(number, position, at, str(error))
                wrong = wrong if wrong[0] else (at, str(error))
            else:
                stage.add(number, position, at, found)
                useful += 1
                seen = max(seen or "", found[1].last_seen or "") or None
            if position >= _OPENING and not useful:
                break
    if not useful:
        raise InputError(f"{Place(str(file), wrong[0])}: {wrong[1][:1].lower()}{wrong[1][1:]} {_FORMAT}")
    return seen


def _source(file: Path, last_seen: str | None, options: Options, others: Sequence[File]) -> Source:
    stem = slug(file.name.removesuffix(".json").removesuffix(".ftm")) or "entities"
    own = options.source or f"ftm-{stem}"
    taken = {other.source.id for other in others}
    names = (own, *(f"{own}-{number}" for number in range(2, len(others) + 2)))
    day = day_of(last_seen)
    return Source(
        id=next(name for name in names if name not in taken),
        title=f"FollowTheMoney entities ({file.name})",
        url=options.url,
        published=options.published or (day.text if day else None),
        sha256=of_file(file),
    )
