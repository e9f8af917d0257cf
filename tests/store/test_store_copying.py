"""A store is copied whole and durably, or not at all; what lies somewhere is never overwritten."""

from __future__ import annotations

import errno
import os
import shutil
from typing import TYPE_CHECKING

import pytest
from store_cases import commit, held, start, tree

from loader.errors import StoreBusyError, StoreError
from loader.store import Store, backup, copying, disk, prune, restore, verify_files

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_UNFINISHED = "store.json.unfinished"


@pytest.fixture
def three(store: Store) -> Store:
    """A store of three versions, of which the last goes back to the first."""
    first = commit(store, add=range(6_000))
    commit(store, add=[6_000], remove=[1])
    store.rollback(first)
    return store


@pytest.fixture
def target(store: Store) -> Path:
    """A place for a copy that is not there yet."""
    return store.path.with_name("copy")


def _whole(path: Path) -> None:
    assert sorted(entry.name for entry in path.iterdir()) == ["current", "lock", "store.json", "versions"]
    copy = Store.open(path)
    assert [problem for version in copy.versions() for problem in verify_files(version)] == []
    assert [len(held(version.open())) for version in copy.versions()] == [6_000, 6_000, 6_000]


@pytest.mark.parametrize("link", [False, True])
def test_a_copy_is_the_same_store(three: Store, target: Path, link: bool) -> None:
    done = backup(three, target, link=link)
    _whole(target)
    ours, theirs = tree(three.path), tree(target)
    assert {n: b for n, b in ours.items() if n != "lock"} == {n: b for n, b in theirs.items() if n != "lock"}
    files = [path for path in target.rglob("*") if path.is_file()]
    assert done.versions == (1, 2, 3)
    assert done.files == len({path.stat().st_ino for path in files}) - 3  # head, current and lock
    assert done.size > 100_000
    shared = {path.stat().st_ino for path in files} & {path.stat().st_ino for path in three.path.rglob("*")}
    assert bool(shared) == link


def test_a_copy_shares_among_its_versions_what_the_store_shares(three: Store, target: Path) -> None:
    backup(three, target)
    first, third = target / "versions" / "000001", target / "versions" / "000003"
    tables = {path.stat().st_ino for path in first.rglob("*.sst")}
    assert tables
    assert tables == {path.stat().st_ino for path in third.rglob("*.sst")}


def test_a_copy_goes_on_as_a_store_and_neither_minds_the_other(three: Store, target: Path) -> None:
    backup(three, target, link=True)
    before = tree(target)
    prune(three, keep=1)
    commit(three, add=[7_000])
    assert tree(target) == before
    assert commit(Store.open(target), add=[8_000]).number == 4
    assert held(three.version("4").open()) == {*range(6_000), 7_000}


def test_a_restored_store_is_what_was_backed_up(three: Store, target: Path) -> None:
    backup(three, target)
    shutil.rmtree(three.path)
    restore(target, three.path)
    _whole(three.path)
    assert {n: b for n, b in tree(target).items() if n != "lock"} == {
        n: b for n, b in tree(three.path).items() if n != "lock"
    }


def test_a_store_without_a_version_is_copied_too(store: Store, target: Path) -> None:
    assert backup(store, target).versions == ()
    assert Store.open(target).current is None
    assert commit(Store.open(target), add=[1]).number == 1


def test_a_version_that_holds_nothing_is_copied_too(store: Store, target: Path) -> None:
    commit(store)
    backup(store, target)
    copy = Store.open(target).current
    assert copy is not None
    assert (held(copy.open()), copy.places(), verify_files(copy)) == (set(), {}, [])
    assert commit(Store.open(target), add=[1]).number == 2


def test_a_store_of_which_versions_were_cleaned_away_is_copied_as_it_is(three: Store, target: Path) -> None:
    prune(three, keep=2)
    assert backup(three, target).versions == (2, 3)
    with pytest.raises(StoreError, match=r"Version 1 of .* was cleaned away; kept: 2, 3"):
        Store.open(target).version("1")


def test_a_store_is_copied_while_it_is_written(three: Store, target: Path) -> None:
    with three.draft("load"):
        assert backup(three, target).versions == (1, 2, 3)
    _whole(target)


def test_what_is_being_copied_is_not_cleaned_away(
    three: Store, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = copying.shutil.copyfile

    def meanwhile(source: Path, to: Path) -> None:
        monkeypatch.setattr(copying.shutil, "copyfile", copy)
        commit(three, add=[9_999])
        assert prune(three, keep=1).read == (1, 2, 3)
        copy(source, to)

    monkeypatch.setattr(copying.shutil, "copyfile", meanwhile)
    assert backup(three, target).versions == (1, 2, 3)
    _whole(target)


# -- what is refused ---------------------------------------------------------------------------------------


def _notes(path: Path) -> None:
    path.mkdir()
    (path / "notes.txt").write_text("mine")


def _headless(path: Path) -> None:
    commit(Store.open_or_create(path), add=[1])
    (path / "store.json").unlink()


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (_notes, "is not empty; name a new folder or an empty one"),
        (_headless, "is not empty; name"),
        (lambda path: commit(Store.open_or_create(path), add=[1]), "is a store already; name"),
        (lambda path: path.write_text("facts"), "is, or lies in, a file"),
    ],
)
def test_nothing_is_overwritten(three: Store, target: Path, make: Callable[[Path], None], said: str) -> None:
    make(target)
    before = tree(three.path.parent)
    with pytest.raises(StoreError, match=said):
        backup(three, target)
    with pytest.raises(StoreError, match="move it away first, or name" if "file" not in said else said):
        restore(three.path, target)
    assert tree(three.path.parent) == before


