"""What loading comes to: versions, datasets, withdrawal, order, and who may be withdrawn."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from command_desk import ACTORS, STORY, actor, designation, source

from loader.store import Store

if TYPE_CHECKING:
    from command_desk import Desk, Fact

TALIBAN = Path(__file__).parent.parent / "examples" / "taliban" / "facts.jsonl"
EVIDENCE = [{"quote": "So it was."}]


def _history(desk: Desk) -> list[tuple[str, str, str]]:
    """The acts that a store knows: authority, action, date."""
    rows = desk.ask("designation-history")
    return [(row["authorityName"], row["action"], row["date"]) for row in rows]


def test_a_load_says_what_it_did(desk: Desk) -> None:
    assert desk.load(desk.write("facts.jsonl", *STORY)).splitlines() == [
        "6 facts read.",
        "6 claims and descriptions added, 0 withdrawn.",
        "Records: 7 new, 0 changed, 0 gone.",
        "Version 1 is current.",
    ]
    changed = (*STORY[:-1], designation("lifted", "2024-07"))
    assert desk.load(desk.write("facts.jsonl", *changed)).splitlines() == [
        "6 facts read.",
        "1 claims and descriptions added, 1 withdrawn.",
        "Records: 0 new, 1 changed, 0 gone.",
        "Version 2 is current.",
    ]
    assert _history(desk) == [("Freedonia", "imposed", "2003"), ("Freedonia", "lifted", "2024-07")]


# -- what is no change ---------------------------------------------------------------------------------------


def _reformatted(facts: tuple[Fact, ...]) -> str:
    """The same facts with other spaces, keys in another order, spelled-out characters, defaults and CRLF."""
    lines = []
    for fact in reversed(facts):
        turned = dict(reversed(fact.items()))
        if fact["type"] == "designation":
            turned |= {"confidence": "stated", "dateRole": "event", "denies": False}
        lines.append(json.dumps(turned, ensure_ascii=True, separators=(" , ", "  :  ")))
    return "\ufeff\r\n" + "\r\n\r\n".join(lines)


def test_the_same_facts_again_make_no_version_however_they_are_written(desk: Desk) -> None:
    story = (*STORY, actor("e", "Émile", "person", aliases=["B", "A"]))
    desk.load(desk.write("facts.jsonl", *story))
    files = desk.files()
    for again in (
        "\n".join(map(json.dumps, story)),
        _reformatted(story),
        "\n".join(json.dumps(fact) for fact in (*story, *story)),
        "\n".join(json.dumps(fact) for fact in story).replace('["B", "A"]', '["A", "B", "A"]'),
        "\n".join(json.dumps(fact, ensure_ascii=False) for fact in story).replace("É", "E\u0301"),
    ):
        name = desk.write("facts.jsonl", again)
        assert desk.load(name).endswith("facts read, and stored already. Nothing changed.\n")
        assert {k: v for k, v in desk.files().items() if k != name} == {
            k: v for k, v in files.items() if k != name
        }


def test_the_same_facts_in_another_format_are_the_same_dataset_under_one_name(desk: Desk) -> None:
    desk.write("facts.jsonl", *STORY)
    desk.write("facts.yaml", json.dumps(STORY, indent=2))
    desk.write(
        "actors.csv", "type,id,kind,name", *(f"actor,{a['id']},{a['kind']},{a['name']}" for a in ACTORS)
    )
    desk.load("facts.jsonl", "--dataset", "story")
    export = desk.read("export")
    assert "Nothing changed." in desk.load("facts.yaml", "--dataset", "story")
    assert "Nothing changed." in desk.load("actors.csv", "--dataset", "story", "--add")
    assert desk.read("export") == export
    assert [v.number for v in Store.open(desk.store).versions()] == [1]


# -- datasets ------------------------------------------------------------------------------------------------


def test_add_withdraws_nothing(desk: Desk) -> None:
    desk.load(desk.write("facts.jsonl", *STORY))
    told = desk.load(desk.write("facts.jsonl", designation("suspended", "2010")), "--add")
    assert "1 claims and descriptions added, 0 withdrawn." in told
    assert [action for _, action, _ in _history(desk)] == ["imposed", "suspended", "lifted"]
    assert desk.current.manifest.datasets == {"facts.jsonl": 7}


def test_a_claim_that_two_datasets_make_stands_until_both_withdraw_it(desk: Desk) -> None:
    desk.load(desk.write("base.jsonl", *STORY[:-2]))
    desk.load(desk.write("one.jsonl", designation("imposed", "2003"), designation("lifted", "2024")))
    told = desk.load(desk.write("two.jsonl", designation("lifted", "2024"), designation("amended", "2005")))
    assert "1 claims and descriptions added, 0 withdrawn." in told
    assert "1 more are said by this dataset too now." in told
    both = desk.read("export")
    assert desk.current.manifest.datasets == {"base.jsonl": 4, "one.jsonl": 2, "two.jsonl": 2}

    told = desk.load(desk.write("one.jsonl", designation("imposed", "2003")))
    assert "0 claims and descriptions added, 0 withdrawn." in told
    assert "1 are said no more here, but stand: another dataset says them too." in told
    assert ("Freedonia", "lifted", "2024") in _history(desk)

    desk.load(desk.write("two.jsonl", designation("amended", "2005")))
    assert ("Freedonia", "lifted", "2024") not in _history(desk)

    desk.load(desk.write("two.jsonl", designation("lifted", "2024"), designation("amended", "2005")))
    desk.load(desk.write("one.jsonl", designation("imposed", "2003"), designation("lifted", "2024")))
    assert desk.read("export") == both


def test_a_dataset_leaves_others_alone(desk: Desk) -> None:
    desk.load(desk.write("base.jsonl", *STORY[:-2]))
    desk.load(desk.write("one.jsonl", designation("imposed", "2003")))
    desk.load(desk.write("two.jsonl", designation("lifted", "2024")))
    assert "Nothing changed." in desk.load("one.jsonl")
    assert len(_history(desk)) == 2
    assert desk.run("retract", "--dataset", "one.jsonl").code == 0
    assert _history(desk) == [("Freedonia", "lifted", "2024")]


def test_several_files_are_one_dataset_under_one_name_and_one_version(desk: Desk) -> None:
    for folder in ("a", "b"):
        (desk.folder / folder).mkdir()
    desk.write("a/facts.jsonl", *STORY[:-2])
    desk.write("b/facts.jsonl", *STORY[-2:])
    desk.load("a/facts.jsonl", "b/facts.jsonl", "--dataset", "all")
    assert desk.current.number == 1
    assert desk.current.manifest.datasets == {"all": 6}


def test_where_claims_stand_is_kept_for_each_dataset(desk: Desk) -> None:
    desk.load(desk.write("one.jsonl", *STORY))
    desk.load(desk.write("two.jsonl", "", STORY[-1]))
    desk.load(desk.write("one.jsonl", *STORY, designation("amended", "2005")))
    standing = {tuple(map(str, places)) for places in desk.current.places().values()}
    assert ("one.jsonl:6", "two.jsonl:2") in standing
    desk.load(desk.write("one.jsonl", "", *STORY[:-1]))
    standing = {tuple(map(str, places)) for places in desk.current.places().values()}
    assert ("one.jsonl:6",) in standing  # the imposition, which moved down a line
    assert ("two.jsonl:2",) in standing  # the lifting, which the other file says no more


# -- who may be withdrawn ------------------------------------------------------------------------------------


def test_an_actor_who_is_still_referred_to_is_not_withdrawn(desk: Desk) -> None:
    desk.load(desk.write("facts.jsonl", *STORY))
    files = desk.files()
    done = desk.run("load", desk.write("facts.jsonl", STORY[0], *STORY[2:]))
    assert done.code == 1
    assert done.err.splitlines() == [
        "facts.jsonl:4: This refers to actor 'freedonia', and nothing would say any more who that is. "
        "Keep the fact that says so, or withdraw what refers to it first. See also facts.jsonl:5.",
        "1 violation in 1 file, 5 facts.",
        "Nothing was stored.",
    ]
    assert {n: b for n, b in desk.files().items() if n != "facts.jsonl"} == {
        n: b for n, b in files.items() if n != "facts.jsonl"
    }


def test_what_other_datasets_refer_to_is_not_retracted(desk: Desk) -> None:
    desk.load(desk.write("base.jsonl", source(), *ACTORS, source("gazette"), actor("x", "X")))
    desk.load(desk.write("facts.jsonl", STORY[-1], actor("t", "T", "territory", country="sylvania")))
    desk.load(
        desk.write(
            "lists.jsonl", source("list", published="2005", complete={"authority": "x", "list": "The list"})
        )
    )
    done = desk.run("retract", "--dataset", "base.jsonl")
    assert done.code == 1
    assert [line.partition(",")[0] for line in done.err.splitlines()] == [
        "facts.jsonl:1: This refers to actor 'freedonia'",
        "facts.jsonl:1: This refers to actor 'group-a'",
        "facts.jsonl:1: This refers to source 'herald'",
        "facts.jsonl:2: This refers to actor 'sylvania'",
        "lists.jsonl:1: This refers to actor 'x'",
        "Nothing was withdrawn.",
    ]
    assert desk.run("retract", "--dataset", "facts.jsonl").code == 0
    assert desk.run("retract", "--dataset", "lists.jsonl").code == 0
    assert desk.run("retract", "--dataset", "base.jsonl").code == 0
    assert desk.current.manifest.claims == 0
    assert desk.current.manifest.triples == 0


def test_an_actor_may_move_from_one_dataset_to_another(desk: Desk) -> None:
    desk.load(desk.write("facts.jsonl", *STORY))
    desk.write("facts.jsonl", *STORY[-2:])
    desk.write("base.jsonl", *STORY[:-2])
    desk.load("facts.jsonl", "base.jsonl", "--replace")
    assert desk.current.manifest.datasets == {"base.jsonl": 4, "facts.jsonl": 2}
    desk.load(desk.write("base.jsonl", STORY[0], actor("freedonia", "Republic of Freedonia"), *ACTORS[1:]))
    assert desk.ask("lifted-designations")[0]["authorityName"] == "Republic of Freedonia"


# -- versions ------------------------------------------------------------------------------------------------


def test_older_versions_can_be_asked_and_brought_back(desk: Desk) -> None:
    desk.load(desk.write("facts.jsonl", *STORY[:-1]))
    first = desk.read("export")
    desk.load(desk.write("facts.jsonl", *STORY))
    second = desk.read("export")
    done = desk.run("rollback", "1")
    assert (done.code, done.out) == (0, "")
    assert done.err == "Version 3 is current; it holds what version 1 held.\n"
    assert desk.read("export") == first
    for number, export in ((1, first), (2, second), (3, first)):
        assert desk.read("export", "--known-at", str(number)) == export
    assert desk.ask("lifted-designations") == []
    assert len(desk.ask("lifted-designations", "--known-at", "2")) == 1

    lines = desk.read("versions").splitlines()
    assert [line[:6] for line in lines] == ["     1", "     2", "*    3"]
    assert lines[0].endswith("5 claims  load facts.jsonl: 5 added, 0 withdrawn")
    assert lines[1].endswith("6 claims  load facts.jsonl: 1 added, 0 withdrawn")
    assert lines[2].endswith("5 claims  Back to version 1: load facts.jsonl: 5 added, 0 withdrawn")
    told = json.loads(desk.read("versions", "--json"))
    assert [v["version"] for v in told if v["current"]] == [3]
    assert [v["datasets"] for v in told] == [{"facts.jsonl": n} for n in (5, 6, 5)]
    assert told[0]["content"] == told[2]["content"] != told[1]["content"]

    desk.load("facts.jsonl")
    assert desk.read("export") == second


def test_a_source_is_retracted_from_all_datasets_which_are_named(desk: Desk) -> None:
    desk.load(desk.write("base.jsonl", *STORY[:-2], source("gazette")))
    desk.load(desk.write("one.jsonl", *STORY[-2:]))
    desk.load(desk.write("two.jsonl", STORY[-1], designation("lifted", "2024-06", source="gazette")))
    full = desk.read("export")
    done = desk.run("retract", "--source", "herald")
    assert done.code == 0
    assert "0 claims and descriptions added, 3 withdrawn." in done.err
    assert done.err.endswith("Loading base.jsonl, one.jsonl, two.jsonl again would bring the source back.\n")
    assert "herald" not in desk.read("export")
    assert _history(desk) == [("Freedonia", "lifted", "2024-06")]
    assert desk.run("retract", "--source", "herald").code == 2
    desk.load("base.jsonl", "one.jsonl", "two.jsonl")
    assert desk.read("export") == full


def test_an_empty_store_after_all_is_retracted_can_be_asked_and_loaded(desk: Desk) -> None:
    desk.load(desk.write("facts.jsonl", *STORY))
    export = desk.read("export")
    assert desk.run("retract", "--dataset", "facts.jsonl").code == 0
    assert desk.current.manifest.triples == 0
    assert desk.ask("lifted-designations") == []
    assert desk.run("verify").code == 0
    desk.load("facts.jsonl")
    assert desk.read("export") == export


def test_the_base_of_iris_is_the_stores_own(desk: Desk) -> None:
    desk.load(desk.write("facts.jsonl", *STORY), "--base", "https://data.example/")
    assert "w3id.org/detente/id/" not in desk.read("export")
    assert desk.ask("lifted-designations")[0]["authority"] == "https://data.example/actor/freedonia"
    hashes = set(desk.current.places())
    desk.load("facts.jsonl", "--store", "other")
    other = Store.open(desk.folder / "other").current
    assert other is not None
    assert hashes == set(other.places())
    assert desk.run("verify").code == 0


# -- order ---------------------------------------------------------------------------------------------------


def _in_order(desk: Desk, store: str, *loads: tuple[str, ...]) -> str:
    for files in loads:
        desk.load(*files, "--store", store)
    return desk.read("export", "--store", store)


def test_the_example_exports_to_the_same_bytes_in_whatever_order_it_is_loaded(desk: Desk) -> None:
    chance = random.Random(7)
    lines = TALIBAN.read_text(encoding="utf-8").splitlines()
    known = [line for line in lines if json.loads(line)["type"] in ("source", "actor")]
    others = [line for line in lines if line not in known]
    chance.shuffle(others)
    parts = {"base.jsonl": known, **{f"part-{n}.jsonl": others[n::3] for n in range(3)}}
    for name, part in parts.items():
        desk.write(name, *part)
    at_once = _in_order(desk, "one", tuple(parts))
    for part in parts.values():
        chance.shuffle(part)
    for name, part in parts.items():
        desk.write(name, *part)
    one_by_one = _in_order(desk, "two", ("part-2.jsonl", "base.jsonl"), ("part-0.jsonl", "part-1.jsonl"))
    assert one_by_one == at_once


# What sources disagree on, deny, leave out, and list by their silence.
TANGLE: tuple[Fact, ...] = (
    designation("imposed", "2003", list="L"),
    designation("imposed", "2004-05", list="L", source="gazette"),
    designation("lifted", "2010"),
    designation("lifted", "2012-01", source="gazette"),
    designation("imposed", "2015", source="gazette"),
    designation("suspended", "2010-03", source="gazette", list="L"),
    designation("lifted", denies=True, source="gazette"),
    designation("imposed", "2003~", authority="Sylvania"),
    designation("lifted", "../2020", authority="Sylvania", dateRole="reported"),
    designation("imposed", "2001", authority="Sylvania", list="M", source="gazette"),
    designation("imposed", authority="any", category="sanctions", denies=True),
    source("list-1", published="2005-01-01", complete={"authority": "sylvania", "list": "M"}),
    source("list-2", published="2009-01-01", complete={"authority": "sylvania", "list": "M"}),
    designation("reaffirmed", "2005-01-01", authority="Sylvania", list="M", source="list-1"),
    {
        "type": "meeting",
        "id": "m",
        "label": "Talks",
        "participants": ["Freedonia", {"actor": "Group A", "status": "declined"}],
        "date": "2011",
        "source": "herald",
        "evidence": EVIDENCE,
    },
    {
        "type": "meeting",
        "id": "m",
        "participants": ["Freedonia", "Sylvania"],
        "status": "cancelled",
        "source": "gazette",
        "evidence": EVIDENCE,
    },
    actor("group-a", "Group of A", "organization", aliases=["A"]),
    source("gazette", publisher="Somebody"),
)
BASE = (source(), source("gazette"), source("list-1"), *ACTORS)


@pytest.mark.parametrize("seed", range(5))
def test_any_order_of_loads_exports_to_the_same_bytes(desk: Desk, seed: int) -> None:
    chance = random.Random(seed)
    tangle = list(TANGLE)
    chance.shuffle(tangle)
    names = [f"{n}.jsonl" for n in range(4)]
    desk.write("base.jsonl", *BASE)
    for name, start in zip(names, range(4), strict=True):
        desk.write(name, *tangle[start::3])  # the last says again what the first says
    one = _in_order(desk, "one", ("base.jsonl", *names))
    chance.shuffle(names)
    cut = chance.randint(1, 3)
    desk.load("base.jsonl", *names[cut:], "--store", "two")
    withdrawn = (*TANGLE[:9], designation("lifted", "1999", source="gazette"))
    desk.write("passing.jsonl", *chance.sample(withdrawn, 5))
    desk.load("passing.jsonl", "--store", "two")
    _in_order(desk, "two", *((name,) for name in names[:cut]))
    assert desk.run("retract", "--dataset", "passing.jsonl", "--store", "two").code == 0
    assert desk.read("export", "--store", "two") == one
    assert desk.run("verify", "--store", "two").code == 0


def _snapshot(year: int, *targets: str) -> list[Fact]:
    name = f"list-{year}"
    complete = {"authority": "freedonia", "list": "The list"}
    named = {"list": "The list", "source": name}
    return [
        source(name, published=f"{year}-01-01", complete=complete),
        *(designation("reaffirmed", f"{year}-01-01", target=t, **named) for t in targets),
    ]


def test_complete_lists_come_in_any_order_and_one_retracted_is_as_if_it_never_came(desk: Desk) -> None:
    groups = [actor(f"group-{n}", f"Group {n.upper()}", "armed-group") for n in "abc"]
    desk.write("base.jsonl", ACTORS[0], *groups)
    desk.write("2010.jsonl", *_snapshot(2010, "Group A", "Group B"))
    desk.write("2015.jsonl", *_snapshot(2015, "Group B", "Group C"))
    desk.write("2020.jsonl", *_snapshot(2020, "Group A", "Group C"))
    lists = ["2010.jsonl", "2015.jsonl", "2020.jsonl"]
    exports = set()
    for number, order in enumerate([(0, 1, 2), (2, 0, 1)]):
        exports.add(_in_order(desk, f"store-{number}", ("base.jsonl",), *((lists[n],) for n in order)))
    exports.add(_in_order(desk, "at once", ("base.jsonl", *lists)))
    assert len(exports) == 1
    desk.run("load", "base.jsonl", *lists)
    lifted = [(row["targetName"], row["date"]) for row in desk.ask("lifted-designations")]
    assert sorted(lifted) == [("Group A", "2010-01-01/2015-01-01"), ("Group B", "2015-01-01/2020-01-01")]
    imposed = [
        (r["targetName"], r["date"]) for r in desk.ask("designation-history") if r["action"] == "imposed"
    ]
    assert ("Group A", "2015-01-01/2020-01-01") in imposed

    without = _in_order(desk, "without", ("base.jsonl", "2010.jsonl", "2020.jsonl"))
    done = desk.run("retract", "--source", "list-2015")
    assert done.code == 0
    assert done.err.endswith("Loading 2015.jsonl again would bring the source back.\n")
    assert desk.read("export") == without
    lifted = [(row["targetName"], row["date"]) for row in desk.ask("lifted-designations")]
    assert lifted == [("Group B", "2010-01-01/2020-01-01")]
    desk.load("2015.jsonl")
    assert {desk.read("export")} == exports
