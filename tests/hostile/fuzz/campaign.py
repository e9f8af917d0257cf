"""So many inputs for each target, with what came of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from .apart import Apart, Batch, Failure, Input
from .mutation import Mutator
from .shrinking import shrunk
from .target import Target

__all__ = ["Report", "attack", "counts", "found_again"]

_BATCH = 250  # inputs
_ENOUGH = 20  # failures of a target; it is attacked no further then


@dataclass(slots=True)
class Report:
    """What came of the attack on one target.

    Attributes:
        name: the target's.
        inputs: how many were given.
        batch: what came of them.
        processor: seconds of processor time that it took.
        shortest: for each cause of failure, the shortest input that was found.
    """

    name: str
    inputs: int
    batch: Batch
    processor: float
    shortest: dict[str, bytes] = field(default_factory=dict)

    def lines(self) -> Iterator[str]:
        """The report: a line, and for each cause of failure a few more."""
        batch = self.batch
        figures = f"{batch.taken:>8} {batch.refused:>8} {len(batch.failures):>8} {self.processor:>10.1f}"
        yield f"{self.name:<16} {self.inputs:>8} {figures}"
        for failure in first_of_each(batch.failures):
            yield f"    {failure.what}"
            yield f"    again: python -m tests.hostile.fuzz --target {self.name} --seed {failure.input}"
            yield f"    shortest: {self.shortest[failure.what]!r}"
            yield from (f"      {line}" for line in failure.shown.splitlines())


def counts(targets: Sequence[Target], inputs: int) -> dict[str, int]:
    """How many inputs each target gets; all together exactly as many as asked for."""
    shares = sum(target.share for target in targets)
    each = {target.name: inputs * target.share // shares for target in targets}
    each[targets[0].name] += inputs - sum(each.values())
    return each


def attack(target: Target, inputs: int, first: int = 0) -> Report:
    """Gives a target the inputs of the seeds from the first on."""
    mutator = Mutator(target.name, target.corpus(), target.words)
    done, given = Batch(), 0
    with Apart(target, mutator) as apart:
        while given < inputs and len(done.failures) < _ENOUGH:
            seeds = range(first + given, first + min(given + _BATCH, inputs))
            done.add(apart.run(seeds))
            given += len(seeds)
        report = Report(target.name, given, done, 0)
        for failure in first_of_each(done.failures):
            assert isinstance(failure.input, int)  # seeds were given
            report.shortest[failure.what] = _shortest(apart, mutator.made(failure.input), failure.what)
    report.processor = apart.processor
    return report


def found_again(target: Target, seed: int) -> tuple[bytes, Batch, bytes]:
    """The input of a seed, what comes of it, and if it fails the shortest that does."""
    mutator = Mutator(target.name, target.corpus(), target.words)
    data = mutator.made(seed)
    with Apart(target, mutator) as apart:
        batch = apart.run([seed])
        if not batch.failures:
            return data, batch, data
        return data, batch, _shortest(apart, data, batch.failures[0].what)


def first_of_each(failures: Iterable[Failure]) -> list[Failure]:
    """The first failure of each cause."""
    return list({failure.what: failure for failure in reversed(list(failures))}.values())[::-1]


def _shortest(apart: Apart, data: bytes, what: str) -> bytes:
    def fails(shorter: bytes) -> bool:
        given: list[Input] = [shorter]
        return any(failure.what == what for failure in apart.run(given).failures)

    most = 5 if "longer than" in what else 400
    return shrunk(data, fails, most)
