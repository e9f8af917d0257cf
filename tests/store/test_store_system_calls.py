"""The order of syncs and renames as the kernel is told of them, the engine's own among them."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pytest
from store_cases import commit, held, start

if TYPE_CHECKING:
    from pathlib import Path

    from loader.store import Store

_CALL = re.compile(r"(?:\d+ +)?(\w+)\((.*)\) = (\d+)(?:<.*>)?$").match
_PATH = re.compile(r'"([^"]*)"|<([^>]*)>').findall


def _traced(store: Store, log: Path) -> list[tuple[str, list[str]]]:
    """What a process that commits a version asks of the kernel: each call with the paths that it names."""
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("needs strace")
    calls = "fsync,fdatasync,rename,renameat,renameat2,write,pwrite64"
    through = (strace, "-f", "-qq", "-y", "-e", f"trace={calls}", "-e", "signal=none", "-o", str(log))
    said, problem = start("one_commit.py", store.path, through=through).communicate(timeout=60)
    if "PTRACE" in problem or "ptrace" in problem:
        pytest.skip(f"strace may not be used here: {problem.strip()}")
    assert (said, problem) == ("done\n", "")
    found = []
    for line in log.read_text(errors="replace").splitlines():
        if call := _CALL(line):
            found.append((call[1], [a or b for a, b in _PATH(call[2])]))
    return found


def test_all_of_a_version_is_on_disk_before_it_is_named_and_named_before_it_is_current(
    store: Store, tmp_path: Path
) -> None:
    commit(store, add=range(6_000))
    calls = _traced(store, tmp_path / "log")
    names = [(name.rstrip("at2"), paths) for name, paths in calls]
    made, target = store.path / "aside" / "version", store.path / "versions" / "000002"

    def last_write(path: Path) -> int:
        written = [n for n, (name, paths) in enumerate(calls) if "write" in name and paths[:1] == [str(path)]]
        return max(written, default=-1)

    def synced(path: Path) -> list[int]:
        return [n for n, (name, paths) in enumerate(calls) if "sync" in name and paths[:1] == [str(path)]]

    def renamed(path: Path) -> int:
        found = [n for n, (name, paths) in enumerate(names) if name == "rename" and paths[-1] == str(path)]
        assert len(found) == 1, f"{path} got its name {len(found)} times"
        return found[0]

    placed, moved = renamed(target), renamed(store.path / "current")
    assert placed < moved
    shared = {path.stat().st_ino for path in (store.path / "versions" / "000001").rglob("*")}
    checked = 0
    for path in (target, *target.rglob("*")):
        if path.stat().st_ino in shared:
            continue
        aside = made / path.relative_to(target)
        syncs = [n for n in synced(aside) if n > last_write(aside)]
        assert syncs, f"{path} was written after it was synced, or never synced"
        assert syncs[0] < placed, f"{path} was named before it was on disk"
        checked += 1
    assert checked > 6
    assert any(placed < n < moved for n in synced(store.path / "versions"))
    assert any(last_write(store.path / "current.new") < n < moved for n in synced(store.path / "current.new"))
    confirmed = [n for n in synced(store.path) if n > moved]
    assert confirmed
    said = next(n for n, (name, paths) in enumerate(calls) if name == "write" and "pipe:" in "".join(paths))
    assert confirmed[0] < said, "it was acknowledged before it would outlive a power cut"
    assert held(store.version("2").open()) == {*range(1, 6_000), 9_999}
