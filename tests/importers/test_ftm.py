"""FollowTheMoney entities: what becomes of a Sanction, its target, deltas, and lines that are none."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from loader.errors import InputError
from loader.facts.model import Actor, Designation, Source
from loader.importers.entry import Entry, Options
from loader.importers.ftm import entries
from loader.importers.ftm.country import country
from loader.importers.ftm.entity import Entity

if TYPE_CHECKING:
    from command_desk import Desk

FOLDER = Path(__file__).parent / "ftm"
BASE = FOLDER / "invented.ftm.json"
DELTA = FOLDER / "delta.json"
LINES = 18


@pytest.fixture(scope="module")
def base() -> dict[str, Entry]:
    return _by_name(entries([BASE], Options()))


@pytest.fixture(scope="module")
def changed() -> list[Entry]:
    return list(entries([BASE, DELTA], Options()))


def _by_name(found: Any) -> dict[str, Entry]:
    return {entry.name: entry for entry in found}


def _acts(entry: Entry) -> list[tuple[str, str | None, str]]:
    return [(fact.action, fact.date, fact.dateRole) for fact in entry.facts if isinstance(fact, Designation)]


def _designation(entry: Entry) -> Designation:
    return next(fact for fact in entry.facts if isinstance(fact, Designation))


def _actor(entry: Entry, identifier: str) -> Actor:
    return next(fact for fact in entry.facts if isinstance(fact, Actor) and fact.id == identifier)


def _whole(entry: Entry) -> list[str]:
    return [left.reason for left in entry.unused if not left.part]


# -- entries -------------------------------------------------------------------------------------------------


def test_each_line_is_one_entry_with_facts_or_with_a_reason() -> None:
    found = list(entries([BASE], Options()))
    assert [entry.position for entry in found] == list(range(LINES + 1))
    assert [entry.place.line for entry in found] == list(range(LINES + 1))
    for entry in found:
        assert bool(entry.facts) != bool(_whole(entry)), entry.name


def test_the_file_is_a_source_of_the_day_on_which_its_entities_were_last_seen(base) -> None:
    [source] = base[""].facts
    assert isinstance(source, Source)
    assert (source.id, source.published, source.complete) == ("ftm-invented", "2024-06-01", None)
    assert source.sha256 is not None


def test_the_user_says_what_the_file_does_not() -> None:
    options = Options(source="mine", published="2024-06-02", url="https://lists.example/", list="The List")
    found = _by_name(entries([BASE], options))
    [source] = found[""].facts
    assert isinstance(source, Source)
    assert (source.id, source.published, source.url) == ("mine", "2024-06-02", "https://lists.example/")
    assert _designation(found["s-first"]).list == "The List"
    assert _designation(found["s-first"]).source == "mine"


def test_two_files_of_one_name_are_two_sources(tmp_path: Path) -> None:
    (tmp_path / BASE.name).write_bytes(BASE.read_bytes())
    for options, first in ((Options(), "ftm-invented"), (Options(source="mine"), "mine")):
        found = list(entries([BASE, tmp_path / BASE.name], options))
        assert [fact.id for e in found for fact in e.facts if isinstance(fact, Source)] == [
            first,
            f"{first}-2",
        ]


def test_a_day_that_is_none_is_refused() -> None:
    with pytest.raises(InputError, match="--published 'June' is no date"):
        list(entries([BASE], Options(published="June")))


# -- actors --------------------------------------------------------------------------------------------------


def test_an_actor_has_its_names_by_script_and_quality(base) -> None:
    group = _actor(base["g-a"], "g-a")
    assert (group.name, group.kind) == ("Group A", "organization")
    assert group.names == {"und-Cyrl": ("Группа А",)}
    assert group.aliases == ("Band A", "The A Group")
    assert group.weakAliases == ("A", "GA")
    assert group.sameAs == ("http://www.wikidata.org/entity/Q42",)
    assert group.country == ("iraq", "syria")
    assert {(left.part, left.reason) for left in base["g-a"].unused} == {
        ("address", "Facts of actors have no place for it.")
    }


def test_an_actor_has_the_identifiers_that_others_say_of_it(base) -> None:
    assert _actor(base["g-a"], "g-a").identifiers == {"registration-number": ("77",), "un-sc": ("QDe.001",)}
    assert _actor(base["p-b"], "p-b").identifiers == {"inn": ("123",), "passport": ("X1", "X2")}
    assert _whole(base["pass"]) == ["Its number stands among the identifiers of its holder."]
    assert _whole(base["nopass"]) == ["It has no number, or no sanction points to its holder."]


def test_a_person_has_all_stated_days_of_birth(base) -> None:
    person = _actor(base["p-b"], "p-b")
    assert (person.kind, person.born) == ("person", ("1970", "1971-02-03"))


def test_a_country_is_described_once(base) -> None:
    told = [fact.id for entry in base.values() for fact in entry.facts if isinstance(fact, Actor)]
    assert len(told) == len(set(told))
    assert {"iraq", "syria", "russia", "united-kingdom", "ukraine", "european-union"} <= set(told)


@pytest.mark.parametrize(
    ("code", "identifier", "kind"),
    [
        ("us", "united-states", "state"),
        ("GB", "united-kingdom", "state"),
        ("ir", "iran", "state"),
        ("gg", "guernsey", "territory"),
        ("xk", "kosovo", "state"),
        ("eu", "european-union", "intergovernmental-organization"),
        ("un", "united-nations", "intergovernmental-organization"),
        ("suhh", "suhh", "state"),
        ("md-pmr", "md-pmr", "territory"),
    ],
)
def test_a_country_code_is_an_actor(code: str, identifier: str, kind: str) -> None:
    found = country(code)
    assert found is not None
    assert (found.id, found.kind) == (identifier, kind)


def test_an_entity_that_nobody_designates_is_not_used(base) -> None:
    reasons = {name: _whole(base[name]) for name in ("p-d", "ship", "home", "owns")}
    assert reasons == {
        "p-d": ["No sanction points to it."],
        "ship": ["It is a thing, not an actor."],
        "home": ["Facts hold no addresses."],
        "owns": ["Facts hold nothing of who owns what."],
    }


# -- designations --------------------------------------------------------------------------------------------


def test_the_first_start_imposes_and_a_later_one_amends(base) -> None:
    assert _acts(base["s-first"]) == [("imposed", "2020-01-05", "effective")]
    assert _acts(base["s-later"]) == [("amended", "2022-03-04", "effective")]


def test_a_sanction_says_what_it_can(base) -> None:
    said = _designation(base["s-first"])
    assert (said.authority, said.target, said.category) == ("united-kingdom", "g-a", "terrorist")
    assert (said.programme, said.instrument) == ("GB-CT", "Counter-Terrorism Regulations")
    assert (said.organ, said.source) == ("Home Office", "ftm-invented")
    assert said.note is not None
    assert said.note.splitlines() == [
        "Reference: CT1",
        "Source: https://lists.example/ct1",
        "Reason: It is said to have done it.",
    ]
    [evidence] = said.evidence
    assert (evidence.entry, evidence.position) == ("s-first", 10)


def test_of_several_organs_the_others_are_noted_and_so_is_a_listing_beside_a_start(base) -> None:
    said = _designation(base["s-later"])
    assert said.organ == "Home Office"
    assert said.note == "Organ: Treasury\nListed: 2022-03-05"


def test_an_end_to_come_is_a_term_and_a_past_one_a_lifting(base) -> None:
    assert _acts(base["s-term"]) == [("imposed", "2021-10-30", "effective")]
    assert _designation(base["s-term"]).until == "2031-10-30"
    assert _acts(base["s-past"]) == [
        ("imposed", "2020-05-01", "event"),
        ("lifted", "2023-05-01", "effective"),
    ]
    assert [fact.until for fact in base["s-past"].facts if isinstance(fact, Designation)] == [None, None]


def test_without_any_date_it_is_imposed_on_no_day(base) -> None:
    assert _acts(base["s-undated"]) == [("imposed", None, "event")]
    assert _designation(base["s-undated"]).programme == "invented_bans"


def test_the_security_council_is_known_by_its_name(base) -> None:
    said = _designation(base["s-un"])
    assert (said.authority, said.category) == ("un-security-council", "terrorist")


def test_a_sanction_that_cannot_be_told_says_why(base) -> None:
    assert _whole(base["s-ship"]) == ["It points to a Vessel, which is no actor."]
    assert _whole(base["s-nobody"]) == ["It points to what is not in the files."]
    assert _whole(base["s-nowhere"]) == ["It names no country, and so no authority."]


def test_the_digest_is_of_what_is_said_and_of_nothing_else() -> None:
    said = Entity("s", "Sanction", {"reason": ["a  b", "c"], "entity": ["x"]}, last_seen="2024-01-01")
    again = Entity("s", "Sanction", {"entity": ["x"], "reason": ["c", "a b", "c"], "status": []}, "Sanction")
    other = Entity("s", "Sanction", {"entity": ["x"], "reason": ["c"]})
    assert said.digest() == again.digest() != other.digest()


# -- deltas --------------------------------------------------------------------------------------------------


def test_deltas_are_applied_in_order_and_every_line_is_accounted_for(changed: list[Entry]) -> None:
    lines = [entry for entry in changed if entry.position]
    assert len(lines) == LINES + 5
    first, second = ([e for e in lines if e.place.file == str(file)] for file in (BASE, DELTA))
    assert (len(first), len(second)) == (LINES, 5)
    gone = {entry.name: _whole(entry) for entry in first if entry.name in ("s-term", "s-past")}
    assert gone == {"s-term": ["A later line has it anew."], "s-past": ["A later line takes it out."]}
    assert [(entry.name, _whole(entry)) for entry in second] == [
        ("s-new", []),
        ("s-term", []),
        ("s-past", ["It takes s-past out."]),
        ("never-was", ["It takes out never-was, which is not known."]),
        ("s-unknown", ["It changes s-unknown, which is not known."]),
    ]


def test_a_changed_sanction_is_told_as_it_is_now(changed: list[Entry]) -> None:
    now = next(entry for entry in changed if entry.name == "s-term" and entry.facts)
    assert _acts(now) == [("imposed", "2021-10-30", "effective"), ("lifted", "2024-06-15", "effective")]
    assert _designation(now).source == "ftm-delta"


def test_who_is_designated_only_now_is_told_now(changed: list[Entry]) -> None:
    assert _actor(next(entry for entry in changed if entry.name == "p-d"), "p-d").name == "Person D"


def test_a_delta_alone_tells_what_it_adds_and_changes(tmp_path: Path) -> None:
    alone = tmp_path / "alone.json"
    person = {"id": "p", "schema": "Person", "properties": {"name": ["Person P"]}}
    sanction = {"id": "s", "schema": "Sanction", "properties": {"entity": ["p"], "country": ["kz"]}}
    _write(
        alone,
        {"op": "MOD", "entity": person},
        {"op": "ADD", "entity": sanction},
        {"op": "DEL", "entity": {"id": "q"}},
    )
    found = _by_name(entries([alone], Options()))
    assert [_whole(found[name]) for name in "psq"] == [[], [], ["It takes out q, which is not known."]]


# -- lines that are none -------------------------------------------------------------------------------------


def _write(file: Path, *lines: object) -> Path:
    text = "".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines)
    file.write_bytes(text.encode("utf-8", "surrogateescape"))
    return file


PERSON = {"id": "p", "schema": "Person", "properties": {"name": ["Person P"]}}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"id": "x", "schema": "Per', "It is no JSON object, or not a whole one."),
        ("[" * 100_000, "It is no JSON object, or not a whole one."),
        (
            '{"id": "x", "schema": "Person", "other": ' + "[" * 100_000,
            "It is no JSON object, or not a whole one.",
        ),
        ("[]", "It is no JSON object, or not a whole one."),
        ({"id": "x"}, "It is no FollowTheMoney entity: object missing required field `schema`."),
        ({"id": " ", "schema": "Person"}, "It is no FollowTheMoney entity: its id"),
        ({"op": "PUT", "entity": PERSON}, "It is no FollowTheMoney entity: invalid enum value 'PUT'"),
        ({"id": "x", "schema": "Person", "properties": {"sanctions": [PERSON]}}, "It holds other entities"),
        ('{"id": "x\udcff", "schema": "Person"}', "It is not UTF-8."),
        (json.dumps({"id": "x", "schema": "y" * (1 << 20)}), "It has more than 1,048,576 bytes."),
    ],
)
def test_a_line_that_is_no_entity_is_an_entry_that_is_not_used(
    tmp_path: Path, line: object, reason: str
) -> None:
    file = _write(tmp_path / "a.json", PERSON, "", line)
    *_, last = entries([file], Options())
    assert (last.position, last.place.line, last.facts) == (2, 3, ())
    assert _whole(last)[0].startswith(reason)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the file is empty."),
        (b"\n \n", "the file is empty."),
        (b"<!DOCTYPE html>\n<html>\n", ":1: it is no JSON object"),
        (b"\n[\n{}\n]\n", ":2: it is no JSON object"),
        (b'{"type": "actor", "id": "x"}\n' * 200, ":1: it is no FollowTheMoney entity"),
        ('{"id": "x"}'.encode("utf-16"), "this is no text in UTF-8"),
        (b"\x1f\x8b\x08\x00\x00", "this is no text in UTF-8"),
    ],
)
def test_a_file_without_any_entity_is_refused_with_its_place(
    tmp_path: Path, content: bytes, said: str
) -> None:
    file = tmp_path / "a.json"
    file.write_bytes(content)
    with pytest.raises(InputError) as refused:
        list(entries([file], Options()))
    message = str(refused.value)
    assert message.startswith(str(file))
    assert said in message
    assert message.endswith("Name a file with one FollowTheMoney entity a line, such as entities.ftm.json.")


def test_an_actor_without_a_name_goes_by_its_id(tmp_path: Path) -> None:
    sanction = {"id": "s", "schema": "Sanction", "properties": {"entity": ["p"], "country": ["kz"]}}
    file = _write(tmp_path / "a.json", {"id": "p", "schema": "Person"}, sanction)
    assert _actor(_by_name(entries([file], Options()))["p"], "p").name == "p"


def test_dates_that_are_none_are_left_out_and_told(tmp_path: Path) -> None:
    said = {"entity": ["p"], "country": ["kz"], "startDate": ["soon", "2020-02-30"], "endDate": ["never"]}
    file = _write(tmp_path / "a.json", PERSON, {"id": "s", "schema": "Sanction", "properties": said})
    found = _by_name(entries([file], Options()))["s"]
    assert _acts(found) == [("imposed", None, "event")]
    assert [left.part for left in found.unused] == ["startDate", "startDate", "endDate"]


def test_what_is_over_without_an_end_was_lifted_by_the_day_on_which_it_was_last_seen(tmp_path: Path) -> None:
    said = {"entity": ["p"], "country": ["kz"], "status": ["Expired"], "endDate": ["2030"]}
    sanctions = [
        {"id": f"s-{start}", "schema": "Sanction", "last_seen": "2024-06-01T00:00:00"}
        | {"properties": {**said, "programId": [start], "startDate": [start]}}
        for start in ("2020-02-03", "2024-06-02")
    ]
    found = _by_name(entries([_write(tmp_path / "a.json", PERSON, *sanctions)], Options()))
    assert _acts(found["s-2020-02-03"]) == [
        ("imposed", "2020-02-03", "effective"),
        ("lifted", "../2024-06-01", "reported"),
    ]
    assert _acts(found["s-2024-06-02"]) == [("imposed", "2024-06-02", "effective")]


def test_an_end_before_the_first_start_is_left_out_and_told(tmp_path: Path) -> None:
    said = {"entity": ["p"], "country": ["kz"], "startDate": ["2020-02-03"], "endDate": ["2020-02-02"]}
    file = _write(tmp_path / "a.json", PERSON, {"id": "s", "schema": "Sanction", "properties": said})
    found = _by_name(entries([file], Options()))["s"]
    assert _acts(found) == [("imposed", "2020-02-03", "effective")]
    assert [(left.part, left.reason) for left in found.unused] == [
        ("endDate", "It is before the first start.")
    ]


def test_what_was_updated_since_was_amended(tmp_path: Path) -> None:
    said = {
        "entity": ["p"],
        "country": ["kz"],
        "startDate": ["2020-02-03"],
        "modifiedAt": ["2019", "2021-04-05"],
    }
    file = _write(tmp_path / "a.json", PERSON, {"id": "s", "schema": "Sanction", "properties": said})
    found = _by_name(entries([file], Options()))["s"]
    assert _acts(found) == [("imposed", "2020-02-03", "effective"), ("amended", "2021-04-05", "event")]


def test_a_note_is_cut_and_says_so(tmp_path: Path) -> None:
    said = {"entity": ["p"], "country": ["kz"], "reason": ["word " * 1000], "provisions": ["freeze"]}
    file = _write(tmp_path / "a.json", PERSON, {"id": "s", "schema": "Sanction", "properties": said})
    found = _by_name(entries([file], Options()))["s"]
    note = _designation(found).note
    assert note is not None
    assert len(note) <= 2000
    assert note.endswith("…")
    assert [left.part for left in found.unused] == ["reason", "provisions"]


def test_nothing_is_left_on_the_disk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SQLITE_TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    reading = entries([BASE], Options())
    next(reading)
    assert list(tmp_path.iterdir()) == []
    reading.close()
    assert list(tmp_path.iterdir()) == []


# -- through the gate ----------------------------------------------------------------------------------------


def test_what_is_imported_conforms_and_answers(desk: Desk) -> None:
    done = desk.run("import", "ftm", str(BASE), str(DELTA), "-o", "facts.jsonl")
    assert done.code == 0, done.err
    assert "Entries: 23" in done.err
    assert desk.run("load", "--fail-on", "warning", "facts.jsonl").code == 0
    rows = desk.ask("lifted-designations")
    assert [(row["authorityName"], row["targetName"], row["date"]) for row in rows] == [
        ("Ukraine", "Person B", "2024-06-15")
    ]
