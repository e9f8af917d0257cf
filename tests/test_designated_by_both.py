"""What two authorities both designate: in force means what it means in designation-status."""

from __future__ import annotations

import datetime as dt
import io
import itertools
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph
import pytest
from command_desk import ACTORS, actor, designation, source

from loader import queries, results
from loader.vocabulary import BASE

if TYPE_CHECKING:
    from command_desk import Desk

WORLD = Path(__file__).parent / "queries" / "world.ttl"
AUTHORITIES = ("freedonia", "sylvania", "osterlich", "league")
DAYS = ("1998-06-01", "2001-10-15", "2004-01-01", "2011-01-01", "2012-07-31", "2016-01-01", "2019-05-01")
DAYS += ("2020-02-01", "2021-06-01", "2023-12-31", "2024-03-15", "2024-06-01", "2025-01-01")


@pytest.fixture(scope="module")
def world() -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    store.load(path=WORLD, format=pyoxigraph.RdfFormat.TURTLE)
    return store


def ask(graph: pyoxigraph.Store, name: str, **arguments: str) -> list[dict[str, Any]]:
    text = queries.bind(queries.catalogue()[name], arguments, graph, dt.date(2025, 9, 30), BASE)
    out = io.BytesIO()
    results.write(results.run(graph, text), "json", out)
    return json.loads(out.getvalue())


def test_it_holds_whom_designation_status_calls_in_force_for_both_and_since_when(
    world: pyoxigraph.Store,
) -> None:
    found = 0
    for day in DAYS:
        since = {
            authority: {
                row["target"]: (row["since"], row["sources"])
                for row in ask(world, "designation-status", authority=authority, asOf=day)
                if row["status"] == "in-force"
            }
            for authority in AUTHORITIES
        }
        for one, other in itertools.permutations(AUTHORITIES, 2):
            rows = ask(world, "designated-by-both", authority=one, other=other, asOf=day)
            both = {row["target"]: (row["since"], row["sources"]) for row in rows}
            others = {row["target"]: (row["otherSince"], row["otherSources"]) for row in rows}
            common = since[one].keys() & since[other].keys()
            assert both == {target: since[one][target] for target in common}, (day, one, other)
            assert others == {target: since[other][target] for target in common}, (day, one, other)
            found += len(rows)
    assert found > 10


def test_all_lists_and_programmes_of_one_target_are_in_one_row(desk: Desk) -> None:
    listed = {"list": "Red List", "category": "sanctions"}
    desk.load(
        desk.write(
            "facts.jsonl",
            source(),
            source("gazette"),
            *ACTORS,
            actor("group-b", "Group B", "armed-group"),
            designation("imposed", "2003", programme="Piracy", **listed),
            designation("imposed", "2001-05", programme="Arms", source="gazette", **listed),
            designation("imposed", "1999", programme="Grain", **listed),
            designation("lifted", "2000", programme="Grain", **listed),
            designation("imposed", "2004", target="Group B"),
            designation("reaffirmed", "2002", authority="Sylvania", list="Blue List"),
        )
    )
    [row] = desk.ask("designated-by-both", "--param", "authority=Freedonia", "--param", "other=Sylvania")
    assert row == {
        "target": f"{BASE}actor/group-a",
        "targetName": "Group A",
        "category": "sanctions",
        "list": "Red List",
        "programme": "Arms | Piracy",
        "since": "2001-05",
        "sources": 2,
        "otherCategory": "terrorist",
        "otherList": "Blue List",
        "otherProgramme": "",
        "otherSince": "../2002-12-31",
        "otherSources": 1,
    }


def test_a_person_who_says_that_two_are_the_same_makes_them_one_target(desk: Desk) -> None:
    facts = (
        source(),
        *ACTORS,
        actor("the-a-group", "The A Group", "armed-group"),
        designation("imposed", "2003"),
        designation("imposed", "2004", authority="Sylvania", target="the-a-group"),
    )
    desk.load(desk.write("facts.jsonl", *facts))
    both = ("designated-by-both", "--param", "authority=Freedonia", "--param", "other=Sylvania")
    assert desk.ask(*both) == []
    decision = {"type": "same-as", "actor": "the-a-group", "as": "group-a", "author": "Person A"}
    desk.load(desk.write("decisions.jsonl", decision))
    [row] = desk.ask(*both)
    assert (row["since"], row["otherSince"]) == ("2003", "2004")
