"""A store as a whole: its versions in order, which of them is current, and how the next one comes about."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Self

from loader.errors import StoreError
from loader.store import current, disk, head
from loader.store.draft import Draft
from loader.store.lock import LOCK, Lock
from loader.store.version import Version, verify_files
from loader.vocabulary import BASE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from loader.store.manifest import Action

__all__ = ["Store"]


class Store:
    """A folder of immutable versions. `Store.open` and `Store.open_or_create` make one.

    Attributes:
        path: the folder.
        base: what the IRIs of things begin with that are minted in this store.
    """

    def __init__(self, path: Path, base: str) -> None:
        self.path = path
        self.base = base

    @classmethod
    def open(cls, path: Path) -> Self:
        """Opens a store, for reading or writing; this changes nothing.

        Raises:
            StoreError: there is none, it is damaged, or a newer Détente made it.
        """
        return cls(path, head.read(path).base)

    @classmethod
    def open_or_create(cls, path: Path, base: str | None = None) -> Self:
        """Opens a store, or makes an empty one in a new or empty folder.

        Args:
            path: the folder.
            base: what its IRIs begin with; for a new store `vocabulary.BASE` unless given.

        Raises:
            StoreError: as `open` does; the folder holds something else; or the store has another base.
        """
        head.ensure(path, base or BASE)
        store = cls.open(path)
        if base not in (None, store.base):
            raise StoreError(f"The store {path} has the base {store.base}, which cannot become {base}.")
        return store

    @classmethod
    @contextmanager
    def begin(cls, path: Path, base: str | None = None) -> Iterator[Self]:
        """Opens or makes a store like `open_or_create`, for what may fail.

        A store that was made here is removed again if it is left by an exception and nothing was committed,
        so that a first load that fails leaves nothing behind.
        """
        new = head.ensure(path, base or BASE)
        try:
            yield cls.open_or_create(path, base)
        except BaseException:
            if new is not None:
                head.forsake(path, new)
            raise

    @property
    def current(self) -> Version | None:
        """The version that holds now, read from disk at each call; None if nothing was committed yet.

        Raises:
            StoreError: the store is damaged.
        """
        number = current.read(self.path)
        while number:
            version = self._at(number)
            if version.hold():
                return version
            before, number = number, current.read(self.path)
            if number == before:  # else it was cleaned away between the two, being no longer the current one
                raise self._missing(number)
        return None

    def versions(self) -> list[Version]:
        """All versions that are kept, the oldest first; they are held once they are read, or by `hold`."""
        newest = current.read(self.path)
        return [self._at(number) for number in current.kept(self.path) if number <= newest]

    def listed(self) -> list[Version]:
        """The same with their manifests read; one that is cleaned away meanwhile is not among them.

        Raises:
            StoreError: the manifest of one that is kept is damaged.
        """
        found = []
        for version in self.versions():
            try:
                _ = version.manifest
            except StoreError:
                if version.there:
                    raise
            else:
                found.append(version)
        return found

    def version(self, name: str) -> Version:
        """A version by its number, with leading zeros or without.

        Raises:
            StoreError: it never was, or was cleaned away.
        """
        newest = current.read(self.path)
        if not re.fullmatch(r"[0-9]{1,9}", name, re.ASCII):
            raise StoreError(f"{name!r} is not the number of a version; `detente versions` lists them.")
        number = int(name)
        if not 1 <= number <= newest:
            said = f"the newest is {newest}" if newest else "nothing was loaded yet"
            raise StoreError(f"The store {self.path} has no version {number}; {said}.")
        return self._version(number)

    @contextmanager
    def draft(self, action: Action, wait: float = 0.0) -> Iterator[Draft]:
        """Starts the next version from the current one, and discards it on leaving unless it was committed.

        Args:
            action: what kind of change it is.
            wait: how many seconds to wait for another writer.

        Raises:
            StoreBusyError: another writer is at work.
            StoreError: the store is damaged, or cannot be written.
        """
        with self._draft(action, wait) as draft:
            yield draft

    def rollback(self, to: Version, wait: float = 0.0) -> Version:
        """Commits a new version with the content of an older one, whose files it shares.

        Args:
            to: the version of this store whose content shall hold again.
            wait: how many seconds to wait for another writer.

        Raises:
            StoreBusyError: another writer is at work.
            StoreError: that version is damaged, or is current already; the store cannot be written.
        """
        with self._draft("rollback", wait, to) as draft:
            if draft.parent and draft.parent.number == to.number:
                raise StoreError(f"Version {to.number} is current already; nothing was rolled back.")
            if problems := verify_files(to):
                raise StoreError(f"Version {to.number} is damaged, so nothing was rolled back: {problems[0]}")
            old = to.manifest
            return draft.commit(
                summary=f"Back to version {to.number}: {old.summary}",
                datasets=old.datasets,
                claims=old.claims,
                content=old.content,
                languages=old.languages,
                named=old.named,
                stated=old.stated,
            )

    @contextmanager
    def _draft(self, action: Action, wait: float, base: Version | None = None) -> Iterator[Draft]:
        with Lock(self.path / LOCK, action, wait) as lock:
            with disk.told(self.path):
                current.clean(self.path)
            # What is damaged must not keep anybody from going back to what is not.
            parent = self._at(current.read(self.path)) if base else self.current
            draft = Draft(self.path, lock, action, parent, base or parent)
            try:
                yield draft
            finally:
                draft.discard()

    def _at(self, number: int) -> Version:
        return Version(number, self.path / current.VERSIONS / current.name(number))

    def _version(self, number: int) -> Version:
        version = self._at(number)
        if not version.hold():
            raise self._missing(number)
        return version

    def _missing(self, number: int) -> StoreError:
        if number == current.read(self.path):
            return StoreError(
                f"The store {self.path} is damaged: its current version {number} is missing; "
                "`detente rollback` makes an older one current."
            )
        kept = ", ".join(str(other) for other in current.kept(self.path))
        return StoreError(f"Version {number} of {self.path} was cleaned away; kept: {kept}.")
