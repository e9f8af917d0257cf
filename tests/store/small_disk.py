"""Writes to stores on a disk that is too small, or read-only; run in a mount namespace of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from store_cases import commit, held, tree

from loader.errors import StoreError
from loader.store import Store, verify_files


def _mount(folder: Path, options: str) -> None:
    subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], check=True, capture_output=True
    )


def _refused(store: Store) -> str:
    try:
        commit(store, add=range(10, 12_000))
    except StoreError as error:
        return str(error)
    return ""


def _intact(store: Store, before: dict[str, bytes]) -> None:
    assert tree(store.path) == before
    version = store.version("1")
    assert store.current == version
    assert held(version.open()) == set(range(10))
    assert verify_files(version) == []


def main(folder: Path) -> None:
    """Says `done`, and after how many refusals there was room enough."""
    _mount(folder, "size=64m")
    store = Store.open_or_create(folder / "store")
    commit(store, add=range(10))
    before = tree(store.path)

    _mount(folder, "remount,ro")
    said = _refused(store)
    assert said.endswith("Read-only file system (the disk is mounted read-only); it is as it was."), said
    _intact(store, before)
    _mount(folder, "remount,rw")

    used = sum(len(data) + 4096 for data in before.values())
    refusals = 0
    for room in (0, 4, 40, 150, 400, 800, 1600, 2400):
        _mount(folder, f"remount,size={used // 1024 + room}k")
        said = _refused(store)
        if not said:
            break
        assert "could not be written: No space left on device (make room on that disk" in said, said
        assert "\n" not in said
        refusals += 1
        _intact(store, before)
    _mount(folder, "remount,size=64m")
    if not said:
        assert len(held(store.version("2").open())) == 12_000
    assert commit(store, add=[1]).number == (2 if said else 3)
    sys.stdout.write(f"done {refusals}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
