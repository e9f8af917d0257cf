"""Holds the lock of a store until its standard input closes; with `fork`, beside a child that lives on."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from loader.store import Store


def main(folder: str, fork: str = "") -> None:
    """Says its process id once it has the lock."""
    with Store.open(Path(folder)).draft("retract"):
        holder = os.getpid()
        child = os.fork() if fork else -1
        if child <= 0:  # if there is a child, it is the one to say so: then it runs
            sys.stdout.write(f"{holder}\n")
            sys.stdout.flush()
        sys.stdin.read()
        if child == 0:
            os._exit(0)


if __name__ == "__main__":
    main(*sys.argv[1:])
