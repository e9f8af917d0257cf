"""Commands that take facts in, or out again: load, validate, retract, schema."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from loader.cli.options import FailOn, StoreDir, existing, say, store_path
from loader.cli.progress import progress

if TYPE_CHECKING:
    from loader.commit import Outcome
    from loader.errors import Problem, Severity
    from loader.reports import Summary

__all__ = ["COMMANDS"]

Files = Annotated[list[Path], typer.Argument(help="Facts: .jsonl, .yaml or .csv.", show_default=False)]
Shapes = Annotated[
    Path | None, typer.Option(help="A SHACL file of your own, used besides Détente's.", show_default=False)
]
ShowShapes = Annotated[bool, typer.Option("--show-shapes", help="Name the rule behind each problem.")]
Base = Annotated[
    str | None, typer.Option(help="The base of the IRIs of things, for a new store.", show_default=False)
]


def load(
    files: Files,
    store: StoreDir = None,
    dataset: Annotated[str, typer.Option(help="Load all files as this one dataset.")] = "",
    add: Annotated[bool, typer.Option("--add", help="Withdraw nothing that is no longer said.")] = False,
    replace: Annotated[
        bool, typer.Option("--replace", help="Allow more than half of a dataset to be withdrawn.")
    ] = False,
    fail_on: FailOn = "violation",
    shapes: Shapes = None,
    show_shapes: ShowShapes = False,
    base: Base = None,
) -> None:
    """Validate facts and commit them as a new version: all of them, or nothing."""
    from loader import commit
    from loader.errors import DataError
    from loader.reports import Summary
    from loader.store import Store

    least = _severity(fail_on)
    target = Store.open_or_create(store_path(store), base)
    names = tuple(map(str, files))
    try:
        with progress("loading"):
            outcome = commit.load(
                target, files, dataset=dataset, keep=add, replace=replace, fail_on=least, shapes=shapes
            )
    except DataError as error:
        summary = Summary(names, error.facts, 0)
        _report("text", error.problems, summary, least, show_shapes, to_stderr=True)
        say("Nothing was stored.")
        raise typer.Exit(error.exit_code) from None
    if outcome.problems:
        summary = Summary(names, outcome.facts, 0)
        _report("text", outcome.problems, summary, least, show_shapes, to_stderr=True)
    _tell(outcome)


def validate(
    files: Files,
    form: Annotated[str, typer.Option("--format", help="text, json, sarif, junit, github, turtle.")] = "text",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write the report to a file.", show_default=False)
    ] = None,
    fail_on: FailOn = "violation",
    shapes: Shapes = None,
    show_shapes: ShowShapes = False,
    store: Annotated[
        Path | None,
        typer.Option(help="A store whose actors and sources may be referred to.", show_default=False),
    ] = None,
) -> None:
    """Judge facts by the same gate as `load`, without a store; for continuous integration."""
    from loader import commit
    from loader.errors import QueryError
    from loader.reports import FORMATS, Summary, conforms
    from loader.vocabulary import BASE

    least = _severity(fail_on)
    if form not in FORMATS:
        raise QueryError(f"There is no report format {form!r}; use one of {', '.join(FORMATS)}.")
    within = existing(store) if store else None
    with progress("validating"):
        taken, problems = commit.validate(files, within, within.base if within else BASE, shapes)
    claims = sum(len(items) for items in taken.datasets.values())
    summary = Summary(tuple(map(str, files)), taken.facts, claims)
    _report(form, problems, summary, least, show_shapes, output)
    if not conforms(problems, least):
        raise typer.Exit(1)


def retract(
    dataset: Annotated[str, typer.Option(help="Withdraw all that this dataset says.")] = "",
    source: Annotated[str, typer.Option(help="Withdraw all claims on this source.")] = "",
    store: StoreDir = None,
) -> None:
    """Withdraw a dataset, or a source with all claims on it, as a new version."""
    from loader import commit
    from loader.errors import QueryError

    if bool(dataset) == bool(source):
        raise QueryError("Say what to retract: either --dataset NAME or --source ID.")
    target = existing(store)
    with progress("retracting"):
        outcome = (
            commit.retract_dataset(target, dataset) if dataset else commit.retract_source(target, source)
        )
    _tell(outcome)
    if source and outcome.datasets:
        say(f"Loading {', '.join(outcome.datasets)} again would bring the source back.")


def schema() -> None:
    """Print the JSON Schema of facts, made from the types that decode them."""
    import json

    from loader.facts import json_schema

    sys.stdout.write(json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n")


def _severity(name: str) -> Severity:
    from loader.errors import QueryError, Severity

    try:
        return Severity(name)
    except ValueError:
        raise QueryError(f"--fail-on takes violation, warning or info, not {name!r}.") from None


def _report(
    form: str,
    problems: list[Problem],
    summary: Summary,
    least: Severity,
    show_shapes: bool,
    output: Path | None = None,
    to_stderr: bool = False,
) -> None:
    from loader import reports
    from loader.errors import InputError
    from loader.facts import RULES
    from loader.intake import RULES as OF_REFERENCES

    of_facts = {**RULES, **OF_REFERENCES}
    rules = of_facts | {p.rule: p.message for p in problems if p.rule not in of_facts}

    def write(out: TextIO) -> None:
        reports.write(form, problems, summary, out, rules=rules, fail_on=least, show_rules=show_shapes)

    if output is None:
        write(sys.stderr if to_stderr else sys.stdout)
        return
    try:
        with output.open("w", encoding="utf-8") as file:
            write(file)
    except OSError as error:
        raise InputError(f"{output}: the report cannot be written there: {error.strerror}.") from error


def _tell(outcome: Outcome) -> None:
    """What a write did, in a few lines."""
    change = outcome.change
    if outcome.version is None:
        say(f"{outcome.facts} facts read; all of them are stored already. Nothing changed.")
        return
    if outcome.facts:
        say(f"{outcome.facts} facts read.")
    say(f"{len(change.added)} claims and descriptions added, {len(change.withdrawn)} withdrawn.")
    before = _subjects(change.records_before)
    after = _subjects(change.records_after)
    new, gone = after.keys() - before.keys(), before.keys() - after.keys()
    changed = {s for s in after.keys() & before.keys() if after[s] != before[s]}
    say(f"Records: {len(new)} new, {len(changed)} changed, {len(gone)} gone.")
    say(f"Version {outcome.version.number} is current.")


def _subjects(triples: frozenset[tuple[str, str, str]]) -> dict[str, set[tuple[str, str]]]:
    found: dict[str, set[tuple[str, str]]] = {}
    for s, p, o in triples:
        found.setdefault(s, set()).add((p, o))
    return found


COMMANDS = (load, validate, retract, schema)
