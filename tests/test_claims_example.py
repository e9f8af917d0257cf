"""Claims that others collected, written as facts by the script of the example, and what they come to."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from command_desk import actor

from loader import commit
from loader.store import Store

if TYPE_CHECKING:
    from command_desk import Desk

ROOT = Path(__file__).resolve().parents[1]
SCRIPT = ROOT / "examples" / "claims" / "write_facts.py"
COLLECTED = ROOT.parent / "shared" / "data" / "claims" / "claims.jsonl"

ACTORS = (
    actor("freedonia", "Freedonia"),
    actor("sylvania", "Sylvania", aliases=["Trinket and Sylvania"]),
    actor("osterlich", "Osterlich"),
    actor("league", "League", "intergovernmental-organization"),
    actor("group-a", "Group A", "armed-group"),
    actor("person-a", "Person A", "person", aliases=["A."]),
    actor("person-b", "Person B", "person", aliases=["B."]),
)


def said(
    kind: str, by: str, target: str | None, date: str, role: str = "event", **more: Any
) -> dict[str, Any]:
    """A claim in the form of those that were collected."""
    page = {"url": f"https://herald.example/{more.pop('page', 1)}", "published": None, "lang": "en"}
    given = {
        "kind": kind,
        "actor": by,
        "target": target,
        "event_date": date,
        "date_role": role,
        "source": page,
    }
    return {"id": f"c{len(kind)}", "topic": "invented", "authority": None, "note": "", **given, **more}


INVENTED = (
    said("designation", "Freedonia", "Group A", "2003-02-14", "decision", authority="High Court"),
    said("delisting", "Freedonia", "Group A", "..2004-05", "on-or-before", page=2),
    said("meeting", "Ambassador of Freedonia to Sylvania (Person A)", "President Person B; League", "2005"),
    said(
        "agreement-signing",
        "Freedonia; Trinket and Sylvania; Osterlich (witness)",
        "Treaty on the Border",
        "2006-01-01",
        authority="Foreign ministers A. and B.",
    ),
    said("body-closure", "League", "Group A", "..2007", "on-or-before", note="on a page of its own"),
)


def write(claims: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Runs the script as a person does."""
    command = [sys.executable, str(SCRIPT), str(claims), *options]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def invented(desk: Desk, *claims: dict[str, Any] | str) -> subprocess.CompletedProcess[str]:
    """What the script makes of invented claims about invented actors."""
    name = desk.write("claims.jsonl", *claims)
    desk.write("actors.jsonl", *ACTORS)
    return write(desk.folder / name, "--actors", "actors.jsonl")


def claims_of(text: str) -> list[dict[str, Any]]:
    """The facts among those written that have a source."""
    return [fact for fact in map(json.loads, text.splitlines()) if "source" in fact]


