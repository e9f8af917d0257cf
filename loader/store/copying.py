"""Backup and restore: a store is copied whole, made durable and compared with its digests, or not at all.

A copy is a store itself. It takes no lock of the store it is made from: versions never change, and those that
are copied are held. While it is being made it has no head, and so cannot be taken for a store; its head gets
its name last, once everything else is on disk and was read again.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from loader.errors import StoreError
from loader.store import current, disk, head, manifest
from loader.store.history import Store
from loader.store.lock import LOCK, Lock

if TYPE_CHECKING:
    from pathlib import Path

    from loader.store.version import Version

__all__ = ["Copied", "backup", "restore"]

_PARTS = (current.VERSIONS, current.CURRENT, f"{current.CURRENT}.new", head.HEAD, head.UNFINISHED)
"""What a copy is made of, in the order in which one that was not finished is removed: its sign comes last."""


@dataclass(frozen=True, slots=True)
class Copied:
    """What a copy came to.

    Attributes:
        versions: the numbers of the versions, the oldest first.
        files: how many files were written or linked; those that versions share count once.
        size: of these, in bytes.
    """

    versions: tuple[int, ...]
    files: int
    size: int


def backup(store: Store, target: Path, *, link: bool = False) -> Copied:
    """Copies all versions of a store that are kept, while others may read it and write to it.

    Args:
        store: the store.
        target: a new folder, an empty one, or that of a backup that was not finished.
        link: let the copy share its files with the store, where both are on one disk; this takes no time and
            no room, and saves nobody from a disk that fails.

    Raises:
        StoreError: the target holds something, a version is damaged, or the disk refuses; nothing is left.
        StoreBusyError: another process is making a copy there.
    """
    return _copy(store, target, "backup", link=link)


def restore(copy: Path, target: Path) -> Copied:
    """Makes a store from a backup.

    Args:
        copy: the backup.
        target: a new folder, an empty one, or that of a restored store that was not finished.

    Raises:
        StoreError: the backup is none, or damaged; the target holds something; the disk refuses.
        StoreBusyError: another process is making a copy there.
    """
    return _copy(Store.open(copy), target, "store", link=False)


def _copy(store: Store, target: Path, what: str, *, link: bool) -> Copied:
    if target.resolve().is_relative_to(store.path.resolve()):
        raise StoreError(f"{target} lies in the store {store.path} itself; name a folder elsewhere.")
    now = store.current
    versions = [version for version in store.versions() if version.hold() and version != now]
    versions += [now] if now else []
    try:
        new = head.make_folder(target)
        _check(target, what)
        with Lock(target / LOCK, what):
            try:
                _check(target, what)
                _clear(target)
                return _filled(store, versions, target, what, link=link)
            except BaseException:
                if not (target / head.HEAD).exists():
                    with contextlib.suppress(OSError):  # the sign that it is unfinished goes last
                        _clear(target)
                        (target / LOCK).unlink(missing_ok=True)
                        for folder in new:
                            folder.rmdir()
                raise
    except OSError as error:
        raise StoreError(f"The {what} {target} {disk.refused(error)}; nothing of it is left.") from error


def _check(target: Path, what: str) -> None:
    """Refuses a folder that holds anything but a copy that was not finished."""
    there = {entry.name for entry in target.iterdir()} - {LOCK}
    if there and head.UNFINISHED not in there:
        said = "is a store already" if head.HEAD in there else "is not empty"
        advice = "move it away first, or name" if what == "store" else "name"
        raise StoreError(f"{target} {said}; {advice} a new folder or an empty one.")


def _clear(target: Path) -> None:
    for name in _PARTS:
        if (target / name).is_dir():
            shutil.rmtree(target / name)
        else:
            (target / name).unlink(missing_ok=True)


def _filled(store: Store, versions: list[Version], target: Path, what: str, *, link: bool) -> Copied:
    disk.write(target / head.UNFINISHED, (store.path / head.HEAD).read_bytes())
    disk.sync(target)
    folder = target / current.VERSIONS
    folder.mkdir()
    copying = _Copying(what, link=link)
    for version in versions:
        copying.version(version, folder / version.name)
    disk.sync(folder)
    newest = versions[-1].number if versions else 0
    disk.replace(target / current.CURRENT, f"{current.name(newest)}\n".encode())
    (target / head.UNFINISHED).rename(target / head.HEAD)
    try:
        disk.sync(target)
    except OSError as error:
        raise StoreError(
            f"The {what} {target} is whole, but may not outlive a power cut: {disk.reason(error)}; "
            "check the disk."
        ) from error
    return Copied(tuple(version.number for version in versions), copying.files, copying.size)


class _Copying:
    """Copies versions file by file; what they share among them, they share in the copy too."""

    def __init__(self, what: str, *, link: bool) -> None:
        self.files = 0
        self.size = 0
        self._what = what
        self._link = link
        self._done: dict[tuple[int, int], tuple[Path, str]] = {}  # by device and inode: the copy, its digest

    def version(self, version: Version, target: Path) -> None:
        """Copies one, durably.

        Raises:
            StoreError: it is damaged.
            OSError: the disk refuses.
        """
        checksums = version.manifest.checksums
        for folder in (version.folder, *sorted(version.folder.rglob("*/"))):  # one may be empty
            (target / folder.relative_to(version.folder)).mkdir()
        for name in sorted(checksums):
            if self._file(version.folder / name, target / name) != checksums[name]:
                raise self._damaged(version, f"{version.folder / name} was changed after it was committed.")
        self._file(version.folder / manifest.MANIFEST, target / manifest.MANIFEST)
        if manifest.read(target) != version.manifest:
            raise self._damaged(version, f"{version.folder / manifest.MANIFEST} is not what it was.")
        for path in (*(path for path in target.rglob("*") if path.is_dir()), target):
            disk.sync(path)

    def _file(self, source: Path, target: Path) -> str:
        """Copies or links a file; the digest of what is on disk then."""
        try:
            status = source.stat()
        except FileNotFoundError:
            return "missing"
        known = self._done.get((status.st_dev, status.st_ino))
        if known:
            disk.link(known[0], target)
            return known[1]
        if self._link:
            disk.link(source, target)
        else:
            shutil.copyfile(source, target)
        disk.sync(target)
        self.files += 1
        self.size += status.st_size
        found = _digest_from_disk(target)
        self._done[status.st_dev, status.st_ino] = target, found
        return found

    def _damaged(self, version: Version, why: str) -> StoreError:
        return StoreError(f"Version {version.number} is damaged, so no {self._what} was made: {why}")


def _digest_from_disk(path: Path) -> str:
    """The SHA-256 of a synced file as the disk has it, where the system forgets its own copy on request."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(descriptor)
    return disk.digest(path)
