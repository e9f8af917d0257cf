"""What an importer makes of lists, loaded like any other facts."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import msgspec

from loader import commit
from loader.importers import Options, Tally, kind, reader, run
from loader.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from loader.commit import Outcome
    from loader.facts.model import Fact

__all__ = ["loaded", "stored", "through_gate"]


def through_gate(store: Store, name: str, files: Sequence[Path]) -> tuple[Tally, bytes, Outcome]:
    """Loads lists as `detente load --from` does.

    Returns:
        What was used of the lists, the report of what was not, and what the load came to.

    Raises:
        DataError: the facts do not conform.
    """
    report = io.BytesIO()
    tally = Tally(report)
    which = kind(name)
    given = files[:1] if which.together else files
    read = reader(which, files, Options(), tally)
    outcome = commit.load(store, given, reader=read)
    return tally, report.getvalue(), outcome


def loaded(
    name: str, files: Sequence[Path], folder: Path, options: Options | None = None
) -> tuple[Tally, Outcome]:
    """Imports lists, and loads the facts into the store of a folder.

    Returns:
        What was used of the lists, and what the load came to.

    Raises:
        DataError: the facts do not conform.
    """
    tally = Tally()
    placed = run(kind(name), files, options or Options(), tally)
    return tally, stored((one.fact for one in placed), folder, files[0].name)


def stored(facts: Iterable[Fact], folder: Path, name: str) -> Outcome:
    """Loads facts into the store of a folder, as a dataset of a name.

    Raises:
        DataError: they do not conform.
    """
    path = folder / f"{name}.jsonl"
    path.write_bytes(b"".join(msgspec.json.encode(fact) + b"\n" for fact in facts))
    return commit.load(Store.open_or_create(folder / "store"), [path])
