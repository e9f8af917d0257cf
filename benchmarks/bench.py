"""What measurements share: facts files, stores made of them, and the same triples in the native store."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from .measure import NotFinishedError, Run, run
from .peers import oxigraph

__all__ = ["Bench", "Curves", "Store"]

ROOT = Path(__file__).parent.parent
DETENTE = Path(sys.executable).with_name("detente")

Curves = dict[str, dict[str, dict[int, float]]]
"""By what is measured and who does it: the figure at each size."""


@dataclass(frozen=True, slots=True)
class Store:
    """A store, and what it took to make it."""

    path: Path
    made: Run


@dataclass
class Bench:
    """A run of the benchmarks.

    Attributes:
        folder: where everything is put; what is there of an earlier run is thrown away.
        sizes: numbers of facts, the smallest first; curves are drawn through them.
        size: the number of facts where one is enough.
        judged: numbers of facts that pySHACL alone is asked to judge.
        limit: seconds that each command has.
        until: when the whole run is to be over, by `time.monotonic`.
        curves: what was measured at several sizes.
    """

    folder: Path
    sizes: tuple[int, ...]
    size: int
    judged: tuple[int, ...]
    limit: float
    until: float
    seed: int = 1
    curves: Curves = field(default_factory=lambda: defaultdict(lambda: defaultdict(dict)))
    _made: dict[object, Store | str] = field(default_factory=dict)

    def run(self, *command: str | Path, output: Path | None = None, succeeds: bool = True) -> Run:
        """Runs a command within what time there is.

        Raises:
            NotFinishedError: it took too long, or there was no time left.
            FailedError: it failed.
        """
        environment = {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": ""}
        return run(command, self.left(), output=output, environment=environment, succeeds=succeeds)

    def left(self) -> float:
        """The seconds that whatever begins now may take.

        Raises:
            NotFinishedError: there are none.
        """
        left = self.until - time.monotonic()
        if left <= 0:
            raise NotFinishedError("not begun: the time for the whole run was over")
        return min(left, self.limit)

    def detente(self, *arguments: str | Path, output: Path | None = None, succeeds: bool = True) -> Run:
        """Runs our command as anybody would."""
        return self.run(DETENTE, *arguments, output=output, succeeds=succeeds)

    def task(self, name: str, *arguments: str | Path, python: Path | None = None) -> Run:
        """Runs one of the scripts in `tasks`."""
        return self.run(python or sys.executable, ROOT / "benchmarks" / "tasks" / f"{name}.py", *arguments)

    def facts(self, number: int, *options: str) -> Path:
        """A file of the mix, always of the same name, which is that of its dataset."""
        file = self.folder / "-".join(["facts", str(number), *options]).replace("--", "") / "mix.jsonl"
        if not file.is_file():
            file.parent.mkdir(parents=True)
            command = (sys.executable, "-m", "benchmarks.mix", "--facts", str(number), *options)
            self.run(*command, "--seed", str(self.seed), output=file.with_suffix(".part"))
            file.with_suffix(".part").rename(file)
        return file

    def store(self, number: int) -> Store:
        """The store of so many facts, loaded by our command into an empty folder."""
        path = self.folder / f"store-{number}"
        facts = self.facts(number)
        return self._once(path, lambda: self.detente("load", facts, "--store", path))

    def graph(self, number: int) -> Path:
        """The folder of that store's graph, which the native program can open."""
        return max((self.store(number).path / "versions").iterdir()) / "graph"

    def triples(self, number: int) -> Path:
        """All that the store holds, as N-Triples."""
        file = self.folder / f"triples-{number}.nt"
        store = self.store(number)
        export = ("export", "--format", "ntriples", "-o", file, "--store", store.path)
        return self._once(file, lambda: self.detente(*export)).path

    def native(self, number: int) -> Store:
        """The same triples in a store that the native program made of them."""
        path = self.folder / f"native-{number}"
        triples = self.triples(number)
        return self._once(path, lambda: self.run(oxigraph(), "load", "--lenient", "-l", path, "-f", triples))

    def _once(self, path: Path, make: Callable[[], Run]) -> Store:
        """Makes something once; where that did not come off, says so each time."""
        if path not in self._made:
            try:
                self._made[path] = Store(path, make())
            except NotFinishedError as error:
                self._made[path] = str(error)
        made = self._made[path]
        if isinstance(made, str):
            raise NotFinishedError(made)
        return made

    def copy(self, path: Path, name: str) -> Path:
        """A copy of a folder, to be changed."""
        copied = self.folder / name
        if copied.exists():
            shutil.rmtree(copied)
        shutil.copytree(path, copied)
        os.sync()
        return copied
