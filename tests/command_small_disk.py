"""Commands on a disk that is too small, or read-only; run in a mount namespace of its own."""

from __future__ import annotations

import subprocess
from pathlib import Path

from loader.cli import run

DISK = Path("disk")


def mount(options: str) -> None:
    """Mounts the disk, in memory."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", DISK], check=True)


def _names() -> list[str]:
    return [path.name for path in DISK.iterdir()]


def main() -> None:
    """Commands that are refused, each after what it is refused for, and one that is not."""
    load = ["load", "facts.jsonl", "--store", "disk/store"]
    mount("size=4k")
    (DISK / "filler").write_bytes(b"x" * 4096)
    assert run(load) == 2
    assert _names() == ["filler"]
    mount("remount,size=80k")
    assert run(load) == 2
    assert _names() == ["filler"]
    mount("remount,size=64m")
    assert run(load) == 0
    mount("remount,ro")
    assert run(["load", "facts.jsonl", "--store", "disk/new"]) == 2
    assert run(["retract", "--source", "herald", "--store", "disk/store"]) == 2
    assert run(["rollback", "1", "--store", "disk/store"]) == 2
    assert run(["query", "lifted-designations", "--format", "csv", "--store", "disk/store"]) == 0


if __name__ == "__main__":
    main()
