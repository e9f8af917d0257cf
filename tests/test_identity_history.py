"""Actors that are one, while what describes them comes and goes, and what is told of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from command_desk import ACTORS, actor, designation, source

if TYPE_CHECKING:
    from command_desk import Desk

OTHER = actor("list-42", "Groupe A", "organization", aliases=["GA"])
DECIDED = {"type": "same-as", "actor": "list-42", "as": "group-a", "author": "Person A"}


@pytest.fixture
def decided(desk: Desk) -> Desk:
    """What two lists say, each in a dataset of its own, and that two of their targets are one."""
    desk.load(
        desk.write("base.jsonl", source(), *ACTORS[:2]),
        desk.write("one.jsonl", ACTORS[2]),
        desk.write("two.jsonl", OTHER, designation("imposed", "2003", target="list-42")),
    )
    desk.load(desk.write("decisions.jsonl", DECIDED))
    return desk


def refused(desk: Desk, *arguments: str) -> list[str]:
    done = desk.run(*arguments)
    assert done.code == 1, done.err
    return done.err.splitlines()


# -- what describes an actor goes ----------------------------------------------------------------------------


def test_a_decision_outlives_what_it_is_about_and_that_is_told_at_its_line(decided: Desk) -> None:
    done = decided.run("retract", "--dataset", "two.jsonl")
    assert done.code == 0
    assert (
        "decisions.jsonl:1: warning: This decision is about actor 'list-42', and nothing says any more who "
        "that is. It stands for when something does; withdraw it if it is not meant any more." in done.err
    )
    assert decided.run("verify").code == 0
    told = decided.load("two.jsonl")
    assert "warning" not in told
    rows = decided.ask("designation-history", "--param", "target=GA")
    assert [row["targetName"] for row in rows] == ["Group A"]


def test_a_list_that_no_longer_names_who_was_decided_about_is_loaded_with_a_warning(decided: Desk) -> None:
    told = decided.load(decided.write("two.jsonl", actor("list-43", "Groupe B", "organization")), "--replace")
    assert "decisions.jsonl:1: warning: This decision is about actor 'list-42'" in told


def test_who_is_named_by_an_id_has_to_be_described_under_it_whoever_is_the_same(decided: Desk) -> None:
    decided.load(decided.write("paper.jsonl", designation("lifted", "2024", target="group-a")))
    told = refused(decided, "retract", "--dataset", "one.jsonl")
    assert "paper.jsonl:1: This refers to actor 'group-a'" in "\n".join(told)


def test_a_country_is_referred_to_as_it_was_said_though_records_speak_of_another(decided: Desk) -> None:
    decided.load(decided.write("paper.jsonl", actor("p", "Person P", "person", country="list-42")))
    decided.load(decided.write("two.jsonl", OTHER), "--replace")
    assert [line.partition(",")[0] for line in refused(decided, "retract", "--dataset", "two.jsonl")] == [
        "decisions.jsonl:1: warning: This decision is about actor 'list-42'",
        "paper.jsonl:1: This refers to actor 'list-42'",
        "Nothing was withdrawn.",
    ]
    decided.load(
        decided.write("paper.jsonl", actor("p", "Person P", "person", country="group-a")), "--replace"
    )
    assert decided.run("retract", "--dataset", "two.jsonl").code == 0


def test_who_describes_a_lists_authority_stays_while_the_list_does(decided: Desk) -> None:
    complete: dict[str, Any] = {"authority": "list-42", "list": "Black list"}
    decided.load(decided.write("paper.jsonl", source("paper", published="2005", complete=complete)))
    told = refused(decided, "retract", "--dataset", "two.jsonl")
    assert "paper.jsonl:1: This refers to actor 'list-42'" in "\n".join(told)


# -- references by name --------------------------------------------------------------------------------------


def test_a_name_still_means_who_bears_it_when_the_one_that_stands_for_it_is_not_described(
    decided: Desk,
) -> None:
    decided.load(decided.write("paper.jsonl", designation("lifted", "2024", target="GA")))
    assert decided.run("retract", "--dataset", "one.jsonl").code == 0
    assert "Nothing changed" in decided.load("paper.jsonl")
    rows = decided.ask("designation-history", "--param", "target=GA")
    assert [row["action"] for row in rows] == ["imposed", "lifted"]
    assert decided.run("verify").code == 0


# -- what is told --------------------------------------------------------------------------------------------


def test_a_difference_says_in_words_of_whom_records_speak(decided: Desk) -> None:
    decided.load(decided.write("two.jsonl", {**OTHER, "weakAliases": ["G"]}), "--replace")
    there = decided.read("diff", "1", "2")
    assert "~ actor Groupe A: changed\n    records speak instead of: nobody else → Group A\n" in there
    assert "    records speak instead of: Group A → nobody else\n" in decided.read("diff", "2", "1")
    assert "    names of low quality: nothing → G\n" in decided.read("diff", "2", "3")
    assert "http" not in there


def test_a_record_under_the_name_of_who_is_another_leads_to_that_one(decided: Desk) -> None:
    for end in ("", ":imposed:1"):
        record = f"designation/freedonia:list-42:terrorist{end}"
        done = decided.run("query", "evidence", "--param", f"record={record}")
        assert done.code == 2
        assert done.err == (
            f"detente: 'record': nothing here has the IRI https://w3id.org/detente/id/{record}. "
            "Records speak of group-a instead of list-42: "
            f"try designation/freedonia:group-a:terrorist{end}.\n"
        )
