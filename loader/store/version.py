"""A committed version: what it says of itself, its graph, and whether its files are as they were written."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from loader.errors import StoreError
from loader.store import current, disk, graph, manifest, marks
from loader.store.manifest import Manifest
from loader.store.places import Places

if TYPE_CHECKING:
    from pathlib import Path

    import pyoxigraph

__all__ = ["Version", "verify_files"]


@dataclass(frozen=True)
class Version:
    """A version of a store; it never changes.

    One that the store gave out as its current one or by its number is kept on disk, its graph and its places
    with it, as long as this object is there: hold on to it while you read.

    Attributes:
        number: its place in history, from 1.
        folder: where it lies.
    """

    number: int
    folder: Path

    @property
    def name(self) -> str:
        """Its number as the store writes it."""
        return current.name(self.number)

    @cached_property
    def manifest(self) -> Manifest:
        """What it says of itself.

        Raises:
            StoreError: the manifest is damaged, or the version was cleaned away.
        """
        try:
            return manifest.read(self.folder)
        except StoreError:
            if self.there:
                raise
            raise self._missing() from None

    @property
    def there(self) -> bool:
        """Whether it is kept still; what is cleaned away is moved out of sight first, and whole."""
        return self.folder.exists()

    @cached_property
    def _mark(self) -> marks.Mark | None:
        return marks.take(self.folder)

    def hold(self) -> bool:
        """Keeps it from being cleaned away as long as this object is there; False if it is gone already."""
        return self._mark is not None

    def __getstate__(self) -> dict[str, object]:
        """What another process is given; it takes a mark of its own."""
        return {"number": self.number, "folder": self.folder}

    def open(self) -> pyoxigraph.Store:
        """The graph, read-only, and held. Opening writes nothing, and keeps no writer waiting.

        Raises:
            StoreError: the graph's files are damaged, or the version was cleaned away.
        """
        if not self.hold():
            raise self._missing()
        try:
            return graph.read_only(self.folder / graph.FOLDER)
        except (OSError, RuntimeError) as error:  # the engine reports damage as RuntimeError
            raise StoreError(
                f"{self.folder} cannot be opened: {disk.reason(error)}; "
                "`detente verify` says what is damaged, `detente rollback` makes an older version current."
            ) from error

    def _missing(self) -> StoreError:
        return StoreError(f"{self.folder} was cleaned away; `detente versions` lists what is kept.")

    def places(self) -> Places:
        """Where each claim stands in the files it was loaded from, by the claim's id; read as it is asked."""
        return Places(self.folder)


def verify_files(version: Version) -> list[str]:
    """Compares a version's files with what was committed.

    Returns:
        One sentence for each file that is missing, changed, or should not be there; empty if all is well.
    """
    try:
        expected = version.manifest.checksums
    except StoreError as error:
        return [str(error)]
    found = set(disk.files(version.folder)) - {manifest.MANIFEST}
    problems = []
    for name in sorted(found | expected.keys()):
        path = version.folder / name
        if name not in found:
            problems.append(f"{path} is missing.")
        elif name not in expected:
            problems.append(f"{path} does not belong there: it was added after the commit.")
        else:
            try:
                if disk.digest(path) != expected[name]:
                    problems.append(f"{path} was changed after it was committed.")
            except OSError as error:
                problems.append(f"{path} cannot be read: {disk.reason(error)}.")
    return problems
