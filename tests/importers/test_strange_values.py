"""Values that no list should hold: an entry is left out for them, not what refers to it, nor the list."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from loader.importers.un_sc.names import split

if TYPE_CHECKING:
    from command_desk import Desk

HERE = Path(__file__).parent

OFAC = (
    '<sdnList xmlns="http://tempuri.org/sdnList.xsd"><publshInformation><Publish_Date>01/31/2030'
    "</Publish_Date><Record_Count>{count}</Record_Count></publshInformation><sdnEntry><uid>1</uid>"
    "<lastName>A</lastName><sdnType>Entity</sdnType></sdnEntry></sdnList>"
)


def imports(desk: Desk, *typed: str) -> str:
    """What is told of an import whose facts conform."""
    done = desk.run("import", *typed, "-o", "facts.jsonl")
    assert done.code == 0, done.err
    assert desk.run("validate", "facts.jsonl").code == 0
    return done.err


@pytest.mark.parametrize("count", ["9" * 5000, "²", "many", "-1"])
def test_a_count_that_is_no_number_is_refused(desk: Desk, count: str) -> None:
    (desk.folder / "sdn.xml").write_text(OFAC.format(count=count))
    done = desk.run("import", "ofac", "sdn.xml")
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert "sdn.xml:1: its Record_Count is" in done.err


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("un-sc", '<CONSOLIDATED_LIST dateGenerated="{}"/>'),
        ("un-sc", "<list{}/>"),
        ("ofac", '<sdnList xmlns="{}"/>'),
        ("ofac", OFAC.replace("01/31/2030", "{}").replace("{count}", "1")),
        ("un-sc", '<?xml version="1.0" encoding="x{}"?><CONSOLIDATED_LIST/>'),
    ],
)
def test_what_is_quoted_of_a_list_is_short(desk: Desk, kind: str, text: str) -> None:
    (desk.folder / "sdn.xml").write_text(text.format("9" * 40_000))
    done = desk.run("import", kind, "sdn.xml")
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert len(done.err) < 400


def test_half_a_character_in_a_treaty_is_no_traceback(desk: Desk) -> None:
    treaty = json.loads((HERE / "treaties" / "treaties.jsonl").read_text().splitlines()[0])
    (desk.folder / "list.jsonl").write_text(json.dumps({**treaty, "subject": "a \ud800 b"}) + "\n")
    done = desk.run("import", "uk-treaties", "list.jsonl")
    assert done.code in (0, 2)
    assert "Traceback" not in done.err


@pytest.mark.parametrize("name", ["any", "...", "Any"])
def test_a_territory_whose_name_makes_no_id_is_known_by_its_code(desk: Desk, name: str) -> None:
    folder = desk.folder / "registry"
    folder.mkdir()
    (folder / "fd.yml").write_text(json.dumps({"name": name, "is_country": "true"}))
    (folder / "fd_no.yml").write_text("name: North\nparent: fd\nqid: Q 42\n")
    told = imports(desk, "territories", "registry")
    if name == "any":
        assert "used: 1; not used: 1." in told
        assert "parent: No actor was read that has the code 'fd'." in told
    else:
        assert "used: 2; not used: 0." in told
    assert "qid: It is no item of Wikidata" in told


@pytest.mark.parametrize("target", [{"id": "p", "name": ["any"]}, {"id": "any", "name": ["P"]}])
@pytest.mark.parametrize("country", ["fr", "any", "nowhere at all"])
def test_entities_that_can_be_no_actors_are_left_out_with_what_points_to_them(
    desk: Desk, target: dict[str, object], country: str
) -> None:
    people = [target, {"id": "good", "name": ["Good"], "country": [country]}]
    lines: list[dict[str, object]] = []
    for number, person in enumerate(people):
        said = {key: value for key, value in person.items() if key != "id"}
        lines.append({"id": person["id"], "schema": "Person", "properties": said})
        pointing = {"entity": [person["id"]], "country": ["de", country], "startDate": ["2020"]}
        lines.append({"id": f"s{number}", "schema": "Sanction", "properties": pointing})
    desk.write("list.json", *lines)
    assert "Entries: 4; used: 2; not used: 2." in imports(desk, "ftm", "list.json")


def test_a_treaty_with_no_one_in_particular_is_left_out_alone(desk: Desk) -> None:
    said = {"title": "T", "subject": "S", "signed_event_date": "01/02/1990"}
    good = {"lb_document_id": 1, "country_name": "FREEDONIA ; SYLVANIA", **said}
    desk.write("treaties.jsonl", good, {**good, "lb_document_id": 2, "country_name": "ANY ; FREEDONIA"})
    assert "2 (" not in imports(desk, "uk-treaties", "treaties.jsonl").splitlines()[0]
    assert "names 'ANY' as a party" in desk.run("import", "uk-treaties", "treaties.jsonl").err


@pytest.mark.parametrize("brackets", ["(" * 50000, "a(b" * 20000, "()" * 20000, "x (" * 20000 + ")" * 20000])
def test_brackets_without_end_in_a_name_take_no_time(brackets: str) -> None:
    assert split(brackets) == ([brackets], False)


def test_a_party_with_a_name_without_end_is_left_out(desk: Desk) -> None:
    said = {"title": "T", "subject": "S", "signed_event_date": "01/02/1990"}
    good = {"lb_document_id": 1, "country_name": "FREEDONIA ; SYLVANIA", **said}
    endless = {**good, "lb_document_id": 2, "country_name": "a, " * 100000 + "republic of"}
    desk.write("treaties.jsonl", good, endless)
    told = imports(desk, "uk-treaties", "treaties.jsonl")
    assert "The line names a party in more than 300 characters." in told
