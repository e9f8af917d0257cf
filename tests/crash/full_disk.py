"""Fills a disk to many points, and tries everything that writes at each; `--help` says how.

What is refused has to say so in one line and change nothing; what is asked has to be answered meanwhile; and
once there is room everything works again. It mounts file systems in a namespace of its own.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING

from operations import EXTRA, fact, prepare, write
from power import Disk

from loader.cli import run
from loader.cli.options import complain
from loader.commit import updating
from loader.errors import DetenteError
from loader.store import Store, verify_files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
NOT_HERE = 5


class Trial:
    """A disk, with a store of some versions on it.

    Args:
        folder: where the disk is mounted.
    """

    def __init__(self, folder: Path) -> None:
        self.points: Counter[str] = Counter()
        self._store = folder / "store"
        self._copy = folder / "copy"
        self._filler = folder / "filler"
        self._aside = Path(tempfile.mkdtemp())
        prepare(self._aside)
        self._load("base.jsonl")
        for years in ([1900], range(1900, 1910), range(1905, 1912)):
            write(self._aside / "d.jsonl", map(fact, years))
            self._load("d.jsonl", "--replace")

    def run(self, step: int) -> None:
        """Does each thing at each point, from no room at all to enough."""
        write(self._aside / "more.jsonl", map(fact, range(1920, 1945)))
        insert = " ".join(f'<http://e.org/s{n}> <{EXTRA}> "{n}" .' for n in range(400))
        on_store = ["--store", str(self._store)]
        backup = ["backup", str(self._copy), *on_store]
        self._try("backup", lambda: run(backup), step, copy=True)
        self._try("load", lambda: run(["load", str(self._aside / "more.jsonl"), *on_store]), step)
        self._try("retract", lambda: run(["retract", "--dataset", "more.jsonl", *on_store]), step)
        self._try("update", lambda: self._update(f"INSERT DATA {{ {insert} }}"), step)
        self._try("rollback", lambda: run(["rollback", "2", *on_store]), step)
        with self._room(0):
            code, said = _quietly(lambda: run(["prune", "--keep", "2", *on_store]))
            assert (code, said.count("\n")) == (0, 1), f"old versions could not be cleaned away: {said}"
        assert len(Store.open(self._store).versions()) == 2
        self._whole()

    def _load(self, name: str, *more: str) -> None:
        code, said = _quietly(
            lambda: run(["load", str(self._aside / name), "--store", str(self._store), *more])
        )
        assert code == 0, said

    def _update(self, text: str) -> int:
        try:
            updating.update(Store.open(self._store), text)
        except DetenteError as error:
            complain(str(error))
            return error.exit_code
        return 0

    def _try(self, name: str, do: Callable[[], int], step: int, *, copy: bool = False) -> None:
        room = 0
        while True:
            before = _tree(self._store)
            with self._room(room):
                code, said = _quietly(do)
                if code == 0:
                    break
                point = f"{name} with {room} KB: {said}"
                assert code == 2, point
                assert said.count("\n") == 1, point
                assert "could not be written: No space left on device (make room on that disk" in said, point
                after = _tree(self._store)
                assert after == before, f"{point} changed {sorted(after.items() ^ before.items())}"[:2000]
                assert not self._copy.exists(), f"{point} left something"
                self._answers(point)
            self.points[name] += 1
            room += step
        assert self.points[name], f"{name} needed no room"
        self._whole()
        if copy:
            assert Store.open(self._copy).versions()
            shutil.rmtree(self._copy)

    def _answers(self, point: str) -> None:
        code, said = _quietly(lambda: run(["query", "designation-history", "--store", str(self._store)]))
        assert code == 0, f"{point}; nothing could be asked then: {said}"

    def _whole(self) -> None:
        code, said = _quietly(lambda: run(["verify", "--store", str(self._store)]))
        assert code == 0, said
        assert [p for version in Store.open(self._store).versions() for p in verify_files(version)] == []
        names = sorted(path.name for path in self._store.iterdir())
        assert names == ["current", "lock", "store.json", "versions"], names

    @contextmanager
    def _room(self, kilobytes: int) -> Iterator[None]:
        """Leaves so much room on the disk for a while."""
        with self._filler.open("wb") as file:
            free = os.statvfs(self._filler)
            size = free.f_bavail * free.f_frsize - (kilobytes << 10)
            try:
                os.posix_fallocate(file.fileno(), 0, max(size, 1))
            except OSError:  # the file system needs some for itself; the rest is filled bit by bit
                with io.FileIO(file.fileno(), "wb", closefd=False) as rest:
                    _fill(rest)
        try:
            yield
        finally:
            self._filler.unlink()


def _fill(file: io.FileIO) -> None:
    size = 1 << 20
    while size:
        try:
            file.write(b"\0" * size)
        except OSError:
            size //= 2


def _quietly(do: Callable[[], int]) -> tuple[int, str]:
    """Runs something; its exit code, and what it said on stderr."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
    with redirect_stdout(out), redirect_stderr(err):
        code = do()
    err.flush()
    said = err.buffer.getvalue().decode()  # type: ignore[attr-defined]  # it is a BytesIO
    return code, said


def _tree(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): b"" if path.is_dir() else path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.name != "lock"
    }


def main() -> int:
    """Runs what is asked for; 5 if nothing may be mounted here."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--on", choices=("tmpfs", "ext4"), default="tmpfs", help="which file system (tmpfs)")
    parser.add_argument("--step", type=int, default=16, help="KB from a point to the next (16)")
    arguments = parser.parse_args()
    if os.environ.get("DETENTE_OWN_MOUNTS") != "1":
        if not shutil.which("unshare"):
            sys.stderr.write("There is no unshare here, of util-linux.\n")
            return NOT_HERE
        os.environ["DETENTE_OWN_MOUNTS"] = "1"
        os.execvp("unshare", ["unshare", "-m" if os.geteuid() == 0 else "-rm", sys.executable, *sys.argv])
    with tempfile.TemporaryDirectory(dir=MEMORY) as name, _disk(Path(name), arguments.on) as folder:
        if folder is None:
            return NOT_HERE
        trial = Trial(folder)
        trial.run(arguments.step)
    json.dump(trial.points, sys.stdout)
    return 0


@contextmanager
def _disk(folder: Path, kind: str) -> Iterator[Path | None]:
    try:
        if kind == "ext4":
            with Disk(folder).mounted() as disk:
                yield disk
        else:
            command = ["mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", str(folder)]
            subprocess.run(command, check=True, capture_output=True)
            try:
                yield folder
            finally:
                subprocess.run(["umount", "-l", str(folder)], check=True)
    except subprocess.CalledProcessError as error:
        sys.stderr.write(f"No file system may be mounted here: {error.stderr.decode().strip()}\n")
        yield None


if __name__ == "__main__":
    sys.exit(main())
