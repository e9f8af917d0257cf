"""Kills a store's writers, and counts what that costs; `--help` says how.

What is done, and when it is killed, is drawn from the seed and the number of the round. A miss tells the
command that meets it again.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from figures import Figures
from killing import STRACE, Way
from operations import KINDS
from rounds import WAYS, Round
from sabotage import SABOTAGE

if TYPE_CHECKING:
    from collections.abc import Sequence

MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
PER_ROUND = 20


def rounds(seed: int, numbers: Sequence[int], kills: int, at: Sequence[Way], ways: Sequence[str]) -> Figures:
    """The figures of some rounds."""
    figures = Figures()
    for number in numbers:
        with tempfile.TemporaryDirectory(dir=MEMORY, prefix="detente-crash-") as folder:
            figures.add(Round(seed, number, Path(folder), at, ways).run(kills))
    return figures


def swept(seed: int, every: int) -> Figures:
    """The figures of each kind of operation, killed at every so manieth system call that changes a file."""
    figures = Figures()
    for kind in KINDS:
        with tempfile.TemporaryDirectory(dir=MEMORY, prefix="detente-crash-") as name:
            folder = Path(name) / "round"
            folder.mkdir()
            figures.add(Round(seed, 0, folder, (), ()).sweep(kind, every))
    return figures


def _shared_out(arguments: argparse.Namespace, count: int) -> Figures:
    """The figures of so many rounds, from several processes at once."""

    def one(job: int) -> Figures:
        numbers = ",".join(map(str, range(job, count, arguments.jobs)))
        more = [f"--break={arguments.sabotage}"] if arguments.sabotage else []
        more += ["--ways", arguments.ways, "--json"]
        command = [sys.executable, __file__, "--seed", f"{arguments.seed}", "--round", numbers, *more]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if not done.stdout:
            raise RuntimeError(done.stderr)
        return Figures(**json.loads(done.stdout))

    figures = Figures()
    with ThreadPoolExecutor(arguments.jobs) as pool:
        for found in pool.map(one, range(min(arguments.jobs, count))):
            figures.add(found)
    return figures


def main() -> int:
    """Runs what is asked for; 1 if anything was lost, partial, not opened, left behind or wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=60, help="how many kills (60)")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6), help="any number")
    parser.add_argument("--round", default="", help="these rounds alone, by their numbers")
    parser.add_argument("--at", default="", help="when to kill, as a miss has told it")
    parser.add_argument("--jobs", type=int, default=1, help="how many processes (1)")
    parser.add_argument("--ways", default=",".join(WAYS), help=f"how to kill ({','.join(WAYS)})")
    parser.add_argument(
        "--break", dest="sabotage", choices=sorted(SABOTAGE), help="break the store on purpose"
    )
    parser.add_argument(
        "--sweep", type=int, default=0, metavar="N", help="kill at every Nth system call instead"
    )
    parser.add_argument("--json", action="store_true", help="print the figures for a program")
    arguments = parser.parse_args()
    ways = [way for way in arguments.ways.split(",") if way in WAYS]
    if "call" in ways and STRACE is None:
        ways.remove("call")
        sys.stderr.write("There is no strace here: nothing is killed at system calls.\n")
    arguments.ways = ",".join(ways)
    if arguments.sweep and ways:
        figures = swept(arguments.seed, arguments.sweep)
    elif arguments.round:
        if arguments.sabotage:
            SABOTAGE[arguments.sabotage]()
        at = [Way.read(text) for text in arguments.at.split(",")] if arguments.at else []
        numbers = [int(number) for number in arguments.round.split(",")]
        figures = rounds(arguments.seed, numbers, PER_ROUND, at, ways)
    else:
        figures = _shared_out(arguments, -(-arguments.kills // PER_ROUND))
    if arguments.json:
        json.dump(asdict(figures), sys.stdout)
    else:
        sys.stdout.write("\n".join([f"seed {arguments.seed}", *figures.lines()]) + "\n")
    return int(figures.missed)


if __name__ == "__main__":
    sys.exit(main())
