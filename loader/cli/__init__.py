"""The `detente` command. Each command imports what it needs when it runs, so that `--help` is quick."""

from __future__ import annotations

import os
import sys

import typer

from loader.cli.asking import COMMANDS as ASKING
from loader.cli.history import COMMANDS as HISTORY
from loader.cli.loading import COMMANDS as LOADING
from loader.cli.serving import COMMANDS as SERVING
from loader.errors import DetenteError

__all__ = ["app", "main"]

app = typer.Typer(
    name="detente",
    help="Sourced facts about designations, recognitions, meetings and agreements, as a validated knowledge "
    "graph that answers over SPARQL.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
for _command in (*LOADING, *ASKING, *HISTORY, *SERVING):
    app.command(_command.__name__)(_command)


def main() -> None:
    """Runs the command line: exit 0 fine, 1 the data does not conform, 2 it could not be carried out."""
    try:
        app()
    except DetenteError as error:
        print(f"detente: {error}", file=sys.stderr)  # noqa: T201  # the edge
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # The reader has had enough (`detente export | head`): what is left in the buffer has nowhere to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except KeyboardInterrupt:
        sys.exit(130)
