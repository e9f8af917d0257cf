"""Old versions are cleaned away by count and by age; never the current one, nor one that somebody reads."""

from __future__ import annotations

import gc
import os
import pickle
from datetime import timedelta
from pathlib import Path

import pytest
from store_cases import commit, finish, held, start, tree

from loader.errors import StoreBusyError, StoreError
from loader.store import Store, Version, disk, marks, prune, pruning, verify_files


@pytest.fixture
def five(store: Store) -> Store:
    """A store of five versions, each with one triple more."""
    for n in range(1, 6):
        commit(store, add=[n])
    return store


def _numbers(store: Store) -> list[int]:
    return [version.number for version in store.versions()]


def test_the_newest_versions_stay_and_are_whole(five: Store) -> None:
    done = prune(five, keep=2)
    assert (done.removed, done.read, done.kept) == ((1, 2, 3), (), (4, 5))
    assert _numbers(five) == [4, 5]
    assert held(five.version("4").open()) == {1, 2, 3, 4}
    assert [problem for version in five.versions() for problem in verify_files(version)] == []
    assert sorted(tree(five.path)) == sorted(
        name
        for name in tree(five.path)
        if not name.startswith("versions/") or name[9:15] in ("000004", "000005")
    )
    assert commit(five, add=[6]).number == 6


def test_nothing_goes_where_there_are_few(five: Store) -> None:
    before = tree(five.path)
    assert prune(five, keep=5).removed == ()
    assert prune(five, keep=99).removed == ()
    assert tree(five.path) == before


def test_the_current_version_always_stays(five: Store) -> None:
    assert prune(five, keep=1).kept == (5,)
    assert prune(five, keep=1, older_than=timedelta(0)).kept == (5,)
    with pytest.raises(StoreError, match="the current one always stays, so keep at least 1"):
        prune(five, keep=0)


def test_an_empty_store_has_nothing_to_clean_away(store: Store) -> None:
    assert prune(store, keep=1) == pruning.Pruned((), (), ())


def test_some_rule_has_to_be_given(five: Store) -> None:
    with pytest.raises(StoreError, match="Nothing says which versions may go"):
        prune(five)


