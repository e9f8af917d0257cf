"""Commands that ask: query, queries, export."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from loader.cli.options import KnownAt, StoreDir, existing, say, version_at
from loader.cli.progress import asking, progress

if TYPE_CHECKING:
    from collections.abc import Mapping

    from loader.queries import Parameter, Question

__all__ = ["COMMANDS"]

_AS_OF = "asOf"


def query(
    name: Annotated[
        str | None,
        typer.Argument(metavar="NAME", help="A saved question: see `detente queries`.", show_default=False),
    ] = None,
    param: Annotated[
        list[str] | None,
        typer.Option(
            "--param",
            "-p",
            metavar="NAME=VALUE",
            help="What to ask about; may be given several times.",
            show_default=False,
        ),
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="A SPARQL query of your own instead.", show_default=False),
    ] = None,
    as_of: Annotated[
        str | None, typer.Option(help="Ask what held on this day.", metavar="DATE", show_default=False)
    ] = None,
    known_at: KnownAt = None,
    form: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="FORMAT",
            help="Rows as table, json, csv, tsv, xml, sparql-json, or spreadsheet (CSV without formulas); "
            "a graph as turtle, ntriples or jsonld.",
            show_default=False,
        ),
    ] = None,
    wide: Annotated[bool, typer.Option("--wide", help="Show all columns of a table.")] = False,
    store: StoreDir = None,
) -> None:
    """Ask a saved question, or any SPARQL query.

    For example: detente query lifted-designations -p target=Taliban --format csv
    """
    import datetime

    from loader.queries import bind
    from loader.results import FORMATS, formats_of, run, write

    question = _question(name, file)
    chosen = form or formats_of(question.form)[0]
    if chosen not in FORMATS:
        _refuse(f"There is no format {chosen!r}; use one of {', '.join(formats_of(question.form))}.")
    target = existing(store)
    version = version_at(target, known_at)
    graph = version.open()
    text = bind(
        question,
        _arguments(question, param or [], as_of),
        graph,
        datetime.date.today(),  # the day where the analyst is
        target.base,
        version.manifest.languages,
    )
    with asking("asking"), _located(file):
        write(run(graph, text), chosen, sys.stdout.buffer, wide=wide, base=target.base)
    sys.stdout.buffer.flush()


def queries(
    name: Annotated[
        str | None,
        typer.Argument(metavar="NAME", help="Show this one's parameters.", show_default=False),
    ] = None,
) -> None:
    """List the saved questions, or what one can be asked with."""
    from loader.queries import catalogue, find

    if name is None:
        known = catalogue()
        width = max(map(len, known))
        for question in known.values():
            sys.stdout.write(f"{question.name:<{width}}  {question.summary}\n")
        say("`detente queries NAME` shows what one can be asked with.")
        return
    question = find(name)
    sys.stdout.write(f"{question.summary}\n")
    if question.description:
        sys.stdout.write(f"\n{question.description}\n")
    if question.cost:
        sys.stdout.write(f"\nCost: {question.cost}\n")
    if question.parameters:
        sys.stdout.write("\nParameters:\n")
        width = max(len(p.name) for p in question.parameters)
        for parameter in question.parameters:
            sys.stdout.write(f"  {parameter.name:<{width}}  {_described(parameter)}\n")


def export(
    form: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="FORMAT",
            help="How it is written: turtle, ntriples, jsonld, trig or nquads.",
        ),
    ] = "turtle",
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write it there.", show_default=False),
    ] = None,
    known_at: KnownAt = None,
    store: StoreDir = None,
) -> None:
    """Write all that a store holds.

    The same content always gives the same bytes, in whatever order it was loaded. Only trig, jsonld and
    nquads have named graphs.
    """
    from loader.cli.outputs import whole
    from loader.export import DATASETS, SYNTAXES
    from loader.export import export as write

    syntax = next((s for s in SYNTAXES if s == form), None)
    if syntax is None:
        _refuse(f"There is no format {form!r}; use one of {', '.join(SYNTAXES)}.")
    target = existing(store)
    version = version_at(target, known_at)  # held for as long as its graph is read
    graph = version.open()
    if syntax not in DATASETS and any(graph.named_graphs()):
        sys.stderr.write(f"Named graphs are left out, for {syntax} has none; trig, jsonld and nquads do.\n")
    if output is None:
        with asking("exporting"):
            write(graph, syntax, sys.stdout.buffer, target.base)
        sys.stdout.buffer.flush()
        return
    with progress("exporting"), whole(output, (target.path,)) as out:  # which Ctrl-C is to leave no half of
        write(graph, syntax, out, target.base)


def _refuse(sentence: str) -> NoReturn:
    from loader.errors import QueryError

    raise QueryError(sentence)


def _question(name: str | None, file: Path | None) -> Question:
    from loader.queries import find, read

    if name is not None and file is not None:
        _refuse("Give either the name of a saved query or --file, not both.")
    if name is None and file is None:
        _refuse("Name a saved query (`detente queries` lists them), or give --file with one of your own.")
    if file is None:
        return find(name or "")
    from loader.endpoint.network.guard import check

    question = read(file)
    with _located(file):
        check(question.text)  # a query of anyone's own calls no other server, nor ends the process
    return question


@contextmanager
def _located(file: Path | None) -> Iterator[None]:
    """Names the file in what is wrong with a query of one's own."""
    from loader.errors import QueryError

    try:
        yield
    except QueryError as error:
        if file is None:
            raise
        raise QueryError(f"{file}: {error}") from None


def _arguments(question: Question, given: list[str], as_of: str | None) -> Mapping[str, str]:
    arguments: dict[str, str] = {}
    for one in given:
        name, equals, value = one.partition("=")
        if not equals:
            _refuse(f"--param takes NAME=VALUE, not {one!r}.")
        if name in arguments:
            _refuse(f"--param gives {name!r} twice.")
        arguments[name] = value
    if as_of is not None:
        if _AS_OF not in {p.name for p in question.parameters}:
            _refuse(f"{question.name} does not ask about a day: it takes no --as-of.")
        if _AS_OF in arguments:
            _refuse(f"The day is given twice: by --as-of and by --param {_AS_OF}.")
        arguments[_AS_OF] = as_of
    for needed in question.parameters:
        if needed.required and needed.default is None and not arguments.get(needed.name, "").strip():
            _refuse(f"{question.name} needs --param {needed.name}=VALUE. {needed.description}".rstrip())
    return arguments


def _described(parameter: Parameter) -> str:
    values = f" ({', '.join(parameter.values)})" if parameter.values else ""
    needed = "; required" if parameter.required else ""
    default = f"; {parameter.default} unless given" if parameter.default else ""
    return f"{parameter.type}{values}{needed}{default}. {parameter.description}".rstrip()


COMMANDS = (query, queries, export)
