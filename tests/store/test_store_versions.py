"""Versions: how they come about, what they say, that they never change, and how to get back to one."""

from __future__ import annotations

import itertools
import os
import re
import shutil
from typing import TYPE_CHECKING

import pytest
from store_cases import commit, digest, finish, held, tree, triples

from loader.errors import Place, StoreError
from loader.store import Store, Version, disk, verify_files
from loader.store import draft as drafts

if TYPE_CHECKING:
    from pathlib import Path


def test_a_new_store_has_no_version(store: Store) -> None:
    assert store.current is None
    assert store.versions() == []


def test_a_commit_makes_the_next_version_current(store: Store) -> None:
    first = commit(store, add=range(10))
    second = commit(store, add=[10], remove=[0, 99])
    assert [version.name for version in store.versions()] == ["000001", "000002"]
    assert store.current == second
    assert held(first.open()) == set(range(10))
    assert held(second.open()) == set(range(1, 11))


def test_a_manifest_tells_what_was_done(store: Store) -> None:
    commit(store, add=range(3))
    with store.draft("retract") as draft:
        draft.remove(triples([1]))
        draft.commit(
            summary="Retracted\none source",
            datasets={"a": 1, "b": 2},
            claims=2,
            content="cafe",
            languages=["en", "fa"],
        )
    version = Store.open(store.path).current
    assert version is not None
    manifest = version.manifest
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", manifest.committed)
    assert (manifest.number, manifest.parent, manifest.restores) == (2, 1, None)
    assert (manifest.action, manifest.summary) == ("retract", "Retracted one source")
    assert (manifest.datasets, manifest.claims, manifest.triples) == ({"a": 1, "b": 2}, 2, 2)
    assert (manifest.content, manifest.languages) == ("cafe", ["en", "fa"])
    assert manifest.checksums.keys() == tree(version.folder).keys() - {"manifest.json", "graph", "places"}


