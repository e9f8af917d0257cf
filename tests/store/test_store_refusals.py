"""A disk that refuses costs one clear line, and changes nothing."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from store_cases import MEMORY, commit, finish, held, start, tree, triples

from loader.errors import StoreError
from loader.store import Store, disk, verify_files

if TYPE_CHECKING:
    from collections.abc import Iterator

NOBODY = 65534


def test_a_full_or_read_only_disk_changes_nothing(tmp_path: Path) -> None:
    """In a mount namespace of its own, which some machines do not allow."""
    unshare = shutil.which("unshare")
    if not unshare:
        pytest.skip("needs unshare, of util-linux")
    (tmp_path / "probe").mkdir()
    probe = start("small_disk.py", tmp_path / "probe", through=(unshare, "-rm"))
    said, problem = probe.communicate(timeout=60)
    if "unshare failed" in problem or "mount" in problem.splitlines()[-1:]:
        pytest.skip(f"may not mount a file system here: {problem.splitlines()[-1]}")
    assert problem == ""
    word, refusals = said.split()
    assert word == "done"
    assert int(refusals) >= 5


@pytest.mark.parametrize(("limit", "count"), [(0, 30), (20_000, 30), (100_000, 20_000), (200_000, 20_000)])
def test_a_file_that_may_not_grow_changes_nothing(store: Store, limit: int, count: int) -> None:
    commit(store, add=range(10))
    before = tree(store.path)
    said, problem = start("file_limit.py", store.path, limit, count).communicate(timeout=60)
    assert problem == ""
    assert said == f"The store {store.path} could not be written: File too large; it is as it was.\n"
    assert tree(store.path) == before
    assert commit(store, add=[99]).number == 2


@pytest.fixture
def not_ours() -> Iterator[Store]:
    """A store with one version that may be read but not written, by a user who is not root."""
    with tempfile.TemporaryDirectory(dir=MEMORY) as name:
        folder = Path(name)
        folder.chmod(0o755)
        store = Store.open_or_create(folder / "store")
        commit(store, add=[1])
        folders = [path for path in (store.path, *store.path.rglob("*")) if path.is_dir()]
        for path in folders:
            path.chmod(0o555)
        (store.path / "lock").chmod(0o444)
        was = os.geteuid()
        if was == 0:
            os.seteuid(NOBODY)
        try:
            yield store
        finally:
            if was == 0:
                os.seteuid(was)
            for path in folders:
                path.chmod(0o755)


def test_a_store_of_others_can_be_read_but_not_written(not_ours: Store) -> None:
    version = Store.open(not_ours.path).current
    assert version is not None
    assert held(version.open()) == {1}
    assert verify_files(version) == []
    for attempt in (lambda: commit(not_ours, add=[2]), lambda: not_ours.rollback(version)):
        with pytest.raises(StoreError, match=r"could not be written: Permission denied \(you may not write"):
            attempt()
    with pytest.raises(StoreError, match=r"No store could be made at .*: Permission denied"):
        Store.open_or_create(not_ours.path / "versions" / "store")


def test_a_store_that_may_not_be_read_is_refused(not_ours: Store) -> None:
    was = os.geteuid()
    if os.getuid() == 0:
        os.seteuid(0)
    not_ours.path.chmod(0)
    if os.getuid() == 0:
        os.seteuid(was)
    for attempt in (Store.open, Store.open_or_create):
        with pytest.raises(StoreError, match=r"Permission denied"):
            attempt(not_ours.path)


def _commit_with_a_failing_sync(store: Store, step: int) -> tuple[str, bool]:
    """Lets one sync fail, counted from 1; what was said, and whether there were as many."""
    left = step
    sync = os.fsync

    def fail(descriptor: int) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        sync(descriptor)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", fail)
        try:
            with store.draft("load") as draft:
                draft.insert(triples([step]))
                finish(draft, range(step + 1))
        except StoreError as error:
            return str(error), True
    return "", left <= 0


def test_a_disk_that_fails_at_any_sync_leaves_the_old_version_or_says_so(store: Store) -> None:
    commit(store, add=[0])
    outcomes = []
    reached = True
    while reached:
        old = store.current
        said, reached = _commit_with_a_failing_sync(store, len(outcomes) + 1)
        new = store.current
        assert old is not None
        assert new is not None
        if said.endswith("could not be written: Input/output error; it is as it was."):
            assert new == old
        else:
            assert new.number == old.number + 1
            assert ("is current, but may not outlive a power cut: Input/output error" in said) == reached
        assert verify_files(new) == []
        there = sorted(int(path.name) for path in (store.path / "versions").iterdir())
        assert there == list(range(1, new.number + 1)), "the room of what is not committed is not free again"
        outcomes.append(new != old)
    assert outcomes[-1]
    assert len(outcomes) > 10
    assert not any(
        outcomes[:10]
    )  # how many syncs there are is the engine's affair; the last come after `current`
    assert sorted(path.name for path in store.path.iterdir()) == ["current", "lock", "store.json", "versions"]


def test_a_disk_that_does_not_confirm_the_new_version_is_not_passed_over(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    sync = disk.sync

    def fail(path: Path) -> None:
        if path == store.path:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        sync(path)

    monkeypatch.setattr(disk, "sync", fail)
    said = r"Version 000001 of .* is current, but may not outlive a power cut: Input/output error; check"
    with pytest.raises(StoreError, match=said):
        commit(store, add=[1])
    assert store.current is not None
    assert held(store.current.open()) == {1}
