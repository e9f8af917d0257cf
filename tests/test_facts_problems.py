"""Each thing that can be wrong with a facts file is said at its line, with what to write instead."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from loader.errors import InputError, Severity
from loader.facts import RULES, read

BAD = Path(__file__).parent / "facts" / "bad"
FILES = sorted(path.name for path in BAD.iterdir() if path.suffix != ".expected")
FACT = '{"type": "source", "id": "page-7", "title": "Page 7"}'


@pytest.fixture
def in_bad(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are named in messages as the user named them."""
    monkeypatch.chdir(BAD)


def messages(path: Path, content: bytes | str) -> list[str]:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return [str(problem).removeprefix(f"{path.parent}{os.sep}") for problem in read(path)[1]]


@pytest.mark.usefixtures("in_bad")
@pytest.mark.parametrize("name", FILES)
def test_a_bad_file_prints_exactly_what_is_expected(name: str) -> None:
    _, problems = read(Path(name))
    assert [str(problem) for problem in problems] == Path(f"{name}.expected").read_text().splitlines()
    assert problems
    assert {problem.severity for problem in problems} == {Severity.VIOLATION}


@pytest.mark.usefixtures("in_bad")
def test_every_rule_is_broken_by_a_bad_file_and_no_other_rule_is() -> None:
    assert FILES
    assert {problem.rule for name in FILES for problem in read(Path(name))[1]} == set(RULES)


def test_every_expected_file_belongs_to_a_bad_file() -> None:
    assert {path.name for path in BAD.glob("*.expected")} == {f"{name}.expected" for name in FILES}


def test_messages_are_sentences_on_one_line() -> None:
    for name in FILES:
        for problem in read(BAD / name)[1]:
            assert problem.message.endswith("."), problem.message
            assert not problem.hint or problem.hint.endswith((".", "?")), problem.hint
            assert str(problem).isprintable()


def test_an_id_that_is_used_twice_names_both_places() -> None:
    (problem,) = read(BAD / "duplicate-id.jsonl")[1]
    assert problem.place.line == 3
    assert [place.line for place in problem.related] == [1]


def test_the_id_of_a_meeting_may_recur(tmp_path: Path) -> None:
    meeting = '{"type": "meeting", "id": "m", "participants": ["A", "B"], "place": "%s", "source": "s"}\n'
    assert messages(tmp_path / "f.jsonl", meeting % "Here" + meeting % "There") == []


def test_values_are_repeated_in_part_and_printably(tmp_path: Path) -> None:
    line = '{"type": "\\u001b[31m' + "x" * 1000 + '\\n"}'
    (message,) = messages(tmp_path / "f.jsonl", line)
    assert "'\\x1b[31mxxx" in message
    assert "x…'" in message
    assert len(message) < 300


TOO_LONG = "This line has more than 1,048,576 bytes."
MUCH = "x" * 10_000_000


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("f.jsonl", f"{FACT}\n{MUCH}\n{FACT}\n", f"f.jsonl:2: {TOO_LONG}"),
        ("f.jsonl", '{"type": "source", "id": "' + MUCH, f"f.jsonl:1: {TOO_LONG}"),
        ("f.jsonl", f'{{"type": "source", "id": "a", "title": "{MUCH}"}}\n', f"f.jsonl:1: {TOO_LONG}"),
        ("f.yaml", f"- {FACT}\n- {MUCH}", f"f.yaml:2: {TOO_LONG}"),
        ("f.yaml", "# x\n" * 2_000_000, "f.yaml:1048577: This file has more than 4,194,304 bytes."),
        ("f.source.csv", f"id,title\na,{MUCH}\nb,B\n", f"f.source.csv:2: {TOO_LONG}"),
        (
            "f.source.csv",
            'id,title\na,"' + "x\n" * 200_000,
            "f.source.csv:2: A cell of this row has",
        ),
    ],
)
def test_what_is_too_long_gets_one_clear_line(tmp_path: Path, name: str, content: str, expected: str) -> None:
    begun = time.monotonic()
    (message,) = messages(tmp_path / name, content)
    assert message.startswith(expected)
    assert time.monotonic() - begun < 10


