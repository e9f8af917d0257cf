"""A folder to work in, and the command line run within this process: most tests of commands stand on it."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from command_forks import Forks

from loader import commit
from loader.cli import run
from loader.store import Store, Version

if TYPE_CHECKING:
    from collections.abc import Iterator

Fact = dict[str, Any]

# A file system in memory, where there is one: each commit waits for the disk some twenty times.
MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


@dataclass(frozen=True, slots=True)
class Done:
    """How a command ended, and what it wrote."""

    code: int
    out: str
    err: str


class Desk:
    """A folder with a store in it, `detente-store`, once something was loaded."""

    def __init__(self, folder: Path, capture: pytest.CaptureFixture[bytes]) -> None:
        self.folder = folder
        self.store = folder / "detente-store"
        self._capture = capture

    def write(self, name: str, *lines: Fact | str) -> str:
        """Writes a facts file, a fact a line; its name."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = "".join(
            (line if isinstance(line, str) else json.dumps(line, ensure_ascii=False)) + "\n" for line in lines
        )
        path.write_text(text, encoding="utf-8")
        return name

    def run(self, *arguments: str) -> Done:
        """Runs a command."""
        self._capture.readouterr()
        code = run(arguments)
        out, err = self._capture.readouterr()
        return Done(code, out.decode(), err.decode())

    def load(self, *arguments: str) -> str:
        """Loads what has to conform; what was told."""
        done = self.run("load", *arguments)
        assert done.code == 0, done.err
        assert done.out == ""
        return done.err

    def read(self, *arguments: str) -> str:
        """What a command writes that has to succeed."""
        done = self.run(*arguments)
        assert done.code == 0, done.err
        return done.out

    def ask(self, *arguments: str) -> list[dict[str, Any]]:
        """The rows that answer a query."""
        rows: list[dict[str, Any]] = json.loads(self.read("query", *arguments, "--format", "json"))
        return rows

    @property
    def current(self) -> Version:
        """The version that holds now."""
        version = Store.open(self.store).current
        assert version is not None
        return version

    def files(self) -> dict[str, bytes]:
        """Every file of the folder with its bytes; every folder in it too."""
        return {
            path.relative_to(self.folder).as_posix(): b"" if path.is_dir() else path.read_bytes()
            for path in sorted(self.folder.rglob("*"))
        }


@pytest.fixture(scope="session")
def story(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the story, made once, to be copied."""
    with contextlib.chdir(tmp_path_factory.mktemp("story")):
        Path("facts.jsonl").write_text("".join(json.dumps(fact) + "\n" for fact in STORY))
        store = Store.open_or_create(Path("store"))
        commit.load(store, [Path("facts.jsonl")])
        return store.path.resolve()


@pytest.fixture
def stored(desk: Desk, story: Path) -> Desk:
    """A desk with the story in `facts.jsonl`, and stored."""
    desk.write("facts.jsonl", *STORY)
    shutil.copytree(story, desk.store)
    return desk


@pytest.fixture(scope="session")
def forks() -> Iterator[Forks]:
    """What starts commands in processes of their own, quickly."""
    forks = Forks()
    yield forks
    forks.close()


@pytest.fixture
def desk(capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """An empty desk, and the process in its folder."""
    monkeypatch.delenv("DETENTE_STORE", raising=False)
    monkeypatch.delenv("NO_COLOR", raising=False)
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        monkeypatch.chdir(folder)
        yield Desk(Path(folder), capsysbinary)


def source(identifier: str = "herald", **more: Any) -> Fact:
    """A source."""
    return {"type": "source", "id": identifier, "title": f"The {identifier}", **more}


def actor(identifier: str, name: str, kind: str = "state", **more: Any) -> Fact:
    """An actor."""
    return {"type": "actor", "id": identifier, "kind": kind, "name": name, **more}


def designation(action: str, date: str | None = None, **more: Any) -> Fact:
    """Freedonia's terrorist designation of Group A, unless told otherwise; with evidence, as it should be."""
    fact = {
        "type": "designation",
        "authority": "Freedonia",
        "target": "Group A",
        "category": "terrorist",
        "action": action,
        "source": "herald",
        "evidence": [{"quote": "So it was."}],
    }
    return {**fact, **({"date": date} if date else {}), **more}


ACTORS = (
    actor("freedonia", "Freedonia"),
    actor("sylvania", "Sylvania"),
    actor("group-a", "Group A", "armed-group"),
)
"""Two states and an armed group."""

STORY = (source(), *ACTORS, designation("imposed", "2003"), designation("lifted", "2024-06"))
"""A designation that was imposed and lifted."""
