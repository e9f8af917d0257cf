"""Text, as a person reads it in a terminal."""

from __future__ import annotations

import io

import pytest
from report_cases import Case, report

from loader.errors import Place, Problem, Severity
from loader.reports import Summary, write

TWO_FILES = Summary(("a.jsonl", "b.jsonl"), 14, 9)


class Terminal(io.StringIO):
    """An output that says that it is a terminal."""

    def isatty(self) -> bool:
        """It does."""
        return True


def problem(line: int, severity: Severity = Severity.VIOLATION) -> Problem:
    return Problem(Place("a.jsonl", line), "It is wrong.", "fact/wrong", severity)


def test_problems_stand_by_file_and_line_and_numbers_sort_as_numbers() -> None:
    text = report("text", [problem(10), Problem(Place("B", 1), "No.", "r"), problem(9)], TWO_FILES)
    assert [line.split(" ")[0] for line in text.splitlines()[:3]] == ["B:1:", "a.jsonl:9:", "a.jsonl:10:"]


@pytest.mark.parametrize(
    ("severities", "fail_on", "ending"),
    [
        ("", "violation", "14 facts in 2 files conform."),
        ("w", "violation", "14 facts in 2 files conform, with 1 warning."),
        ("wwi", "violation", "14 facts in 2 files conform, with 2 warnings, 1 note."),
        ("vvvw", "violation", "3 violations, 1 warning in 2 files, 14 facts."),
        ("w", "warning", "1 warning in 2 files, 14 facts."),
        ("i", "warning", "14 facts in 2 files conform, with 1 note."),
        ("i", "info", "1 note in 2 files, 14 facts."),
    ],
)
def test_the_last_line_sums_up(severities: str, fail_on: str, ending: str) -> None:
    names = {"v": Severity.VIOLATION, "w": Severity.WARNING, "i": Severity.INFO}
    problems = [problem(at, names[letter]) for at, letter in enumerate(severities, start=1)]
    text = report("text", problems, TWO_FILES, fail_on=Severity(fail_on))
    assert text.splitlines()[-1] == ending


def test_the_shape_shows_only_to_those_who_want_it(mixed: Case) -> None:
    shape = "[https://w3id.org/detente/shapes#MeetingParticipants]"
    assert shape not in mixed.written("text")
    assert shape in mixed.written("text", show_rules=True)


@pytest.mark.parametrize(
    ("out", "environment", "colored"),
    [
        (Terminal(), {}, True),
        (Terminal(), {"NO_COLOR": "1"}, False),
        (Terminal(), {"NO_COLOR": ""}, True),
        (Terminal(), {"TERM": "dumb"}, False),
        (io.StringIO(), {}, False),
    ],
)
def test_colours_are_for_terminals_that_want_them(
    out: io.StringIO, environment: dict[str, str], colored: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    write("text", [problem(1, Severity.WARNING)], TWO_FILES, out)
    assert ("\x1b[33mwarning: \x1b[0m" in out.getvalue()) is colored
    assert ("\x1b" in out.getvalue()) is colored