NO_TEXT = "This line is not JSON: at character 1, a value is missing."
DEEP = "f.yaml:1: The file is nested too deep here."
NOT_WHOLE = "f.yaml:1: The alias '*a' stands for nothing that is whole before it."


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("f.jsonl", f"{FACT}\n\x00\n", f"f.jsonl:2: {NO_TEXT}"),
        ("f.jsonl", FACT.replace("e 7", "e\x007"), "a text holds a control character."),
        (
            "f.jsonl",
            FACT.replace('"page-7"', "1" * 5000),
            "'id' must be text, not a number too large",
        ),
        ("f.jsonl", FACT.replace('"page-7"', "-Infinity"), "-Infinity is no number."),
        ("f.jsonl", FACT.replace('"page-7"', "[" * 100_000), "f.jsonl:1: This line is nested too deep."),
        ("f.yaml", "- " * 5_000 + "x", DEEP),
        ("f.yaml", "[" * 50_000, DEEP),
        ("f.yaml", "- &a [*a]", NOT_WHOLE),
        ("f.yaml", "- &a {type: *a}", NOT_WHOLE),
        ("f.yaml", "&x just a text", "f.yaml:1: A fact is an object of keys and values, not the text"),
        ("f.source.csv", "id,title\na,x\x00y", "f.source.csv:2: 'title' holds the character U+0000,"),
        (
            "f.source.csv",
            "id,title,published,complete\na,A,2003,x",
            "'complete' must be an object, not the text",
        ),
        ("f.actor.csv", 'id,kind,name,aliases\na,state,A,"[[[[["', "The cell under 'aliases' is not JSON"),
        ("f.actor.csv", f"id,kind,name,aliases\na,state,A,{'[' * 9999}", "'aliases' is nested too deep."),
    ],
)
def test_what_is_hostile_gets_one_clear_line(tmp_path: Path, name: str, content: str, expected: str) -> None:
    (message,) = messages(tmp_path / name, content)
    assert expected in message


def test_aliases_that_grow_without_end_are_refused_soon(tmp_path: Path) -> None:
    wide = "- &a {type: meeting, source: s, participants: &p [" + ", ".join(["A"] * 5_000) + "]}\n"
    many = "".join("- {type: meeting, source: s, participants: *p}\n" for _ in range(1000))
    (message,) = messages(tmp_path / "f.yaml", wide + many)
    assert message.startswith("f.yaml:41: The aliases of this file stand for more than 200,000 values.")


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        (
            "f.xlsx",
            b"PK\x03\x04",
            "does not tell its format. The name of a facts file ends in .jsonl,",
        ),
        ("facts", b"", "its name does not tell its format."),
        ("f.csv", b"PK\x03\x04\x14\x00", "is no text."),
        ("f.jsonl", b"%PDF-1.7\n", "is no text."),
        ("f.jsonl", bytes(range(256)) * 20, "is no text."),
        ("f.yaml", bytes(100), "is no text."),
    ],
    ids=str,
)
def test_what_cannot_be_a_facts_file_is_refused(
    tmp_path: Path, name: str, content: bytes, expected: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError) as refusal:
        read(tmp_path / name)
    assert expected in str(refusal.value)


def test_a_file_that_is_not_there_or_cannot_be_opened_is_refused(tmp_path: Path) -> None:
    (tmp_path / "loop.jsonl").symlink_to("loop.jsonl")
    (tmp_path / "folder.jsonl").mkdir()
    for name, expected in (
        ("none.jsonl", "there is no such file."),
        ("none", "there is no such file."),
        ("folder.jsonl", "is a folder. Name the facts files in it."),
        ("loop.jsonl", "cannot be read: "),
    ):
        with pytest.raises(InputError) as refusal:
            read(tmp_path / name)
        assert expected in str(refusal.value)


def test_a_file_without_permission_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)  # taking the permission away does not stop root
    with pytest.raises(InputError, match="may not be read"):
        read(tmp_path / "f.jsonl")


def test_utf_16_is_named_with_and_without_its_mark(tmp_path: Path) -> None:
    for encoding in ("utf-16", "utf-16-le", "utf-16-be"):
        assert messages(tmp_path / "f.jsonl", FACT.encode(encoding)) == [
            "f.jsonl: This file is UTF-16. Save it as UTF-8."
        ]
