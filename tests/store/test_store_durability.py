"""The order of syncs and renames that the protocol promises: nothing is named before it is on disk."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from store_cases import commit

from loader.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loader.store import Version

Event = tuple[str, int | str]  # a sync of an inode, or a rename to a path


@pytest.fixture
def events(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Event]]:
    """What the disk is asked, in order."""
    seen: list[Event] = []
    sync, rename, replace = os.fsync, os.rename, os.replace

    def synced(descriptor: int) -> None:
        seen.append(("sync", os.fstat(descriptor).st_ino))
        sync(descriptor)

    def renamed(source: Path, target: Path) -> None:
        seen.append(("rename", str(target)))
        rename(source, target)

    def replaced(source: Path, target: Path) -> None:
        seen.append(("rename", str(target)))
        replace(source, target)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(os, "rename", renamed)
    monkeypatch.setattr(os, "replace", replaced)
    yield seen


def _inode(path: Path) -> int:
    return path.stat().st_ino


def _follows_the_protocol(store: Store, new: Version, base: Version | None, events: list[Event]) -> None:
    placed = events.index(("rename", str(new.folder)))
    moved = events.index(("rename", str(store.path / "current")))
    shared = {_inode(path) for path in base.folder.rglob("*")} if base else set()
    for path in (new.folder, *new.folder.rglob("*")):
        if _inode(path) not in shared:
            assert ("sync", _inode(path)) in events[:placed], f"{path} was named before it was on disk"
    assert ("sync", _inode(new.folder.parent)) in events[placed:moved]
    assert ("sync", _inode(store.path / "current")) in events[placed:moved]
    assert ("sync", _inode(store.path)) in events[moved:]


def test_a_version_is_on_disk_before_it_has_its_name_and_has_its_name_before_it_is_current(
    store: Store, events: list[Event]
) -> None:
    first = commit(store, add=range(6_000))
    _follows_the_protocol(store, first, None, events)
    events.clear()
    second = commit(store, add=[6_000], remove=[1])
    _follows_the_protocol(store, second, first, events)
    assert sum(kind == "sync" for kind, _ in events) < 30


def test_a_rollback_follows_the_same_protocol(store: Store, events: list[Event]) -> None:
    old = commit(store, add=range(10))
    commit(store, add=[11])
    events.clear()
    _follows_the_protocol(store, store.rollback(old), old, events)


def test_a_new_store_is_on_disk_once_it_is_made(tmp_path: Path, events: list[Event]) -> None:
    store = Store.open_or_create(tmp_path / "a" / "store")
    headed = events.index(("rename", str(store.path / "store.json")))
    for path in (store.path / "store.json", store.path / "current", store.path, store.path.parent, tmp_path):
        assert ("sync", _inode(path)) in events[:headed], path
    assert ("sync", _inode(store.path)) in events[headed:]
