"""What is done to a store while it is killed, drawn at random, and what a plain model says each comes to."""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from looking import EXTRA, Content

from loader import commit
from loader.cli import run
from loader.commit import updating
from loader.store import Store
from loader.store import draft as drafts

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterable

__all__ = ["EXTRA", "KINDS", "Kind", "Model", "Operation", "draw", "fact", "prepare", "write"]

DATASETS = ("d0.jsonl", "d1.jsonl", "d2.jsonl")
YEARS = range(1900, 1960)

_BASE = [
    {"type": "source", "id": "herald", "title": "The Herald"},
    {"type": "actor", "id": "freedonia", "kind": "state", "name": "Freedonia"},
    {"type": "actor", "id": "group-a", "kind": "armed-group", "name": "Group A"},
]


@dataclass(slots=True)
class Model:
    """What a store must hold.

    Attributes:
        versions: the content of each version that is kept, by its number.
        current: the number of the current one, 0 for none.
        backup: what the last whole backup holds, in the same way.
    """

    versions: dict[int, Content] = field(default_factory=dict)
    current: int = 0
    backup: dict[int, Content] = field(default_factory=dict)

    @property
    def content(self) -> Content:
        """What holds now."""
        return self.versions[self.current]


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing to do.

    Attributes:
        kind: its kind.
        words: what it is, for a person.
        run: does it, in the folder of the round; an exit code.
        after: what the next version holds; None where it makes none.
        removed: the versions that it may clean away.
        copy: the folder that it makes a copy in.
    """

    kind: str
    words: str
    run: Callable[[], int]
    after: Content | None = None
    removed: tuple[int, ...] = ()
    copy: str = ""


def prepare(folder: Path) -> None:
    """Writes what every store begins with."""
    _get_ready()
    write(folder / "base.jsonl", _BASE)


@cache
def _get_ready() -> None:
    """Imports what most operations need, once for all children."""
    with tempfile.TemporaryDirectory() as folder:
        facts = Path(folder) / "facts.jsonl"
        write(facts, [*_BASE, fact(1900)])
        assert run(["validate", str(facts), "--output", str(Path(folder) / "report")]) == 0
    for module in ("loading", "history", "keeping"):
        import_module(f"loader.cli.{module}")


def draw(rng: random.Random, model: Model, folder: Path, only: str = "") -> Operation:
    """Draws what to do next, of any kind or only of one; the same numbers drawn give the same kind."""
    kind = only or rng.choices(list(KINDS), [kind.weight for kind in KINDS.values()])[0]
    seed = rng.randrange(2**32)
    if not model.current:
        return Operation("load", "load base.jsonl", _command("load", "base.jsonl"), Content())
    made = KINDS[kind].make(type(rng)(seed), model, folder)
    return made or _load(type(rng)(seed), model, folder)


def _load(rng: random.Random, model: Model, folder: Path) -> Operation:
    name, how = rng.choice(DATASETS), rng.choice(["--replace", "--replace", "--add"])
    years = set(rng.sample(YEARS, rng.choice([1, 4, 12])))
    write(folder / name, map(fact, sorted(years)))
    facts = {(name, year) for year in years}
    others = {(d, year) for d, year in model.content.facts if d != name or how == "--add"}
    after = Content(frozenset(facts | others), model.content.extra)
    words = f"load {name} {how}"
    return Operation(
        "load", words, _command(*words.split(), small=rng.choice([1, 20, 5_000])), _changed(model, after)
    )


def _in_parts(rng: random.Random, model: Model, folder: Path) -> Operation:
    """A load that is taken for too large to be held in memory."""
    name = rng.choice(DATASETS)
    years = set(rng.sample(YEARS, 20))
    write(folder / name, map(fact, sorted(years)))
    others = {(d, year) for d, year in model.content.facts if d != name}
    after = Content(frozenset({(name, year) for year in years} | others), model.content.extra)

    def load() -> int:
        commit.load(Store.open(folder / "store"), [folder / name], replace=True, large=7)
        return 0

    return Operation("load in parts", f"load {name} in parts", load, _changed(model, after))


def _retract(rng: random.Random, model: Model, _: Path) -> Operation | None:
    names = sorted({d for d, _ in model.content.facts})
    if not names:
        return None
    name = rng.choice(names)
    after = Content(frozenset(fact for fact in model.content.facts if fact[0] != name), model.content.extra)
    words = f"retract --dataset {name}"
    return Operation("retract", words, _command(*words.split()), after)


def _update(rng: random.Random, model: Model, folder: Path) -> Operation:
    add = set(rng.sample(range(500), rng.choice([1, 10, 60])))
    remove = set(rng.sample(range(500), 40)) - add
    graph = rng.choice([None, "http://e.org/g"])
    after = Content(model.content.facts, (model.content.extra | add) - remove)
    parts = []
    for verb, numbers, graphs in (
        ("INSERT", add - model.content.extra, [graph]),
        ("DELETE", remove, [None, "http://e.org/g"]),
    ):
        triples = " ".join(f'<http://e.org/s{n % 7}> <{EXTRA}> "{n}" .' for n in sorted(numbers))
        for name in graphs:
            parts.append(f"{verb} DATA {{ {f'GRAPH <{name}> {{ {triples} }}' if name else triples} }}")

    def write() -> int:
        updating.update(Store.open(folder / "store"), " ; ".join(parts))
        return 0

    return Operation("update", f"update: {len(add)} more, {len(remove)} fewer", write, _changed(model, after))


def _rollback(rng: random.Random, model: Model, _: Path) -> Operation | None:
    older = [number for number in model.versions if number != model.current]
    if not older:
        return None
    number = rng.choice(older)
    return Operation(
        "rollback", f"rollback {number}", _command("rollback", f"{number}"), model.versions[number]
    )


def _prune(rng: random.Random, model: Model, _: Path) -> Operation | None:
    numbers = sorted(model.versions)
    keep = rng.choice([1, 2, 3])
    if len(numbers) <= keep:
        return None
    words = f"prune --keep {keep}"
    return Operation("prune", words, _command(*words.split()), removed=tuple(numbers[:-keep]))


def _backup(rng: random.Random, _: Model, __: Path) -> Operation:
    words = rng.choice(["backup backup", "backup backup --link"])
    return Operation("backup", words, _command(*words.split()), copy="backup")


def _restore(_: random.Random, model: Model, __: Path) -> Operation | None:
    if not model.backup:
        return None
    return Operation(
        "restore", "restore backup", _command("restore", "backup", store="restored"), copy="restored"
    )


@dataclass(slots=True)
class Kind:
    """A kind of operation.

    Attributes:
        make: draws one; None where there is nothing to do it to.
        weight: how often it is drawn.
        steps: how many operations on files it takes, typically; taken anew from each that comes to its end.
        calls: how many system calls that change a file.
        seconds: how long.
        renames: how many times it renames something.
    """

    make: Callable[[random.Random, Model, Path], Operation | None]
    weight: float
    steps: int
    calls: int
    seconds: float
    renames: int


KINDS = {
    "load": Kind(_load, 3, 47, 75, 0.2, 2),
    "load in parts": Kind(_in_parts, 0.5, 60, 110, 0.35, 2),
    "retract": Kind(_retract, 2, 50, 75, 0.25, 2),
    "update": Kind(_update, 2.5, 55, 90, 0.2, 2),
    "rollback": Kind(_rollback, 2.5, 29, 38, 0.06, 2),
    "prune": Kind(_prune, 3, 110, 110, 0.04, 3),
    "backup": Kind(_backup, 2, 250, 400, 0.1, 2),
    "restore": Kind(_restore, 1.5, 340, 400, 0.12, 2),
}
"""What is done."""


def _changed(model: Model, after: Content) -> Content | None:
    """What a version will hold; none is made where nothing changes."""
    return after if after != model.content else None


def _command(*arguments: str, store: str = "store", small: int = 5_000) -> Callable[[], int]:
    """A command; with a bound that lets small loads be written like large ones."""

    def do() -> int:
        drafts._SMALL = small
        return run([*arguments, "--store", store])

    return do


def fact(year: int) -> dict[str, object]:
    return {
        "type": "designation",
        "authority": "Freedonia",
        "target": "Group A",
        "category": "terrorist",
        "action": "reaffirmed",
        "date": f"{year}",
        "source": "herald",
        "evidence": [{"quote": "So it was."}],
    }


def write(path: Path, facts: Iterable[dict[str, object]]) -> None:
    path.write_text("".join(json.dumps(fact) + "\n" for fact in facts))
