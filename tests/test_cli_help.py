"""The help is complete and fits a terminal, and a command starts without what it does not need."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import typer

from loader import cli
from loader.cli import app

if TYPE_CHECKING:
    from command_desk import Desk

COMMANDS = typer.main.get_group(app()).commands

SLOW = {
    "anyascii",
    "asyncio",
    "jinja2",
    "junitparser",
    "loader.claims",
    "loader.endpoint.app",
    "loader.export",
    "loader.facts",
    "loader.records",
    "loader.validation",
    "multiprocessing",
    "pydantic",
    "pyshacl",
    "rapidfuzz",
    "rdflib",
    "rich",
    "ruamel",
    "starlette",
    "uvicorn",
    "yaml",
}
"""What no question needs: libraries that take long to import, and most of the product's own modules."""


def test_there_are_the_commands_that_the_design_has() -> None:
    wanted = {"load", "validate", "query", "queries", "export", "serve", "versions", "diff", "rollback"}
    assert wanted | {"retract", "verify", "schema"} <= set(COMMANDS)


def test_the_list_of_commands_says_of_each_what_it_does_in_a_whole_sentence(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    lines = desk.read("--help").splitlines()
    assert all(len(line) <= 80 for line in lines)
    listed = lines[lines.index("Commands:") + 1 :]
    assert [line.split()[0] for line in listed] == list(COMMANDS)
    assert [line for line in listed if "..." in line or not line.endswith(".")] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_a_commands_help_fits_and_explains_every_option(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    text = desk.read(name, "--help")
    assert all(len(line) <= 80 for line in text.splitlines())
    assert text.startswith(f"Usage: detente {name} ")
    for parameter in COMMANDS[name].params:
        said = getattr(parameter, "help", None)
        assert said, f"{name} does not explain {parameter.name}"
        assert said.rstrip("]")[-1] in ".abcdefghijklmnopqrstuvwxyz", said
        assert said[0].isupper()
        assert " ".join(said.split()) in " ".join(text.split()).replace("detente- ", "detente-")


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_that_is_given_is_the_only_one_that_is_set_up(name: str) -> None:
    assert list(typer.main.get_group(app(name)).commands) == [name]


def test_every_command_of_a_module_is_in_the_table() -> None:
    modules = [import_module(f"loader.cli.{path.stem}") for path in Path(cli.__file__).parent.glob("*.py")]
    defined = {c.__name__.rstrip("_") for module in modules for c in getattr(module, "COMMANDS", ())}
    assert defined == set(COMMANDS)


def test_what_is_nearly_a_command_is_told_which(desk: Desk) -> None:
    done = desk.run("qury")
    assert (done.code, done.err) == (
        2,
        "detente: No such command 'qury'. Did you mean 'query'? See `detente --help`.\n",
    )


@pytest.mark.usefixtures("stored")
@pytest.mark.parametrize(
    ("arguments", "more"),
    [
        (["query", "lifted-designations"], {"loader.endpoint", "tempfile"}),
        (["--help"], {"pyoxigraph", "msgspec", "hashlib"}),
    ],
    ids=["query", "help"],
)
def test_what_takes_long_to_import_is_not_needed_to_ask(arguments: list[str], more: set[str]) -> None:
    probe = (
        f"import sys; from loader.cli import run; code = run({arguments}); "
        f"print('imported', *sorted({SLOW | more!r} & set(sys.modules))); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", probe], check=True, capture_output=True, text=True, timeout=60
    )
    assert done.stdout.splitlines()[-1] == "imported"
