"""What differs between two versions is said in words that an analyst reads; these were written by hand."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from command_desk import ACTORS, STORY, actor, designation, source

from loader.commit.updating import update
from loader.store import Store

if TYPE_CHECKING:
    from command_desk import Desk, Fact

EVIDENCE = [{"quote": "So it was."}]
PERSON = actor("person-p", "Person P", "person")


def _of(kind: str, **more: object) -> Fact:
    return {"type": kind, "source": "herald", "evidence": EVIDENCE, **more}


TALKS = _of(
    "meeting",
    id="talks",
    label="Talks",
    participants=["Freedonia", {"actor": "Group A", "for": "Sylvania", "status": "declined"}],
    place="Geneva",
)
PEACE = _of(
    "agreement",
    id="peace",
    label="Peace",
    parties=["Freedonia", "Group A", {"actor": "Sylvania", "role": "witness"}],
    subject="The border",
    signed="2010",
)
POST = _of("post", holder="Person P", title="envoy", of="Freedonia")
SAYING = _of("statement", speaker="Person P", summary="All is well.", **{"for": "Freedonia"}, date="2011")

BEFORE: tuple[Fact, ...] = (
    *STORY[:-2],
    source("gazette"),
    PERSON,
    designation("imposed", "2003", list="Black list"),
    designation("lifted", "2024-06"),
    {**TALKS, "date": "2010", "status": "planned"},
    PEACE,
    {**POST, "from": "2010"},
    _of("membership", member="Person P", organization="Group A", seen="2010"),
    SAYING,
    _of("recognition", by="Freedonia", of="Group A", action="granted", date="2020"),
    designation("reaffirmed", "2005", list="Black list", note="As printed."),
)
AFTER: tuple[Fact, ...] = (
    *STORY[:2],
    actor("sylvania", "Sylvania", aliases=["The Woods"]),
    STORY[3],
    source("gazette"),
    PERSON,
    designation("imposed", "2003", list="Black list"),
    designation("lifted", "2024-06-05"),
    designation("lifted", "2022", source="gazette"),
    {**TALKS, "date": "2010-05", "status": "held"},
    {**PEACE, "inForce": "2011", "status": "in-force"},
    {**POST, "from": "2010", "to": "2015"},
    {**SAYING, "summary": "All is very well."},
    _of("recognition", by="any", of="Group A", action="granted", denies=True),
    designation("imposed", "2003", authority="Sylvania", list="Black list"),
    designation("lifted", "2004", authority="Sylvania", dateRole="effective"),
    designation("imposed", "2004-10", authority="Sylvania", list="Black list"),
    designation("imposed", authority="Sylvania", target="Freedonia", denies=True, source="gazette"),
    designation("reaffirmed", "2005", list="Black list", note="As was printed."),
)

IN_WORDS = """\
+ gazette: Freedonia lifted the terrorist designation of Group A, 2022
+ gazette: denies that Sylvania imposed the terrorist designation of Freedonia
+ herald: Freedonia lifted the terrorist designation of Group A, 2024-06-05
+ herald: Person P is envoy of Freedonia, from 2010, to 2015
+ herald: Person P said for Freedonia, 2011: All is very well
+ herald: Sylvania imposed the terrorist designation of Group A on Black list, 2003
+ herald: Sylvania imposed the terrorist designation of Group A on Black list, 2004-10
+ herald: Sylvania lifted the terrorist designation of Group A, effective 2004
+ herald: agreement in-force: Peace, Freedonia, Group A and Sylvania (witness), signed 2010, in force 2011
+ herald: denies that any actor recognised Group A
+ herald: meeting held: Talks, Freedonia and Group A (for Sylvania, declined) in Geneva, 2010-05
- herald: Freedonia lifted the terrorist designation of Group A, 2024-06
- herald: Freedonia recognised Group A, 2020
- herald: Person P is a member of Group A, seen 2010
- herald: Person P is envoy of Freedonia, from 2010
- herald: Person P said for Freedonia, 2011: All is well
- herald: agreement signed: Peace, Freedonia, Group A and Sylvania (witness), signed 2010
- herald: meeting planned: Talks, Freedonia and Group A (for Sylvania, declined) in Geneva, 2010
± actor sylvania: Sylvania (state)
    aliases: nothing → The Woods
± herald: Freedonia reaffirmed the terrorist designation of Group A on Black list, 2005
    note: As printed. → As was printed.
~ Person P as envoy of Freedonia: changed
    to: nothing → 2015
~ actor Sylvania: changed
    other names: nothing → The Woods
~ agreement Peace: changed
    date: 2010 → 2011
    in force: nothing → 2011
    status: signed → in-force
