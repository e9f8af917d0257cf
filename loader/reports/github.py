"""Workflow commands of GitHub Actions: each problem becomes an annotation on its line.

See https://docs.github.com/actions/reference/workflow-commands-for-github-actions.
"""

from __future__ import annotations

from typing import TextIO

from loader.errors import Problem, Severity
from loader.reports.report import Report, legible, relative, rule_name, sentence
from loader.reports.text import closing

__all__ = ["write"]

_COMMANDS = {Severity.VIOLATION: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_PROPERTY = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def write(report: Report, out: TextIO) -> None:
    """Writes one command a problem, and the summary as a plain line of the log."""
    for problem in report.problems:
        out.write(_command(problem) + "\n")
    out.write(closing(report) + "\n")


def _command(problem: Problem) -> str:
    properties = {"file": relative(problem.place.file)}
    if problem.place.line:
        properties["line"] = str(problem.place.line)
    properties["title"] = rule_name(problem.rule)
    told = ",".join(f"{key}={legible(value).translate(_PROPERTY)}" for key, value in properties.items())
    message = legible(sentence(problem)).replace("%", "%25")
    return f"::{_COMMANDS[problem.severity]} {told}::{message}"
