"""Commits one version, and says so."""

from __future__ import annotations

import sys
from pathlib import Path

from store_cases import commit

from loader.store import Store


def main(folder: str) -> None:
    """Commits."""
    commit(Store.open(Path(folder)), add=[9_999], remove=[0])
    sys.stdout.write("done\n")


if __name__ == "__main__":
    main(sys.argv[1])
