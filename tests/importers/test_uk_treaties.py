"""The UK's treaties: what becomes of a treaty, of its parties, and of lines that are none."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest

from loader.commit import load
from loader.errors import InputError, Severity
from loader.facts.model import Actor, Agreement, Source
from loader.importers.entry import Entry, Options
from loader.importers.uk_treaties import entries
from loader.importers.uk_treaties.parties import actors
from loader.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterable

INVENTED = Path(__file__).parent / "treaties" / "treaties.jsonl"
REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "treaties" / "uk-treaties-1500.jsonl"
LINE = {"lb_document_id": 1, "title": "Notes", "subject": "VISA", "country_name": "FREEDONIA ; SYLVANIA"}


@pytest.fixture(scope="module")
def invented() -> dict[str, Entry]:
    return {entry.name: entry for entry in entries([INVENTED], Options())}


@pytest.fixture(scope="module")
def real() -> list[Entry]:
    if not REAL.exists():
        pytest.skip(f"the treaties are not at {REAL}")
    return list(entries([REAL], Options(published="2022-03")))


def agreement(entry: Entry) -> Agreement:
    (fact,) = entry.facts
    assert isinstance(fact, Agreement)
    return fact


def write(folder: Path, *rows: object) -> Path:
    file = folder / "treaties.jsonl"
    file.write_text("".join(f"{row if isinstance(row, str) else json.dumps(row)}\n" for row in rows))
    return file


def written(entry_list: Iterable[Entry], folder: Path) -> Path:
    file = folder / "facts.jsonl"
    file.write_bytes(b"\n".join(msgspec.json.encode(fact) for entry in entry_list for fact in entry.facts))
    return file


# -- what becomes of a treaty --------------------------------------------------------------------------------


def test_a_treaty_is_an_agreement_with_its_entry_as_evidence(invented: dict[str, Entry]) -> None:
    fact = agreement(invented["101"])
    assert (fact.id, fact.label, fact.subject, fact.place) == (
        "uk-treaty-101",
        "Treaty of Peace between Freedonia and Sylvania",
        "PEACE",
        "Port Freedom",
    )
    assert fact.parties == ("freedonia", "republic-of-sylvania")
    (evidence,) = fact.evidence
    assert (evidence.entry, evidence.position) == ("101", 1)
    assert evidence.sha256 is not None
    assert str(invented["101"].place) == f"{INVENTED}:1"


def test_the_days_of_effect_are_the_agreements_and_the_acts_stay_in_the_note(
    invented: dict[str, Entry],
) -> None:
    fact = agreement(invented["101"])
    assert (fact.status, fact.signed, fact.inForce, fact.ended) == (
        "ended",
        "1892-07-02",
        "1893-08-31",
        "1910-11-01",
    )
    assert fact.note == (
        "Brought into force by an act of 1892-12-23; terminated by an act of 1909-10-29. "
        "See https://treaties.example/data/html/1%20a.html. "
        "References: Treaty Series 001/1896: C. 1 https://treaties.example/1.pdf; State Papers 87/24/0: 0."
    )


def test_the_furthest_step_that_is_dated_is_the_status(invented: dict[str, Entry]) -> None:
    found = {name: agreement(entry).status for name, entry in invented.items() if name and name != "107"}
    assert found == {
        "101": "ended",
        "102": "in-force",
        "103": "signed",
        "104": "ended",
        "105": "in-force",
        "106": "adopted",
        "108": "signed",
    }
    assert agreement(invented["105"]).inForce == "1952-07-20"
    assert agreement(invented["105"]).note == "In force provisionally."
    assert agreement(invented["106"]).date == "1977-06-26"


def test_an_end_before_the_signature_is_kept(invented: dict[str, Entry]) -> None:
    fact = agreement(invented["104"])
    assert (fact.signed, fact.ended) == ("1959-12-06", "1959-06-30")
    assert [u.part for u in invented["104"].unused] == []


@pytest.mark.parametrize(
    ("name", "part", "reason"),
    [
        ("101", "field3, id, library, metaformat, product_size, uuid", "about the database's record"),
        ("105", "unofficial_info_event_date", "unofficial"),
        ("106", "signed_event_date", "no day of the calendar"),
        ("107", "", "None of its steps is dated"),
        ("108", "depositary", "No key of an agreement"),
    ],
)
def test_what_is_not_used_is_said_with_a_reason(
    invented: dict[str, Entry], name: str, part: str, reason: str
) -> None:
    (unused,) = invented[name].unused
    assert unused.part == part
    assert reason in unused.reason


def test_a_treaty_in_which_nothing_is_dated_makes_no_fact(invented: dict[str, Entry]) -> None:
    assert invented["107"].facts == ()


def test_the_digest_is_of_what_a_treaty_says_and_not_of_how_it_is_written(tmp_path: Path) -> None:
    def digest(row: dict[str, object]) -> str | None:
        (_, entry) = entries([write(tmp_path, row)], Options())
        return agreement(entry).evidence[0].sha256

    row = {**LINE, "signed_event_date": "01/01/1962", "product_size": "1 KB"}
    first = digest(row)
    assert digest({**dict(reversed(row.items())), "title": " Notes ", "product_size": "2 KB"}) == first
    assert digest({**row, "terminated_event_date": "01/01/1970"}) != first


# -- parties -------------------------------------------------------------------------------------------------


def test_the_file_as_a_whole_says_its_source_and_each_party_once(invented: dict[str, Entry]) -> None:
    whole = invented[""]
    assert whole.position == 0
    source, *parties = whole.facts
    assert isinstance(source, Source)
    assert source.sha256 is not None
    assert source.id == f"uk-treaties-{source.sha256[:12]}"
    assert source.complete is None
    assert {a.id: a.kind for a in parties if isinstance(a, Actor)} == {
        "freedonia": "state",
        "sylvania": "state",
        "republic-of-sylvania": "state",
        "osterlich": "territory",
        "league-of-nations": "intergovernmental-organization",
    }


def test_how_the_database_spells_a_party_is_an_alias(invented: dict[str, Entry]) -> None:
    aliases = {a.name: a.aliases for a in invented[""].facts if isinstance(a, Actor) and a.aliases}
    assert aliases == {"Republic of Sylvania": ("SYLVANIA REPUBLIC OF", "SYLVANIA, REPUBLIC OF")}


def test_who_is_a_state_does_not_depend_on_the_order_of_treaties() -> None:
    columns = ["Sylvania ; FREEDONIA", "SYLVANIA", "Osterlich"]
    assert actors(columns) == actors(reversed(columns))
    assert [a.kind for a in actors(columns)] == ["state", "territory", "state"]


def test_a_party_that_is_named_twice_is_one() -> None:
    assert [a.name for a in actors(["EIRE ; Eire"])] == ["Eire"]


# -- what is no treaty ---------------------------------------------------------------------------------------

BROKEN = {
    "cut off": ('{"lb_document_id": 2, "title', "not JSON"),
    "no object": ("[1]", "no object"),
    "no subject": ({**LINE, "subject": " "}, "'subject' is missing or empty"),
    "no party": ({**LINE, "country_name": " ; - "}, "names no party"),
    "a list": ({**LINE, "title": ["Notes"]}, "'title' is neither a text nor a whole number"),
    "a key twice": ('{"lb_document_id": 1, "lb_document_id": 2}', "'lb_document_id' stands there twice"),
    "too long": ({**LINE, "title": "x" * (1 << 20)}, "more than 1,048,576 bytes"),
}


@pytest.mark.parametrize(("row", "reason"), BROKEN.values(), ids=BROKEN)
def test_a_broken_line_among_treaties_is_an_entry_that_is_not_used(
    tmp_path: Path, row: object, reason: str
) -> None:
    good = {**LINE, "signed_event_date": "01/01/1962"}
    file = write(tmp_path, good, row, "", good)
    _, *found = entries([file], Options())
    assert [(e.position, e.place.line, bool(e.facts)) for e in found] == [
        (1, 1, True),
        (2, 2, False),
        (3, 4, True),
    ]
    (unused,) = found[1].unused
    assert unused.part == ""
    assert reason in unused.reason


@pytest.mark.parametrize(("row", "reason"), BROKEN.values(), ids=BROKEN)
def test_a_file_that_begins_with_no_treaty_is_refused(tmp_path: Path, row: object, reason: str) -> None:
    file = write(tmp_path, row, LINE)
    with pytest.raises(InputError) as refused:
        list(entries([file], Options()))
    assert str(refused.value).startswith(f"{file}:1: ")
    assert reason in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "there is nothing in this file"),
        (b" \n\n", "there is nothing in this file"),
        (b"<html><body>404</body></html>", "not JSON"),
        ('{"a": 1}'.encode("utf-16"), "UTF-16"),
        (b"PK\x03\x04" + bytes(60), "no text"),
        (b'{"title": "\xe9"}', "not UTF-8"),
    ],
)
def test_a_file_that_is_something_else_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    file = tmp_path / "treaties.jsonl"
    file.write_bytes(content)
    with pytest.raises(InputError, match=reason):
        list(entries([file], Options()))


def test_what_the_user_says_of_the_file_is_in_its_source() -> None:
    options = Options(source="treaties", published="2022-03", url="https://treaties.example/all.jsonl")
    whole = next(entries([INVENTED], options))
    source = whole.facts[0]
    assert isinstance(source, Source)
    assert (source.id, source.published, source.url) == (options.source, options.published, options.url)


def test_invented_treaties_pass_the_gate_and_warn_of_what_comes_before_the_signature(
    invented: dict[str, Entry], tmp_path: Path
) -> None:
    outcome = load(Store.open_or_create(tmp_path / "store"), [written(invented.values(), tmp_path)])
    assert Counter(p.rule.rpartition("#")[2] for p in outcome.problems) == {
        "AgreementClaim-inForce": 2,
        "AgreementClaim-endedBeforeSigned": 1,
    }
    assert {p.severity for p in outcome.problems} == {Severity.WARNING}


# -- the real ones -------------------------------------------------------------------------------------------


def test_each_of_the_real_treaties_is_used(real: list[Entry]) -> None:
    whole, *treaties = real
    lines = REAL.read_bytes().count(b"\n")
    assert [e.position for e in treaties] == list(range(1, lines + 1))
    assert all(len(e.facts) == 1 for e in treaties)
    assert Counter(u.part for e in treaties for u in e.unused if "uuid" not in u.part) == {
        "unofficial_info_event_date": 2,
    }
    described = {a.id for a in whole.facts if isinstance(a, Actor)}
    assert described == {party for e in treaties for party in agreement(e).parties}


def test_dead_states_and_bodies_of_states_are_parties_of_the_real_treaties(real: list[Entry]) -> None:
    kinds = {a.name: a.kind for a in real[0].facts if isinstance(a, Actor)}
    for name in ("Prussia", "Yugoslavia", "Zanzibar", "United Kingdom", "Canada", "Republic of Ireland"):
        assert kinds[name] == "state", name
    for name in ("Gibraltar", "Gold Coast", "Scotland"):
        assert kinds[name] == "territory", name
    for name in ("United Nations", "European Atomic Energy Community (EURATOM)"):
        assert kinds[name] == "intergovernmental-organization", name
