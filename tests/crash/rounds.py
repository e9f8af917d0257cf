"""A round: a store of its own, killed again and again from its first load on, and compared with a model."""

from __future__ import annotations

import itertools
import random
import shutil
import subprocess
import sys
from contextlib import AbstractContextManager, contextmanager, nullcontext
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING

from figures import Figures
from killing import Way, killed
from looking import apart
from operations import KINDS, Model, draw, prepare

from loader.store import Store, disk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from killing import Death
    from looking import Look
    from operations import Operation

__all__ = ["WAYS", "Round"]

WAYS = ("step", "rename", "moment", "call")
"""How to kill: before an operation on files, about a renaming, at any moment, or at a system call."""

_WHOLE = {"current", "lock", "store.json", "versions"}
_TRIES = 8  # operations for each kill that is wanted; some come to their end before they are killed


class Round:
    """One store, from its first load on.

    Args:
        seed: of all rounds.
        number: of this one.
        folder: an empty one.
        at: when to kill, in place of what is drawn.
        ways: the ways to kill that are drawn from.
        after: is called after each operation, before it is known what became of it.
        alive: the share of operations that are not killed.
    """

    def __init__(
        self,
        seed: int,
        number: int,
        folder: Path,
        at: Sequence[Way],
        ways: Sequence[str],
        after: Callable[[], None] = lambda: None,
        alive: float = 0.0,
    ) -> None:
        self.figures = Figures()
        self._again = f"python {sys.argv[0]} --seed {seed} --round {number}"
        self._rng = random.Random(f"{seed}/{number}")
        self._folder = folder
        self._store = folder / "store"
        self._at = list(at)
        self._met: list[Way] = []
        self._ways = list(ways)
        self._after = after
        self._alive = alive
        self._model = Model()
        self._seen: Look | None = None

    def run(self, kills: int) -> Figures:
        """Does and kills until there were so many kills."""
        for _ in range(kills * _TRIES):
            if self.figures.kills >= kills or (self._at and len(self._met) >= len(self._at)):
                break
            prepare(self._folder)
            self._one()
            if self.figures.said:  # it would be missed again and again
                return self.figures
        self._cleaned()
        return self.figures

    def _one(self) -> None:
        rng = random.Random(self._rng.randrange(2**64))  # so that what is drawn here shifts nothing later
        operation = draw(rng, self._model, self._folder)
        way = self._way(random.Random(rng.getrandbits(64)), operation.kind)
        alive = max(self._alive, 0.0 if self._model.current else 0.6)
        if rng.random() < alive:
            way = Way()  # else too much of a round is its first load
        if self._at:
            way = self._at[len(self._met)]
        reader = self._reader(rng, operation)
        self._do(operation, way, reader, again=rng.random() < 0.5, clean=rng.random() < 0.5)

    def _do(
        self, operation: Operation, way: Way, reader: AbstractContextManager[int], *, again: bool, clean: bool
    ) -> bool:
        """Does something and kills it; whether it was killed.

        Args:
            operation: what.
            way: when it is killed.
            reader: reads a version meanwhile; gives its number, or 0.
            again: whether a copy that was killed is made again at once.
            clean: whether a writer is started after it.
        """
        if operation.copy and (self._folder / operation.copy / "store.json").exists():
            self._remove(self._folder / operation.copy)
        if operation.copy == "backup":
            self._model.backup = {}
        with reader as read:
            death = killed(operation.run, way, self._folder)
        self._after()
        self._learn(operation.kind, way, death)
        self._met.append((way if way.call else death.again) if death.killed else Way())
        figures = self.figures
        if death.killed:
            figures.kills += 1
            figures.of[operation.kind] = figures.of.get(operation.kind, 0) + 1
        else:
            figures.done += 1
        if not death.killed and death.code:
            self._miss("failed", operation, f"exit code {death.code}: {death.said.strip()}")
        self._judge_store(operation, death, read)
        if operation.copy and not figures.said:
            self._judge_copy(operation, death, again=again)
        if clean and not figures.said:
            self._cleaned()
        return death.killed

    def sweep(self, kind: str, every: int) -> Figures:
        """Kills one operation at each system call that changes a file, each time with the same store."""
        prepare(self._folder)
        for wanted in ("load", "load", "load", "update", "backup"):
            operation = self._drawn(wanted)
            self._do(operation, Way(), nullcontext(0), again=False, clean=False)
        template, model, seen = self._folder.with_name("template"), deepcopy(self._model), self._seen
        shutil.copytree(self._folder, template)
        for call in itertools.count(every, every):
            shutil.rmtree(self._folder)
            shutil.copytree(template, self._folder)
            self._model, self._seen = deepcopy(model), seen
            died = self._do(
                self._drawn(kind), Way(call=call), nullcontext(0), again=call % 2 == 0, clean=True
            )
            if not died or self.figures.said:
                break
        return self.figures

    def _drawn(self, kind: str) -> Operation:
        rng = random.Random(f"{self._again}/{kind}/{self._model.current}")
        return draw(rng, self._model, self._folder, kind)

    def _way(self, rng: random.Random, kind: str) -> Way:
        typical, share, way = KINDS[kind], rng.random(), rng.choice(self._ways)
        if way == "moment":
            return Way(moment=share * typical.seconds)
        if way == "call":
            return Way(call=1 + int(share * typical.calls))
        if way == "rename":
            number = 1 + int(share * typical.renames)
            return Way(rename=number) if rng.random() < 0.5 else Way(renamed=number)
        return Way(step=1 + int(share * typical.steps))

    def _learn(self, kind: str, way: Way, death: Death) -> None:
        """Takes note of how long an operation is that came to its end."""
        typical = KINDS[kind]
        if not death.killed:
            typical.steps, typical.renames = max(5, death.steps), max(1, death.renames)
            if way.call:
                typical.calls = max(20, death.calls)
            else:
                typical.seconds = death.seconds

    # -- what is found -----------------------------------------------------------------------------------

    def _judge_store(self, operation: Operation, death: Death, read: int) -> None:
        """Compares the store with the model, which then takes over what has come about."""
        model = self._model
        seen = self._seen = apart(self._store, self._seen)
        acknowledged = not death.killed and not death.code
        if seen.problem:
            if model.current or acknowledged:
                self._miss("unopened", operation, seen.problem)
            return
        if seen.current == model.current + 1 and operation.after is not None:
            model.current += 1
            model.versions[model.current] = operation.after
        elif seen.current != model.current:
            self._miss("lost", operation, f"version {seen.current} is current, not {model.current}")
        elif acknowledged and operation.after is not None:
            self._miss("lost", operation, "it was acknowledged, and made no version")
        for number, content in sorted(model.versions.items()):
            found = seen.versions.get(number)
            if found is None and number in operation.removed and number != read:
                del model.versions[number]
            elif found is None:
                self._miss("lost", operation, f"version {number} is gone")
            elif found != content:
                self._miss("partial", operation, f"version {number} holds {found}, not {content}")
            elif acknowledged and number in operation.removed and number != read:
                self._miss("failed", operation, f"version {number} was not cleaned away")
        for number in seen.versions.keys() - model.versions.keys():
            self._miss("partial", operation, f"nobody made version {number}")
        for sentence in seen.wrong:
            self._miss("partial", operation, sentence)

    def _judge_copy(self, operation: Operation, death: Death, *, again: bool) -> None:
        folder, model = self._folder / operation.copy, self._model
        expected = model.versions if operation.copy == "backup" else model.backup
        seen = apart(folder)
        if seen.problem and death.killed and again:
            death = killed(operation.run, Way(), self._folder)
            if death.code:
                self._miss("failed", operation, f"again, to the same folder: {death.said.strip()}")
            seen = apart(folder)
        if seen.problem and death.killed:
            return
        if seen.problem:
            self._miss("unopened", operation, seen.problem)
            return
        if seen.versions != expected or seen.current != max(expected):
            self._miss("partial", operation, f"the copy holds {seen.versions}, not {expected}")
        for sentence in seen.wrong:
            self._miss("partial", operation, sentence)
        self._leftovers(seen, operation)
        if operation.copy == "backup":
            model.backup = dict(expected)
        else:
            self._remove(folder)

    def _remove(self, folder: Path) -> None:
        shutil.rmtree(folder)
        disk.sync(self._folder)

    def _cleaned(self) -> None:
        """Starts a writer, as the next one does, and sees what it leaves behind."""
        if self._model.current:
            self._leftovers(apart(self._store, self._seen, self._start), None)

    def _start(self) -> None:
        with Store.open(self._store).draft("load"):
            pass

    def _leftovers(self, seen: Look, operation: Operation | None) -> None:
        names = _WHOLE | {f"versions/{number:06d}" for number in seen.versions}
        for name in sorted(set(seen.names) - names):
            self._miss("orphans", operation, f"{name} was left behind")

    @contextmanager
    def _reader(self, rng: random.Random, operation: Operation) -> Iterator[int]:
        """Lets somebody read a version that is to be cleaned away; its number, or 0."""
        if rng.random() < 0.5 or not operation.removed:
            yield 0
            return
        number = rng.choice(operation.removed)
        script = Path(__file__).with_name("reader.py")
        command = [sys.executable, str(script), str(self._store), str(number)]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as reader:
            assert reader.stdout is not None
            before = reader.stdout.readline()
            yield number
            after, _ = reader.communicate("again\n", timeout=60)
        self.figures.readers += 1
        if not before or before != after:
            self._miss("lost", operation, f"who read version {number} lost it")

    def _miss(self, what: str, operation: Operation | None, sentence: str) -> None:
        setattr(self.figures, what, getattr(self.figures, what) + 1)
        words = operation.words if operation else "the next start"
        at = ",".join(map(str, self._met))
        self.figures.said.append(f"{what}: {words}: {sentence}\n  {self._again} --at {at}")
