"""`python -m tests.hostile.fuzz`: attacks the targets, prints what came of it; 1 if anything failed."""

from __future__ import annotations

import argparse
import multiprocessing
import sys
from concurrent.futures import ProcessPoolExecutor
from functools import partial

from .campaign import Report, attack, counts, found_again
from .targets import TARGETS

say = partial(print, flush=True)


def main() -> int:
    """Attacks what is asked for.

    Returns:
        0 if every input was answered as it should be.
    """
    asked = _asked()
    chosen = [target for target in TARGETS if asked.target in (None, target.name)]
    if asked.seed is not None:
        data, batch, shortest = found_again(chosen[0], asked.seed)
        say(f"input: {data!r}")
        for failure in batch.failures:
            say(f"{failure.what}\n{failure.shown}shortest: {shortest!r}")
        say("it fails" if batch.failures else "taken" if batch.taken else "refused in order")
        return len(batch.failures)
    say(f"{'target':<16} {'inputs':>8} {'taken':>8} {'refused':>8} {'failed':>8} {'processor':>10}")
    each = counts(chosen, asked.inputs)
    with ProcessPoolExecutor(asked.jobs, multiprocessing.get_context("fork")) as pool:
        begun = [pool.submit(_attacked, name, inputs, asked.first) for name, inputs in each.items()]
        reports = []
        for each_of in begun:
            reports.append(each_of.result())
            say("\n".join(reports[-1].lines()))
    failed = sum(len(report.batch.failures) for report in reports)
    say(f"{sum(report.inputs for report in reports)} inputs, {failed} failed.")
    return min(failed, 1)


def _attacked(name: str, inputs: int, first: int) -> Report:
    return attack(next(target for target in TARGETS if target.name == name), inputs, first)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.hostile.fuzz", description=__doc__)
    parser.add_argument("--inputs", type=int, default=20_000, help="of all targets together")
    parser.add_argument("--target", choices=[target.name for target in TARGETS], help="only this one")
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--jobs", type=int, default=1, help="targets that are attacked at one time")
    parser.add_argument("--seed", type=int, help="one input of --target again, shortened if it fails")
    asked = parser.parse_args()
    if asked.seed is not None and asked.target is None:
        parser.error("--seed is of one --target")
    return asked


if __name__ == "__main__":
    sys.exit(main())