def test_a_version_is_as_old_as_its_replacement(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """What held until yesterday is what somebody asks for who wants to know what was known then."""
    for n, day in enumerate(("2024-01-01", "2024-01-02", "2999-01-03"), start=1):
        monkeypatch.setattr("time.strftime", lambda *_, day=day: f"{day}T00:00:00Z")
        commit(store, add=[n])
    done = prune(store, older_than=timedelta(days=30))
    assert (done.removed, done.kept) == ((1,), (2, 3))


def test_both_rules_have_to_let_a_version_go(five: Store) -> None:
    assert prune(five, keep=1, older_than=timedelta(weeks=1)).removed == ()
    assert prune(five, keep=3, older_than=timedelta(seconds=-9)).removed == (1, 2)


def test_a_version_of_which_nobody_knows_how_old_it_is_stays_unless_it_is_counted_out(five: Store) -> None:
    (five.path / "versions" / "000003" / "manifest.json").write_text("{}")
    assert prune(five, older_than=timedelta(seconds=-9)).removed == (1, 3, 4)
    assert prune(five, keep=1).removed == (2,)


def test_what_would_be_removed_is_told_and_not_done(five: Store) -> None:
    before = tree(five.path)
    assert prune(five, keep=2, try_only=True).removed == (1, 2, 3)
    assert tree(five.path) == before


def test_a_version_that_was_cleaned_away_is_refused_in_words(five: Store) -> None:
    old = Version(1, five.path / "versions" / "000001")
    prune(five, keep=2)
    with pytest.raises(StoreError, match=r"Version 1 of .* was cleaned away; kept: 4, 5\."):
        five.version("1")
    with pytest.raises(StoreError, match=r"000001 was cleaned away; `detente versions` lists what is kept\."):
        old.open()


def test_a_rollback_keeps_the_content_of_what_is_cleaned_away(five: Store) -> None:
    back = five.rollback(five.version("2"))
    assert prune(five, keep=1).removed == (1, 2, 3, 4, 5)
    assert held(five.version("6").open()) == {1, 2}
    assert back.manifest.restores == 2
    assert verify_files(back) == []
    assert held(commit(five, add=[9]).open()) == {1, 2, 9}


# -- who reads ---------------------------------------------------------------------------------------------


def test_a_version_that_is_read_here_stays(five: Store) -> None:
    reading = five.version("2")
    graph = reading.open()
    done = prune(five, keep=1)
    assert (done.removed, done.read, done.kept) == ((1, 3, 4), (2,), (2, 5))
    assert held(graph) == {1, 2}
    del reading
    gc.collect()
    assert prune(five, keep=1).removed == (2,)


def test_a_version_that_another_process_reads_stays(five: Store) -> None:
    with start("version_holder.py", five.path, 3) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "[1, 2, 3]\n", holder.communicate()[1]
        assert prune(five, keep=1).read == (3,)
        assert holder.communicate("again\n", timeout=60) == ("[1, 2, 3]\n", "")
    assert prune(five, keep=1).removed == (3,)


def test_a_killed_reader_keeps_nothing(five: Store) -> None:
    with start("version_holder.py", five.path, 3) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline()
        holder.kill()
        holder.wait()
    assert prune(five, keep=1).removed == (1, 2, 3, 4)


def test_a_reader_keeps_no_writer_waiting_and_writes_nothing(five: Store) -> None:
    before = tree(five.path)
    reading = [five.version(str(n)) for n in range(1, 6)]
    graphs = [version.open() for version in reading]
    assert tree(five.path) == before
    assert commit(five, add=[6]).number == 6
    assert [len(graph) for graph in graphs] == [1, 2, 3, 4, 5]


def test_who_gets_the_current_version_while_it_is_replaced_and_cleaned_away_gets_the_next(
    five: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    take = marks.take
    calls = 0

    def late(folder: Path) -> marks.Mark | None:
        nonlocal calls
        calls += 1
        if calls == 1:
            monkeypatch.setattr(marks, "take", take)
            commit(five, add=[6])
            prune(five, keep=1)
        return take(folder)

    monkeypatch.setattr(marks, "take", late)
    now = five.current
    assert now is not None
    assert now.number == 6
    assert held(now.open()) == set(range(1, 7))


def test_a_folder_that_is_moved_away_between_its_opening_and_its_mark_is_gone(
    five: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = five.path / "versions" / "000001"
    lock = marks.fcntl.flock

    def moved(descriptor: int, how: int) -> None:
        folder.rename(folder.with_name("elsewhere"))
        lock(descriptor, how)

    monkeypatch.setattr(marks.fcntl, "flock", moved)
    assert marks.take(folder) is None


def test_a_mark_is_let_go_and_is_not_handed_to_other_processes(five: Store) -> None:
    def descriptors() -> int:
        held_open = Path("/proc/self/fd")
        return len(list(held_open.iterdir())) if held_open.is_dir() else 0

    gc.collect()
    before = descriptors()
    version = five.version("1")
    copy = pickle.loads(pickle.dumps(version))
    assert copy == version
    assert "_mark" not in vars(copy)
    del version, copy
    gc.collect()
    assert descriptors() == before


def test_where_there_are_no_locks_a_version_is_read_and_none_is_cleaned_away(
    five: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = marks.fcntl.flock

    def refuse(descriptor: int, how: int) -> None:
        if Path(f"/proc/self/fd/{descriptor}").is_dir():
            raise OSError(95, os.strerror(95))
        lock(descriptor, how)

    monkeypatch.setattr(marks.fcntl, "flock", refuse)
    assert held(five.version("1").open()) == {1}
    before = tree(five.path)
    with pytest.raises(StoreError, match="Operation not supported"):
        prune(five, keep=1)
    assert tree(five.path) == before


# -- what may go wrong -------------------------------------------------------------------------------------


def test_a_writer_is_not_disturbed(five: Store) -> None:
    with five.draft("load") as draft:
        with pytest.raises(StoreBusyError, match=r"being written by process \d+ \(load, since"):
            prune(five, keep=1)
        finish(draft, range(6))
    assert _numbers(five) == [1, 2, 3, 4, 5, 6]


def test_what_could_not_be_removed_is_told_and_removed_by_the_next_writer(
    five: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(path: Path) -> None:
        raise OSError(5, os.strerror(5))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pruning.shutil, "rmtree", fail)
        with pytest.raises(
            StoreError, match="files could not be removed: Input/output error; the next write"
        ):
            prune(five, keep=2)
    assert _numbers(five) == [4, 5]
    assert len(list((five.path / "versions").iterdir())) == 5
    commit(five, add=[6])
    assert sorted(path.name for path in (five.path / "versions").iterdir()) == ["000004", "000005", "000006"]


def test_versions_are_out_of_sight_on_disk_before_a_file_is_removed(
    five: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    events: list[str] = []
    sync, remove = disk.sync, pruning.shutil.rmtree
    monkeypatch.setattr(disk, "sync", lambda path: (events.append(f"sync {path.name}"), sync(path)))
    monkeypatch.setattr(
        pruning.shutil, "rmtree", lambda path: (events.append(f"remove {path.name}"), remove(path))
    )
    prune(five, keep=3)
    assert events == [
        "sync current",
        f"sync {five.path.name}",
        "sync versions",
        "remove 000001.gone",
        "remove 000002.gone",
    ]


def test_a_version_that_goes_while_the_list_is_read_is_not_listed(five: Store) -> None:
    listed = five.versions()
    assert [version.number for version in five.listed()] == [1, 2, 3, 4, 5]
    assert prune(five, keep=2).removed == (1, 2, 3)
    assert [version.number for version in listed if version.there] == [4, 5]
    assert [version.number for version in five.listed()] == [4, 5]
    with pytest.raises(StoreError, match="000001 was cleaned away; `detente versions` lists what is kept"):
        _ = listed[0].manifest


def test_a_version_whose_manifest_is_missing_is_damaged_and_not_gone(five: Store) -> None:
    (five.path / "versions" / "000003" / "manifest.json").unlink()
    assert five.versions()[2].there
    with pytest.raises(StoreError, match=r"cannot be read: .*; the version is damaged"):
        five.listed()
