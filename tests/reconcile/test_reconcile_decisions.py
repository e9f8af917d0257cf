"""What persons decide is written at once, says who and when, and is never asked again."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import pytest

from loader import facts
from loader.errors import InputError
from loader.facts.model import Actor, DifferentFrom, SameAs
from loader.reconcile import (
    Decided,
    Decider,
    accept,
    ask,
    compare,
    decisions_of,
    kept,
    of_fact,
    profile,
    propose,
    truth_of,
)

if TYPE_CHECKING:
    from pathlib import Path

    from loader.reconcile import Profile

DAY = datetime.date(2024, 5, 6)


def actor(identifier: str, name: str, **more: object) -> Profile:
    return of_fact(Actor(id=identifier, name=name, kind="armed-group", **more))


THREE = [actor("a", "Sword of Sylvania"), actor("b", "SWORD OF SYLVANIA"), actor("c", "Sword Sylvania")]


@pytest.fixture
def decider(tmp_path: Path) -> Decider:
    path = tmp_path / "decisions.jsonl"
    return Decider(path, "A. Analyst", DAY, Decided(), {one.id: one for one in THREE})


def written(decider: Decider) -> list[object]:
    placed, problems = facts.read(decider.path)
    assert problems == []
    return [one.fact for one in placed]


def answered(decider: Decider, *answers: str) -> tuple[list[str], object]:
    said: list[str] = []
    tally = ask(propose(THREE), decider, iter(answers), said.append)
    return said, tally


def test_a_decision_is_a_fact_with_author_day_and_reasons(decider: Decider) -> None:
    answered(decider, "s\n", "q\n")
    (fact,) = written(decider)
    assert isinstance(fact, SameAs)
    assert (fact.actor, fact.as_, fact.author, fact.date) == ("b", "a", "A. Analyst", "2024-05-06")
    assert "after" not in (fact.note or "") and "Sword of Sylvania" in (fact.note or "")


def test_what_follows_from_an_answer_is_not_asked(decider: Decider) -> None:
    said, tally = answered(decider, "s\n", "d\n")
    assert len(propose(THREE)) == 3
    assert (tally.same, tally.different, tally.later) == (1, 1, 0)  # a is b, a is not c: so b is not c
    same, different = written(decider)
    assert isinstance(same, SameAs) and isinstance(different, DifferentFrom)
    assert not [line for line in said if "Written" in line][1:]


def test_answers_that_join_more_never_lead_in_a_circle(decider: Decider) -> None:
    answered(decider, "s\n", "s\n", "s\n")
    pairs = [(fact.actor, fact.as_) for fact in written(decider)]
    assert sorted(pairs) == [("b", "a"), ("c", "a")]


def test_later_the_end_of_input_and_quitting_write_nothing(decider: Decider) -> None:
    for answers in ((), ("q\n",), ("l\n", "\n", "later\n")):
        answered(decider, *answers)
    assert not decider.path.exists()


def test_an_answer_that_is_none_is_asked_for_again(decider: Decider) -> None:
    said, tally = answered(decider, "yes\n", "same\n", "q\n")
    assert tally.same == 1
    assert sum(line.startswith("Are they the same?") for line in said) == 3


def test_a_file_without_a_last_line_break_is_continued_on_a_new_line(decider: Decider) -> None:
    decider.path.write_text('{"type": "different-from", "actor": "x", "from": "y", "author": "B"}')
    answered(decider, "s\n")
    assert len(written(decider)) == 2


def test_a_decision_that_cannot_be_written_is_one_clear_line(decider: Decider) -> None:
    decider.path.mkdir()
    with pytest.raises(InputError, match=r"decisions\.jsonl: the decision cannot be written there"):
        answered(decider, "s\n")


def test_accepting_leaves_to_a_person_what_would_join_actors_that_contradict_each_other(
    tmp_path: Path,
) -> None:
    one = actor("a", "Sword of Sylvania", identifiers={"un-sc": "XXe.001"})
    middle = actor("b", "Sword of Sylvania")
    other = actor("c", "Sword of Sylvania", identifiers={"un-sc": "XXe.002"})
    profiles = {each.id: each for each in (one, middle, other)}
    decider = Decider(tmp_path / "d.jsonl", "A", DAY, Decided(), profiles)
    accepted, left = accept(propose(list(profiles.values())), decider)
    assert ([each.pair for each in accepted], [each.pair for each in left]) == ([("a", "b")], [("b", "c")])


def test_the_actor_of_a_register_is_kept_then_the_one_that_most_speak_of_then_the_one_with_more_names() -> (
    None
):
    registered = profile("z", "Z", identifiers=[("iso-3166-1-alpha-2", "xf")])
    spoken_of = profile("y", "Y", mentions=9, names=["Y2"])
    named, plain = profile("x", "X", names=["Other", "Third"]), profile("w", "W")
    assert [kept(*pair).id for pair in ((spoken_of, registered), (named, spoken_of), (plain, named))] == list(
        "zyx"
    )
    assert kept(plain, profile("v", "V")).id == "v"


def test_decisions_follow_from_each_other() -> None:
    decided = Decided(
        [
            SameAs(actor="a", as_="b", author="A"),
            SameAs(actor="c", as_="a", author="A"),
            DifferentFrom(actor="c", from_="x", author="A"),
        ]
    )
    assert decided.root("c") == "b"
    assert all(decided.settled(*pair) for pair in ("ab", "bc", "ax", "xb"))
    assert not decided.settled("x", "y")


def test_what_follows_from_labels_is_true_as_well() -> None:
    truth = truth_of(
        [
            SameAs(actor="a", as_="b", author="A"),
            SameAs(actor="c", as_="b", author="A"),
            DifferentFrom(actor="c", from_="x", author="A"),
        ]
    )
    assert truth.same == {("a", "b"), ("a", "c"), ("b", "c")}
    assert truth.different == {("a", "x"), ("b", "x"), ("c", "x")}
    assert truth.says(("a", "y")) is None


def test_a_file_of_decisions_that_is_none_is_refused(tmp_path: Path) -> None:
    broken = tmp_path / "broken.jsonl"
    broken.write_text('{"type": "same-as", "actor": "a"}\n')
    with pytest.raises(InputError, match=r"broken\.jsonl:1: "):
        decisions_of(broken, str)
    with pytest.raises(InputError, match=r"\.jsonl"):
        decisions_of(tmp_path / "decisions.yaml", str)
    assert decisions_of(tmp_path / "absent.jsonl", str) == []


def test_a_proposal_tells_its_score_and_reasons_in_one_line() -> None:
    words = compare(THREE[0], THREE[1]).words
    assert words.endswith("'Sword of Sylvania' and 'SWORD OF SYLVANIA' are the same but for its form")
