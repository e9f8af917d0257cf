"""Decisions about who is the same act on records, on references in queries, and on nothing that was said."""

import pytest
from command_desk import ACTORS, actor, designation, source

from loader.claims import claim, description
from loader.facts.model import Actor, DifferentFrom, Meeting, Participant, SameAs
from loader.records import identity_of

SAME = SameAs(actor="b", as_="a", author="Person A")


def same(actor, kept):
    return SameAs(actor=actor, as_=kept, author="Person A")


@pytest.mark.parametrize(
    "decisions",
    [
        [same("c", "b"), same("b", "a")],
        [same("b", "a"), same("c", "b")],
        [same("c", "a"), same("b", "a")],
        [same("c", "a"), same("c", "b"), same("b", "a")],
    ],
)
def test_records_speak_of_the_one_that_is_never_said_to_be_another(decisions):
    identity = identity_of(decisions)
    assert {identity.of(name) for name in "abc"} == {"a"}
    assert identity.members("a") == ("a", "b", "c")
    assert identity.members("b") == ()


def test_where_each_is_said_to_be_the_other_the_first_by_code_point_stands_for_all():
    identity = identity_of([same("a", "b"), same("b", "a")])
    assert (identity.of("a"), identity.of("b")) == ("a", "a")


def test_a_difference_keeps_a_whole_class_apart_and_no_other():
    different = DifferentFrom(actor="c", from_="a", author="Person B")
    identity = identity_of([same("c", "b"), same("b", "a"), different, same("y", "x")])
    assert [identity.of(name) for name in "abcxy"] == ["a", "b", "c", "x", "x"]
    assert identity.contradicted == (("a", "b", "c"),)


def test_an_actor_that_is_said_to_be_itself_is_no_class():
    assert identity_of([same("a", "a")]).classes == {}


def test_what_was_said_keeps_its_id():
    identity = identity_of([SAME])
    fact = Meeting(participants=("b", Participant(actor="c", for_="b"), "a"), host="b", source="page-1")
    said = claim(fact, {"host": {"Group B"}})
    seen = identity.substituted(said)
    assert (seen.id, seen.named) == (said.id, said.named)
    assert seen.fact.participants == ("a", Participant(actor="c", for_="a"))
    assert seen.fact.host == "a"


def test_what_is_about_others_is_left_alone():
    identity = identity_of([SAME])
    said = claim(Meeting(participants=("c", "d"), source="page-1"), {})
    assert identity.substituted(said) is said
    person = description(Actor(id="b", name="B", kind="person", country=("d",)), {})
    assert identity.substituted(person).fact == person.fact


OTHER = actor("list-42", "Groupe A", "organization", aliases=["GA"], identifiers={"tax-number": "77"})
DECIDED = {"type": "same-as", "actor": "Groupe A", "as": "group-a", "author": "Person A"}


@pytest.fixture
def decided(desk):
    """A store in which Groupe A of a list was found to be Group A."""
    imposed = designation("imposed", "2003", target="GA")
    desk.write("facts.jsonl", source(), *ACTORS, OTHER, imposed, designation("lifted", "2024"))
    desk.write("decisions.jsonl", DECIDED)
    desk.load("facts.jsonl")
    desk.load("decisions.jsonl")
    return desk


def history(desk, target):
    rows = desk.ask("designation-history", "--param", f"target={target}")
    return [(row["targetName"], row["action"]) for row in rows]


@pytest.mark.parametrize("reference", ["group-a", "Group A", "list-42", "Groupe A", "GA"])
def test_a_query_for_either_answers_for_both(decided, reference):
    assert history(decided, reference) == [("Group A", "imposed"), ("Group A", "lifted")]


def test_loading_the_facts_again_changes_nothing(decided):
    assert "Nothing changed" in decided.load("facts.jsonl")
    assert "Nothing changed" in decided.load("decisions.jsonl")


def test_merging_and_undoing_it_leave_every_claim_alone(decided):
    told = decided.read("diff", "1", "2")
    assert "Person A: Groupe A is the same as Group A" in told
    decided.read("retract", "--dataset", "decisions.jsonl")
    assert history(decided, "GA") == [("Groupe A", "imposed")]
    first, _, third = (decided.read("export", "--known-at", n) for n in "123")
    assert first == third


def test_what_holds_of_one_is_said_of_the_other_but_for_names(decided):
    turtle = decided.read("export")
    group = turtle.partition("\nactor:group-a\n")[2].partition("\n.\n")[0]
    assert 'det:identifier "tax-number:77"' in group
    assert "det:Organization" in group
    assert "GA" not in group
    assert "dcterms:isReplacedBy actor:group-a" in turtle.partition("\nactor:list-42\n")[2]


def test_verify_finds_nothing_wrong_with_it(decided):
    assert decided.run("verify").code == 0


def test_decisions_that_contradict_each_other_are_told_at_their_lines(decided):
    decided.write(
        "other.jsonl",
        {"type": "different-from", "actor": "group-a", "from": "GA", "author": "Person B"},
    )
    told = decided.load("other.jsonl")
    assert "other.jsonl:1: warning: group-a, list-42 are said to be the same and to be different" in told
    assert "decisions.jsonl:1" in told
    assert history(decided, "GA") == [("Groupe A", "imposed")]


def test_an_actor_cannot_be_decided_to_be_itself(desk):
    desk.write("facts.jsonl", source(), *ACTORS, DECIDED | {"actor": "Group A"})
    done = desk.run("load", "facts.jsonl")
    assert done.code == 1
    assert (
        "facts.jsonl:5: A decision compares two actors, and this one names the same actor twice." in done.err
    )


def test_a_decision_without_an_author_is_none(desk):
    desk.write("facts.jsonl", *ACTORS, OTHER, {k: v for k, v in DECIDED.items() if k != "author"})
    assert "facts.jsonl:5: A same-as needs 'author'." in desk.run("load", "facts.jsonl").err
