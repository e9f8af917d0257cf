"""The UN list: what becomes of an entry, and of what of it no fact says. The list here is invented."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from loader.facts.model import Actor, Designation, Source
from loader.importers.entry import Entry, Options
from loader.importers.un_sc import entries
from loader.importers.un_sc.names import split

if TYPE_CHECKING:
    from loader.facts.model import Fact

HERE = Path(__file__).parent / "un-sc"
FIRST, SECOND = HERE / "2030-01.xml", HERE / "2030-06.xml"


def read(path: Path, **options: str) -> dict[str, Entry]:
    return {entry.name: entry for entry in entries([path], Options(**options))}  # type: ignore[arg-type]  # texts


@pytest.fixture(scope="module")
def first() -> dict[str, Entry]:
    return read(FIRST)


def of(entry: Entry, kind: type[Fact]) -> list:  # type: ignore[type-arg]  # of that kind
    return [fact for fact in entry.facts if isinstance(fact, kind)]


def acts(entry: Entry) -> list[tuple[str, str | None]]:
    return [(act.action, act.date) for act in of(entry, Designation)]


def test_a_snapshot_is_a_complete_source_of_its_own_day(first: dict[str, Entry]) -> None:
    (source,) = of(first[""], Source)
    assert (source.id, source.published) == ("un-sc-2030-01-31", "2030-01-31")  # its day, not that of UTC
    assert (source.complete.authority, source.complete.list) == ("un-security-council", "Consolidated List")
    assert source.sha256 == hashlib.sha256(FIRST.read_bytes()).hexdigest()
    (council,) = of(first[""], Actor)
    assert (council.id, council.kind) == ("un-security-council", "intergovernmental-organization")


def test_what_the_user_says_of_the_source_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "undated.xml"
    path.write_text(FIRST.read_text().replace("dateGenerated", "made"))
    said = {"source": "list", "published": "2030-02", "url": "https://lists.example/un.xml"}
    (source,) = of(read(path, **said)[""], Source)
    assert (source.id, source.published, source.url) == ("list", "2030-02", said["url"])


def test_an_individual_is_a_person_with_all_names_by_quality_and_script(first: dict[str, Entry]) -> None:
    entry = first["QDi.901"]
    (person,) = [actor for actor in of(entry, Actor) if actor.kind == "person"]
    assert person == Actor(
        id="un-sc-QDi.901",
        name="JOHN Q. PUBLIC",
        kind="person",
        names={"und-Arab": ("جون",), "und-Cyrl": ("Иван",)},
        aliases=("Jon Public", "Jack Public", "Ivan"),
        weakAliases=("Johnny",),
        identifiers={"un-sc": ("QDi.901",), "passport": ("F00123",), "national-id": ("77 88",)},
        born=("1970-01-02", "1971~", "1972/1974"),
        country=("freedonia",),
    )


def test_a_state_is_described_once(first: dict[str, Entry]) -> None:
    states = [a.id for entry in first.values() for a in of(entry, Actor) if a.kind == "state"]
    assert states == ["freedonia"]
    assert [a.country for a in of(first["TAi.902"], Actor)] == [("freedonia",)]


def test_an_entry_is_imposed_when_it_was_listed_and_amended_at_each_update(first: dict[str, Entry]) -> None:
    entry = first["QDi.901"]
    assert acts(entry) == [("imposed", "2020-05-04"), ("amended", "2021-01-02"), ("amended", "2022-03-04")]
    imposed, *later = of(entry, Designation)
    assert (imposed.authority, imposed.target) == ("un-security-council", "un-sc-QDi.901")
    assert (imposed.list, imposed.programme, imposed.category) == (
        "Consolidated List",
        "Al-Qaida",
        "terrorist",
    )
    assert imposed.organ.startswith("Security Council Committee pursuant to resolutions 1267 (1999)")
    assert imposed.note == "Submitted by Freedonia. A comment of two lines."
    assert [act.note for act in later] == [None, None]
    (evidence,) = imposed.evidence
    assert (evidence.entry, evidence.position, entry.place.line) == ("QDi.901", 1, 4)


def test_a_regime_that_is_not_about_terrorism_is_sanctions(first: dict[str, Entry]) -> None:
    (act,) = of(first["TAi.902"], Designation)
    assert (act.category, act.programme) == ("sanctions", "Taliban")


def test_an_entry_without_a_date_of_its_own_was_in_force_on_the_lists_day(first: dict[str, Entry]) -> None:
    entry = first["ATe.903"]
    assert acts(entry) == [("reaffirmed", "2030-01-31")]
    (act,) = of(entry, Designation)
    assert (act.organ, act.programme) == (None, "Atlantis")  # of a regime that is not known here
    assert "LISTED_ON" in {left.part for left in entry.unused}
    assert [a.kind for a in of(entry, Actor)] == ["organization"]


def test_a_delisting_that_is_stated_is_a_lifting(first: dict[str, Entry]) -> None:
    assert acts(first["KPe.904"]) == [("imposed", "2020-02-03"), ("lifted", "2029-12-24")]


def test_what_has_no_place_is_left_out_by_part_with_a_reason(first: dict[str, Entry]) -> None:
    parts = {left.part for left in first["QDi.901"].unused}
    assert parts == {
        "DATAID",
        "VERSIONNUM",
        "LIST_TYPE",
        "TITLE",
        "INDIVIDUAL_ADDRESS",
        "NATIONALITY/VALUE",
        "INDIVIDUAL_ALIAS/NOTE",
        "INDIVIDUAL_DOCUMENT/ISSUING_COUNTRY",
        "INDIVIDUAL_DOCUMENT/NUMBER",
    }
    assert ("FAVOURITE_COLOUR", "This element is not known to the importer.") in {
        (left.part, left.reason) for left in first["TAi.902"].unused
    }


def test_an_entry_without_a_reference_is_left_out_as_a_whole(first: dict[str, Entry]) -> None:
    entry = first["3"]
    assert (entry.position, entry.facts) == (3, ())
    assert [left.part for left in entry.unused] == [""]


def test_the_digest_is_of_what_an_entry_says_and_not_of_its_form(first: dict[str, Entry]) -> None:
    def digest(entry: Entry) -> str:
        return str(of(entry, Designation)[0].evidence[0].sha256)

    second = read(SECOND)
    assert digest(first["ATe.903"]) == digest(second["ATe.903"])
    assert digest(first["TAi.902"]) != digest(second["TAi.902"])


@pytest.mark.parametrize(
    ("said", "names", "beside"),
    [
        ("Ibn A; Ibn B ;Ibn C", ["Ibn A", "Ibn B", "Ibn C"], False),
        ("Ivan Ivanov (Иван Иванов)", ["Ivan Ivanov", "Иван Иванов"], False),
        ("أبو شيماء (Abu-Shaima; Abu Shayma)", ["أبو شيماء", "Abu-Shaima", "Abu Shayma"], False),
        ("هيئة (Group (GA); Group; هيئة (original script))", ["هيئة", "Group (GA)", "Group", "هيئة"], True),
        ("GROUP A (FREEDONIA)", ["GROUP A (FREEDONIA)"], False),
        ("Jane Roe, born 1 Jan. 1953 (passport no.1; expired)", ["Jane Roe"], True),
        ("Jane Roe (previously listed as)", ["Jane Roe"], True),
        ("Akhtar (اختر ", ["Akhtar", "اختر"], False),
        ("(Sheikh) Musa", ["(Sheikh) Musa"], False),
        ("ፍትዊ (Tigrinya)", ["ፍትዊ"], True),
    ],
)
def test_several_names_in_one_field_are_told_apart(said: str, names: list[str], beside: bool) -> None:
    assert split(said) == (names, beside)
