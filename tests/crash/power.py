"""Cuts the power of a disk: a file system on a loop device stops without writing what it still holds."""

from __future__ import annotations

import fcntl
import os
import shutil
import struct
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["Disk", "why_not"]

_SHUTDOWN = 0x8004587D  # the ioctl by which a file system stops at once
_WITHOUT_LOG = 2  # what is in its journal's memory, and not on disk, is lost too

# As hard on whoever forgets a sync as it can be: data is not written before the names that need it, a rename
# syncs nothing by itself, and nothing is written unasked for ten minutes.
_OPTIONS = "data=writeback,noauto_da_alloc,commit=600"
_SIZE = 96 << 20


class Disk:
    """A disk of its own.

    Args:
        folder: an empty one, in memory if possible.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / "disk"
        self._image = folder / "image"

    @contextmanager
    def mounted(self) -> Iterator[Path]:
        """Makes a file system there; it is gone at the end."""
        self.path.mkdir()
        with self._image.open("wb") as image:
            image.truncate(_SIZE)
        _run("mkfs.ext4", "-q", "-m", "0", "-E", "lazy_itable_init=0,lazy_journal_init=0", str(self._image))
        self._mount()
        try:
            yield self.path
        finally:
            subprocess.run(["umount", "-l", str(self.path)], check=False, capture_output=True)

    def cut(self) -> None:
        """Cuts the power, and turns it on again: what was not synced is not there any more."""
        folder = os.open(self.path, os.O_RDONLY)
        try:
            fcntl.ioctl(folder, _SHUTDOWN, struct.pack("I", _WITHOUT_LOG))
        finally:
            os.close(folder)
        _run("umount", str(self.path))
        self._mount()

    def _mount(self) -> None:
        _run("mount", "-t", "ext4", "-o", f"loop,{_OPTIONS}", str(self._image), str(self.path))


def why_not(folder: Path) -> str:
    """Why no power can be cut here; empty if it can."""
    if sys.platform != "linux" or os.geteuid():
        return "only root may mount a file system, on Linux"
    missing = [tool for tool in ("mkfs.ext4", "mount", "umount", "unshare") if shutil.which(tool) is None]
    if missing:
        return f"there is no {missing[0]}"
    folder.mkdir()
    disk = Disk(folder)
    try:
        with disk.mounted():
            (disk.path / "probe").write_bytes(b"x")
            disk.cut()
            return "a cut loses nothing here" if _holds(disk.path / "probe") else ""
    except (OSError, subprocess.CalledProcessError) as error:
        said = error.stderr.decode().strip() if isinstance(error, subprocess.CalledProcessError) else error
        return f"a file system may not be mounted or shut down: {said}"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _holds(probe: Path) -> bool:
    return probe.exists() and probe.stat().st_size > 0


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True, timeout=60)
