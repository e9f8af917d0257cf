"""Where problems are told: at the file and line of the fact that caused them, whatever the format."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from command_desk import ACTORS, STORY, actor, designation, source

from loader.reports.report import legible

if TYPE_CHECKING:
    from command_desk import Desk, Fact

BAD = sorted(
    path for path in (Path(__file__).parent / "facts" / "bad").iterdir() if path.suffix != ".expected"
)
EVIDENCE = [{"quote": "So it was."}]
BASE = (source(), source("gazette"), *ACTORS, actor("p", "Person P", "person"))

BEFORE = "The lifting is before the imposition: is a date wrong, or an earlier imposition missing?"
UNNAMED = "No list is named, and several of this authority are known for this target: "
NOT_SIGNED = (
    "Taken together, sources have the agreement in force before it is signed: is a date wrong, or are two "
    "agreements under one id?"
)


def agreement(**more: object) -> Fact:
    return {
        "type": "agreement",
        "id": "peace",
        "parties": ["Freedonia", "Sylvania"],
        "subject": "Peace",
        "source": "herald",
        "evidence": EVIDENCE,
        **more,
    }


# -- what joins claims is a warning -------------------------------------------------------------------------

JOINED: dict[str, tuple[str, list[Fact], list[Fact]]] = {
    # what is told, the facts of which the first is to be named, and what stands in another file
    "a lifting before its imposition": (
        BEFORE,
        [designation("lifted", "2001")],
        [designation("imposed", "2003", source="gazette")],
    ),
    "a list left out where several are known": (
        UNNAMED,
        [designation("lifted", "2020")],
        [designation("imposed", "2003", list="L"), designation("imposed", "2004", list="M")],
    ),
    "an agreement in force before it is signed": (
        NOT_SIGNED,
        [agreement(inForce="2005", status="in-force")],
        [agreement(signed="2010", source="gazette")],
    ),
}


@pytest.mark.parametrize("what", JOINED)
def test_what_joins_claims_is_warned_of_at_the_line_within_one_file(desk: Desk, what: str) -> None:
    told, facts, others = JOINED[what]
    desk.write("facts.jsonl", *BASE, "", *facts, *others)
    for command in ("validate", "load"):
        done = desk.run(command, "facts.jsonl")
        assert done.code == 0
        line = (done.out + done.err).splitlines()[0]
        assert line.startswith(f"facts.jsonl:{len(BASE) + 2}: warning: {told}")


@pytest.mark.parametrize("what", JOINED)
@pytest.mark.parametrize("at_once", [True, False], ids=["in one load", "in two loads"])
def test_what_joins_claims_is_warned_of_across_files(desk: Desk, what: str, at_once: bool) -> None:
    told, facts, others = JOINED[what]
    desk.write("base.jsonl", *BASE)
    desk.write("others.jsonl", *others)
    desk.write("facts.jsonl", "", "", *facts)
    if at_once:
        done = desk.run("load", "base.jsonl", "others.jsonl", "facts.jsonl")
    else:
        desk.load("base.jsonl", "others.jsonl")
        done = desk.run("load", "facts.jsonl", "--fail-on", "warning")
        assert done.code == 1
        assert done.err.splitlines()[1:] == ["1 warning in 1 file, 1 fact.", "Nothing was stored."]
        assert desk.current.number == 1
        done = desk.run("load", "facts.jsonl")
    assert done.code == 0
    lines = [line for line in done.err.splitlines() if "warning: " in line]
    assert len(lines) == 1
    assert lines[0].startswith(f"facts.jsonl:3: warning: {told}")


def test_the_file_that_is_loaded_is_named_before_those_that_were(desk: Desk) -> None:
    desk.load(desk.write("a.jsonl", *BASE, agreement(signed="2010", source="gazette")))
    done = desk.run("load", desk.write("b.jsonl", agreement(inForce="2005", status="in-force")))
    assert done.err.splitlines()[0] == f"b.jsonl:1: warning: {NOT_SIGNED} See also a.jsonl:{len(BASE) + 1}."


def test_a_load_does_not_tell_again_what_it_has_nothing_to_do_with(desk: Desk) -> None:
    told, facts, others = JOINED["a lifting before its imposition"]
    desk.write("a.jsonl", *BASE, *facts, *others)
    assert BEFORE in desk.load("a.jsonl")
    sylvania = [designation(action, date, authority="Sylvania") for action, date in (("imposed", "2001"),)]
    desk.write("b.jsonl", *sylvania)
    assert "warning" not in desk.load("b.jsonl", "--fail-on", "warning")
    desk.write("c.jsonl", designation("imposed", "2004", source="gazette"))
    assert told in desk.load("c.jsonl")  # this has to do with it


def test_no_file_is_refused_for_what_another_one_says(desk: Desk) -> None:
    """Two complete lists under one source's id are a fault of neither file alone."""
    complete = [{"authority": "freedonia", "list": "L"}, {"authority": "sylvania", "list": "M"}]
    desk.write("a.jsonl", source(published="2010", complete=complete[0]), *ACTORS)
    desk.write("b.jsonl", source(published="2011", complete=complete[1]), *ACTORS)
    for name in ("a.jsonl", "b.jsonl"):
        assert desk.run("validate", name).code == 0
    desk.load("a.jsonl")
    told = desk.load("b.jsonl")
    assert "b.jsonl:1: warning: A source that is 'complete' names the one list that it gives." in told
    desk.write("person.jsonl", actor("freedonia", "Freedonia", "person"))
    desk.load("person.jsonl")
    desk.load(desk.write("fact.jsonl", designation("lifted", "2020")))


