"""OFAC's lists: what becomes of an entry, which list a file is, and what is no such file."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loader import dates
from loader.commit import load
from loader.errors import InputError
from loader.facts.model import Actor, Designation, Source
from loader.importers.entry import Entry, Options
from loader.importers.kinds import KINDS
from loader.importers.ofac import entries
from loader.importers.ofac.births import born
from loader.importers.ofac.snapshot import NAMESPACES
from loader.importers.running import run
from loader.importers.tally import Tally
from loader.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterable

INVENTED = Path(__file__).parent / "ofac" / "consolidated.xml"
REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "ofac" / "ofac-consolidated-2018.xml"


@pytest.fixture(scope="module")
def invented() -> dict[str, Entry]:
    return {entry.name: entry for entry in entries([INVENTED], Options())}


@pytest.fixture(scope="module")
def real() -> list[Entry]:
    if not REAL.exists():
        pytest.skip(f"OFAC's list is not at {REAL}")
    return list(entries([REAL], Options()))


def actor(entry: Entry) -> Actor:
    (found,) = (fact for fact in entry.facts if isinstance(fact, Actor) and fact.id.startswith("ofac-"))
    return found


def acts(entry: Entry) -> list[Designation]:
    return [fact for fact in entry.facts if isinstance(fact, Designation)]


def source(found: Iterable[Entry]) -> Source:
    (one,) = (fact for entry in found for fact in entry.facts if isinstance(fact, Source))
    return one


def variant(folder: Path, *changes: tuple[str, str], name: str = "consolidated.xml") -> Path:
    """The invented list with something changed."""
    text = INVENTED.read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    file = folder / name
    file.write_text(text, "utf-8")
    return file


def written(found: Iterable[Entry], folder: Path) -> Path:
    file = folder / "facts.jsonl"
    file.write_bytes(b"\n".join(msgspec.json.encode(fact) for entry in found for fact in entry.facts))
    return file


# -- what becomes of an entry --------------------------------------------------------------------------------


def test_an_entry_is_in_force_under_each_of_its_programmes_on_the_day_of_the_file(
    invented: dict[str, Entry],
) -> None:
    found = acts(invented["101"])
    assert [(a.programme, a.category) for a in found] == [("SDGT", "terrorist"), ("SYLVANIA", "sanctions")]
    for act in found:
        assert (act.authority, act.target, act.organ) == (
            "united-states",
            "ofac-101",
            "Office of Foreign Assets Control",
        )
        assert (act.action, act.date, act.list) == ("reaffirmed", "2018-04-06", "Consolidated Sanctions List")
        assert act.note == "(Linked To: GROUP A); Secondary sanctions risk: section 1(b) of an order"
        assert [(e.entry, e.position) for e in act.evidence] == [("101", 1)]
    assert str(invented["101"].place) == f"{INVENTED}:7"


def test_a_person_is_called_first_name_first_and_known_by_all_names(invented: dict[str, Entry]) -> None:
    person = actor(invented["101"])
    assert (person.kind, person.name) == ("person", "Rufus FIREFLY")
    assert person.aliases == ("FIREFLY, Rufus", "Rufus T. FIRE FLY")
    assert person.weakAliases == ("THE PRESIDENT",)
    assert person.names == {"und-Cyrl": ("Руфус",)}


def test_numbers_births_and_states_are_the_actors(invented: dict[str, Entry]) -> None:
    person, body = actor(invented["101"]), actor(invented["102"])
    assert person.identifiers == {"passport": ("F 100", "F 200"), "ofac": ("101",)}
    assert (person.born, person.country) == (("1956-04-04",), ("freedonia",))
    assert body.identifiers == {"imo": ("1234567",), "public-ledger-no": ("7-7",), "ofac": ("102",)}
    assert (body.kind, body.country) == ("organization", ("freedonia",))


def test_a_state_is_described_once(invented: dict[str, Entry]) -> None:
    described = [f.id for e in invented.values() for f in e.facts if isinstance(f, Actor)]
    assert sorted(described) == ["freedonia", "ofac-101", "ofac-102", "ofac-104", "united-states"]


def test_what_is_listed_is_in_force_even_without_a_name_or_a_programme(invented: dict[str, Entry]) -> None:
    assert actor(invented["104"]).name == "104"
    (act,) = acts(invented["104"])
    assert act.programme is None


def test_what_is_not_used_is_said_with_a_reason(invented: dict[str, Entry]) -> None:
    parts = {name: [u.part for u in entry.unused] for name, entry in invented.items()}
    assert parts == {
        "": [],
        "101": [
            "idList/id/idCountry",
            "idList/id/expirationDate",
            "idList/Gender",
            "nationalityList",
            "dateOfBirthList",
            "title",
            "addressList",
        ],
        "102": ["idList/Website", "activeList"],
        "103": [""],
        "104": [],
        "105": [""],
    }
    assert [u.reason for name in ("103", "105") for u in invented[name].unused] == [
        "A vessel is no actor.",
        "Its sdnType is 'Weather', which the importer does not know.",
    ]


def test_the_digest_changes_with_what_an_entry_says_and_with_nothing_else(
    tmp_path: Path, invented: dict[str, Entry]
) -> None:
    def digest(file: Path) -> str | None:
        return next(acts(e)[0].evidence[0].sha256 for e in entries([file], Options()) if e.name == "101")

    before = acts(invented["101"])[0].evidence[0].sha256
    same = variant(
        tmp_path, ("<uid>6</uid>", "<uid>66</uid>"), ("04/06/2018", "05/06/2018"), ("\n  ", "\n\t")
    )
    assert digest(same) == before
    assert digest(variant(tmp_path, ("THE PRESIDENT", "THE KING"))) != before


# -- what a file is ------------------------------------------------------------------------------------------


def test_a_file_is_a_complete_source_of_its_list(invented: dict[str, Entry]) -> None:
    made = source(invented.values())
    assert (made.id, made.published) == ("ofac-consolidated-2018-04-06", "2018-04-06")
    assert made.complete is not None
    assert (made.complete.authority, made.complete.list) == ("united-states", "Consolidated Sanctions List")
    assert invented[""].stated == 5


@pytest.mark.parametrize("namespace", NAMESPACES)
def test_both_namespaces_of_the_schema_are_read(tmp_path: Path, namespace: str) -> None:
    file = variant(tmp_path, (NAMESPACES[0], namespace))
    assert sum(len(acts(e)) for e in entries([file], Options())) == 4


@pytest.mark.parametrize(
    ("name", "said", "expected"),
    [
        ("sdn.xml", None, "SDN List"),
        ("cons_prim.xml", None, "Consolidated Sanctions List"),
        ("download.xml", "sdn", "SDN List"),
        ("sdn.xml", "Consolidated Sanctions List", "Consolidated Sanctions List"),
    ],
)
def test_which_list_a_file_is_says_the_user_or_its_name(
    tmp_path: Path, name: str, said: str | None, expected: str
) -> None:
    found = list(entries([variant(tmp_path, name=name)], Options(list=said)))
    assert {act.list for entry in found for act in acts(entry)} == {expected}


@pytest.mark.parametrize(
    ("changes", "name", "options", "reason"),
    [
        ((), "list.xml", Options(), "Give --list sdn or --list consolidated"),
        ((), "sdn-or-cons.xml", Options(), "Give --list sdn or --list consolidated"),
        ((), "sdn.xml", Options(list="ssi"), "OFAC has no list 'ssi'"),
        (((NAMESPACES[0], "urn:other"),), "sdn.xml", Options(), ":2: its namespace is 'urn:other'"),
        ((("04/06/2018", "13/06/2018"),), "sdn.xml", Options(), "'13/06/2018', which is no day"),
        ((("<Publish_Date>04/06/2018</Publish_Date>", ""),), "sdn.xml", Options(), "Give --published DATE"),
        ((), "sdn.xml", Options(published="2018-04-07"), "Leave --published out"),
        ((("</sdnList>", ""),), "sdn.xml", Options(), "ends in the middle"),
        ((("<sdnList", "<!DOCTYPE sdnList><sdnList"),), "sdn.xml", Options(), "document type"),
        ((("sdnList", "CONSOLIDATED_LIST"),), "sdn.xml", Options(), "import un-sc"),
    ],
)
def test_a_file_that_is_no_such_list_is_refused_in_one_line(
    tmp_path: Path, changes: tuple[tuple[str, str], ...], name: str, options: Options, reason: str
) -> None:
    file = variant(tmp_path, *changes, name=name)
    with pytest.raises(InputError) as refused:
        list(entries([file], options))
    assert reason in str(refused.value)
    assert "\n" not in str(refused.value)


def test_the_day_that_the_file_does_not_say_may_be_given(tmp_path: Path) -> None:
    file = variant(tmp_path, ("<Publish_Date>04/06/2018</Publish_Date>", ""))
    found = list(entries([file], Options(published="2018-05")))
    assert {act.date for entry in found for act in acts(entry)} == {"2018-05"}


def test_a_file_without_anything_before_its_entries_loses_none(tmp_path: Path) -> None:
    text = INVENTED.read_text("utf-8")
    head = text[text.index("  <publsh") : text.index("  <sdnEntry>")]
    file = variant(tmp_path, (head, ""))
    found = list(entries([file], Options(published="2018")))
    assert [(e.position, e.name, e.stated) for e in found][:2] == [(0, "", None), (1, "101", None)]


def test_a_file_with_other_than_the_stated_number_of_entries_is_refused(tmp_path: Path) -> None:
    file = variant(tmp_path, ("<Record_Count>5<", "<Record_Count>6<"))
    with pytest.raises(InputError, match="6 entries, and has 5"):
        list(run(KINDS["ofac"], [file], Options(), Tally()))


def test_invented_entries_pass_the_gate(invented: dict[str, Entry], tmp_path: Path) -> None:
    outcome = load(Store.open_or_create(tmp_path / "store"), [written(invented.values(), tmp_path)])
    assert outcome.problems == []


# -- dates of birth ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("circa Jan 1958", "1958-01~"),
        ("circa 1961 to circa 1963", "1961~/1963~"),
        ("01 Jan 1953 to 31 Dec 1954", "1953-01-01/1954-12-31"),
        ("1961 to 1961", "1961"),
        ("1961 to 1962 to 1963", None),
        ("04 Foo 1956", None),
        ("1931s", None),
        ("", None),
    ],
)
def test_a_date_of_birth_is_said_in_edtf(said: str, expected: str | None) -> None:
    assert born(said) == expected


@given(st.text(alphabet="0123456789 circatoJnFebMy-s/", max_size=24))
def test_whatever_is_written_as_a_date_of_birth_is_a_date_or_none(said: str) -> None:
    edtf = born(said)
    assert edtf is None or dates.parse(edtf).text == edtf


# -- the real list -------------------------------------------------------------------------------------------


def test_the_entries_of_the_real_list_are_used_but_for_vessels(real: list[Entry]) -> None:
    whole, *listed = real
    assert [e.position for e in listed] == list(range(1, 640))
    assert whole.stated == 639
    left = Counter(e.unused[0].reason for e in listed if not e.facts)
    assert left == {"A vessel is no actor.": 74}
    assert all(any(not u.part for u in e.unused) for e in listed if not e.facts)
    assert Counter(a.programme for e in listed for a in acts(e)) == {
        "UKRAINE-EO13662": 290,
        "IRAN": 190,
        "NS-PLC": 78,
        "SYRIA": 7,
        "FSE-SY": 6,
        "SDGT": 1,
        "561List": 1,
    }
    assert Counter(a.category for e in listed for a in acts(e))["terrorist"] == 1


def test_all_dates_of_birth_of_the_real_list_are_understood(real: list[Entry]) -> None:
    assert sum(len(actor(e).born) for e in real[1:] if e.facts) == 87
    assert not any(u.part == "dateOfBirthList" for e in real for u in e.unused)
