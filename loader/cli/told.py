"""What a person, or a program, is told of a load: what is wrong with it, and what it did."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from loader.cli.options import say

if TYPE_CHECKING:
    from loader.commit import Outcome
    from loader.errors import Problem, Severity
    from loader.reports import Summary

__all__ = ["report", "report_to_person", "say_each", "tell"]


def report(
    form: str,
    problems: list[Problem],
    summary: Summary,
    least: Severity,
    show_shapes: bool,
    output: Path | None = None,
) -> None:
    """Writes a report, to stdout or to a file.

    Args:
        form: one of `reports.FORMATS`.
        problems: what is wrong.
        summary: of what was read.
        least: the least severity that makes it fail to conform.
        show_shapes: whether to name the rule behind each problem.
        output: the file.

    Raises:
        InputError: the file cannot be written.
    """
    from loader import reports
    from loader.errors import InputError
    from loader.facts import RULES
    from loader.intake import RULES as OF_REFERENCES

    of_facts = {**RULES, **OF_REFERENCES}
    rules = of_facts | {p.rule: p.message for p in problems if p.rule not in of_facts}

    def write(out: TextIO) -> None:
        reports.write(form, problems, summary, out, rules=rules, fail_on=least, show_rules=show_shapes)

    if output is None:
        write(sys.stdout)
        return
    try:
        with output.open("w", encoding="utf-8") as file:
            write(file)
    except OSError as error:
        raise InputError(f"{output}: the report cannot be written there: {error.strerror}.") from error


def report_to_person(problems: list[Problem], summary: Summary, least: Severity, show_shapes: bool) -> None:
    """Writes a report as text to stderr."""
    from loader import reports

    with contextlib.suppress(OSError):  # nobody reads it, and what was done is done
        reports.write("text", problems, summary, sys.stderr, fail_on=least, show_rules=show_shapes)


def say_each(problems: list[Problem]) -> None:
    """Problems that no file was read for, so that there is nothing to sum up."""
    from loader.errors import Severity
    from loader.reports.report import legible, sentence

    for problem in problems:
        mark = "warning: " if problem.severity is Severity.WARNING else ""
        say(f"{legible(str(problem.place))}: {mark}{legible(sentence(problem))}")


def tell(outcome: Outcome) -> None:
    """What a write did, in a few lines."""
    from loader.reports.report import counted

    done = outcome.totals
    if outcome.version is None:
        say(f"{counted(outcome.facts, 'fact')} read, and stored already. Nothing changed.")
        return
    if outcome.facts:
        say(f"{counted(outcome.facts, 'fact')} read.")
    say(f"{done.added} claims and descriptions added, {done.withdrawn} withdrawn.")
    if done.shared:
        say(f"{done.shared} more are said by this dataset too now.")
    if done.kept:
        say(f"{done.kept} are said no more here, but stand: another dataset says them too.")
    say(f"Records: {done.new} new, {done.changed} changed, {done.gone} gone.")
    say(f"Version {outcome.version.number} is current.")
