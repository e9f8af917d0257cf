"""What the tests of the store share: triples by number, a commit in one line, and what a version holds."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from loader.errors import Place

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pyoxigraph

    from loader.store import Draft, Store, Version

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).parent

# A file system in memory, where there is one: each commit waits for the disk some twenty times, which takes
# most of a test's time and shows nothing, because a killed process loses nothing that it has written.
MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


def triples(numbers: Iterable[int]) -> list[tuple[str, str, str]]:
    """One triple for each number."""
    return [(f"<http://e.org/s{n % 7}>", f"<http://e.org/p{n % 3}>", f'"value {n}"') for n in numbers]


def held(graph: pyoxigraph.Store) -> set[int]:
    """The numbers of the triples that a graph holds."""
    return {int(quad.object.value.removeprefix("value ")) for quad in graph}  # type: ignore[union-attr]  # only literals


def digest(numbers: Iterable[int]) -> str:
    """A digest of a content."""
    return hashlib.sha256(repr(sorted(numbers)).encode()).hexdigest()


def finish(draft: Draft, numbers: Iterable[int], summary: str = "Some facts") -> Version:
    """Commits a draft whose content is said to be these numbers."""
    content = set(numbers)
    return draft.commit(
        summary=summary, datasets={"facts": len(content)}, claims=len(content), content=digest(content)
    )


def commit(store: Store, add: Iterable[int] = (), remove: Iterable[int] = ()) -> Version:
    """Commits a version with these triples added and those removed, and a place for each."""
    add, remove = set(add), set(remove)
    with store.draft("load") as draft:
        before = held(draft.graph)
        draft.insert(triples(add))
        draft.remove(triples(remove))
        for number in add:
            draft.places[f"claim/{number}"] = [Place("facts.jsonl", number)]
        for number in remove:
            draft.places.pop(f"claim/{number}", None)
        return finish(draft, (before | add) - remove)


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its bytes; an empty folder too."""
    return {
        path.relative_to(folder).as_posix(): b"" if path.is_dir() else path.read_bytes()
        for path in sorted(folder.rglob("*"))
    }


def start(script: str, *arguments: object, through: tuple[str, ...] = ()) -> subprocess.Popen[str]:
    """Starts one of this folder's scripts in a process of its own, with pipes."""
    return subprocess.Popen(
        [*through, sys.executable, str(HERE / script), *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={"PYTHONPATH": f"{ROOT}:{HERE}", "PATH": "/usr/bin:/bin:/usr/sbin:/sbin"},
    )
