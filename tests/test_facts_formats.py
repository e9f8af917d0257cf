"""The same facts come out of JSON Lines, YAML and CSV, however the bytes are laid out."""

from __future__ import annotations

import io
import json
import unicodedata
from pathlib import Path

import invented_facts
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loader.errors import InputError
from loader.facts import FORMATS, each, read
from loader.facts.decode import settled
from loader.facts.keys import TYPES
from loader.facts.model import FACT_TYPES, Actor, Designation, Fact, Statement

GOOD = Path(__file__).parent / "facts" / "good"
CASES = sorted({path.stem for path in GOOD.iterdir()})
LINE = '{"type": "actor", "id": "a%d", "kind": "state", "name": "Freedonia"}'


def facts_of(path: Path) -> list[Fact]:
    placed, problems = read(path)
    assert not problems, "\n".join(map(str, problems))
    return [found.fact for found in placed]


def lines_of(path: Path, content: bytes | str) -> list[int]:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    placed, problems = read(path)
    assert not problems, "\n".join(map(str, problems))
    return [found.place.line for found in placed]


@pytest.mark.parametrize("case", CASES)
def test_the_same_facts_in_three_formats_are_equal(case: str) -> None:
    in_json = facts_of(GOOD / f"{case}.jsonl")
    assert in_json
    assert facts_of(GOOD / f"{case}.yaml") == in_json
    assert facts_of(GOOD / f"{case}.csv") == in_json


def test_the_good_files_hold_every_type() -> None:
    found = {type(fact) for case in CASES for fact in facts_of(GOOD / f"{case}.jsonl")}
    assert found == set(FACT_TYPES)


@settings(max_examples=60)
@given(st.lists(invented_facts.facts(), min_size=1, max_size=3))
def test_whatever_is_written_in_json_or_yaml_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, written: list[invented_facts.Raw]
) -> None:
    folder = tmp_path_factory.mktemp("written")
    expected = [settled(msgspec.convert(raw, TYPES[raw["type"]])) for raw in written]
    for number, raw in enumerate(written):  # ids may recur, so each fact has a file of its own
        for suffix, write in ((".jsonl", invented_facts.json_lines), (".yaml", invented_facts.yaml)):
            file = folder / f"{number}{suffix}"
            file.write_bytes(write([raw]))
            assert facts_of(file) == [expected[number]]


@settings(max_examples=60)
@given(invented_facts.facts())
def test_whatever_is_written_in_csv_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, written: invented_facts.Raw
) -> None:
    file = tmp_path_factory.mktemp("written") / "facts.csv"
    file.write_bytes(invented_facts.csv([written]))
    assert facts_of(file) == [settled(msgspec.convert(written, TYPES[written["type"]]))]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("last", [True, False])
def test_line_ends_marks_and_blank_lines_change_neither_facts_nor_lines(
    tmp_path: Path, end: str, mark: bytes, last: bool
) -> None:
    text = end.join([LINE % 1, "", "  ", LINE % 2]) + (end if last else "")
    assert lines_of(tmp_path / "f.jsonl", mark + text.encode()) == [1, 4]
    rows = end.join(["id,kind,name", "a1,state,Freedonia", "", 'a2,state,"Free', 'donia"', "a3,state,C"])
    assert lines_of(tmp_path / "f.actor.csv", mark + (rows + (end if last else "")).encode()) == [2, 4, 6]
    items = end.join(
        ["# facts", "- type: actor", "  id: a1", "  kind: state", "  name: A", "", "-", f"  {LINE % 2}"]
    )
    assert lines_of(tmp_path / "f.yaml", mark + (items + (end if last else "")).encode()) == [2, 8]


def test_crlf_may_fall_between_two_blocks_of_a_file(tmp_path: Path) -> None:
    for length in range(4090, 4102):  # a file's head is 4096 bytes
        padded = (LINE % 1).ljust(length)
        assert lines_of(tmp_path / "f.jsonl", f"{padded}\r\n{LINE % 2}\r\n") == [1, 2]
    many = "".join(f"{LINE % n}\r\n" for n in range(18_000))
    assert lines_of(tmp_path / "f.jsonl", many) == list(range(1, 18_001))


def test_no_other_character_ends_a_line(tmp_path: Path) -> None:
    text = "one\u2028two\u2029three\u0085four"
    file = tmp_path / "f.jsonl"
    fact = {"type": "statement", "speaker": "Person A", "summary": text, "source": "page-7"}
    file.write_text(json.dumps(fact, ensure_ascii=False), encoding="utf-8")
    (statement,) = facts_of(file)
    assert isinstance(statement, Statement)
    assert statement.summary == text


def test_names_are_brought_into_one_normal_form(tmp_path: Path) -> None:
    decomposed = unicodedata.normalize("NFD", "République")
    fact = {"type": "actor", "id": "a", "kind": "state", "name": decomposed, "names": {"fr": decomposed}}
    for suffix, content in (
        (".jsonl", json.dumps(fact)),
        (".yaml", json.dumps(fact, ensure_ascii=False)),
        (".csv", f"type,id,kind,name,names.fr\nactor,a,state,{decomposed},{decomposed}"),
    ):
        file = tmp_path / f"f{suffix}"
        file.write_text(content, encoding="utf-8")
        (actor,) = facts_of(file)
        assert isinstance(actor, Actor)
        assert (actor.name, actor.names) == ("République", {"fr": ("République",)})


def test_null_says_nothing(tmp_path: Path) -> None:
    file = tmp_path / "f.jsonl"
    file.write_text(
        '{"type":"designation","authority":"A","target":"B","category":"terrorist","action":"lifted","source":"s",'
        '"date":null,"dateRole":null,"denies":null,"evidence":null}'
    )
    (designation,) = facts_of(file)
    assert designation == Designation(
        authority="A", target="B", category="terrorist", action="lifted", source="s"
    )


def test_yaml_scalars_are_the_text_that_is_written(tmp_path: Path) -> None:
    file = tmp_path / "f.yaml"
    file.write_text(
        "{type: actor, id: 0x10, kind: person, name: no,\n"
        " aliases: [2003-01-01, 1e3, 1_000, 007, .inf, true, '~']}"
    )
    (actor,) = facts_of(file)
    assert isinstance(actor, Actor)
    assert (actor.id, actor.name) == ("0x10", "no")
    assert actor.aliases == ("2003-01-01", "1e3", "1_000", "007", ".inf", "true", "~")


def test_files_are_told_apart_by_the_ends_of_their_names(tmp_path: Path) -> None:
    for suffix, format_ in FORMATS.items():
        content = {"CSV": "type,id,title\nsource,a,A", "YAML": "{type: source, id: a, title: A}"}
        file = tmp_path / f"f{suffix.upper()}"
        file.write_text(content.get(format_, '{"type": "source", "id": "a", "title": "A"}'))
        assert len(facts_of(file)) == 1


def test_a_dash_is_json_lines_from_the_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO((LINE % 1).encode())))
    (placed,) = read(Path("-"))[0]
    assert str(placed.place) == "-:1"


def test_facts_are_given_one_by_one(tmp_path: Path) -> None:
    file = tmp_path / "f.jsonl"
    file.write_text(f"{LINE % 1}\nnot a fact\n")
    found = each(file)
    assert not isinstance(next(found), InputError)
    assert str(next(found)).startswith(f"{file}:2: This line is not JSON")
    assert next(found, None) is None
