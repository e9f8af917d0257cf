"""Two real editions of the UN list, where they are at hand; `test_shared_data` loads them."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest

from loader import facts
from loader.facts.model import Actor, Designation
from loader.importers import Options, Tally, kind, run

if TYPE_CHECKING:
    from loader.facts import Placed

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "un-sc"
FIRST, SECOND = DATA / "un-2018-06-07.xml", DATA / "un-2018-10-29.xml"
ENTRIES = {FIRST: 1098, SECOND: 1093}

pytestmark = pytest.mark.skipif(not FIRST.exists(), reason=f"there is no UN list at {FIRST}")


def references(path: Path) -> dict[str, str]:
    """The list date of each entry by its reference number, read without the importer."""
    return {
        node.findtext("REFERENCE_NUMBER", "").strip(): node.findtext("LISTED_ON", "")[:10]
        for node in ET.parse(path).iter()
        if node.tag in ("INDIVIDUAL", "ENTITY")
    }


@pytest.fixture(scope="module")
def read() -> dict[Path, tuple[Tally, list[Placed]]]:
    found = {}
    for path in ENTRIES:
        tally = Tally()
        found[path] = (tally, list(run(kind("un-sc"), [path], Options(), tally)))
    return found


@pytest.mark.parametrize("path", ENTRIES, ids=lambda p: p.stem)
def test_every_entry_is_used_under_its_reference_and_on_its_day(
    path: Path, read: dict[Path, tuple[Tally, list[Placed]]]
) -> None:
    tally, placed = read[path]
    assert (tally.entries, tally.used, tally.unused) == (ENTRIES[path], ENTRIES[path], [])
    imposed = {
        one.fact.evidence[0].entry: one.fact.date
        for one in placed
        if isinstance(one.fact, Designation) and one.fact.action == "imposed"
    }
    assert imposed == references(path)
    lines = path.read_text(encoding="utf-8").splitlines()
    for one in placed:
        if isinstance(one.fact, Designation):
            assert one.fact.evidence[0].entry in "".join(lines[one.place.line - 1 : one.place.line + 40])
    assert not [reason for _, reason in tally.parts if "not known to the importer" in reason]


def test_both_editions_fit_into_one_facts_file(
    read: dict[Path, tuple[Tally, list[Placed]]], tmp_path: Path
) -> None:
    path = tmp_path / "both.jsonl"
    encode = msgspec.json.encode
    path.write_bytes(b"\n".join(encode(one.fact) for edition in (SECOND, FIRST) for one in read[edition][1]))
    found, problems = facts.read(path)
    assert (len(found), problems) == (sum(len(placed) for _, placed in read.values()), [])


def test_states_are_states(read: dict[Path, tuple[Tally, list[Placed]]]) -> None:
    _, placed = read[SECOND]
    states = {o.fact.name for o in placed if isinstance(o.fact, Actor) and o.fact.kind == "state"}
    assert {"Iran (Islamic Republic of)", "Mali", "State of Palestine", "South Sudan"} <= states
    assert states.isdisjoint({"Afghan", "Somali", "na", "Sudanese by birth", "USSR (until 1991)"})
    assert len(states) < 60
