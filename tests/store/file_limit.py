"""Commits under a limit of the size of files, which the system enforces as it does a full disk."""

from __future__ import annotations

import resource
import sys
from pathlib import Path

from store_cases import commit

from loader.errors import StoreError
from loader.store import Store


def main(folder: str, limit: int, count: int) -> None:
    """Says what was refused."""
    store = Store.open(Path(folder))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    try:
        commit(store, add=range(10, count))
    except StoreError as error:
        sys.stdout.write(f"{error}\n")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
