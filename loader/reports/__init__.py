"""Reports of what is wrong with facts, for people and for the machines of continuous integration.

One module a format; each takes a `Report` and writes it as text that should be stored as UTF-8.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Iterable, Mapping
from typing import TextIO

from loader.errors import Problem, Severity
from loader.reports.report import Report, Summary, conforms, in_order

__all__ = ["FORMATS", "Summary", "conforms", "in_order", "write"]

FORMATS = ("text", "json", "sarif", "junit", "github", "turtle")
"""Each is a module of this package, imported when it is asked for."""


def write(
    form: str,
    problems: Iterable[Problem],
    summary: Summary,
    out: TextIO,
    *,
    rules: Mapping[str, str] | None = None,
    fail_on: Severity = Severity.VIOLATION,
    show_rules: bool = False,
    color: bool | None = None,
) -> None:
    """Writes a report.

    Args:
        form: one of `FORMATS`.
        problems: everything that was found, in any order.
        summary: what was looked at.
        out: where to; everything but `text` is meant to be stored as UTF-8.
        rules: a sentence for each rule that says what it demands, by its identifier (SARIF shows them).
        fail_on: the least severity that keeps the data from conforming.
        show_rules: text names the rule behind each problem.
        color: colour the text; by default only on a terminal, and not where NO_COLOR is set.

    Raises:
        ValueError: there is no such format.
    """
    if form not in FORMATS:
        raise ValueError(f"There is no report format '{form}'. Use one of {', '.join(FORMATS)}.")
    report = Report(
        problems=tuple(sorted(problems, key=in_order)),
        summary=summary,
        rules=rules or {},
        fail_on=fail_on,
        show_rules=show_rules,
        color=_takes_color(out) if color is None else color,
    )
    importlib.import_module(f"loader.reports.{form}").write(report, out)


def _takes_color(out: TextIO) -> bool:
    """Whether colours are wanted: see https://no-color.org."""
    return out.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
