"""An endpoint for tests: facts without the gate in memory, and a real server on a loopback port."""

from __future__ import annotations

import atexit
import shutil
import tempfile
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import date
from pathlib import Path

import pyoxigraph

from loader.change import change
from loader.endpoint.answers.evaluate import Evaluator
from loader.endpoint.answers.kept import Kept
from loader.endpoint.answers.snapshots import Snapshot, Source
from loader.endpoint.app import create_app
from loader.endpoint.running import server_of
from loader.endpoint.server import listen
from loader.endpoint.settings import Settings
from loader.errors import StoreError
from loader.holdings import Holdings
from loader.intake import take_in
from loader.membership import incoming
from loader.queries import Question
from loader.store.graph import FOLDER
from loader.triples import nt
from loader.vocabulary import BASE

HERE = Path(__file__).parent
WORLD = HERE / "endpoint" / "world.jsonl"
EXAMPLE = HERE.parent / "examples" / "taliban" / "facts.jsonl"
TODAY = date(2026, 3, 1)


def graph_of(files: Sequence[Path]) -> pyoxigraph.Store:
    """What a store would hold of facts files; they have to be well-formed."""
    graph = pyoxigraph.Store()
    holdings = Holdings(graph, BASE)
    taken = take_in(files)
    assert taken.problems == []
    planned = change(holdings, incoming(holdings, taken.datasets), taken.items())
    graph.bulk_load(nt(sorted(planned.new)), pyoxigraph.RdfFormat.N_TRIPLES)
    return graph


def snapshot_of(graph: pyoxigraph.Store, number: int = 1, content: str = "one") -> Snapshot:
    """A version that holds a graph as it is now, also on disk, where workers find it."""
    folder = Path(tempfile.mkdtemp(prefix="version-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    written = pyoxigraph.Store(str(folder / "written"))
    written.bulk_extend(graph)
    for name in graph.named_graphs():  # of which some may be empty
        written.add_graph(name)
    written.flush()
    written.backup(str(folder / FOLDER))
    del written
    shutil.rmtree(folder / "written")
    return Snapshot(number, content, "2026-02-01T08:00:00Z", "load world.jsonl", BASE, (), graph, folder)


@asynccontextmanager
async def evaluating(
    settings: Settings | None = None, kept: Kept[bytes] | None = None
) -> AsyncIterator[Evaluator]:
    """An evaluator for as long as the block runs."""
    evaluator = Evaluator(settings, kept)
    try:
        yield evaluator
    finally:
        await evaluator.close()


class Versions(Source):
    """Versions in memory; the last one is current."""

    def __init__(self, *snapshots: Snapshot) -> None:
        self.snapshots = list(snapshots)

    def current(self) -> Snapshot:
        """The last one."""
        return self.snapshots[-1]

    def known_at(self, number: str) -> Snapshot:
        """The one of that number."""
        for snapshot in self.snapshots:
            if snapshot.number == int(number):
                return snapshot
        raise StoreError(f"/some/folder has no version {number}.")


@contextmanager
def serving(
    source: Source,
    today: date | Callable[[], date] = TODAY,
    questions: Mapping[str, Question] | None = None,
    settings: Settings | None = None,
) -> Iterator[str]:
    """A server on a free port, for as long as the block runs; yields its address."""
    days = (lambda: today) if isinstance(today, date) else today
    server = server_of(create_app(source, questions, days, settings))
    with listen("127.0.0.1", 0) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(10)
    assert not thread.is_alive()
