"""Ordinary and hostile clients at once, with loads going on: `python -m tests.hostile.soak --seconds 600`.

Memory, processes and open files are looked at from time to time; they have to be as flat at the end as they
were once the server was warm. Prints its figures, and exits with 1 on a miss.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from urllib.parse import quote

from loader import commit
from loader.errors import DetenteError
from loader.store import Store
from tests.hostile.fuzz.server import Server, answers, running, store_of, talk

__all__ = ["Limits", "Report", "soak"]

say = partial(print, flush=True)

_SETTINGS = {
    "workers": 2,
    "query_seconds": 5.0,
    "query_memory": 400 << 20,
    "head_seconds": 2.0,
    "stall_seconds": 2.0,
}
_WARM, _ALONE = 0.1, 0.45  # of the time: so long nothing is judged, and so long there is no hostile client
_ASKED = (
    *("/", "/queries", "/health", "/ready", "/sparql", "/id/actor/taliban", "/queries/dossier?actor=Taliban"),
    *("/queries/lifted-designations?category=terrorist", "/queries/designation-status.csv?target=Taliban"),
    *("/queries/designation-history.json", "/openapi.json", "/.well-known/void", "/metrics"),
    "/sparql?query=" + quote("SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?s LIMIT 20"),
)
_HOSTILE = (
    "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l FILTER(?c < ?l) } ORDER BY ?c",
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }",
    "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "SELECT (GROUP_CONCAT(?c) AS ?all) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "ASK { FILTER(" + "(" * 120 + "1" + ")" * 120 + ") }",
    "SELECT * { " + "{" * 500 + "}" * 500 + " }",
    "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
)


@dataclass(frozen=True, slots=True)
class Limits:
    """What is flat.

    Attributes:
        memory: bytes that the server itself may have grown by.
        files: open files that it may have more.
        processes: that it may have started and that live.
        slower: how many times as long the slowest twentieth of ordinary answers may take beside hostile ones.
    """

    memory: int = 48 << 20
    files: int = 8
    processes: int = 6
    slower: float = 2.0


@dataclass(slots=True)
class Report:
    """What was seen.

    Attributes:
        statuses: of the answers, by whose they were.
        seconds: that ordinary answers took, beside hostile clients.
        alone: likewise, before they came.
        memory: bytes that the server itself held, look by look.
        files: that it had open.
        processes: that it had started and that lived.
        loads: that were committed meanwhile.
        wrong: what may not be.
    """

    statuses: dict[str, Counter[str]] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)
    alone: list[float] = field(default_factory=list)
    memory: list[int] = field(default_factory=list)
    files: list[int] = field(default_factory=list)
    processes: list[int] = field(default_factory=list)
    loads: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def slower(self) -> float:
        """How many times as long the slowest twentieth of ordinary answers take beside a hostile client."""
        return _p95(self.seconds) / max(_p95(self.alone), 0.001)

    def lines(self) -> list[str]:
        """The figures, a line each."""
        told = [f"{name}: {dict(sorted(found.items()))}" for name, found in sorted(self.statuses.items())]
        return [
            *told,
            f"loads committed meanwhile: {self.loads}",
            f"ordinary answers, p95: {_p95(self.seconds) * 1000:.0f} ms beside a hostile client, "
            f"{_p95(self.alone) * 1000:.0f} ms without; {self.slower:.1f} times as long",
            f"memory, MiB: {_some([held >> 20 for held in self.memory])}",
            f"open files: {_some(self.files)}",
            f"processes: {_some(self.processes)}",
            *(f"WRONG: {what}" for what in self.wrong),
        ]


def _p95(seconds: list[float]) -> float:
    return statistics.quantiles(seconds, n=20)[-1] if len(seconds) > 1 else 0.0


def _some(seen: list[int]) -> str:
    """About a dozen of many figures."""
    return " ".join(map(str, seen[:: max(1, len(seen) // 12)]))


class _Clients:
    """Threads that ask until they are told to stop."""

    def __init__(self, server: Server, report: Report) -> None:
        self.server, self.report = server, report
        self.over = threading.Event()
        self.warm = threading.Event()
        self.with_hostile = threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self, name: str, *kinds: object) -> None:
        """Begin a thread."""
        thread = threading.Thread(target=getattr(self, name), args=kinds, name=name, daemon=True)
        self._threads.append(thread)
        thread.start()

    def stop(self) -> None:
        """End all threads."""
        self.over.set()
        for thread in self._threads:
            thread.join(60)

    def ordinary(self, seed: int) -> None:
        """Asks what people and programs ask."""
        chance = random.Random(seed)
        while not self.over.wait(0.02):
            begun = time.monotonic()
            self._ask("ordinary", chance.choice(_ASKED).encode(), (200, 304), f"127.0.0.{2 + seed}")
            if self.warm.is_set():
                took = self.report.seconds if self.with_hostile.is_set() else self.report.alone
                took.append(time.monotonic() - begun)

    def hostile(self, seed: int) -> None:
        """Asks what takes too long, too much, or is not allowed; and goes away early at times."""
        chance = random.Random(seed)
        while not self.over.wait(0.1):
            query = b"/sparql?query=" + quote(chance.choice(_HOSTILE)).encode()
            if chance.random() < 0.3:
                with self.server.connect() as connection:
                    connection.sendall(b"GET " + query + b" HTTP/1.1\r\nHost: localhost\r\n\r\n")
                continue
            self._ask("hostile", query, (200, 400, 403, 408, 413, 429, 503))

    def loading(self, store: Store, folder: Path) -> None:
        """Loads a little, again and again."""
        for number in itertools.count():
            if self.over.wait(1.0):
                return
            file = folder / "more.jsonl"
            facts = [{"type": "source", "id": "soak", "title": f"Edition {number}"}]
            file.write_text("".join(json.dumps(fact) + "\n" for fact in facts))
            try:
                commit.load(store, [file], replace=True)
            except DetenteError as error:
                self.report.wrong.append(f"a load: {error}")
            else:
                self.report.loads += 1

    def _ask(self, who: str, address: bytes, fine: tuple[int, ...], source: str = "127.0.0.1") -> None:
        sent = b"GET " + address + b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        seen = self.report.statuses.setdefault(who, Counter())
        try:
            received = talk(self.server, sent, 30, source)
            [answer] = answers(received)
        except (OSError, ValueError) as error:
            seen["none"] += 1
            self.report.wrong.append(f"{who}: no answer to {address[:60]!r}: {error}")
            return
        seen[str(answer.status) if answer.whole else "broken off"] += 1
        if answer.status not in fine or (who == "ordinary" and not answer.whole):
            self.report.wrong.append(f"{who}: {answer.status} to {address[:60]!r}")


def _look(server: Server, report: Report) -> None:
    pid = server.process.pid
    status = Path(f"/proc/{pid}/status").read_text()
    report.memory.append(int(status.partition("VmRSS:")[2].split()[0]) << 10)
    report.files.append(len(list(Path(f"/proc/{pid}/fd").iterdir())))
    report.processes.append(_descendants(pid))


def _descendants(pid: int) -> int:
    """How many processes a process has started, and these, that live."""
    parents = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it has just ended
            parents[int(status.parent.name)] = int(status.read_text().rpartition(")")[2].split()[1])
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return len(found) - 1


def soak(seconds: float, limits: Limits | None = None) -> Report:
    """Lets clients ask for so long.

    Args:
        seconds: how long; a hostile client comes when nearly half of it is over.
        limits: what is flat.
    """
    limits, report = limits or Limits(), Report()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        store = store_of(folder / "store")
        with running(_SETTINGS, store) as server:
            clients = _Clients(server, report)
            try:
                for seed in range(2):
                    clients.start("ordinary", seed)
                clients.start("loading", Store.open(store), folder)
                begun = time.monotonic()
                while (gone := time.monotonic() - begun) < seconds:
                    if gone > seconds * _WARM:
                        clients.warm.set()
                        _look(server, report)
                    if gone > seconds * _ALONE and not clients.with_hostile.is_set():
                        clients.with_hostile.set()
                        clients.start("hostile", 0)
                    time.sleep(max(0.5, seconds / 100))
                    if how := server.dead():
                        report.wrong.append(how)
                        break
            finally:
                clients.stop()
            if not server.dead():
                time.sleep(min(5.0, seconds / 4))
                _look(server, report)
            if "Traceback" in (logged := server.logged()):
                report.wrong.append(f"a traceback: {logged[-1500:]}")
        if server.process.returncode:
            report.wrong.append(f"the server ended with {server.process.returncode}")
    _judge(report, limits)
    return report


def _judge(report: Report, limits: Limits) -> None:
    if not report.memory:
        report.wrong.append("nothing was seen")
        return
    warm = max(1, len(report.memory) // 3)
    grown = report.memory[-1] - max(report.memory[:warm])
    if grown > limits.memory:
        report.wrong.append(f"memory grew by {grown >> 20} MiB")
    before, after = statistics.median(report.files[:warm]), report.files[-1]  # when nobody asks any more
    if after > before + limits.files:
        report.wrong.append(f"{after} files are open, and were {before:g}")
    if report.processes[-1] > limits.processes:
        report.wrong.append(f"{report.processes[-1]} processes live, for {_SETTINGS['workers']} workers")
    if not report.loads:
        report.wrong.append("nothing was loaded meanwhile")


def main() -> int:
    """Soaks, and tells the figures.

    Returns:
        0 if all was flat, and every answer one that may be.
    """
    parser = argparse.ArgumentParser(prog="python -m tests.hostile.soak", description=__doc__)
    parser.add_argument("--seconds", type=float, default=600)
    report = soak(parser.parse_args().seconds)
    say("\n".join(report.lines()))
    if report.slower > Limits().slower:
        say(f"WRONG: ordinary clients may wait {Limits().slower} times as long, at most")
    return int(bool(report.wrong) or report.slower > Limits().slower)


if __name__ == "__main__":
    sys.exit(main())
