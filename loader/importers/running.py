"""Runs an importer: each of its facts is read as if it stood in a facts file, and counted or left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from loader.errors import InputError, Problem
from loader.facts import Placed
from loader.facts.ids import Ids
from loader.facts.model import Actor, Source

from .acceptance import read
from .entry import Entry, Options, Unused
from .kinds import Kind
from .tally import Tally

__all__ = ["NothingUsedError", "reader", "run"]

_SILENT = Unused("", "It says nothing that a fact could say.")


class NothingUsedError(InputError):
    """A list was read to its end, and no entry of it could be used: what was counted says why of each."""


def run(kind: Kind, files: Sequence[Path], options: Options, tally: Tally) -> Iterator[Placed]:
    """Reads lists.

    Args:
        kind: of which kind they are.
        files: the files, or folders where the kind has them.
        options: what the user says of them.
        tally: counts what comes of them.

    Yields:
        The facts, each with the place of its entry in the list.

    Raises:
        InputError: a file is no such list, or it is not whole; at once or later.
        NothingUsedError: it is one, but no entry of it could be used.
    """
    kind.check(files, options)
    entries = kind.entries()
    for together in [files] if kind.together else [[file] for file in files]:
        stated: dict[str, int] = {}
        before = tally.entries, tally.used
        for entry in entries(together, options):
            if entry.stated is not None:
                stated[entry.place.file] = stated.get(entry.place.file, 0) + entry.stated
            yield from _facts(entry, tally)
        _whole(together[0], tally, before, stated)


def reader(
    kind: Kind, files: Sequence[Path], options: Options, tally: Tally
) -> Callable[[Path], Iterator[Placed | Problem]]:
    """A way to read lists where facts files are read: see `facts.each`.

    Args:
        kind: of which kind they are.
        files: all of them; where they belong together, the first that is read stands for all.
        options: what the user says of them.
        tally: counts what comes of them.
    """
    kind.check(files, options)

    def facts_of(file: Path) -> Iterator[Placed | Problem]:
        ids = Ids()
        for placed in run(kind, files if kind.together else [file], options, tally):
            described = isinstance(placed.fact, Source | Actor)
            yield (ids.contradiction(placed) if described else None) or placed

    return facts_of


def _facts(entry: Entry, tally: Tally) -> Iterator[Placed]:
    """The facts of an entry that can be read; it is left out as a whole if one of its actors cannot."""
    placed: list[Placed] = []
    unused = list(entry.unused)
    failed: list[Unused] = []
    for fact in entry.facts:
        found = list(read(fact, entry.place))
        placed += [one for one in found if isinstance(one, Placed)]
        reasons = [f"{one.message} {one.hint}".rstrip() for one in found if isinstance(one, Problem)]
        if reasons and not entry.position:
            raise InputError(f"{entry.place}: {reasons[0]}")
        whole = isinstance(fact, Source | Actor)
        failed += [Unused("" if whole else str(fact.__struct_config__.tag), reason) for reason in reasons[:1]]
    said = sum(not isinstance(one.fact, Source | Actor) for one in placed)
    if failed and not said and all(left.part for left in failed):
        # It tells of no act any more: in a list that is complete, that would pass for a lifting.
        failed = [Unused("", left.reason) for left in failed]
    unused += failed
    if not entry.facts and not unused and entry.position:
        unused.append(_SILENT)
    if any(not left.part for left in unused):
        # What refers to a missing actor would fail the whole load. Other actors stay, for other entries
        # may refer to them.
        placed = [one for one in placed if isinstance(one.fact, Source | Actor)]
    tally.count(entry, [one.fact for one in placed], unused)
    yield from placed


def _whole(file: Path, tally: Tally, before: tuple[int, int], stated: dict[str, int]) -> None:
    """Refuses a list that is cut short: its absences would show as liftings."""
    for name, number in stated.items():
        if tally.files[name] != number:
            raise InputError(
                f"{name}: the file says that it has {number} entries, and has {tally.files[name]}; it is "
                "not whole. Download it again."
            )
    if tally.entries == before[0]:
        raise InputError(f"{file}: there are no entries in it. Is it the right file?")
    if tally.used == before[1]:
        reason = f" {tally.unused[0][1]}" if tally.unused else ""
        raise NothingUsedError(f"{file}: none of its entries could be used.{reason} Is it of another kind?")
