"""Commands that read lists as the world publishes them: import, and what `load --from` shares with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from loader.cli.options import say
from loader.cli.outputs import same, whole
from loader.cli.progress import progress

if TYPE_CHECKING:
    from loader.importers import Tally
    from loader.intake import Reader

__all__ = ["COMMANDS", "ListName", "Mapped", "Published", "Report", "Said", "SourceId", "Url", "reading"]

_KINDS = "un-sc, ofac, ftm, uk-treaties, csv or territories"  # as in importers.KINDS, which takes its time

Report = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="Write there what of the list is not used, and why, as JSON Lines.",
        show_default=False,
    ),
]
SourceId = Annotated[
    str | None,
    typer.Option(
        metavar="ID",
        help="The id of the list as a source. [default: of its name and day]",
        show_default=False,
    ),
]
Published = Annotated[
    str | None,
    typer.Option(metavar="DATE", help="The day of the list, where it does not say it.", show_default=False),
]
Url = Annotated[
    str | None,
    typer.Option(metavar="IRI", help="The address that the list came from.", show_default=False),
]
ListName = Annotated[
    str | None,
    typer.Option(
        "--list", metavar="NAME", help="Which list it is, where a kind has several.", show_default=False
    ),
]
Mapped = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="What the columns of a csv mean.", show_default=False),
]

Said = tuple[str | None, str | None, str | None, str | None, Path | None]
_OF_A_LIST = ("source", "published", "url", "list", "mapping", "report")


def import_(
    kind: Annotated[
        str, typer.Argument(metavar="KIND", help=f"What the list is: {_KINDS}.", show_default=False)
    ],
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE", help="The list as it is published, or several editions.", show_default=False
        ),
    ],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write the facts there.", show_default=False),
    ] = None,
    report: Report = None,
    source: SourceId = None,
    published: Published = None,
    url: Url = None,
    list_: ListName = None,
    mapping: Mapped = None,
) -> None:
    """Turn a list as it is published into facts.

    The facts go to stdout as JSON Lines, or to a file that is there only when all of them are. What was
    used and what not, and why, is told on stderr. `detente load --from KIND` does this and loads the facts.
    """
    import msgspec

    from loader import importers
    from loader.errors import InputError

    if output is not None and report is not None and (output == report or same(output, report)):
        raise InputError(f"{output} cannot hold both the facts and the report; give another name.")
    asked = importers.Options(source, published, url, list_, mapping)
    which = importers.kind(kind)
    which.check(files, asked)
    encoder = msgspec.json.Encoder()
    with _counted(report, files) as tally, progress("importing"), whole(output, _read(files, mapping)) as out:
        for placed in importers.run(which, files, asked, tally):
            out.write(encoder.encode(placed.fact) + b"\n")


@contextmanager
def reading(
    kind: str | None, files: Sequence[Path], said: Said, report: Path | None
) -> Iterator[tuple[Sequence[Path], Reader]]:
    """How the files of a load are to be read; tells at the end what was used of them.

    Args:
        kind: the kind of list that they are; nothing for facts.
        files: the files.
        said: what is said of the list: what `Options` holds, in its order.
        report: where to write what is not used.

    Yields:
        Files, each a dataset unless the user says otherwise, and what reads them.

    Raises:
        InputError: there is no such kind, or an option means nothing.
    """
    from loader.errors import InputError

    if kind is None:
        for name, value in zip(_OF_A_LIST, (*said, report), strict=True):
            if value is not None:
                raise InputError(f"--{name} is said of a list; say with --from of what kind it is.")
        from loader import facts

        yield files, facts.each
        return
    from loader import importers

    which, asked = importers.kind(kind), importers.Options(*said)
    with _counted(report, files) as tally:
        reader = importers.reader(which, files, asked, tally)
        yield files[:1] if which.together else files, reader


@contextmanager
def _counted(report: Path | None, files: Sequence[Path]) -> Iterator[Tally]:
    """Counts, and tells at the end; also where all was read, and nothing came of it."""
    from loader.errors import DataError, DetenteError
    from loader.importers import NothingUsedError, Tally

    refused: DetenteError | None = None
    with ExitStack() as stack:
        out = stack.enter_context(whole(report, files)) if report is not None else None
        tally = Tally(out)
        try:
            yield tally
        except (DataError, NothingUsedError) as error:
            refused = error
    _tell(tally)
    if refused:
        raise refused


def _read(files: Sequence[Path], mapping: Path | None) -> list[Path]:
    return [*files, *([mapping] if mapping is not None else [])]


def _tell(tally: Tally) -> None:
    from loader.reports.report import legible

    for line in tally.lines():
        say(legible(line))


COMMANDS = (import_,)
