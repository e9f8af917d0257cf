"""JSON for a program: one object with every problem in it."""

from __future__ import annotations

import json
import re
from typing import TextIO

from loader.errors import Place, Problem, Severity
from loader.reports.report import Report

__all__ = ["dump", "write"]

_SURROGATE = re.compile("[\ud800-\udfff]")


def write(report: Report, out: TextIO) -> None:
    """Writes `conforms`, the counts, the files, and `problems`; the line of a whole file is null."""
    dump(
        {
            "conforms": report.conforms,
            "violations": report.count(Severity.VIOLATION),
            "warnings": report.count(Severity.WARNING),
            "notes": report.count(Severity.INFO),
            "files": list(report.summary.files),
            "facts": report.summary.facts,
            "claims": report.summary.claims,
            "problems": [_problem(problem) for problem in report.problems],
        },
        out,
    )


def dump(document: object, out: TextIO) -> None:
    """Writes indented JSON in which names stay readable; a file name that is not UTF-8 gets U+FFFD."""
    out.write(_SURROGATE.sub("\ufffd", json.dumps(document, ensure_ascii=False, indent=2)) + "\n")


def _problem(problem: Problem) -> dict[str, object]:
    return {
        **_place(problem.place),
        "severity": problem.severity.value,
        "message": problem.message,
        "hint": problem.hint,
        "rule": problem.rule,
        "related": [_place(place) for place in problem.related],
    }


def _place(place: Place) -> dict[str, object]:
    return {"file": place.file, "line": place.line or None}
