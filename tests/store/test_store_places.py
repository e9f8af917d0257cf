"""Where claims stand: parts that are shared, found in, and put together, against plain dicts."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from store_cases import MEMORY, finish

from loader.errors import Place, StoreError
from loader.store import Places, Store, Version, disk, gathered, places

if TYPE_CHECKING:
    from collections.abc import Mapping

CLAIMS = [*"abcde", *"12", "11", "1a", "ab", "ⴰ"]  # some begin as others do
STANDING = st.lists(
    st.builds(Place, st.sampled_from(["a.jsonl", "b b.csv", "ⴰ.yaml", '"\n'])), unique=True, max_size=2
)
SETS = st.dictionaries(st.sampled_from(CLAIMS), STANDING, max_size=6)
ROWS = st.lists(st.tuples(st.sampled_from(CLAIMS), STANDING), max_size=8)


def _parts(version: Version) -> dict[str, int]:
    """The parts of a version by name, with their inodes."""
    return {path.name: path.stat().st_ino for path in (version.folder / "places").iterdir()}


def _many(count: int, file: str = "facts.jsonl", start: int = 0) -> dict[str, list[Place]]:
    return {f"{number * 2654435761 % 2**32:032x}": [Place(file, number)] for number in range(start, count)}


def _told(standing: Mapping[str, list[Place]]) -> dict[str, list[Place]]:
    return {claim: sorted(there) for claim, there in standing.items() if there}


def _load(store: Store, more: dict[str, list[Place]]) -> Version:
    with store.draft("load") as draft:
        draft.places.update(more)
        return finish(draft, [])


@settings(max_examples=80, deadline=None, derandomize=True)
@given(
    loads=st.lists(st.tuples(SETS, ROWS, st.sets(st.sampled_from(CLAIMS), max_size=3)), max_size=6),
    small=st.sampled_from([0, 60, 1 << 16]),
    held=st.sampled_from([1, 3, 50_000]),
)
def test_any_sequence_of_loads_and_removals_is_what_a_dict_would_hold(
    loads: list[tuple[dict[str, list[Place]], list[tuple[str, list[Place]]], set[str]]], small: int, held: int
) -> None:
    with tempfile.TemporaryDirectory(dir=MEMORY) as root, pytest.MonkeyPatch.context() as patch:
        patch.setattr(places, "_SMALL", small)
        patch.setattr(gathered, "_HELD", held)
        model: dict[str, list[Place]] = {}
        expected: list[dict[str, list[Place]]] = []
        folder: Path | None = None
        for sets, rows, removed in loads:
            draft = Places(folder, Path(root))
            others = [row for row in rows if row[0] not in sets and row[0] not in removed]
            draft.extend(others[:4])
            draft.extend(others[4:])
            seen = dict(model)
            for claim, standing in sets.items():
                draft[claim] = standing
                seen[claim] = standing
            for claim in removed:
                assert sorted(draft.pop(claim, [])) == sorted(seen.pop(claim, []))
            assert _told(draft) == _told(seen)
            seen |= {
                claim: list({place for other, each in others if other == claim for place in each})
                for claim, standing in others
                if standing
            }
            model = {claim: standing for claim, standing in seen.items() if standing}
            sums = {
                f"places/{path.name}": disk.digest(path) for path in (folder or Path(root)).rglob("*.txt")
            }
            folder = Path(root) / str(len(expected))
            folder.mkdir()
            draft.freeze(folder, len(expected) + 1, sums)
            shutil.rmtree(Path(root) / "aside", ignore_errors=True)
            expected.append(model)
        for number, content in enumerate(expected):
            found = Places(Path(root) / str(number))
            assert _told(found) == _told(content)
            assert list(found) == sorted(content)
            assert len(found) == len(content)


def test_a_small_load_onto_many_claims_writes_little_and_shares_the_rest(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "_SMALL", 1_000)
    before = _load(store, _many(20_000))
    for number in range(5):
        after = _load(store, {f"{number:032x}": [Place("more.jsonl", number)] for number in range(20)})
        shared = _parts(before).items() & _parts(after).items()
        new = [after.folder / "places" / name for name in _parts(after).keys() - _parts(before).keys()]
        assert ("000001.txt", _parts(before)["000001.txt"]) in shared
        assert sum(path.stat().st_size for path in new) < 2_000, number
        before = after
    assert store.current
    assert store.current.places()[f"{7:032x}"] == [Place("more.jsonl", 7)]


def test_what_stands_where_it_stood_writes_nothing(store: Store) -> None:
    before = _load(store, _many(100))
    after = _load(store, {**_many(100), "b" * 32: []})
    assert _parts(after) == _parts(before)


def test_the_number_of_parts_grows_with_the_logarithm_of_the_store(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "_SMALL", 0)
    sizes = []
    for number in range(40):
        version = _load(store, _many(number + 1, start=number))
        sizes.append(sum(path.stat().st_size for path in (version.folder / "places").iterdir()))
        assert len(_parts(version)) <= (number + 1).bit_length() + 1
    assert version.places() == _many(40)
    assert sizes[-1] < 40 * 60 + 6 * 20


def test_claims_without_places_leave_the_store_when_all_parts_become_one(store: Store) -> None:
    _load(store, _many(10))
    with store.draft("load") as draft:
        draft.places.clear()
        version = finish(draft, [])
    assert (version.folder / "places" / "000002.txt").read_text() == '["facts.jsonl"]\n'


def test_many_claims_in_any_order_are_gathered_in_files_of_few(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gathered, "_HELD", 700)
    many = _many(5_000)
    with store.draft("load") as draft:
        rows = list(many.items())
        for start in range(0, 5_000, 300):
            draft.places.extend(rows[start : start + 300])
        version = finish(draft, [])
    assert version.places() == many
    assert version.places().get("f" * 32) is None


def test_a_part_that_was_damaged_does_not_come_out_of_a_load_as_if_it_were_sound(store: Store) -> None:
    part = _load(store, _many(10)).folder / "places" / "000001.txt"
    part.write_bytes(part.read_bytes().replace(b":3", b":4"))
    with pytest.raises(StoreError, match=r"places/000001\.txt was changed after it was committed"):
        _load(store, {"a" * 32: [Place("b.jsonl", 1)]})
    assert store.current
    assert store.current.number == 1


def test_a_version_from_before_there_were_parts_says_so(store: Store) -> None:
    folder = _load(store, {}).folder
    (folder / "places").rmdir()
    with pytest.raises(StoreError, match=r"places cannot be read: No such file.*damaged\.$"):
        Version(1, folder).places().get("a")
    (folder / "places.jsonl").write_text("")
    with pytest.raises(
        StoreError, match=r"was written by an early Détente; load its files into a new store\.$"
    ):
        Version(1, folder).places().get("a")
