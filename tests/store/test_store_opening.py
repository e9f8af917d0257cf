"""What is a store, what is not, and how an empty one is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from store_cases import commit, tree

from loader.errors import StoreError
from loader.store import Store
from loader.vocabulary import BASE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def _file(path: Path) -> None:
    path.write_text("facts")


def _folder_of_something_else(path: Path) -> None:
    path.mkdir()
    (path / "notes.txt").write_text("mine")


def _newer(path: Path) -> None:
    Store.open_or_create(path)
    (path / "store.json").write_text('{"format": 2, "bases": []}')


def _broken(path: Path) -> None:
    Store.open_or_create(path)
    (path / "store.json").write_bytes(b'{"format": 1, "ba')


def _not_text(path: Path) -> None:
    Store.open_or_create(path)
    (path / "store.json").write_bytes(b'{"format": 1, "base": "\xff"}')


def _no_base(path: Path) -> None:
    Store.open_or_create(path)
    (path / "store.json").write_text('{"format": 1}')


def _headless(path: Path) -> None:
    commit(Store.open_or_create(path), add=[1])
    (path / "store.json").unlink()


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda path: None, "There is no store at .*detente load"),
        (_file, "is a file, not a store"),
        (lambda path: path.mkdir(), "is a folder, but not a store"),
        (_folder_of_something_else, "is a folder, but not a store"),
        (_newer, r"made by a newer Détente \(format 2, this one knows 1\)"),
        (_broken, r"is damaged: store\.json"),
        (_not_text, r"is damaged: store\.json"),
        (_no_base, r"is damaged: store\.json: .*base"),
        (_headless, r"is damaged: store\.json is missing"),
    ],
)
def test_what_is_not_a_store_is_refused_in_one_line(
    tmp_path: Path, make: Callable[[Path], None], said: str
) -> None:
    path = tmp_path / "store"
    make(path)
    before = tree(tmp_path)
    with pytest.raises(StoreError, match=said) as raised:
        Store.open(path)
    assert "\n" not in str(raised.value)
    assert str(path) in str(raised.value)
    assert tree(tmp_path) == before


@pytest.mark.parametrize("make", [_file, _folder_of_something_else, _newer, _broken, _headless])
def test_nothing_is_made_where_something_else_is(tmp_path: Path, make: Callable[[Path], None]) -> None:
    path = tmp_path / "store"
    make(path)
    before = tree(tmp_path)
    with pytest.raises(StoreError):
        Store.open_or_create(path)
    assert tree(tmp_path) == before


@pytest.mark.parametrize("path", ["file/store", "x" * 300])
def test_a_place_where_no_folder_can_be_is_refused(tmp_path: Path, path: str) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match=r"a store is a folder|File name too long"):
        Store.open_or_create(tmp_path / path)
    with pytest.raises(StoreError, match=r"There is no store|File name too long"):
        Store.open(tmp_path / path)


def test_a_store_is_made_with_the_folders_above_it(tmp_path: Path) -> None:
    Store.open_or_create(tmp_path / "a" / "b")
    store = Store.open(tmp_path / "a" / "b")
    assert store.base == BASE
    assert sorted(tree(store.path)) == ["current", "lock", "store.json", "versions"]


def test_a_store_keeps_its_base(tmp_path: Path) -> None:
    Store.open_or_create(tmp_path, base="https://example.org/kg#")
    assert Store.open_or_create(tmp_path).base == "https://example.org/kg#"
    assert Store.open_or_create(tmp_path, base="https://example.org/kg#").base == "https://example.org/kg#"
    with pytest.raises(StoreError, match=r"cannot become https://example.org/other/"):
        Store.open_or_create(tmp_path, base="https://example.org/other/")


@pytest.mark.parametrize(
    "base", ["", "example.org/", "https://example.org", "https://e.org/a b/", "https://e.org/<>/"]
)
def test_a_base_that_is_no_iri_is_refused(tmp_path: Path, base: str) -> None:
    with pytest.raises(StoreError, match="cannot be a base"):
        Store.open_or_create(tmp_path, base=base or " ")
    assert tree(tmp_path) == {}


@pytest.mark.parametrize(
    "there", [["lock"], ["lock", "versions/"], ["versions/", "current"], ["current.new"], ["store.json.new"]]
)
def test_a_store_whose_maker_died_is_finished(tmp_path: Path, there: list[str]) -> None:
    for name in there:
        if name.endswith("/"):
            (tmp_path / name).mkdir()
        else:
            (tmp_path / name).write_text("000000\n" if name == "current" else "")
    store = Store.open_or_create(tmp_path)
    assert commit(store, add=[1]).number == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["current", "lock", "store.json", "versions"]


@pytest.mark.parametrize("text", ["", "3\n", "versions/000001", "000001\n000002", "\x00"])
def test_a_damaged_current_is_refused_in_words(store: Store, text: str) -> None:
    commit(store, add=[1])
    (store.path / "current").write_text(text)
    for attempt in (lambda: store.current, store.versions, lambda: store.version("1")):
        with pytest.raises(StoreError, match="current is not the number of a version; write"):
            attempt()
    with pytest.raises(StoreError, match="is not the number"), store.draft("load"):
        pytest.fail("a draft was begun")


def test_a_missing_current_never_costs_a_version(store: Store) -> None:
    commit(store, add=[1])
    (store.path / "current").unlink()
    with pytest.raises(StoreError, match="current cannot be read: No such file"), store.draft("load"):
        pytest.fail("a draft was begun")
    assert (store.path / "versions" / "000001" / "manifest.json").exists()


def test_a_current_that_was_set_back_by_hand_costs_no_version(store: Store) -> None:
    for n in range(3):
        commit(store, add=[n])
    (store.path / "current").write_text("000001\n")
    with pytest.raises(StoreError, match=r"set back by hand.*000003"), store.draft("load"):
        pytest.fail("a draft was begun")
    assert len(list((store.path / "versions").iterdir())) == 3
