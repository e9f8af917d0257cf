"""The help is complete and fits a terminal, and a command starts without what it does not need."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
import typer

from loader.cli import app

if TYPE_CHECKING:
    from command_desk import Desk

COMMANDS = typer.main.get_group(app).commands

SLOW = {"jinja2", "junitparser", "pydantic", "pyshacl", "rapidfuzz", "rdflib", "rich", "ruamel", "starlette"}


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


@pytest.mark.usefixtures("stored")
def test_what_takes_long_to_import_is_not_needed_to_ask() -> None:
    probe = (
        "import sys; from loader.cli import run; code = run(['query', 'lifted-designations']); "
        f"print('imported', *sorted({SLOW!r} & set(sys.modules))); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", probe], check=True, capture_output=True, text=True, timeout=60
    )
    assert done.stdout.splitlines()[-1] == "imported"