# -- severities ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fact", "severity"),
    [
        (designation("lifted", "2020"), None),
        (designation("lifted"), "info"),  # without a date
        (source("other", language="in English"), "warning"),
        (designation("lifted", "2020", authority="Group A"), "violation"),
    ],
)
def test_what_keeps_facts_from_conforming_is_chosen_by_the_user(
    desk: Desk, fact: Fact, severity: str | None
) -> None:
    weights = ["info", "warning", "violation"]
    desk.write("facts.jsonl", *BASE, fact)
    for least in weights:
        fails = severity is not None and weights.index(severity) >= weights.index(least)
        assert desk.run("validate", "facts.jsonl", "--fail-on", least).code == fails
        assert desk.run("load", "facts.jsonl", "--fail-on", least, "--store", least).code == fails
        assert (desk.folder / least).exists() != fails


# -- violations, at their lines in each format --------------------------------------------------------------

VIOLATIONS: dict[str, Fact] = {
    "Nobody designates itself: 'authority' and 'target' are the same actor.": designation(
        "lifted", "2020", target="Freedonia"
    ),
    "The authority must be a state or an intergovernmental organisation": designation(
        "lifted", "2020", authority="Person P"
    ),
    "Nobody recognises itself": {
        "type": "recognition",
        "by": "Freedonia",
        "of": "Freedonia",
        "action": "granted",
        "source": "herald",
        "evidence": EVIDENCE,
    },
    "The end is before the beginning: 'to' must not be earlier than 'from'.": {
        "type": "post",
        "holder": "Person P",
        "title": "minister",
        "of": "Freedonia",
        "from": "2010",
        "to": "2005",
        "source": "herald",
        "evidence": EVIDENCE,
    },
    "An agreement needs two parties": agreement(parties=["Freedonia"]),
    "The holder of a post is a person": {
        "type": "post",
        "holder": "Group A",
        "title": "minister",
        "of": "Freedonia",
        "source": "herald",
        "evidence": EVIDENCE,
    },
}


def _csv(fact: Fact) -> str:
    """A table of two rows; the first takes two lines, so that the fact stands in line 4."""
    cells = {key: value if isinstance(value, str) else json.dumps(value) for key, value in fact.items()}
    first = designation("imposed", "2003", note="Two\nlines")
    columns = list(dict.fromkeys([*cells, *(first if fact["type"] == first["type"] else {})]))
    rows = [[cells.get(column, "") for column in columns]]
    if fact["type"] == first["type"]:
        texts = {key: value if isinstance(value, str) else json.dumps(value) for key, value in first.items()}
        rows.insert(0, [texts.get(column, "") for column in columns])
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    if len(rows) == 1:
        stream.write("\n\n")
    writer.writerows(rows)
    return stream.getvalue()