~ denial of any recognition of Group A: new
~ designation of Freedonia by Sylvania as terrorist: new
~ designation of Group A by Freedonia on Black list: lifted: changed
    date: 2024-06 → 2022-01-01/2024-06-05
    disputed: no → yes
    sources: 1 → 2
~ designation of Group A by Freedonia on Black list: reaffirmed: changed
    other claims stand behind it
~ designation of Group A by Sylvania on Black list: new
~ designation of Group A by Sylvania on Black list: imposed: new
~ designation of Group A by Sylvania on Black list: lifted: new
~ meeting Talks: changed
    date: 2010 → 2010-05
    status: planned → held
~ membership of Person P in Group A: gone
~ recognition of Group A by Freedonia: gone
~ recognition of Group A by Freedonia: granted: gone
~ statement: All is very well.: new
~ statement: All is well.: gone
"""


def test_each_kind_of_difference_is_said_in_words(desk: Desk) -> None:
    desk.load(desk.write("facts.jsonl", *BEFORE))
    desk.load(desk.write("facts.jsonl", *AFTER), "--replace")
    assert desk.read("diff", "1", "2") == IN_WORDS


def test_the_way_back_is_the_same_the_other_way_round(desk: Desk) -> None:
    desk.load(desk.write("facts.jsonl", *BEFORE))
    desk.load(desk.write("facts.jsonl", *AFTER), "--replace")
    ends = {"new": "gone", "gone": "new", "changed": "changed"}

    def turned(line: str) -> str:
        start, _, end = line.rpartition(": ")
        return f"{start}: {ends[end]}" if line[0] == "~" else line.translate({43: "-", 45: "+"})[0] + line[1:]

    there = [line for line in IN_WORDS.splitlines() if line[0] in "+-~"]
    back = [line for line in desk.read("diff", "2", "1").splitlines() if line[0] in "+-~"]
    assert sorted(back) == sorted(map(turned, there))
    assert desk.read("diff", "1", "1") == "The two versions hold the same.\n"


def test_a_program_gets_the_same_as_json(desk: Desk) -> None:
    desk.load(desk.write("facts.jsonl", *STORY[:-1]))
    desk.load(desk.write("facts.jsonl", *STORY, actor("group-a", "Group A", "armed-group")))
    assert json.loads(desk.read("diff", "1", "2", "--json")) == {
        "added": ["herald: Freedonia lifted the terrorist designation of Group A, 2024-06"],
        "withdrawn": [],
        "altered": [],
        "records": [
            {
                "record": "designation/freedonia:group-a:terrorist:lifted:1",
                "words": "designation of Group A by Freedonia as terrorist: lifted",
                "what": "new",
                "lines": [],
            }
        ],
        "others": False,
    }


def test_that_other_triples_differ_is_told(stored: Desk) -> None:
    update(Store.open(stored.store), "INSERT DATA { GRAPH <urn:x:g> { <urn:x:a> <urn:x:b> 1 } }")
    said = "Triples that are none of claims or records differ: export both versions as nquads.\n"
    assert stored.read("diff", "1", "2") == said
    assert json.loads(stored.read("diff", "1", "2", "--json"))["others"] is True
    done = stored.run("export")
    assert done.err == "Named graphs are left out, for turtle has none; trig, jsonld and nquads do.\n"
    assert "<urn:x:g>" not in done.out
    assert "<urn:x:g> .\n" in stored.read("export", "--format", "nquads")


def test_what_a_list_concludes_by_its_silence_is_told_though_no_claim_says_it(desk: Desk) -> None:
    complete = {"authority": "freedonia", "list": "Black list"}
    named = designation("reaffirmed", "2005-01-01", list="Black list", source="list-2005")
    desk.load(
        desk.write(
            "2005.jsonl", *ACTORS, source("list-2005", published="2005-01-01", complete=complete), named
        )
    )
    desk.load(desk.write("2010.jsonl", source("list-2010", published="2010-01-01", complete=complete)))
    told = desk.read("diff", "1", "2").splitlines()
    assert told == [
        "+ source list-2010: The list-2010",
        "~ designation of Group A by Freedonia on Black list: lifted: new",
        "~ source list-2010: new",
    ]


def test_a_dataset_that_says_again_what_another_says_is_no_difference(desk: Desk) -> None:
    desk.load(desk.write("one.jsonl", *STORY))
    desk.load(desk.write("two.jsonl", *STORY))
    assert desk.read("diff", "1", "2") == "The two versions hold the same.\n"
    desk.run("rollback", "1")
    assert desk.read("diff", "1", "3") == "The two versions hold the same.\n"