def test_what_was_not_committed_leaves_no_trace(store: Store) -> None:
    commit(store, add=range(5))
    before = tree(store.path)
    with store.draft("load") as draft:
        draft.insert(triples(range(100)))
        draft.places["claim/1"] = []
    with pytest.raises(ZeroDivisionError), store.draft("load") as draft:
        draft.insert([*triples(range(100)), (str(1 // 0), "", "")])
    assert tree(store.path) == before


def test_a_draft_starts_from_the_current_version(store: Store) -> None:
    commit(store, add=range(5))
    with store.draft("load") as draft:
        assert draft.parent == store.current
        assert held(draft.graph) == set(range(5))
        draft.insert(triples([7]))
        assert held(draft.graph) == {*range(5), 7}
        assert draft.places["claim/3"] == [Place("facts.jsonl", 3)]


def test_a_draft_is_over_once_committed(store: Store) -> None:
    with store.draft("load") as draft:
        finish(draft, [])
        with pytest.raises(StoreError, match="begin another"):
            draft.insert(triples([1]))
        with pytest.raises(StoreError, match="begin another"):
            finish(draft, [])
    assert store.current is not None
    assert store.current.number == 1


def test_an_empty_version_is_a_version(store: Store) -> None:
    with store.draft("load") as draft:
        version = finish(draft, [])
    assert held(version.open()) == set()
    assert version.places() == {}
    assert verify_files(version) == []


def test_places_are_carried_along_and_follow_the_claims(store: Store) -> None:
    first = commit(store, add=range(3))
    with store.draft("load") as draft:
        second = finish(draft, range(3))
    odd = "facts-\udcff.jsonl"  # what Python makes of a name that is not UTF-8
    with store.draft("load") as draft:
        draft.places["claim/0"] = [Place("a b.yaml", 4), Place("ⴰ.csv", 2), Place(odd)]
        del draft.places["claim/1"]
        third = finish(draft, range(3))
    assert first.places() == second.places() == {f"claim/{n}": [Place("facts.jsonl", n)] for n in range(3)}
    assert third.places() == {
        "claim/0": [Place("a b.yaml", 4), Place("ⴰ.csv", 2), Place("facts-\\udcff.jsonl")],
        "claim/2": [Place("facts.jsonl", 2)],
    }


@pytest.mark.parametrize("size", [10, 7_000])
def test_triples_are_counted_exactly_however_they_are_written(store: Store, size: int) -> None:
    with store.draft("load") as draft:
        draft.insert(triples(range(size)))
        draft.insert(triples([0, 1, size, size]))
        draft.remove(triples([1, 1, size + 5]))
        version = finish(draft, [])
    assert version.manifest.triples == len(version.open()) == size


@pytest.mark.parametrize("size", [1, 7_000])
def test_a_term_that_is_not_one_is_refused(store: Store, size: int) -> None:
    with pytest.raises(SyntaxError), store.draft("load") as draft:
        draft.insert([*triples(range(size)), ("http://e.org/s", "<http://e.org/p>", '"x"')])
    assert store.current is None


def test_a_large_load_is_written_in_batches(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafts, "_BATCH", 1_000)
    monkeypatch.setattr(drafts, "_SMALL", 400)
    with store.draft("load") as draft:
        draft.insert(iter(triples(range(3_100))))
        version = finish(draft, [])
    assert held(version.open()) == set(range(3_100))
    assert version.manifest.triples == 3_100


def test_a_small_load_onto_a_large_graph_neither_copies_nor_reads_its_tables(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = commit(store, add=range(6_000))
    read: list[int] = []
    digest_of = disk.digest
    monkeypatch.setattr(disk, "digest", lambda path: read.append(path.stat().st_ino) or digest_of(path))
    with store.draft("load") as draft:
        draft.insert(triples([6_000]))
        second = finish(draft, range(6_001))
    shared = {path.stat().st_ino for path in first.folder.rglob("*.sst")} & {
        path.stat().st_ino for path in second.folder.rglob("*.sst")
    }
    assert shared
    assert not shared & set(read)
    assert verify_files(second) == []


def test_who_is_reading_which_version_is_current_reads_the_old_name_or_the_new(store: Store) -> None:
    commit(store, add=[1])
    with (store.path / "current").open() as reader:
        commit(store, add=[2])
        assert reader.read() == "000001\n"
    assert (store.path / "current").read_text() == "000002\n"


def test_text_of_every_kind_survives(store: Store) -> None:
    subject, predicate = "<http://e.org/ⵣ>", "<http://e.org/p>"
    objects = [
        '"\\"\\\\\\n\\t"',
        '"\\u0001\\U0001F54A"',
        '"ژ"@fa',
        '"2003"^^<http://e.org/edtf>',
        "<http://e.org/é>",
    ]
    with store.draft("load") as draft:
        draft.insert((subject, predicate, value) for value in objects)
        draft.remove([(subject, predicate, objects[0])])
        version = finish(draft, [])
    found = {quad.object.value for quad in version.open()}
    assert found == {"\x01\U0001f54a", "ژ", "2003", "http://e.org/é"}


def test_reading_changes_no_file(store: Store) -> None:
    commit(store, add=range(6_000))
    version = commit(store, add=[9_999], remove=[3])
    stamps = {path: (path.stat().st_mtime_ns, path.stat().st_ino) for path in store.path.rglob("*")}
    before = tree(store.path)
    again = Store.open(store.path).version("2")
    assert len(held(again.open())) == 6_000
    assert again.open().query("ASK { ?s ?p 'value 9999' }")
    assert again.places() and again.manifest and store.versions()
    assert tree(store.path) == before
    assert {path: (path.stat().st_mtime_ns, path.stat().st_ino) for path in store.path.rglob("*")} == stamps
    assert verify_files(version) == []


def test_writing_the_next_version_changes_no_older_one(store: Store) -> None:
    commit(store, add=range(6_000))
    before = tree(store.version("1").folder)
    with store.draft("load") as draft:
        draft.remove(triples(range(0, 6_000, 2)))
        draft.insert(triples(range(6_000, 20_000)))
        draft.graph.optimize()
        finish(draft, [])
    assert tree(store.version("1").folder) == before


def test_a_reader_keeps_its_version_while_others_are_committed(store: Store) -> None:
    commit(store, add=range(2_000))
    version = store.current
    assert version is not None
    graph = version.open()
    rows = iter(graph)
    seen = {next(rows).object.value for _ in range(10)}
    for n in range(3):
        commit(store, add=[5_000 + n], remove=range(n * 500, n * 500 + 500))
    seen |= {row.object.value for row in rows}
    assert len(seen) == 2_000
    assert held(graph) == set(range(2_000))
    assert store.current != version


def test_a_rollback_is_a_new_version_with_the_old_content(store: Store) -> None:
    old = commit(store, add=range(10))
    commit(store, add=[11], remove=[1, 2])
    new = store.rollback(old)
    assert store.current == new
    assert (new.number, new.manifest.parent, new.manifest.restores) == (3, 2, 1)
    assert new.manifest.action == "rollback"
    assert new.manifest.content == old.manifest.content == digest(range(10))
    assert held(new.open()) == set(range(10))
    assert new.places() == old.places()
    assert verify_files(new) == []
    assert held(commit(store, add=[50]).open()) == {*range(10), 50}
    assert [version.number for version in store.versions()] == [1, 2, 3, 4]


def test_a_rollback_to_the_current_version_is_refused(store: Store) -> None:
    commit(store, add=[1])
    with pytest.raises(StoreError, match="Version 1 is current already"):
        store.rollback(store.version("1"))
    assert len(store.versions()) == 1


def test_a_rollback_to_a_damaged_version_is_refused(store: Store) -> None:
    old = commit(store, add=[1])
    commit(store, add=[2])
    (old.folder / "places" / "000001.txt").write_text("")
    with pytest.raises(StoreError, match=r"Version 1 is damaged.*places/000001\.txt"):
        store.rollback(old)
    assert [version.number for version in store.versions()] == [1, 2]


def test_a_rollback_gets_away_from_a_damaged_version(store: Store) -> None:
    old = commit(store, add=[1])
    shutil.rmtree(commit(store, add=[2]).folder)
    with pytest.raises(StoreError, match=r"current version 2 is missing.*rollback"):
        assert store.current
    with pytest.raises(StoreError, match="current version 2 is missing"), store.draft("load"):
        pytest.fail("a draft was begun")
    assert held(store.rollback(old).open()) == {1}


@pytest.mark.parametrize("name", ["2", "000002", "02"])
def test_a_version_is_found_by_its_number(store: Store, name: str) -> None:
    for n in range(3):
        commit(store, add=[n])
    assert store.version(name).number == 2


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("3", "has no version 3; the newest is 2"),
        ("0", "has no version 0"),
        ("-1", "'-1' is not the number"),
        ("latest", "'latest' is not the number"),
        ("", "'' is not the number"),
        ("../1", "'../1' is not the number"),
        ("٢", "is not the number"),
        ("1", "Version 1 .*was cleaned away; kept: 2"),
    ],
)
def test_a_version_that_is_not_there_is_refused_in_words(store: Store, name: str, said: str) -> None:
    first = commit(store, add=[1])
    commit(store, add=[2])
    shutil.rmtree(first.folder)
    with pytest.raises(StoreError, match=said):
        store.version(name)


def test_a_version_of_an_empty_store_is_refused(store: Store) -> None:
    with pytest.raises(StoreError, match="nothing was loaded yet"):
        store.version("1")


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    fresh = path.with_name("fresh")  # a new file, so that versions sharing the old one keep it
    fresh.write_bytes(data)
    fresh.replace(path)


def test_one_flipped_bit_in_any_file_is_found(store: Store) -> None:
    version = commit(store, add=range(6_000))
    commit(store, add=[9])
    checked = 0
    for path in sorted(version.folder.rglob("*")):
        if path.is_dir() or not path.stat().st_size:
            continue
        whole = path.read_bytes()
        _flip(path)
        problems = verify_files(Version(1, version.folder))
        assert len(problems) == 1
        assert str(path) in problems[0]
        path.write_bytes(whole)
        checked += 1
    assert checked > 8
    assert verify_files(Version(1, version.folder)) == []


def test_a_missing_and_an_added_file_are_found(store: Store) -> None:
    version = commit(store, add=range(10))
    (version.folder / "places" / "000001.txt").unlink()
    (version.folder / "graph" / "LOG").write_text("opened for writing by another program")
    assert verify_files(version) == [
        f"{version.folder}/graph/LOG does not belong there: it was added after the commit.",
        f"{version.folder}/places/000001.txt is missing.",
    ]


def test_damage_is_told_in_one_line(store: Store) -> None:
    version = commit(store, add=range(10))
    table = next((version.folder / "graph").glob("*.sst"))
    for damage in (table.unlink, lambda: shutil.rmtree(version.folder / "graph")):
        damage()
        with pytest.raises(StoreError, match=r"cannot be opened.*detente verify") as raised:
            version.open()
        assert "\n" not in str(raised.value)
    for said in (
        b"",
        b"x",
        b"x 0:1\n",
        b"\xff\n",
        b'claim/1\n["a"]\n',
        b'claim/1 1:1\n["a"]\n',
        b"claim/1 a\n[]\n",
    ):
        (version.folder / "places" / "000001.txt").write_bytes(said)
        with pytest.raises(StoreError, match=r"places/000001\.txt cannot be read.*damaged\.$") as raised:
            version.places()["claim/1"]
        assert "\n" not in str(raised.value)
    (version.folder / "manifest.json").write_bytes(b"\xff")
    with pytest.raises(StoreError, match=r"manifest\.json cannot be read"):
        assert Version(1, version.folder).manifest


def test_a_draft_onto_a_graph_that_lost_a_table_is_refused(store: Store) -> None:
    version = commit(store, add=range(10))
    for table in (version.folder / "graph").glob("*.sst"):
        table.unlink()
    with pytest.raises(StoreError, match=r"is damaged.*detente verify"), store.draft("load") as draft:
        draft.insert(triples([1]))
    assert {path.name for path in store.path.iterdir()} == {"current", "lock", "store.json", "versions"}


def test_hard_links_are_replaced_by_copies_where_there_are_none(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(95, os.strerror(95))

    old = commit(store, add=range(10))
    monkeypatch.setattr(os, "link", refuse)
    commit(store, add=[11])
    new = store.rollback(old)
    assert held(new.open()) == set(range(10))
    assert not {path.stat().st_ino for path in new.folder.rglob("*.sst")} & {
        path.stat().st_ino for path in old.folder.rglob("*.sst")
    }
    assert list(itertools.chain.from_iterable(map(verify_files, store.versions()))) == []


def test_a_version_that_never_became_current_is_removed(store: Store) -> None:
    first = commit(store, add=[1])
    commit(store, add=[2])
    (store.path / "current").write_text("000001\n")  # as a kill just before the last rename leaves it
    (store.path / "current.new").write_text("0000")
    (store.path / "aside" / "work").mkdir(parents=True)
    (store.path / "aside" / "work" / "bulk-1.sst").write_text("half")
    assert store.versions() == [first]
    assert store.current == first
    second = commit(store, add=[3])
    assert second.number == 2
    assert held(second.open()) == {1, 3}
    assert sorted(path.name for path in store.path.iterdir()) == ["current", "lock", "store.json", "versions"]
