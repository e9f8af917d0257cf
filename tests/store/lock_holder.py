"""Holds the lock of a store until its standard input closes; with `fork`, beside a child that lives on."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from loader.store import Store


def main(folder: str, fork: str = "") -> None:
    """Says its process id once it has the lock."""
    with Store.open(Path(folder)).draft("retract"):
        child = os.fork() if fork else -1
        if child == 0:
            sys.stdin.read()
            os._exit(0)
        sys.stdout.write(f"{os.getpid()}\n")
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    main(*sys.argv[1:])