def test_a_copy_within_the_store_is_refused(three: Store) -> None:
    before = tree(three.path)
    for place in (three.path, three.path / "copy", three.path / "versions" / "copy"):
        with pytest.raises(StoreError, match="lies in the store"):
            backup(three, place)
    assert tree(three.path) == before


def test_two_copies_at_once_to_one_place_are_refused(three: Store, target: Path) -> None:
    target.mkdir()
    (target / "versions").mkdir()  # so that a lock can be held there, as of a store in the making
    (target / "store.json").write_bytes((three.path / "store.json").read_bytes())
    (target / "current").write_text("000000\n")
    with start("lock_holder.py", target) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline()
        for name in ("versions", "aside"):
            shutil.rmtree(target / name, ignore_errors=True)
        for name in ("store.json", "current"):
            (target / name).unlink()
        with pytest.raises(StoreBusyError, match="is being written by process"):
            backup(three, target)
        assert [path.name for path in target.iterdir()] == ["lock"]
        holder.communicate()
    backup(three, target)
    _whole(target)


@pytest.mark.parametrize("link", [False, True])
@pytest.mark.parametrize("name", ["graph/CURRENT", "places/000001.txt", "manifest.json"])
def test_a_damaged_version_is_not_copied_as_if_it_were_sound(
    three: Store, target: Path, link: bool, name: str
) -> None:
    path = three.path / "versions" / "000001" / name
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.unlink()
    path.write_bytes(data)
    with pytest.raises(StoreError, match="damaged") as raised:
        backup(three, target, link=link)
    assert str(path) in str(raised.value)
    assert "\n" not in str(raised.value)
    assert not target.exists()


def test_a_missing_file_is_not_passed_over(three: Store, target: Path) -> None:
    (three.path / "versions" / "000002" / "graph" / "CURRENT").unlink()
    with pytest.raises(StoreError, match=r"Version 2 is damaged, so no backup was made: .*CURRENT"):
        backup(three, target)
    assert not target.exists()


def test_what_the_disk_makes_of_a_copy_is_found_out(
    three: Store, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = copying.shutil.copyfile

    def badly(source: Path, to: Path) -> None:
        copy(source, to)
        if to.suffix == ".sst":
            with to.open("r+b") as file:
                file.write(b"?")

    monkeypatch.setattr(copying.shutil, "copyfile", badly)
    with pytest.raises(StoreError, match="so no backup was made"):
        backup(three, target)
    assert not target.exists()


def test_a_disk_that_fails_at_any_sync_leaves_nothing(three: Store, target: Path) -> None:
    sync = os.fsync
    step, reached, confirmed = 0, True, True
    while reached:
        step += 1
        left = step

        def fail(descriptor: int) -> None:
            nonlocal left
            left -= 1
            if left == 0:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            sync(descriptor)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(os, "fsync", fail)
            try:
                backup(three, target)
            except StoreError as error:
                if "is whole, but may not outlive a power cut: No space left" in str(error):
                    _whole(target)
                    shutil.rmtree(target)
                    confirmed = False
                else:
                    assert "could not be written: No space left on device (make room on" in str(error)
                    assert not target.exists()
            else:
                reached = False
    assert step > 20
    assert not confirmed
    _whole(target)


# -- what was not finished ---------------------------------------------------------------------------------


def test_a_copy_that_was_not_finished_is_no_store_and_is_made_again(three: Store, target: Path) -> None:
    backup(three, target)
    (target / "store.json").rename(target / _UNFINISHED)
    (target / "versions" / "000009").mkdir()
    (target / "versions" / "000009" / "half").write_text("x")
    (target / "current").unlink()
    with pytest.raises(StoreError, match="was not finished; make it again by `detente backup` or `detente"):
        Store.open(target)
    with pytest.raises(StoreError, match="is not empty"):
        Store.open_or_create(target)
    with pytest.raises(StoreError, match="was not finished"):
        restore(target, target.with_name("other"))
    assert not target.with_name("other").exists()
    backup(three, target)
    _whole(target)


def test_a_copy_has_its_name_last(three: Store, target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    events: list[tuple[str, str]] = []
    sync = disk.sync
    rename = type(target).rename

    def synced(path: Path) -> None:
        events.append(("sync", path.relative_to(target.parent).as_posix()))
        sync(path)

    def renamed(path: Path, to: Path) -> Path:
        events.append(("rename", to.relative_to(target.parent).as_posix()))
        return rename(path, to)

    monkeypatch.setattr(disk, "sync", synced)
    monkeypatch.setattr(type(target), "rename", renamed)
    backup(three, target)
    named = events.index(("rename", "copy/store.json"))
    assert events[named + 1 :] == [("sync", "copy")]
    inodes = {(target.parent / path).stat().st_ino for what, path in events[:named] if what == "sync"}
    for path in (target / "versions").rglob("*"):
        assert path.stat().st_ino in inodes, path
