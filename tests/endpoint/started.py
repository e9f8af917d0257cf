"""`detente serve` in a process of its own, as whoever runs a server starts it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from loader.store import Store
from loader.triples import literal

_COMMAND = "from loader.cli import main; main()"
LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"


def commit(store: Store, name: str) -> None:
    """Commits a version with one actor more."""
    with store.draft("load") as draft:
        draft.insert([(f"<{store.base}actor/{name}>", LABEL, literal(name))])
        draft.commit(summary=f"load {name}", datasets={"x": 1}, claims=1, content=name)


@dataclass(frozen=True, slots=True)
class Started:
    """`detente serve`, as it was started."""

    process: subprocess.Popen[bytes]
    address: str
    log: Path

    def lines(self) -> list[dict[str, Any]]:
        """What it has written down."""
        return [json.loads(line) for line in self.log.read_text().splitlines()]


@contextmanager
def started(folder: Path, *options: str) -> Iterator[Started]:
    """`detente serve` with options; it writes JSON lines, since nobody sits at a terminal."""
    store = folder / "store"
    if not store.exists():
        commit(Store.open_or_create(store), "freedonia")
    log = folder / "log"
    with log.open("wb") as stream:
        process = subprocess.Popen(
            [sys.executable, "-c", _COMMAND, "serve", "--store", store, "--port", "0", *options],
            stderr=stream,
            stdout=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
        )
    timer = threading.Timer(600, process.kill)
    timer.start()
    try:
        while not (told := log.read_text()):
            assert process.poll() is None
            time.sleep(0.05)
        match = re.search(r"http://[^/ ]+", told)
        assert match, told
        yield Started(process, match[0], log)
    finally:
        timer.cancel()
        process.kill()
        process.wait()


def endless(number: int) -> str:
    """A query that takes for ever; each is another one."""
    values = " ".join(map(str, range(100)))
    return (
        "SELECT (COUNT(*) AS ?n) {"
        + "".join(f" VALUES ?v{n} {{ {values} }}" for n in range(8))
        + f"}}#{number}"
    )


def wait_for(so: Callable[[], bool]) -> None:
    """Waits until something is so."""
    until = time.monotonic() + 30
    while not so():
        assert time.monotonic() < until
        time.sleep(0.05)
