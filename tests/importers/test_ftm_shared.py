"""FollowTheMoney entities of the real world, where they are at hand."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import iso3166
import pytest

from loader.facts.model import Designation
from loader.importers.entry import Entry, Options
from loader.importers.ftm import entries
from loader.importers.ftm.country import country
from loader.importers.states import slug

if TYPE_CHECKING:
    from command_desk import Desk

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
LARGE, SMALL = DATA / "ftm" / "zala.ftm.json", DATA / "ftm" / "t1.ftm.json"

pytestmark = pytest.mark.skipif(not LARGE.exists(), reason=f"there are no entities at {LARGE}")


@pytest.fixture(scope="module")
def found() -> list[Entry]:
    return list(entries([LARGE, SMALL], Options()))


def _designations(found: list[Entry]) -> list[Designation]:
    return [fact for entry in found for fact in entry.facts if isinstance(fact, Designation)]


def _most_sanctioned(found: list[Entry]) -> str:
    """The id of the company that most of the sanctions are of."""
    return Counter(fact.target for fact in _designations(found)).most_common(1)[0][0]


def test_every_line_is_used_or_told_why_not(found: list[Entry]) -> None:
    lines = [entry for entry in found if entry.position]
    assert Counter(Path(entry.place.file).name for entry in lines) == {LARGE.name: 91, SMALL.name: 7}
    used = [entry for entry in lines if entry.facts]
    assert len(used) == 41 + 2  # each Sanction, and both whom they are of
    assert all(any(not left.part for left in e.unused) != bool(e.facts) for e in lines)


def test_each_sanction_is_of_its_country(found: list[Entry]) -> None:
    assert {fact.authority for fact in _designations(found)} == {
        *("australia", "belgium", "canada", "european-union", "france", "japan", "monaco", "new-zealand"),
        *("switzerland", "ukraine", "united-kingdom", "united-states"),
    }


def test_the_three_that_have_an_end(found: list[Entry]) -> None:
    ended = {fact.evidence[0].entry for fact in _designations(found) if fact.until or fact.action == "lifted"}
    assert len(ended) == 3
    assert sorted(fact.until for fact in _designations(found) if fact.until) == ["2033-07-01", "2034-11-12"]
    decrees = [
        (fact.action, fact.date)
        for fact in _designations(found)
        if (fact.target, fact.programme) == (_most_sanctioned(found), "UA-SA1644")
    ]
    assert decrees == [("imposed", "2021-10-30"), ("lifted", "2024-10-30"), ("imposed", "2024-11-12")]


def test_later_starts_under_a_programme_are_amendments(found: list[Entry]) -> None:
    said = {
        (fact.action, fact.date)
        for fact in _designations(found)
        if (fact.authority, fact.target) == ("switzerland", _most_sanctioned(found))
    }
    assert said == {
        ("imposed", "2023-06-28"),
        *(("amended", day) for day in ("2023-08-16", "2023-12-21", "2025-04-23")),
    }


def test_it_conforms_and_disputes_nothing(desk: Desk) -> None:
    assert desk.run("import", "ftm", str(LARGE), str(SMALL), "-o", "facts.jsonl").code == 0
    assert desk.run("load", "--fail-on", "info", "facts.jsonl").code == 0
    [lifted] = desk.ask("lifted-designations")
    assert (lifted["authorityName"], lifted["date"], lifted["disputed"]) == ("Ukraine", "2024-10-30", False)


@pytest.mark.skipif(not (DATA / "territories").exists(), reason="there is no registry of territories")
def test_a_country_has_the_id_that_the_registry_gives_it() -> None:
    files = {file.stem: file for file in (DATA / "territories").glob("??.yml")}
    both = sorted(files.keys() & {code.lower() for code in iso3166.countries_by_alpha2})
    assert len(both) > 200
    name = re.compile(r"^name: *[\"']?(.*?)[\"']? *$", re.M)
    registry = {code: slug(name.findall(files[code].read_text(encoding="utf-8"))[0]) for code in both}
    assert {code: actor.id for code in both if (actor := country(code))} == registry
