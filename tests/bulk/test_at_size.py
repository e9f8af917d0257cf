"""Ten thousand facts, in memory and in parts: the same store, the same problems."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from both_ways import content, small_parts, told
from command_desk import MEMORY

from benchmarks import mix
from loader.commit import load
from loader.errors import Severity
from loader.store import Store
from loader.verdict import Verdict, validate
from loader.vocabulary import BASE

if TYPE_CHECKING:
    from collections.abc import Iterator

_WAYS = (sys.maxsize, 0)


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """The mix as it is, and half as much with one fact in a hundred broken."""
    with tempfile.TemporaryDirectory(dir=MEMORY) as name, pytest.MonkeyPatch.context() as patch:
        small_parts(patch, 700, 2)
        for file, facts in (
            ("right.jsonl", mix.facts(10_000)),
            ("wrong.jsonl", mix.facts(5_000, broken=0.01)),
        ):
            with (Path(name) / file).open("wb") as out:
                mix.write(out, facts)
        yield Path(name)


@pytest.fixture(scope="module")
def stored(folder: Path) -> list[dict[str, Any]]:
    """What the facts come to."""
    found = []
    for large in _WAYS:
        store = Store.open_or_create(folder / f"store-{large}")
        done = load(store, [folder / "right.jsonl"], large=large)
        found.append({"totals": done.totals, "problems": told(done.problems), **content(done.version)})
    return found


@pytest.fixture(scope="module")
def judged(folder: Path) -> list[Verdict]:
    """What is wrong with the broken ones."""
    return [validate([folder / "wrong.jsonl"], None, BASE, large=large) for large in _WAYS]


def test_ten_thousand_facts_come_to_the_same_store(stored: list[dict[str, Any]]) -> None:
    whole, parts = stored
    assert len(whole["graph"]) > 100_000
    for key, value in whole.items():
        assert parts[key] == value, key


def test_what_is_wrong_with_one_in_a_hundred_is_the_same(judged: list[Verdict]) -> None:
    whole, parts = judged
    assert len({p.rule for p in whole.problems}) > 20
    assert {p.severity for p in whole.problems} >= {Severity.VIOLATION, Severity.WARNING}
    assert told(parts.problems) == told(whole.problems)
    assert (parts.facts, parts.claims) == (whole.facts, whole.claims)
