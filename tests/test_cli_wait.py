"""Commands that write wait for another writer as long as they are told, and then say who writes."""

from __future__ import annotations

import os
import re
import threading
from typing import TYPE_CHECKING

import pytest
import typer
from command_desk import STORY, designation

from loader.cli import app
from loader.store import Store

if TYPE_CHECKING:
    from command_desk import Desk

WRITING = {
    "load": ("more.jsonl",),
    "retract": ("--dataset", "facts.jsonl"),
    "rollback": ("1",),
    "prune": ("--keep", "1"),
}


@pytest.fixture
def grown(stored: Desk) -> Desk:
    """A desk whose store has two versions, and a file that is not loaded yet."""
    stored.load(stored.write("facts.jsonl", *STORY, designation("suspended", "2010")))
    stored.write("more.jsonl", *STORY, designation("suspended", "2011"))
    return stored


@pytest.mark.parametrize("command", WRITING)
def test_a_command_that_writes_is_refused_while_another_writes(grown: Desk, command: str) -> None:
    before = grown.current.number
    with Store.open(grown.store).draft("retract"):
        done = grown.run(command, *WRITING[command])
        assert (done.code, done.out) == (2, "")
        said = rf"detente: The store .* is being written by process {os.getpid()} \(retract, since 2\S+\); "
        assert re.fullmatch(
            said + r"try again when that is done, or wait for it: --wait SECONDS\.\n", done.err
        )
        done = grown.run(command, *WRITING[command], "--wait", "0.1")
        assert (done.code, done.out) == (2, "")
        said = rf"detente: The store .* is being written by process {os.getpid()} \(retract, since 2\S+\), "
        assert re.fullmatch(
            said + r"and still is after 0\.1 seconds; try again when that is done\.\n", done.err
        )
    assert grown.current.number == before


@pytest.mark.parametrize("command", WRITING)
def test_a_command_that_writes_waits_for_another_one(grown: Desk, command: str) -> None:
    begun = threading.Event()
    free = threading.Event()

    def write() -> None:
        with Store.open(grown.store).draft("retract"):
            begun.set()
            free.wait(30)

    other = threading.Thread(target=write)
    other.start()
    begun.wait(30)
    threading.Timer(0.1, free.set).start()
    done = grown.run(command, *WRITING[command], "--wait", "30")
    assert free.is_set()
    other.join()
    assert done.code == 0, done.err


def test_the_option_is_the_same_everywhere() -> None:
    commands = typer.main.get_group(app()).commands
    waiting = {
        name: {(p.metavar, p.help) for p in command.params if "--wait" in p.opts}
        for name, command in commands.items()
        if any("--wait" in p.opts for p in command.params)
    }
    assert set(waiting) == set(WRITING)
    assert len({one for said in waiting.values() for one in said}) == 1


@pytest.mark.parametrize("given", ["-1", "soon", "1e9"])
def test_a_wait_is_a_number_of_seconds_up_to_a_day(stored: Desk, given: str) -> None:
    done = stored.run("rollback", "1", f"--wait={given}")
    assert done.code == 2
    assert "Invalid value for '--wait'" in done.err


def test_what_is_no_number_is_not_waited_for(stored: Desk) -> None:
    with Store.open(stored.store).draft("retract"):
        assert stored.run("rollback", "1", "--wait", "nan").code == 2
