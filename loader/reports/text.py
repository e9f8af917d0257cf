"""Text for a person: one line a problem, then one that sums up."""

from __future__ import annotations

from typing import TextIO

from loader.errors import Problem, Severity
from loader.reports.report import Report, counted, legible, sentence

__all__ = ["closing", "write"]

_MARKS = {Severity.VIOLATION: "", Severity.WARNING: "warning: ", Severity.INFO: "note: "}
_BOLD, _RED, _GREEN, _YELLOW, _CYAN = "1", "31", "32", "33", "36"
_COLORS = {Severity.VIOLATION: _RED, Severity.WARNING: _YELLOW, Severity.INFO: _CYAN}


def write(report: Report, out: TextIO) -> None:
    """Writes `file:line: message hint`, one a line; a warning is marked as such."""
    for problem in report.problems:
        out.write(_line(problem, report) + "\n")
    ending = closing(report)
    out.write((_paint(ending, _GREEN if report.conforms else _RED) if report.color else ending) + "\n")


def closing(report: Report) -> str:
    """The line that sums up.

    >>> from loader.reports.report import Summary
    >>> closing(Report((), Summary(("a.jsonl",), facts=1, claims=0)))
    '1 fact in 1 file conforms.'
    """
    tally = ", ".join(
        counted(report.count(severity), noun)
        for severity, noun in (
            (Severity.VIOLATION, "violation"),
            (Severity.WARNING, "warning"),
            (Severity.INFO, "note"),
        )
        if report.count(severity)
    )
    facts = counted(report.summary.facts, "fact")
    files = counted(len(report.summary.files), "file")
    if not report.conforms:
        return f"{tally} in {files}, {facts}."
    conform = "conforms" if report.summary.facts == 1 else "conform"
    return f"{facts} in {files} {conform}{', with ' + tally if tally else ''}."


def _line(problem: Problem, report: Report) -> str:
    place, mark = legible(str(problem.place)), _MARKS[problem.severity]
    rule = f" [{legible(problem.rule)}]" if report.show_rules else ""
    if report.color:
        place = _paint(place, _BOLD)
        mark = _paint(mark, _COLORS[problem.severity]) if mark else mark
    return f"{place}: {mark}{legible(sentence(problem))}{rule}"


def _paint(text: str, color: str) -> str:
    return f"\x1b[{color}m{text}\x1b[0m"
