"""A load that is cut into parts comes to exactly what it comes to as a whole."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest
from both_ways import SHAPES, compared, small_parts, told
from command_desk import ACTORS, STORY, actor, designation, source
from hypothesis import given, settings
from worlds import Step, histories

from loader.commit import load
from loader.errors import DataError
from loader.store import Store
from loader.verdict import validate
from loader.vocabulary import BASE

if TYPE_CHECKING:
    from pathlib import Path

    from command_desk import Fact

_OF_B = designation("imposed", "2004", target="B")
_BASIS = [source(), *ACTORS]
_MOVED = [
    {"a.jsonl": [*STORY, _OF_A := designation("imposed", "2007")]},
    {"a.jsonl": [*STORY], "b.jsonl": [_OF_A]},
]
_STATED_ELSEWHERE = [
    {"b.jsonl": [*STORY]},
    {"a.jsonl": [STORY[-1], *_BASIS], "b.jsonl": [*_BASIS, _OF_A, *STORY[-2:]]},
]
_OF_NOBODY = [
    {"a.jsonl": [*_BASIS, actor("b", "B")], "b.jsonl": [*_BASIS, _OF_B]},
    {"a.jsonl": [*_BASIS], "b.jsonl": [designation("imposed", "2005", target="B"), *_BASIS, _OF_B]},
]
"""A claim that moves to another file; one that a file states as before; ones that are of nobody any more."""

_EXAMPLES = int(os.environ.get("DETENTE_BULK_EXAMPLES", "15"))


@settings(max_examples=_EXAMPLES)
@given(histories())
def test_any_history_of_loads_comes_to_the_same(steps: list[Step]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        small_parts(patch, 2, 0)
        for _ in compared(steps):
            pass


FURTHER = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix claim: <https://w3id.org/detente/claim#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix own: <https://example.org/own#> .
own:Called a sh:NodeShape ; sh:targetClass claim:Designation ; sh:property own:Called-so .
own:Called-so a sh:PropertyShape ; sh:path ( claim:target rdfs:label ) ; sh:minLength 4 ;
    sh:message "Too short." .
"""


def test_a_shape_that_looks_further_has_a_load_taken_as_a_whole_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_parts(monkeypatch, 1, 0)
    facts = tmp_path / "facts.jsonl"
    facts.write_text("".join(json.dumps(fact) + "\n" for fact in (*STORY, actor("b", "B"), _OF_B)))
    shapes = tmp_path / "own.ttl"
    shapes.write_text(FURTHER)
    stages: list[str] = []
    judged = validate([facts], None, BASE, shapes, lambda stage, *_: stages.append(stage), large=0)
    assert told(judged.problems) == told(validate([facts], None, BASE, shapes).problems)
    assert [(p.place.line, p.message) for p in judged.problems] == [(8, "Too short.")]
    assert stages[-1].startswith("deriving all at once, as the shape https://example.org/own#Called-so looks")
    stages.clear()
    validate([facts], None, BASE, SHAPES, lambda stage, *_: stages.append(stage), large=0)
    assert stages[-1] == "deriving"
    with pytest.raises(DataError, match=r"1 problem\(s\); nothing was stored\."):
        load(Store.open_or_create(tmp_path / "store"), [facts], shapes=shapes, large=0)


@pytest.mark.parametrize(
    "given", [_MOVED, _STATED_ELSEWHERE, _OF_NOBODY], ids=["moved", "restated", "nobody"]
)
def test_what_once_came_to_something_else_comes_to_the_same_in_two_processes(
    given: list[dict[str, list[Fact]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    small_parts(monkeypatch, 2, 2)
    steps = [
        Step(
            {n: [json.dumps(f) for f in facts] for n, facts in files.items()},
            None,
            False,
            True,
            "violation",
            False,
            True,
        )
        for files in given
    ]
    for _ in compared(steps):
        pass
