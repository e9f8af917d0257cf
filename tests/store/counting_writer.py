"""Adds to a store, in several versions, one number above the highest; for two of these at once."""

from __future__ import annotations

import sys
from pathlib import Path

from store_cases import finish, held, triples

from loader.store import Store


def main(folder: str, times: int) -> None:
    """Commits so many versions, waiting for whoever else writes."""
    store = Store.open_or_create(Path(folder))
    for _ in range(times):
        with store.draft("load", wait=60.0) as draft:
            before = held(draft.graph)
            following = max(before, default=0) + 1
            draft.insert(triples([following]))
            finish(draft, before | {following})


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
