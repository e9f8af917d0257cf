"""Cleaning away old versions: never the current one, and none that somebody reads."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import TYPE_CHECKING

from loader.errors import StoreError
from loader.store import current, disk, marks
from loader.store.lock import LOCK, Lock

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import timedelta

    from loader.store.history import Store
    from loader.store.version import Version

__all__ = ["Pruned", "prune"]


@dataclass(frozen=True, slots=True)
class Pruned:
    """What became of the versions of a store, by their numbers, the oldest first.

    Attributes:
        removed: those that were cleaned away.
        read: those that were to go, and stay because somebody reads them.
        kept: all that are there now.
    """

    removed: tuple[int, ...]
    read: tuple[int, ...]
    kept: tuple[int, ...]


def prune(
    store: Store,
    *,
    keep: int | None = None,
    older_than: timedelta | None = None,
    wait: float = 0.0,
    try_only: bool = False,
) -> Pruned:
    """Cleans away the versions that are neither among the newest nor recent; the current one always stays.

    Each is moved out of sight first, which is made durable, and its files are removed after that. So a kill
    or a power cut leaves every version whole or gone, and the next writer removes what is left of those gone.

    Args:
        store: the store.
        keep: how many of the newest versions stay, from 1; all that are not recent may go unless given.
        older_than: a version goes only if it ceased to be the current one longer ago than this.
        wait: how many seconds to wait for a writer.
        try_only: remove nothing; say what would be removed.

    Raises:
        StoreBusyError: a writer is at work.
        StoreError: neither rule is given, the store is damaged, or the disk refuses.
    """
    if keep is None and older_than is None:
        raise StoreError("Nothing says which versions may go: how many to keep, or how old they may be.")
    if keep is not None and keep < 1:
        raise StoreError(f"{keep} versions cannot be kept: the current one always stays, so keep at least 1.")
    path = store.path
    with Lock(path / LOCK, "prune", wait) as lock:
        with disk.told(path):
            current.clean(path)
            disk.sync(path / current.CURRENT)  # else a power cut could bring back the name of a version gone
            disk.sync(path)
        now = store.current
        versions = store.versions()
        candidates = versions[:-1] if now else []
        if keep is not None:
            candidates = candidates[: -(keep - 1) or None]
        if older_than is not None:
            candidates = list(_replaced_before(versions, datetime.now(UTC) - older_than, candidates))
        if not lock.still_ours():
            raise StoreError(f"The lock of the store {path} was taken away; nothing was removed.")
        removed, read = _remove(store, candidates, try_only=try_only)
        kept = tuple(version.number for version in versions if version.number not in removed)
        return Pruned(tuple(removed), tuple(read), kept)


def _replaced_before(
    versions: Sequence[Version], moment: datetime, candidates: Sequence[Version]
) -> Iterator[Version]:
    """Those of which the next version that is kept was committed before a moment."""
    for version, following in pairwise(versions):
        if version in candidates:
            try:
                replaced = datetime.fromisoformat(following.manifest.committed)
            except (StoreError, ValueError):  # it is damaged, so that nobody knows; `keep` takes it away
                continue
            if replaced < moment:
                yield version


def _remove(store: Store, versions: Sequence[Version], *, try_only: bool) -> tuple[list[int], list[int]]:
    """Removes versions, as far as nobody reads them; those removed, and those read."""
    removed: list[int] = []
    read: list[int] = []
    gone = []
    with disk.told(store.path):
        for version in versions:
            with marks.alone(version.folder) as free:
                (removed if free else read).append(version.number)
                if free and not try_only:
                    gone.append(version.folder.rename(current.gone(version.folder)))
        if gone:
            disk.sync(store.path / current.VERSIONS)
    for folder in gone:
        try:
            shutil.rmtree(folder)
        except OSError as error:
            raise StoreError(
                f"Versions of {store.path} were cleaned away, but their files could not be removed: "
                f"{disk.reason(error)}; the next write to the store tries it again."
            ) from error
    return removed, read
