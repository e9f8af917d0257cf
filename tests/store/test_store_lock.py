"""One writer at a time, and no lock outlives the process that took it."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from store_cases import commit, digest, held, start, triples

from loader.errors import StoreBusyError, StoreError
from loader.store import Store, verify_files

if TYPE_CHECKING:
    import subprocess


def _until_it_holds(holder: subprocess.Popen[str]) -> str:
    assert holder.stdout is not None
    pid = holder.stdout.readline().strip()
    assert pid, holder.communicate()[1]
    return pid


def test_a_second_writer_is_refused_and_told_who_writes(store: Store) -> None:
    commit(store, add=[1])
    with start("lock_holder.py", store.path) as holder:
        pid = _until_it_holds(holder)
        with pytest.raises(StoreBusyError) as raised, store.draft("load", wait=0.1):
            pytest.fail("two wrote at once")
        assert str(raised.value).startswith(
            f"The store {store.path} is being written by process {pid} (retract, since 2"
        )
        assert store.current is not None
        assert held(store.current.open()) == {1}
        holder.communicate()
    assert commit(store, add=[2]).number == 2


def test_a_second_writer_in_one_process_is_refused_too(store: Store) -> None:
    with store.draft("load"), pytest.raises(StoreBusyError), store.draft("load"):
        pytest.fail("two wrote at once")
    with pytest.raises(StoreBusyError), store.draft("load") as draft:
        draft.insert(triples([1]))
        store.rollback(commit(store))


def test_a_refusal_without_a_note_is_still_a_sentence(store: Store) -> None:
    with store.draft("load"):
        (store.path / "lock").write_bytes(b"\xff")
        with pytest.raises(StoreBusyError, match="is being written by another process; try again"):
            commit(store)


def test_a_writer_waits_for_another_one(store: Store) -> None:
    with start("lock_holder.py", store.path) as holder:
        _until_it_holds(holder)
        end = threading.Thread(target=holder.communicate)
        end.start()
        with store.draft("load", wait=30.0) as draft:
            assert draft.parent is None
        end.join()


def test_a_killed_writer_does_not_keep_the_lock(store: Store) -> None:
    with start("lock_holder.py", store.path) as holder:
        _until_it_holds(holder)
        holder.kill()
        holder.wait()
        assert commit(store, add=[1]).number == 1


def test_a_killed_writer_does_not_keep_the_lock_by_its_children(store: Store) -> None:
    with start("lock_holder.py", store.path, "fork") as holder:
        _until_it_holds(holder)
        holder.kill()
        holder.wait()
        assert commit(store, add=[1]).number == 1
        holder.communicate()  # ends the child, which still has the pipes


def test_a_lock_that_was_taken_away_keeps_a_writer_from_committing(store: Store) -> None:
    commit(store, add=[1])
    with (
        pytest.raises(StoreError, match=r"lock of the store .* was taken away"),
        store.draft("load") as first,
    ):
        first.insert(triples([2]))
        (store.path / "lock").unlink()
        first.commit(summary="", datasets={}, claims=0, content="")
    assert commit(store, add=[3]).number == 2
    with pytest.raises(StoreError, match=r"was taken away"), store.draft("load") as first:
        first.insert(triples([4]))
        (store.path / "lock").unlink()
        (store.path / "lock").touch()
        first.commit(summary="", datasets={}, claims=0, content="")
    assert [version.number for version in store.versions()] == [1, 2]


def test_two_writers_at_once_lose_nothing(store: Store) -> None:
    folder = store.path.with_name("another")  # which both of them want to make
    writers = [start("counting_writer.py", folder, 6) for _ in range(2)]
    for writer in writers:
        _, said = writer.communicate(timeout=60)
        assert (writer.returncode, said) == (0, "")
    versions = Store.open(folder).versions()
    assert [held(version.open()) for version in versions] == [set(range(1, n + 2)) for n in range(12)]
    assert [problem for version in versions for problem in verify_files(version)] == []


def test_readers_never_see_half_a_version(store: Store) -> None:
    commit(store, add=[0])
    written = threading.Event()
    wrong: list[object] = []
    looks = 0

    def read() -> None:
        nonlocal looks
        while not written.is_set() or not looks:
            version = Store.open(store.path).current
            if version is None or digest(held(version.open())) != version.manifest.content:
                wrong.append(version)
            looks += 1

    reader = threading.Thread(target=read)
    reader.start()
    for n in range(1, 12):
        commit(store, add=range(n * 10, n * 10 + 10), remove=[n * 10 - 10])
    written.set()
    reader.join()
    assert wrong == []
    assert looks > 1
