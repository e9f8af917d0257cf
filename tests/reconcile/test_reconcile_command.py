"""`detente reconcile` proposes and asks, a person decides, and what was decided is loaded like any fact."""

from __future__ import annotations

import io
import json
import sys
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from command_desk import Desk

ACTORS: tuple[dict[str, Any], ...] = (
    {"type": "actor", "id": "freedonia", "kind": "state", "name": "Freedonia"},
    {
        "type": "actor",
        "id": "person-1",
        "kind": "person",
        "name": "Ivan Zubrovkin",
        "born": "1963-04-11",
        "country": "freedonia",
        "identifiers": {"passport": ["FR 0042"]},
    },
    {
        "type": "actor",
        "id": "person-2",
        "kind": "person",
        "name": "Зубровкин Иван",
        "born": "1963",
        "country": "freedonia",
        "weakAliases": ["Vanya"],
    },
    {"type": "actor", "id": "group-1", "kind": "armed-group", "name": "Sword of Sylvania"},
    {
        "type": "actor",
        "id": "group-2",
        "kind": "armed-group",
        "name": "Schwert",
        "names": {"en": "Sword of Sylvania"},
    },
)
ASKING = ("reconcile", "--decisions", "decisions.jsonl", "--author", "A. Analyst")


@pytest.fixture
def loaded(desk: Desk) -> Desk:
    desk.write("actors.jsonl", *ACTORS)
    desk.load("actors.jsonl")
    return desk


