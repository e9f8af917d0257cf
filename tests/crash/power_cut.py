"""Cuts the power under a store, and counts what that costs; `--help` says how. It needs root, and Linux.

The store lies on a file system of its own, which is shut down after each operation, or in the middle of it,
without writing what it still holds in memory.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import random
import shutil
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from figures import Figures
from killing import STRACE, Way
from power import Disk, why_not
from rounds import WAYS, Round
from sabotage import SABOTAGE

if TYPE_CHECKING:
    from collections.abc import Sequence

MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
KILLS_PER_ROUND = 5


def cut(seed: int, cuts: int, only: str, at: Sequence[Way]) -> tuple[Figures, int]:
    """The figures of so many cuts, and how many there were.

    Args:
        seed: of all rounds.
        cuts: how many, at least.
        only: this round alone.
        at: when to kill, in place of what is drawn.
    """
    figures, done = Figures(), 0
    ways = [way for way in WAYS if way != "call" or STRACE]
    for number in [int(only)] if only else itertools.count():
        with tempfile.TemporaryDirectory(dir=MEMORY, prefix="detente-power-") as name:
            disk = Disk(Path(name))
            with disk.mounted() as folder:
                found = Round(seed, number, folder, at, ways, after=disk.cut, alive=0.4).run(KILLS_PER_ROUND)
        done += found.kills + found.done
        figures.add(found)
        if done >= cuts:
            break
    return figures, done


def main() -> int:
    """Runs what is asked for.

    Returns:
        0 if nothing was lost, partial, not opened, left behind or wrong; 1 if anything was; 5 if no power can
        be cut here.
    """
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cuts", type=int, default=20, help="how many cuts, at least (20)")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6), help="any number")
    parser.add_argument("--round", default="", help="this round alone, by its number")
    parser.add_argument("--at", default="", help="when to kill, as a miss has told it")
    parser.add_argument(
        "--break", dest="sabotage", choices=sorted(SABOTAGE), help="break the store on purpose"
    )
    parser.add_argument("--json", action="store_true", help="print the figures for a program")
    arguments = parser.parse_args()
    if os.environ.get("DETENTE_OWN_MOUNTS") != "1" and os.geteuid() == 0 and shutil.which("unshare"):
        os.environ["DETENTE_OWN_MOUNTS"] = "1"  # whatever is mounted ends with this process
        os.execvp("unshare", ["unshare", "-m", sys.executable, *sys.argv])
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        if why := why_not(Path(folder) / "probe"):
            sys.stderr.write(f"The power cannot be cut here: {why}.\n")
            return 5
    if arguments.sabotage:
        SABOTAGE[arguments.sabotage]()
    at = [Way.read(text) for text in arguments.at.split(",")] if arguments.at else []
    figures, cuts = cut(arguments.seed, arguments.cuts, arguments.round, at)
    if arguments.json:
        json.dump({**asdict(figures), "cuts": cuts}, sys.stdout)
    else:
        sys.stdout.write("\n".join([f"seed {arguments.seed}: {cuts} cuts of power", *figures.lines()]) + "\n")
    return int(figures.missed)


if __name__ == "__main__":
    sys.exit(main())
