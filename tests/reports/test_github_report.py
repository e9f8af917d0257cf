"""Workflow commands, which end at a line's end and take colons and commas as signs."""

from __future__ import annotations

import pytest
from report_cases import report

from loader.errors import Place, Problem, Severity
from loader.reports import Summary

SUMMARY = Summary(("a.jsonl",), 1, 1)


def command(problem: Problem) -> str:
    return report("github", [problem], SUMMARY).splitlines()[0]


@pytest.mark.parametrize(
    ("severity", "word"),
    [(Severity.VIOLATION, "error"), (Severity.WARNING, "warning"), (Severity.INFO, "notice")],
)
def test_each_severity_has_its_command(severity: Severity, word: str) -> None:
    problem = Problem(Place("a.jsonl", 4), "It is wrong.", "fact/wrong", severity, "Right it.")
    assert command(problem) == f"::{word} file=a.jsonl,line=4,title=wrong::It is wrong. Right it."


def test_signs_of_the_command_are_escaped() -> None:
    problem = Problem(Place("a,b: 5%.jsonl"), "50%: a, b.", "fact/wrong")
    assert command(problem) == "::error file=a%2Cb%3A 5%25.jsonl,title=wrong::50%25: a, b."


def test_a_message_cannot_issue_a_command_of_its_own() -> None:
    problem = Problem(
        Place("a.jsonl", 1), "There is no actor 'x\n::set-env name=A::b\r::error::'.", "fact/wrong"
    )
    lines = report("github", [problem], SUMMARY).splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("::error file=a.jsonl,line=1,title=wrong::")