@pytest.mark.parametrize("said", VIOLATIONS)
@pytest.mark.parametrize("form", ["jsonl", "yaml", "csv"])
def test_a_violation_of_a_shape_names_the_line_in_every_format(desk: Desk, said: str, form: str) -> None:
    fact = VIOLATIONS[said]
    desk.write("base.jsonl", *BASE)
    name = f"facts.{form}"
    if form == "jsonl":
        desk.write(name, "", STORY[-2], "", fact)
    elif form == "yaml":
        block = "".join(f"  {key}: {json.dumps(value)}\n" for key, value in fact.items() if key != "type")
        desk.write(name, f"# a comment\n---\n\n- type: {fact['type']}\n{block}")
    else:
        desk.write(name, _csv(fact))
    done = desk.run("validate", "base.jsonl", name)
    assert done.code == 1
    [line] = [line for line in done.out.splitlines() if line.startswith(name)]
    assert line.startswith(f"{name}:4: {said}")
    shown = desk.run("validate", "base.jsonl", name, "--show-shapes").out
    assert " [https://w3id.org/detente/shape#" in shown
    assert "https://" not in done.out


def test_the_same_claim_on_two_lines_names_both(desk: Desk) -> None:
    wrong = designation("lifted", "2020", target="Freedonia")
    desk.write("a.jsonl", *BASE, wrong, wrong)
    desk.write("b.jsonl", wrong)
    done = desk.run("validate", "a.jsonl", "b.jsonl")
    assert done.out.splitlines()[0] == (
        "a.jsonl:7: Nobody designates itself: 'authority' and 'target' are the same actor. "
        "See also a.jsonl:8, b.jsonl:1."
    )
    told = json.loads(desk.run("validate", "a.jsonl", "b.jsonl", "--format", "json").out)
    related = [(place["file"], place["line"]) for place in told["problems"][0]["related"]]
    assert related == [("a.jsonl", 8), ("b.jsonl", 1)]


def test_what_could_be_read_is_judged_too_whatever_could_not(desk: Desk) -> None:
    desk.write("facts.jsonl", *BASE, "{", designation("lifted", "2020", target="Freedonia"))
    for command in ("validate", "load"):
        done = desk.run(command, "facts.jsonl")
        assert done.code == 1
        lines = (done.out + done.err).splitlines()
        assert [line.partition(": ")[0] for line in lines[:2]] == ["facts.jsonl:7", "facts.jsonl:8"]


def test_shapes_of_ones_own_are_judged_besides_also_where_the_facts_are_stored_already(desk: Desk) -> None:
    desk.load(desk.write("facts.jsonl", *STORY))
    desk.write(
        "own.ttl",
        """
        @prefix sh: <http://www.w3.org/ns/shacl#> . @prefix claim: <https://w3id.org/detente/claim#> .
        <https://example.org/shapes#Organ> a sh:NodeShape ; sh:targetClass claim:Designation ;
            sh:property [ sh:path claim:organ ; sh:minCount 1 ; sh:message "Which organ acted?" ] .
        """,
    )
    for command in ("validate", "load"):
        done = desk.run(command, "facts.jsonl", "--shapes", "own.ttl")
        assert done.code == 1
        lines = (done.out + done.err).splitlines()
        assert lines[:2] == ["facts.jsonl:5: Which organ acted?", "facts.jsonl:6: Which organ acted?"]
    assert desk.current.number == 1


# -- whole files --------------------------------------------------------------------------------------------


def test_there_are_bad_files_to_be_validated() -> None:
    assert len(BAD) > 20


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.name)
def test_each_bad_file_is_validated_with_the_lines_that_it_must_name(desk: Desk, path: Path) -> None:
    (desk.folder / path.name).write_bytes(path.read_bytes())
    expected = path.with_name(path.name + ".expected").read_text(encoding="utf-8").splitlines()
    done = desk.run("validate", path.name)
    assert done.code == 1
    assert done.err == ""
    *problems, summary = done.out.splitlines()
    assert expected
    assert {legible(line) for line in expected} <= set(problems)
    assert " in 1 file, " in summary
