"""All of the real lists in one store: every entry accounted for, all conform, and questions across them.

The lists are not in the repository; without them these tests are skipped.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from imported import through_gate

from loader.cli import run
from loader.errors import Severity
from loader.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from loader.commit import Outcome
    from loader.importers import Tally

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data"
LISTS = {
    "territories": ("territories", ["territories"], 612),
    "un": ("un-sc", ["un-sc/un-2018-10-29.xml", "un-sc/un-2018-06-07.xml"], 1098 + 1093),
    "ofac": ("ofac", ["ofac/ofac-consolidated-2018.xml"], 639),
    "ftm": ("ftm", ["ftm/zala.ftm.json", "ftm/t1.ftm.json"], 91 + 7),
    "treaties": ("uk-treaties", ["treaties/uk-treaties-1500.jsonl"], 1500),
}
"""Of each list its kind, its files, and how many entries its README says that they have."""

WARNED = {"AgreementClaim-inForce", "AgreementClaim-endedBeforeSigned"}
"""What a real list is warned of: treaties that are in force, or end, before they are signed."""

DECISIONS = (
    ("russian-federation", "russia"),
    ("united-states-of-america", "united-states"),
)
"""A few of those that `reconcile` proposes: states that lists call by different names."""

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason=f"there are no real lists at {DATA}")

Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, tuple[Tally, bytes, Outcome]]]:
    """Loads every list, and the examples of the repository, into one store; what each load came to."""
    with contextlib.chdir(tmp_path_factory.mktemp("world")):
        with Store.begin(Path("detente-store")) as store:
            found = {
                name: through_gate(store, kind, [DATA / file for file in files])
                for name, (kind, files, _) in LISTS.items()
            }
        collected = subprocess.run(
            [
                sys.executable,
                ROOT / "examples" / "claims" / "write_facts.py",
                DATA / "claims" / "claims.jsonl",
            ],
            capture_output=True,
            check=True,
            timeout=60,
        )
        Path("claims.jsonl").write_bytes(collected.stdout)
        for file in ("claims.jsonl", str(ROOT / "examples" / "taliban" / "facts.jsonl")):
            assert run(["load", file]) == 0
        yield found


@pytest.fixture
def ask(world: object, capfdbinary: pytest.CaptureFixture[bytes]) -> Callable[..., Rows]:
    """Asks a saved query of all of it."""

    def asked(name: str, **parameters: str) -> Rows:
        capfdbinary.readouterr()
        given = [word for key, value in parameters.items() for word in ("--param", f"{key}={value}")]
        assert run(["query", name, *given, "--format", "json"]) == 0
        rows: Rows = json.loads(capfdbinary.readouterr().out)
        return rows

    return asked


@pytest.mark.parametrize("name", LISTS)
def test_every_entry_is_in_the_graph_or_in_the_report(
    name: str, world: dict[str, tuple[Tally, bytes, Outcome]]
) -> None:
    tally, report, outcome = world[name]
    left = [line for line in map(json.loads, report.splitlines()) if not line["part"]]
    assert all(line["reason"] for line in left)
    assert len({(line["file"], line["position"]) for line in left}) == len(left)
    assert tally.used + len(left) == tally.entries == LISTS[name][2]
    assert sum(tally.facts.values()) == outcome.facts > 0
    assert {p.severity for p in outcome.problems} <= {Severity.WARNING}
    assert {p.rule.rpartition("#")[2] for p in outcome.problems} <= WARNED


def references(name: str) -> set[str]:
    """The reference numbers of an edition of the UN list, read without the importer."""
    found = ET.parse(DATA / "un-sc" / name).iter("REFERENCE_NUMBER")
    return {(node.text or "").strip() for node in found}


def test_who_is_no_longer_on_the_un_list_was_lifted(ask: Callable[..., Rows]) -> None:
    gone = references("un-2018-06-07.xml") - references("un-2018-10-29.xml")
    rows = ask("lifted-designations", authority="un-security-council")
    assert {row["target"].rpartition("/un-sc-")[2] for row in rows} == gone
    assert len(rows) == len(gone) == 16


def test_what_was_lifted_are_single_decisions_of_one_programme(ask: Callable[..., Rows]) -> None:
    rows = ask("programmes", authority="un-security-council")
    assert [(r["programme"], r["lifted"], r["remaining"], r["ended"]) for r in rows] == [
        ("Iraq", 16, 238, False)
    ]


def test_liftings_can_be_asked_by_programme_and_period(ask: Callable[..., Rows]) -> None:
    assert len(ask("lifted-designations", programme="Iraq", **{"from": "2018-07"})) == 16
    assert ask("lifted-designations", programme="Iraq", **{"from": "2019"}) == []
    assert ask("lifted-designations", programme="Al-Qaida") == []


def test_one_company_is_on_the_lists_of_many(ask: Callable[..., Rows]) -> None:
    both = ask("designated-by-both", authority="ukraine", other="united-states", asOf="2026-05-01")
    said = [json.loads(line) for line in (DATA / "ftm" / "zala.ftm.json").read_text().splitlines()]
    sanctioned = {e["properties"]["entity"][0] for e in said if e["schema"] == "Sanction"}
    assert {row["target"].rpartition("/")[2] for row in both} == sanctioned
    assert len(sanctioned) == 2


def test_the_consolidated_list_of_ofac_holds_none_that_the_un_lists(ask: Callable[..., Rows]) -> None:
    assert ask("designated-by-both", authority="un-security-council", other="united-states") == []


def test_the_kazakh_lifting_is_disputed_with_all_its_readings(ask: Callable[..., Rows]) -> None:
    (row,) = ask("lifted-designations", authority="kazakhstan", target="taliban")
    assert row["disputed"] is True
    assert row["sources"] > 10
    readings = {r["date"] for r in ask("disputed") if "kazakhstan:taliban" in r["record"]}
    assert {"2023-12", "2023-12-29", "2024", "2024-06", "2024-06-03"} <= readings


def test_the_treaties_of_two_states_stand_before_and_after_a_recognition(
    ask: Callable[..., Rows], tmp_path: Path
) -> None:
    facts = [
        {"type": "source", "id": "invented", "title": "An invented page"},
        {
            "type": "recognition",
            "by": "united-kingdom",
            "of": "poland",
            "action": "granted",
            "date": "1945-07-05",
            "source": "invented",
        },
    ]
    file = tmp_path / "recognition.jsonl"
    file.write_text("".join(json.dumps(fact) + "\n" for fact in facts))
    assert run(["load", str(file)]) == 0
    rows = ask("agreements-and-recognition", one="poland", other="united-kingdom")
    of_both = [
        {row["agreement"] for row in ask("agreements", party=one)} for one in ("poland", "united-kingdom")
    ]
    assert len(rows) == len(of_both[0] & of_both[1])
    assert [row["relation"] for row in rows] == [
        "before" if row["date"] < "1945-07-05" else "after" for row in rows
    ]
    assert {row["relation"] for row in rows} == {"before", "after"}


def test_decisions_join_what_lists_call_by_different_names(ask: Callable[..., Rows], tmp_path: Path) -> None:
    before = {name: ask("agreements", party=name) for name in ("united-states-of-america", "united-states")}
    file = tmp_path / "decisions.jsonl"
    said = [{"type": "same-as", "actor": one, "as": other, "author": "Person A"} for one, other in DECISIONS]
    file.write_text("".join(json.dumps(fact) + "\n" for fact in said))
    assert run(["load", str(file)]) == 0
    joined = ask("agreements", party="united-states-of-america")
    assert joined == ask("agreements", party="united-states")
    assert len(joined) == sum(map(len, before.values())) > len(before["united-states"])
    assert run(["verify"]) == 0
