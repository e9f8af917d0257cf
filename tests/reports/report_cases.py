"""The runs that `cases/` describes: a folder each, with what was found and the reports it makes."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from loader.errors import Place, Problem, Severity
from loader.reports import Summary, write

__all__ = ["CASES", "Case", "report"]


def report(form: str, problems: list[Problem], summary: Summary, **options: Any) -> str:
    """A report as text, which must be fit to be stored as UTF-8."""
    out = io.StringIO()
    write(form, problems, summary, out, **options)
    out.getvalue().encode()
    return out.getvalue()


@dataclass(frozen=True)
class Case:
    """One run, as a folder under `cases/` describes it."""

    folder: Path
    problems: list[Problem]
    summary: Summary
    options: dict[str, Any] = field(default_factory=dict)

    def written(self, form: str, **options: Any) -> str:
        """The report in one format."""
        return report(form, self.problems, self.summary, **(self.options | options))


def read_case(folder: Path) -> Case:
    """Reads a case's `problems.json`."""
    run = json.loads((folder / "problems.json").read_text(encoding="utf-8"))
    problems = [
        Problem(
            Place(told["file"], told["line"]),
            told["message"],
            told["rule"],
            Severity(told.get("severity", "violation")),
            told.get("hint", ""),
            tuple(Place(**place) for place in told.get("related", ())),
        )
        for told in run["problems"]
    ]
    summary = Summary(tuple(run["files"]), run["facts"], run["claims"])
    options = {"rules": run.get("rules", {}), "fail_on": Severity(run.get("fail_on", "violation"))}
    return Case(folder, problems, summary, options)


CASES = {
    path.parent.name: read_case(path.parent) for path in Path(__file__).parent.glob("cases/*/problems.json")
}
