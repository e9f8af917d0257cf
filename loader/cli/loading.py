"""Commands that take facts in, or out again: load, validate, retract, schema."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from loader.cli.importing import ListName, Mapped, Published, Report, SourceId, Url, reading
from loader.cli.options import FailOn, Shown, StoreDir, Wait, existing, say, store_path
from loader.cli.outputs import same
from loader.cli.progress import progress
from loader.cli.told import report, report_to_person, say_each, tell

if TYPE_CHECKING:
    from loader.errors import Severity

__all__ = ["COMMANDS"]

Files = Annotated[
    list[Path],
    typer.Argument(
        metavar="FILE",
        help="Files of facts: .jsonl, .yaml or .csv; - is JSON Lines from stdin.",
        show_default=False,
    ),
]
Shapes = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE", help="A SHACL file of your own, used besides Détente's.", show_default=False
    ),
]
ShowShapes = Annotated[bool, typer.Option("--show-shapes", help="Name the rule behind each problem.")]


def load(
    files: Files,
    store: StoreDir = None,
    dataset: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Load all files as this one dataset. [default: each as one of its own name]",
            show_default=False,
        ),
    ] = None,
    add: Annotated[bool, typer.Option("--add", help="Withdraw nothing that is no longer said.")] = False,
    replace: Annotated[
        bool, typer.Option("--replace", help="Allow more than half of a dataset to be withdrawn.")
    ] = False,
    fail_on: FailOn = "violation",
    shapes: Shapes = None,
    show_shapes: ShowShapes = False,
    base: Annotated[
        str | None,
        typer.Option(
            metavar="IRI", help="What the IRIs of things begin with, in a new store.", show_default=False
        ),
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="KIND",
            help="The files are lists of this kind, as `import` reads them.",
            show_default=False,
        ),
    ] = None,
    report: Report = None,
    source: SourceId = None,
    published: Published = None,
    url: Url = None,
    list_: ListName = None,
    mapping: Mapped = None,
    wait: Wait = 0.0,
    shown: Shown = "auto",
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Tell only what is wrong.")] = False,
) -> None:
    """Validate facts and commit them as a new version.

    All of them are stored, or nothing is. A file is a dataset, and loading it again states all that it
    says: what it says no more is withdrawn, unless --add lets it stand. Other datasets are not touched.
    With --from, the files are lists as they are published, and become facts on the way.
    """
    from loader import commit
    from loader.errors import DataError
    from loader.reports import Summary
    from loader.store import Store

    least = _severity(fail_on)
    names = tuple(map(str, files))
    said = source, published, url, list_, mapping
    try:
        with (
            reading(kind, files, said, report) as (parts, reader),
            Store.begin(store_path(store), base) as target,
            progress("loading", "none" if quiet else shown) as meter,
        ):
            outcome = commit.load(
                target,
                parts,
                dataset=dataset,
                keep=add,
                replace=replace,
                fail_on=least,
                shapes=shapes,
                reader=reader,
                progress=meter,
                wait=wait,
            )
    except DataError as error:
        summary = Summary(names, error.facts, 0)
        report_to_person(error.problems, summary, least, show_shapes)
        say("Nothing was stored.")
        raise typer.Exit(error.exit_code) from None
    if outcome.problems:
        summary = Summary(names, outcome.facts, 0)
        report_to_person(outcome.problems, summary, least, show_shapes)
    if not quiet:
        tell(outcome)


def validate(
    files: Files,
    form: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="FORMAT",
            help="How it is written: text, json, sarif, junit, github or turtle.",
        ),
    ] = "text",
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write the report there.", show_default=False),
    ] = None,
    fail_on: FailOn = "violation",
    shapes: Shapes = None,
    show_shapes: ShowShapes = False,
    store: Annotated[
        str | None,
        typer.Option(
            metavar="DIR",
            help="A store whose actors and sources may be referred to. [default: none]",
            show_default=False,
        ),
    ] = None,
    shown: Shown = "auto",
) -> None:
    """Judge facts by the same gate as load, without a store.

    For editors and continuous integration: the report is written first, then the command exits with 1 if
    the facts do not conform.
    """
    from loader import verdict
    from loader.errors import InputError, QueryError
    from loader.reports import FORMATS, Summary, conforms
    from loader.vocabulary import BASE

    least = _severity(fail_on)
    if form not in FORMATS:
        raise QueryError(f"There is no report format {form!r}; use one of {', '.join(FORMATS)}.")
    if output is not None and any(same(output, file) for file in files):
        raise InputError(f"{output} is one of the facts files; give the report another name.")
    within = existing(store) if store is not None else None
    with progress("validating", shown) as meter:
        judged = verdict.validate(files, within, within.base if within else BASE, shapes, meter)
    problems = judged.problems
    summary = Summary(tuple(map(str, files)), judged.facts, judged.claims)
    with contextlib.suppress(BrokenPipeError):  # whoever has read enough still learns from the exit code
        report(form, problems, summary, least, show_shapes, output)
    if not conforms(problems, least):
        raise typer.Exit(1)


def retract(
    dataset: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Withdraw all that this dataset says.", show_default=False),
    ] = None,
    source: Annotated[
        str | None,
        typer.Option(metavar="ID", help="Withdraw all claims on this source.", show_default=False),
    ] = None,
    wait: Wait = 0.0,
    store: StoreDir = None,
) -> None:
    """Withdraw a dataset, or a source with all claims on it.

    This makes a new version. What another dataset says too still stands when a dataset is withdrawn; a
    source is withdrawn from all datasets, and those that would bring it back are named.
    """
    from loader import commit
    from loader.errors import DataError, QueryError
    from loader.reports.report import legible

    if bool(dataset) == bool(source):
        raise QueryError("Say what to retract: either --dataset NAME or --source ID.")
    target = existing(store)
    try:
        with progress("retracting"):
            outcome = (
                commit.retract_dataset(target, dataset, wait=wait)
                if dataset
                else commit.retract_source(target, source or "", wait=wait)
            )
    except DataError as error:
        say_each(error.problems)
        say("Nothing was withdrawn.")
        raise typer.Exit(error.exit_code) from None
    say_each(outcome.problems)
    tell(outcome)
    if source and outcome.datasets:
        say(f"Loading {legible(', '.join(outcome.datasets))} again would bring the source back.")


def schema() -> None:
    """Print the JSON Schema of facts.

    It is made from the types that decode them, and fit for editors, validators and structured output.
    """
    import json

    from loader.facts import json_schema

    sys.stdout.write(json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n")


def _severity(name: str) -> Severity:
    from loader.errors import QueryError, Severity

    try:
        return Severity(name)
    except ValueError:
        raise QueryError(f"--fail-on takes violation, warning or info, not {name!r}.") from None


COMMANDS = (load, validate, retract, schema)
