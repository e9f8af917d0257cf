"""Whatever goes wrong within a load in parts: one clear line, nothing stored, and nobody left behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from both_ways import small_parts
from command_desk import STORY, actor

from loader.bulk import work
from loader.commit import load
from loader.errors import DetenteError, StoreError
from loader.store import Draft, Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_LONGEST = 60  # seconds, after which something hangs


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    """A file that is cut into some twenty parts."""
    file = tmp_path / "facts.jsonl"
    more = [actor(f"n{number}", f"Number {number}") for number in range(40)]
    file.write_text("".join(json.dumps(fact) + "\n" for fact in (*STORY, *more)))
    return file


@pytest.fixture
def store(tmp_path: Path, facts: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A store; afterwards it is as it was, nobody is at work any more, and it can be loaded into."""
    made = Store.open_or_create(tmp_path / "store")
    before = sorted(made.path.rglob("*"))
    threads = threading.active_count()  # servers of other tests may still run
    children = set(_children(os.getpid()))
    small_parts(monkeypatch, 2, 2)
    signal.alarm(_LONGEST)
    yield made
    signal.alarm(0)
    assert made.current is None
    assert sorted(made.path.rglob("*")) == before
    assert set(_children(os.getpid())) <= children
    assert threading.active_count() == threads
    monkeypatch.undo()
    small_parts(monkeypatch, 2, 2)
    assert load(made, [facts], large=0).version is not None


def _children(process: int) -> list[str]:
    tasks = Path(f"/proc/{process}/task").glob("*/children")
    return [child for task in tasks for child in task.read_text().split()]


def _in_part(number: int, act: Callable[[], object]) -> Callable[..., Any]:
    """What a worker does, but for one part, in which something else happens."""
    real = work.change_of

    def change_of(given: Any, part: int, *others: Any) -> Any:
        if part == number:
            act()
        return real(given, part, *others)

    return change_of


def _fail() -> None:
    raise StoreError("It is broken.")


def _full() -> None:
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize(
    ("act", "kind", "said"),
    [
        (
            lambda: os.kill(os.getpid(), signal.SIGKILL),
            DetenteError,
            "A worker process was ended from outside",
        ),
        (_fail, StoreError, "It is broken."),
        (_full, OSError, "No space left on device"),
    ],
)
def test_a_worker_that_fails_ends_the_load(
    store: Store,
    facts: Path,
    monkeypatch: pytest.MonkeyPatch,
    act: Callable[[], object],
    kind: type[Exception],
    said: str,
) -> None:
    monkeypatch.setattr(work, "change_of", _in_part(3, act))
    with pytest.raises(kind, match=said):
        load(store, [facts], large=0)


def test_a_worker_that_is_killed_while_it_sorts_ends_the_load(
    store: Store, facts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "sort_share", lambda *_: os.kill(os.getpid(), signal.SIGKILL))
    with pytest.raises(DetenteError, match="A worker process was ended from outside"):
        load(store, [facts], large=0)


@pytest.mark.parametrize("workers", [0, 2])
def test_a_store_that_refuses_in_one_thread_ends_the_load(
    store: Store, facts: Path, monkeypatch: pytest.MonkeyPatch, workers: int
) -> None:
    small_parts(monkeypatch, 2, workers)
    calls = []
    real = Draft.bulk

    def refusing(draft: Draft, *given: Any) -> None:
        calls.append(given)
        if len(calls) == 4:
            raise StoreError("The disk is full.")
        real(draft, *given)

    monkeypatch.setattr(Draft, "bulk", refusing)
    with pytest.raises(StoreError, match=r"The disk is full\."):
        load(store, [facts], large=0)


_PROGRAM = """
import resource, sys
sys.path[:0] = {path!r}
from loader.bulk import passes
from loader.intake import spool
from loader import commit
import loader.cli
passes._PART, real = 2, commit.load
passes.cores = lambda: 2
commit.load = lambda *given, **named: real(*given, **named, large=0)
{before}
sys.exit(loader.cli.run(["load", {facts!r}, "--store", {store!r}]))
"""


def _started(before: str, facts: Path, folder: Path) -> subprocess.Popen[str]:
    text = _PROGRAM.format(path=sys.path, before=before, facts=str(facts), store=str(folder / "new"))
    return subprocess.Popen(
        [sys.executable, "-c", text],
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def test_ctrl_c_reaches_the_whole_group_and_says_one_line(facts: Path, tmp_path: Path) -> None:
    waiting = """
from loader.bulk import work
import signal
real_change = work.change_of
def change_of(given, number, *others):
    if number == 3:
        sys.stdout.write("there\\n"); sys.stdout.flush(); signal.pause()
    return real_change(given, number, *others)
work.change_of = change_of
"""
    process = _started(waiting, facts, tmp_path)
    assert process.stdout is not None
    assert process.stdout.readline() == "there\n"
    workers = _children(process.pid)
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=_LONGEST)
    assert (process.returncode, said) == (130, "detente: Interrupted.\n")
    assert len(workers) == 2
    assert not any(Path(f"/proc/{worker}").exists() for worker in workers)
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("size", [100, 4_000, 12_000])
def test_a_disk_that_takes_no_more_is_told_in_a_line(facts: Path, tmp_path: Path, size: int) -> None:
    limit = f"resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size}))"
    process = _started(limit, facts, tmp_path)
    _, said = process.communicate(timeout=_LONGEST)
    assert process.returncode == 2
    assert len(said.splitlines()) == 1
    assert "File too large" in said