def proposals(desk: Desk, *options: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(desk.read("reconcile", "--format", "json", *options))
    return found


def pairs(desk: Desk, *options: str) -> list[list[str]]:
    return [[actor["id"] for actor in found["actors"]] for found in proposals(desk, *options)]


def test_proposals_are_read_from_the_store_with_all_that_is_compared(loaded: Desk) -> None:
    found = {tuple(actor["id"] for actor in p["actors"]): p for p in proposals(loaded)}
    assert set(found) == {("group-1", "group-2"), ("person-1", "person-2")}
    persons = found["person-1", "person-2"]
    assert [reason["text"] for reason in persons["reasons"]] == [
        "the names 'Ivan Zubrovkin' and 'Зубровкин Иван' "
        "are the same after transliteration and in another order",
        "the dates of birth agree as far as they are known",
        "both of the country freedonia",
    ]
    assert persons["actors"][0]["identifiers"] == ["passport:fr0042"]
    assert persons["actors"][1]["weakNames"] == ["Vanya"]
    assert persons["keep"] == "person-1"


def test_as_text_each_proposal_shows_its_score_its_actors_and_its_reasons(loaded: Desk) -> None:
    text = loaded.read("reconcile", "--kind", "armed-group")
    assert text.splitlines()[1:] == [
        "  group-1: Sword of Sylvania [armed-group]",
        "  group-2: Schwert (Sword of Sylvania) [armed-group]",
        "    + the same name 'Sword of Sylvania'",
        "",
    ]


def test_kind_limit_and_threshold_narrow_what_is_proposed(loaded: Desk) -> None:
    assert pairs(loaded, "--kind", "person") == [["person-1", "person-2"]]
    assert len(pairs(loaded, "--limit", "1")) == 1
    assert pairs(loaded, "--threshold", "1") == []


def test_answers_from_a_pipe_are_facts_that_load_and_are_never_asked_again(
    loaded: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = pairs(loaded)
    monkeypatch.setattr(sys, "stdin", io.StringIO("s\nd\n"))
    done = loaded.run(*ASKING)
    assert (done.code, done.out) == (0, "")
    assert done.err.endswith(
        "1 same, 1 different, 0 left for later.\nNow load it: detente load decisions.jsonl\n"
    )
    same, different = map(json.loads, (loaded.folder / "decisions.jsonl").read_text().splitlines())
    assert {same["actor"], same["as"]} == set(first)
    assert {different["actor"], different["from"]} == set(second)
    assert same["author"] == "A. Analyst"

    assert pairs(loaded, "--decisions", "decisions.jsonl") == []  # before they are loaded
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    assert loaded.run(*ASKING).err == "There is nothing to ask about.\n"
    loaded.load("decisions.jsonl")
    assert pairs(loaded) == []  # and after, without the file
    loaded.load("actors.jsonl")
    assert pairs(loaded) == []


def test_undoing_decisions_brings_the_proposals_back(loaded: Desk) -> None:
    before = proposals(loaded)
    accepted = loaded.run(*ASKING, "--accept", "0.85")
    assert accepted.code == 0
    loaded.load("decisions.jsonl")
    assert proposals(loaded) == []
    assert loaded.run("retract", "--dataset", "decisions.jsonl").code == 0
    assert proposals(loaded) == before


def test_accept_decides_all_from_a_score_on_in_the_name_of_its_author(loaded: Desk) -> None:
    likeliest = max(p["score"] for p in proposals(loaded))
    done = loaded.run(*ASKING, "--accept", str(likeliest))
    assert done.code == 0
    assert "1 pair decided to be the same.\nNow load it: detente load decisions.jsonl\n" in done.err
    assert len((loaded.folder / "decisions.jsonl").read_text().splitlines()) == 1


def test_labels_tell_precision_and_recall_and_what_was_missed_and_wrong(loaded: Desk) -> None:
    loaded.write(
        "labels.jsonl",
        {"type": "same-as", "actor": "group-2", "as": "group-1", "author": "A"},
        {"type": "same-as", "actor": "group-1", "as": "person-1", "author": "A"},
        {"type": "different-from", "actor": "person-1", "from": "person-2", "author": "A"},
        {"type": "different-from", "actor": "person-1", "from": "nobody", "author": "A"},
    )
    done = loaded.run("reconcile", "--labels", "labels.jsonl", "--format", "json")
    figures = json.loads(done.out)
    assert (figures["right"], figures["wrong"], figures["missed"]) == (1, 1, 2)
    assert (figures["precision"], figures["recall"]) == (0.5, 1 / 3)
    assert len(figures["misses"]) == 2
    assert [actor["id"] for actor in figures["false"][0]["actors"]] == ["person-1", "person-2"]
    assert [row["threshold"] for row in figures["thresholds"]] == sorted(
        r["threshold"] for r in figures["thresholds"]
    )
    assert "3 pairs of the labels: an actor is not in this store" in done.err
    table = loaded.read("reconcile", "--labels", "labels.jsonl").splitlines()
    assert "     0.85      1      1       2      0.500   0.333  <" in table
    assert sum(line.startswith("Missed: ") for line in table) == 2
    assert sum(line.startswith("Wrong: person-1 and person-2, ") for line in table) == 1


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--threshold", "85"), "--threshold takes a score from 0 to 1, not 85."),
        (("--accept", "0.9"), "--accept decides: add --decisions FILE and --author NAME."),
        (("--author", "A"), "--author decides, and decisions need a file: add --decisions FILE."),
        (("--author", " ", "--decisions", "d.jsonl"), "--author is empty; say who decides."),
        (("--format", "xml"), "There is no format 'xml'; use one of text, json."),
        (("--kind", "persons"), "There is no kind 'persons'. Did you mean 'person'?"),
        (("--decisions", "d.txt"), "d.txt: decisions are JSON Lines; give a name that ends in .jsonl."),
        (("--labels", "absent.jsonl"), "absent.jsonl: there is no such file."),
        (
            ("--labels", "actors.jsonl"),
            "actors.jsonl holds no same-as and no different-from fact to measure by.",
        ),
        (
            ("--labels", "l.jsonl", "--author", "A", "--decisions", "d.jsonl"),
            "--labels only measures; leave out --decisions and --author.",
        ),
    ],
)
def test_what_cannot_be_done_is_one_clear_line(loaded: Desk, options: tuple[str, ...], told: str) -> None:
    before = loaded.files()
    done = loaded.run("reconcile", *options)
    assert (done.code, done.out, done.err) == (2, "", f"detente: {told}\n")
    assert loaded.files() == before


def test_a_store_without_actors_or_none_at_all_is_told(desk: Desk) -> None:
    assert desk.run("reconcile").code == 2
