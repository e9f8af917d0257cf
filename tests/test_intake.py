"""References: later lines, other files, the store; what is known first; and what is said where nothing is."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from command_desk import ACTORS, actor, designation, source

from loader.claims import Claim
from loader.facts.model import Actor, Source
from loader.intake import Intake, take_in
from loader.names import Names

if TYPE_CHECKING:
    from pathlib import Path

    from command_desk import Desk, Fact

EVIDENCE = [{"quote": "So it was."}]


@pytest.fixture
def known() -> Names:
    """What a store knows."""
    names = Names()
    names.add(Actor(id="osterlich", name="Osterlich", kinds=("state",), aliases=("The Empire",)))
    names.add(Actor(id="group-c", name="Group C", kinds=("armed-group",), names={"fr": "Groupe C"}))
    names.add_source(Source(id="archive", title="The archive"))
    return names


def _taken(folder: Path, known: Names | None = None, **files: list[Fact]) -> Intake:
    paths = []
    for name, facts in files.items():
        path = folder / f"{name}.jsonl"
        path.write_text("".join(json.dumps(fact) + "\n" for fact in facts), encoding="utf-8")
        paths.append(path)
    return take_in(paths, known=known)


def _claims(taken: Intake) -> list[Any]:
    return [item for item in taken.items().values() if isinstance(item, Claim)]


def _problems(taken: Intake, folder: Path) -> list[str]:
    return [str(problem).removeprefix(f"{folder}/") for problem in taken.problems]


def test_a_reference_may_point_to_a_later_line(tmp_path: Path) -> None:
    taken = _taken(tmp_path, a=[designation("lifted"), *ACTORS, source()])
    assert taken.problems == []
    [claim] = _claims(taken)
    assert (claim.fact.authority, claim.fact.target) == ("freedonia", "group-a")
    assert [str(p) for p in taken.places[claim.id]] == [f"{tmp_path}/a.jsonl:1"]


def test_a_reference_may_point_into_another_file_of_the_load_before_it_or_after(tmp_path: Path) -> None:
    for order in (("facts", "base"), ("base", "facts")):
        files = {"facts": [designation("lifted")], "base": [source(), *ACTORS]}
        taken = _taken(tmp_path, **{name: files[name] for name in order})
        assert taken.problems == []
        assert list(taken.datasets) == [f"{name}.jsonl" for name in order]


def test_a_reference_may_point_into_the_store(tmp_path: Path, known: Names) -> None:
    fact = designation("lifted", authority="The Empire", target="Groupe C", source="archive")
    taken = _taken(tmp_path, known, a=[fact])
    assert taken.problems == []
    [claim] = _claims(taken)
    assert (claim.fact.authority, claim.fact.target) == ("osterlich", "group-c")


def test_the_name_that_was_used_is_kept_and_an_id_is_no_name(tmp_path: Path) -> None:
    by_name, by_id = designation("lifted"), designation("lifted", authority="freedonia", target="group-a")
    taken = _taken(tmp_path, a=[source(), *ACTORS, by_name, by_id])
    names = {frozenset(dict(claim.named)) for claim in _claims(taken)}
    assert names == {frozenset({"authority", "target"}), frozenset()}
    assert len(_claims(taken)) == 2


def test_two_actors_of_one_name_are_ambiguous_only_within_the_first_place_that_knows_it(
    tmp_path: Path, known: Names
) -> None:
    own = [source(), *ACTORS]
    again = [actor("freedonia-2", "Freedonia")]
    facts = [designation("lifted")]
    ambiguous = "'Freedonia' may be any of freedonia, freedonia-2. Write the id that you mean as authority."

    taken = _taken(tmp_path, known, a=[*own, *again, *facts])
    assert _problems(taken, tmp_path) == ["a.jsonl:6: " + ambiguous]
    assert taken.problems[0].rule == "fact/ambiguous-actor"
    assert _claims(taken) == []

    assert _taken(tmp_path, known, a=[*own, *facts], b=again).problems == []  # the own file knows one
    assert _problems(_taken(tmp_path, known, a=own, b=again, c=facts), tmp_path) == [
        "c.jsonl:1: " + ambiguous
    ]
    known.add(Actor(id="freedonia-3", name="Freedonia", kinds=("state",)))
    known.add(Actor(id="freedonia-4", name="Freedonia", kinds=("state",)))
    assert _taken(tmp_path, known, a=own, b=facts).problems == []  # the load knows one
    known.add(Actor(id="group-a-2", name="Group A", kinds=("organization",)))
    known.add_source(Source(id="herald", title="The Herald"))
    found = _problems(_taken(tmp_path, known, b=[designation("lifted", target="Group A")]), tmp_path)
    assert found == ["b.jsonl:1: " + ambiguous.replace("-2", "-4").replace("of freedonia", "of freedonia-3")]


def test_an_id_means_itself_whoever_else_is_called_so(tmp_path: Path) -> None:
    other = actor("other", "freedonia")
    taken = _taken(tmp_path, a=[source(), *ACTORS, other, designation("lifted", authority="freedonia")])
    assert taken.problems == []
    assert _claims(taken)[0].fact.authority == "freedonia"


def test_a_name_is_looked_up_exactly(tmp_path: Path) -> None:
    for name in ("freedonia ", "FREEDONIA", "Fredonia", "Freedonia\u200b"):
        taken = _taken(tmp_path, a=[source(), *ACTORS, designation("lifted", authority=name)])
        assert len(taken.problems) == 1, name
        assert _claims(taken) == []


def test_a_name_in_another_unicode_form_is_the_same(tmp_path: Path) -> None:
    composed, apart = "L\u00e9onie", "Le\u0301onie"
    for given, used in ((composed, apart), (apart, composed)):
        taken = _taken(
            tmp_path, a=[source(), *ACTORS, actor("l", given), designation("lifted", authority=used)]
        )
        assert taken.problems == []
        assert _claims(taken)[0].fact.authority == "l"


@pytest.mark.parametrize(
    ("fact", "said"),
    [
        (
            designation("lifted", authority="Fredonia"),
            "There is no actor 'Fredonia'. Did you mean 'Freedonia'?",
        ),
        (
            designation("lifted", target="Nobody at all"),
            "There is no actor 'Nobody at all'. Add an actor fact for it: "
            '{"type": "actor", "id": …, "kind": …, "name": …}.',
        ),
        (
            designation("lifted", authority="The Empyre"),
            "There is no actor 'The Empyre'. Did you mean 'The Empire'?",
        ),
        (designation("lifted", source="heralt"), "There is no source 'heralt'. Did you mean 'herald'?"),
        (designation("lifted", source="arkhive"), "There is no source 'arkhive'. Did you mean 'archive'?"),
        (
            designation("lifted", source="zzz"),
            'There is no source \'zzz\'. Add a source fact for it: {"type": "source", "id": …, "title": …}.',
        ),
        (
            designation("lifted", reportedBy="Sylvanja"),
            "There is no actor 'Sylvanja'. Did you mean 'Sylvania'?",
        ),
        (
            actor("t", "T", "territory", country="Sylwania"),
            "There is no actor 'Sylwania'. Did you mean 'Sylvania'?",
        ),
        (
            source("list", published="2005", complete={"authority": "Freedona", "list": "L"}),
            "There is no actor 'Freedona'. Did you mean 'Freedonia'?",
        ),
        (
            {
                "type": "meeting",
                "participants": ["Freedonia", {"actor": "Sylvania", "for": "Group B"}],
                "source": "herald",
            },
            "There is no actor 'Group B'. Did you mean 'Group A'?",
        ),
        (
            {
                "type": "agreement",
                "parties": ["Freedonia", {"actor": "Silvania", "role": "witness"}],
                "subject": "Trade",
                "source": "herald",
            },
            "There is no actor 'Silvania'. Did you mean 'Sylvania'?",
        ),
        (
            {
                "type": "statement",
                "speaker": "Freedonia",
                "summary": "Yes.",
                "about": ["Group D"],
                "source": "herald",
            },
            "There is no actor 'Group D'. Did you mean 'Group",
        ),
    ],
)
def test_what_is_not_known_is_told_at_its_line_with_what_may_be_meant(
    tmp_path: Path, known: Names, fact: Fact, said: str
) -> None:
    taken = _taken(tmp_path, known, a=[source(), *ACTORS, fact])
    [problem] = _problems(taken, tmp_path)
    assert problem.startswith(f"a.jsonl:5: {said}")
    assert taken.problems[0].rule in ("fact/unknown-actor", "fact/unknown-source")


def test_any_may_stand_for_every_authority_in_a_denial_only(tmp_path: Path) -> None:
    recognition = {
        "type": "recognition",
        "by": "any",
        "of": "Group A",
        "action": "granted",
        "source": "herald",
    }
    denials = [designation("imposed", authority="any", denies=True), {**recognition, "denies": True}]
    taken = _taken(tmp_path, a=[source(), *ACTORS, *denials])
    assert taken.problems == []
    assert len(_claims(taken)) == 2
    for wrong in (recognition, designation("lifted", target="any", denies=True)):
        taken = _taken(tmp_path, a=[source(), *ACTORS, wrong])
        [problem] = _problems(taken, tmp_path)
        assert problem.startswith("a.jsonl:5: ")
        assert "'any'" in problem


def test_all_problems_of_all_files_are_told_each_at_its_line(tmp_path: Path) -> None:
    bad = designation("lifted", authority="Nobody", source="nothing")
    taken = _taken(
        tmp_path,
        a=[source(), *ACTORS, bad, {"type": "designation"}, designation("lifted")],
        b=[{**bad, "target": "No one"}],
    )
    places = [problem.partition(" ")[0] for problem in _problems(taken, tmp_path)]
    assert sorted(set(places)) == ["a.jsonl:5:", "a.jsonl:6:", "b.jsonl:1:"]
    assert places.count("a.jsonl:5:") == 2
    assert places.count("b.jsonl:1:") == 3
    assert len(_claims(taken)) == 1


def test_what_a_faulty_actor_would_have_registered_is_not_told_again(tmp_path: Path) -> None:
    faulty = {"type": "actor", "id": "g", "kind": "sate", "name": "Gondal", "aliases": ["Gondalia"]}
    facts = [designation("lifted", authority=name) for name in ("Gondal", "Gondalia", "g")]
    taken = _taken(tmp_path, a=[source(), *ACTORS, faulty, *facts])
    [problem] = _problems(taken, tmp_path)
    assert problem.startswith("a.jsonl:5: ")
    assert "state" in problem


def test_the_same_claim_on_two_lines_stands_at_both(tmp_path: Path) -> None:
    taken = _taken(tmp_path, a=[source(), *ACTORS, designation("lifted")], b=[{}, designation("lifted")])
    [claim] = _claims(taken)
    assert [str(p).removeprefix(f"{tmp_path}/") for p in taken.places[claim.id]] == ["a.jsonl:5", "b.jsonl:2"]
    assert claim.id in taken.datasets["a.jsonl"]
    assert claim.id in taken.datasets["b.jsonl"]


def test_an_id_that_is_used_twice_in_a_file_with_other_content_names_both_lines(desk: Desk) -> None:
    desk.write(
        "facts.jsonl", source(), *ACTORS, source(title="Another"), actor("sylvania", "Sylvania", "person")
    )
    done = desk.run("validate", "facts.jsonl")
    assert done.code == 1
    first, second, _ = done.out.splitlines()
    assert first.startswith(
        "facts.jsonl:5: The source 'herald' is described differently in line 1: 'title' differs."
    )
    assert second.startswith("facts.jsonl:6: The actor 'sylvania' is described differently in line 3: ")
    told = json.loads(desk.run("validate", "facts.jsonl", "--format", "json").out)
    related = [problem["related"] for problem in told["problems"]]
    assert [[place["line"] for place in places] for places in related] == [[1], [3]]


def test_an_actor_may_be_described_by_several_files_and_is_the_union(desk: Desk) -> None:
    desk.write("one.jsonl", source(), *ACTORS, designation("lifted", "2024", authority="The Land"))
    desk.write("two.jsonl", actor("freedonia", "Republic of Freedonia", aliases=["The Land"]))
    desk.load("one.jsonl", "two.jsonl")
    row = desk.ask("lifted-designations", "-p", "authority=The Land")[0]
    assert row["authority"].endswith("actor/freedonia")
    assert desk.ask("lifted-designations", "-p", "authority=Freedonia") == [row]
    desk.write("three.jsonl", designation("lifted", "2025", authority="The Land"))
    desk.load("three.jsonl")
    done = desk.run("validate", "three.jsonl")
    assert done.code == 1
    assert "There is no actor 'The Land'." in done.out
    assert desk.run("validate", "three.jsonl", "--store", "detente-store").code == 0
