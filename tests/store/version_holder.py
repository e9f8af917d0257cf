"""Reads a version, and reads it again once it is told to; says both times what it holds."""

from __future__ import annotations

import sys
from pathlib import Path

from store_cases import held

from loader.store import Store


def main(folder: str, number: str) -> None:
    """Says the numbers of the triples."""
    version = Store.open(Path(folder)).version(number)
    graph = version.open()
    sys.stdout.write(f"{sorted(held(graph))}\n")
    sys.stdout.flush()
    sys.stdin.readline()
    sys.stdout.write(f"{sorted(held(graph))}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
