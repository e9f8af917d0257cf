"""Loading in bulk, from two threads at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from store_cases import commit, finish, held, triples

from loader.errors import StoreError
from loader.store import Store, disk, manifest, verify_files
from loader.triples import nt


def test_documents_that_two_threads_load_at_once_are_counted_and_whole(store: Store) -> None:
    with store.draft("load") as draft:
        parts = [range(start, start + 500) for start in range(0, 4_000, 500)]
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda part: draft.bulk(nt(triples(part)), len(part)), parts))
        version = finish(draft, range(4_000))
    assert held(version.open()) == set(range(4_000))
    assert version.manifest.triples == 4_000
    assert verify_files(version) == []


def test_what_is_loaded_in_bulk_is_added_to_what_is_there(store: Store) -> None:
    commit(store, add=range(10))
    with store.draft("load") as draft:
        draft.bulk(nt(triples(range(10, 30))), 20)
        draft.remove(triples([0, 10]))
        draft.insert(triples([1, 30]))
        version = finish(draft, range(29))
    assert held(version.open()) == set(range(1, 31)) - {10}
    assert version.manifest.triples == 29


def test_a_document_that_is_no_n_triples_is_refused_and_not_counted(store: Store) -> None:
    with store.draft("load") as draft:
        with pytest.raises(SyntaxError):
            draft.bulk(b"<a> <b> .\n", 1)
        draft.bulk(nt(triples([1])), 1)
        assert finish(draft, [1]).manifest.triples == 1


def test_a_draft_that_is_over_takes_nothing_in_bulk(store: Store) -> None:
    with store.draft("load") as draft:
        pass
    with pytest.raises(StoreError, match="committed or discarded already"):
        draft.bulk(nt(triples([1])), 1)


def test_the_digests_of_a_large_load_are_those_of_its_files(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(manifest, "_LARGE", 1)
    commit(store, add=range(6_000))
    version = commit(store, add=[6_000], remove=[3])
    assert version.manifest.checksums == {
        name: disk.digest(version.folder / name)
        for name in disk.files(version.folder)
        if name != "manifest.json"
    }