def loaded(desk: Desk, done: subprocess.CompletedProcess[str]) -> Desk:
    """The facts that were written, loaded."""
    assert done.returncode == 0, done.stderr
    (desk.folder / "facts.jsonl").write_text(done.stdout, encoding="utf-8")
    desk.load("facts.jsonl")
    return desk


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The claims of the shared data as facts, and a store of them, made once."""
    if not COLLECTED.is_file():
        pytest.skip(f"{COLLECTED} is not here")
    folder = tmp_path_factory.mktemp("collected")
    done = write(COLLECTED)
    assert done.returncode == 0, done.stderr
    (folder / "facts.jsonl").write_text(done.stdout, encoding="utf-8")
    with Store.begin(folder / "detente-store") as store:
        commit.load(store, [folder / "facts.jsonl"])
    return folder


@pytest.fixture
def collected(desk: Desk, once: Path) -> Desk:
    """A desk with the claims of the shared data in `facts.jsonl`, and stored."""
    shutil.copytree(once, desk.folder, dirs_exist_ok=True)
    return desk


def test_each_kind_of_claim_becomes_a_fact_that_loads(desk: Desk) -> None:
    done = invented(desk, *INVENTED)
    facts = claims_of(done.stdout)
    assert [fact["type"] for fact in facts] == [
        "designation",
        "designation",
        "meeting",
        "agreement",
        "statement",
    ]
    assert [(fact.get("date"), fact.get("dateRole")) for fact in facts] == [
        ("2003-02-14", "decided"),
        ("../2004-05", "reported"),
        ("2005", None),
        ("2006-01-01", None),
        ("../2007", None),
    ]
    loaded(desk, done)
    [lifting] = desk.ask("lifted-designations")
    assert (lifting["authorityName"], lifting["date"], lifting["disputed"]) == (
        "Freedonia",
        "../2004-05",
        False,
    )
    [meeting] = desk.ask("meetings")
    assert meeting["participants"] == "League | Person A (for Freedonia) | Person B"
    [treaty] = desk.ask("agreements")
    assert (treaty["label"], treaty["subject"]) == ("Treaty on the Border", "Border")
    assert treaty["parties"] == (
        "Freedonia | Osterlich (witness) | Person A (signatory) | Person B (signatory) | Sylvania"
    )
    [statement] = desk.ask("statements")
    assert (statement["speakerName"], statement["about"]) == ("League", "Group A")


def test_each_address_is_one_source(desk: Desk) -> None:
    done = invented(desk, *INVENTED)
    sources = [fact for fact in map(json.loads, done.stdout.splitlines()) if fact["type"] == "source"]
    assert [one["url"] for one in sources] == ["https://herald.example/1", "https://herald.example/2"]
    assert len({one["id"] for one in sources}) == 2
    assert all(one["id"].startswith("herald.example-") and "retrieved" not in one for one in sources)


def test_one_title_of_the_same_parties_is_one_agreement(desk: Desk) -> None:
    signing = said("agreement-signing", "Freedonia; Sylvania", "Pact", "2006")
    witnessed = said("agreement-signing", "Sylvania; Freedonia; League (witness)", "Pact", "2006", page=2)
    others = said("agreement-signing", "Freedonia; Osterlich", "Pact", "2006")
    loaded(desk, invented(desk, signing, witnessed, others))
    assert sorted((row["parties"], row["sources"]) for row in desk.ask("agreements")) == [
        ("Freedonia | League (witness) | Sylvania", 2),
        ("Freedonia | Osterlich", 1),
    ]


@pytest.mark.parametrize(
    ("claim", "told"),
    [
        ("{", ":2: "),
        (said("delisting", "Nowhere", "Group A", "2004"), ":2: No actor is called 'Nowhere'. Add it"),
        (said("delisting", "Freedonia", None, "2004"), ":2: A claim of the kind delisting needs a target."),
        (said("abolition", "Freedonia", "Group A", "2004"), "Invalid enum value 'abolition'"),
        (said("body-closure", "League", "Group A", "2004", "announced"), "has no date of the role announced"),
    ],
)
def test_a_claim_that_comes_to_no_fact_is_named_and_nothing_is_written(
    desk: Desk, claim: dict[str, Any] | str, told: str
) -> None:
    done = invented(desk, INVENTED[0], claim)
    assert done.returncode == 1
    assert done.stdout == ""
    assert "claims.jsonl:2: " in done.stderr
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_every_collected_claim_is_used(collected: Desk) -> None:
    claims = list(map(json.loads, COLLECTED.read_text(encoding="utf-8").splitlines()))
    facts = claims_of((collected.folder / "facts.jsonl").read_text(encoding="utf-8"))
    assert [fact["note"].partition(":")[0] for fact in facts] == [claim["id"] for claim in claims]
    assert len(facts) == 22


def test_the_imposition_is_one_act_that_nobody_disputes(collected: Desk) -> None:
    rows = collected.ask(
        "designation-history", "--param", "authority=Kazakhstan", "--param", "action=imposed"
    )
    acts = {(row["date"], row["dateRole"], row["disputed"]) for row in rows}
    assert acts == {("2005-03-15", "decided", False)}
    assert len(rows) == 2


def test_the_lifting_is_one_act_whose_readings_all_show(collected: Desk) -> None:
    [lifting] = collected.ask("lifted-designations", "--param", "target=Taliban")
    assert (lifting["date"], lifting["sources"], lifting["disputed"]) == ("2023-12/2024-12", 10, True)
    record = "record=designation/kazakhstan:taliban:terrorist:lifted:1"
    readings = [(row["date"], row["dateRole"]) for row in collected.ask("evidence", "--param", record)]
    assert sorted(readings) == [
        ("2023-12", "event"),
        ("2023-12", "event"),
        ("2023-12", "event"),
        ("2023-12-29", "announced"),
        ("2023-12-29", "announced"),
        ("2024", "event"),
        ("2024-06", "announced"),
        ("2024-06", "event"),
        ("2024-06-03", "announced"),
        ("2024-06-03", "announced"),
    ]
    disputed = collected.ask("disputed")
    assert sorted((row["date"], row["dateRole"]) for row in disputed) == sorted(readings)
    assert {row["what"] for row in disputed} == {"designation lifted"}


def test_the_treaty_is_one_record_with_both_its_titles(collected: Desk) -> None:
    rows = {row["agreement"].rpartition("/")[2]: row for row in collected.ask("agreements")}
    treaty = rows["armenia-azerbaijan-peace-treaty"]
    assert treaty["label"].split(" | ") == sorted(
        claim["target"]
        for claim in map(json.loads, COLLECTED.read_text(encoding="utf-8").splitlines())
        if claim["kind"] == "agreement-initialling"
    )
    assert (treaty["status"], treaty["date"], treaty["sources"]) == ("initialled", "2025-08-08", 2)
    assert len(rows) == 4


def test_the_witness_that_one_source_names_shows_in_the_record_and_in_its_claim_only(collected: Desk) -> None:
    [row] = [row for row in collected.ask("agreements") if row["label"] == "Joint Declaration"]
    assert "United States (witness)" in row["parties"].split(" | ")
    assert row["sources"] == 2
    collected.write(
        "witnesses.rq",
        "PREFIX det: <https://w3id.org/detente/ns#> PREFIX claim: <https://w3id.org/detente/claim#>",
        f"SELECT ?claim ?witness {{ <{row['agreement']}> det:claim ?claim",
        "  OPTIONAL { ?claim claim:witness ?witness } }",
    )
    witnesses = [one["witness"] for one in collected.ask("--file", "witnesses.rq")]
    assert sorted(map(str, witnesses)) == ["None", "https://w3id.org/detente/id/actor/united-states"]


def test_a_closure_is_a_statement_of_who_closed_on_or_before_a_day(collected: Desk) -> None:
    [row] = collected.ask("statements")
    assert (row["speakerName"], row["date"]) == ("OSCE Ministerial Council", "../2025-09-11")


def test_the_example_of_the_taliban_speaks_of_the_same_lifting(collected: Desk) -> None:
    collected.load(str(ROOT / "examples" / "taliban" / "facts.jsonl"), "--dataset", "taliban")
    rows = {row["authorityName"]: row for row in collected.ask("lifted-designations")}
    assert (rows["Kazakhstan"]["date"], rows["Kazakhstan"]["sources"]) == ("2023-12/2024-12", 11)
    assert rows["Kyrgyzstan"]["sources"] == 1
