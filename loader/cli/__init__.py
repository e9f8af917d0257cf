"""The `detente` command. Only the command that is given is set up, and imports what it needs as it runs."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Annotated

import typer

from loader import __version__
from loader.cli.options import complain, say
from loader.cli.streams import finish, prepare
from loader.errors import DetenteError

__all__ = ["app", "main", "run"]

_INTERRUPTED = 130  # 128 and the number of SIGINT, as a shell has it

_MODULES = {
    "loading": ("load", "validate", "retract", "schema"),
    "importing": ("import",),
    "asking": ("query", "queries", "export"),
    "history": ("versions", "diff", "rollback", "verify"),
    "keeping": ("backup", "restore", "prune"),
    "reconciling": ("reconcile",),
    "serving": ("serve",),
}
"""The commands by the module that has them, in the order of the help."""


def app(only: str | None = None) -> typer.Typer:
    """The command line.

    Args:
        only: a command, to have no other; to set up all of them takes longer than many a command. What is
            none stands for all.
    """
    line = typer.Typer(
        name="detente",
        help="Sourced facts about designations, recognitions, meetings and agreements, as a validated "
        "knowledge graph that answers over SPARQL.",
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )
    line.callback()(options)
    modules = [name for name, commands in _MODULES.items() if only in commands]
    for module in modules or _MODULES:
        for command in import_module(f"loader.cli.{module}").COMMANDS:
            name = command.__name__.rstrip("_")  # `import` is a word of Python's own
            if not modules or name == only:
                line.command(name)(command)
    return line


def _tell_version(wanted: bool) -> None:
    if wanted:
        sys.stdout.write(f"detente {__version__}\n")
        raise typer.Exit


def options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_tell_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    """What may be given before a command; the callback of each option does what it is for."""


def main() -> None:
    """Runs the command line."""
    code = run(sys.argv[1:])
    gc.freeze()  # or all there is would be searched for cycles as the process ends, for a tenth of its time
    sys.exit(code)


def run(arguments: Sequence[str]) -> int:
    """Runs one command.

    Returns:
        0 if all is well, 1 if the data does not conform, 2 if it could not be carried out, 130 if it was
        interrupted. Of what could not be carried out, stderr says why in a line, and what to do.
    """
    prepare()
    return finish(_outcome(arguments))


def _outcome(arguments: Sequence[str]) -> int:
    commands = app(arguments[0] if arguments else None)
    try:
        code = commands(arguments, prog_name="detente", standalone_mode=False) or 0
    except DetenteError as error:
        for line in error.lines:
            complain(line)
        return error.exit_code
    except typer.TyperException as error:
        if arguments:
            complain(_misused(error))
        else:
            say(error.format_message())  # the help
        return 2
    except BrokenPipeError:
        return 0  # the reader has had enough, as in `detente export | head`
    except SystemExit as error:
        if isinstance(error.__context__, BrokenPipeError):  # what Typer makes of one
            return 0
        raise
    except OSError as error:
        what = f"{error.filename}: " if error.filename else ""
        complain(f"{what}{error.strerror or error}; nothing more was done.")
        return 2
    except KeyboardInterrupt:
        code = _INTERRUPTED
    if code == _INTERRUPTED:
        complain("Interrupted.")
    return int(code)


def _misused(error: typer.TyperException) -> str:
    """What is wrong with the arguments, in one line."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "detente"
    sentence = " ".join(error.format_message().split()).rstrip(".")
    end = "" if sentence.endswith("?") else "."
    return f"{sentence}{end} See `{command} --help`."
