"""What a store holds and whether it is whole, found out without trusting what wrote it."""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph

from loader.errors import DetenteError
from loader.store import Store, verify_files
from loader.verify import verify

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Content", "Look", "apart", "look"]

EXTRA = "http://e.org/extra"
"""The predicate of what updates write."""

_FACTS = """
PREFIX claim: <https://w3id.org/detente/claim#>
SELECT ?dataset ?date { ?claim claim:dataset ?dataset ; claim:date ?date }
"""


@dataclass(frozen=True, slots=True)
class Content:
    """What a version holds.

    Attributes:
        facts: dated facts, each by its dataset and its year.
        extra: numbers that updates wrote.
    """

    facts: frozenset[tuple[str, int]] = frozenset()
    extra: frozenset[int] = frozenset()

    def written(self) -> Any:
        """For JSON."""
        return [sorted(self.facts), sorted(self.extra)]

    @classmethod
    def read(cls, written: Any) -> Content:
        """What `written` gave."""
        facts, extra = written
        return cls(frozenset((name, year) for name, year in facts), frozenset(extra))


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen.

    Attributes:
        problem: why the store cannot be opened; empty if it can.
        current: the number of its current version, 0 where nothing was committed.
        versions: what each version holds, by its number.
        seals: the seal of each version's manifest, by its number.
        wrong: a sentence for each thing that is not as it should be.
        names: what lies in the store's folder, and in that of its versions.
    """

    problem: str
    current: int
    versions: dict[int, Content]
    seals: dict[int, str]
    wrong: list[str]
    names: list[str]


def held(graph: pyoxigraph.Store) -> Content:
    """What a graph holds."""
    rows = graph.query(_FACTS)
    assert isinstance(rows, pyoxigraph.QuerySolutions)
    facts = {(row["dataset"].value.rpartition("/")[2], int(row["date"].value)) for row in rows}
    extra = graph.quads_for_pattern(None, pyoxigraph.NamedNode(EXTRA), None, None)
    return Content(frozenset(facts), frozenset(int(quad.object.value) for quad in extra))  # type: ignore[union-attr]


def look(path: Path, known: Look | None = None) -> Look:
    """Looks at a store.

    Args:
        path: the store.
        known: what was seen before; of a version of the same seal whose files are as they were, the content
            is taken from there.
    """
    names = [entry.name for entry in path.iterdir()] if path.is_dir() else []
    folder = path / "versions"
    names += [f"versions/{entry.name}" for entry in folder.iterdir()] if folder.is_dir() else []
    try:
        store = Store.open(path)
        now = store.current
        versions: dict[int, Content] = {}
        seals: dict[int, str] = {}
        wrong: list[str] = []
        for version in store.versions():
            number, seal = version.number, version.manifest.seal
            seals[number] = seal
            if known is not None and known.seals.get(number) == seal:
                versions[number] = known.versions[number]
                wrong += verify_files(version)
            else:
                versions[number] = held(version.open())
                wrong += [str(problem) for problem in verify(version, store.base).problems]
    except DetenteError as error:
        return Look(str(error), 0, {}, {}, [], names)
    return Look("", now.number if now else 0, versions, seals, wrong, names)


def apart(path: Path, known: Look | None = None, before: Callable[[], None] | None = None) -> Look:
    """Looks at a store in a process of its own, for what opens an engine cannot fork any more.

    Args:
        path: the store.
        known: what was seen before.
        before: what is to be done there first.
    """
    with tempfile.TemporaryFile() as found:
        child = os.fork()
        if child == 0:
            code = 1
            try:
                if before is not None:
                    before()
                seen = look(path, known)
                row = [seen.problem, seen.current, {n: c.written() for n, c in seen.versions.items()}]
                found.write(json.dumps([*row, seen.seals, seen.wrong, seen.names]).encode())
                found.flush()
                code = 0
            except BaseException:
                import traceback  # noqa: PLC0415 - where it is wanted, all is over

                traceback.print_exc()
            finally:
                os._exit(code)
        _, status = os.waitpid(child, 0)
        if status:
            raise RuntimeError(f"The look at {path} came to no end: status {status}.")
        found.seek(0)
        problem, current, versions, seals, wrong, names = json.loads(found.read())
    contents = {int(n): Content.read(content) for n, content in versions.items()}
    return Look(problem, current, contents, {int(n): seal for n, seal in seals.items()}, wrong, names)
