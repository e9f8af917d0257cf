"""Queries in processes of their own: what one takes or does ends it, and nobody else notices."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import TypeVar

import httpx
import pyoxigraph
import pytest
from served import evaluating, snapshot_of

from loader.endpoint.answers.evaluate import Evaluator, Task
from loader.endpoint.answers.snapshots import Snapshot, StoreSource
from loader.endpoint.client import CLIENT
from loader.endpoint.exchange import RefusalError
from loader.endpoint.exchange.formats import GRAPHS, Format
from loader.endpoint.network.guard import ForbiddenQueryError, check
from loader.endpoint.settings import Settings
from loader.errors import QueryError, StoreError
from loader.store import Store
from loader.store.marks import alone
from loader.triples import literal

ROWS = 20_000
SECONDS = 1.0
MIB = 1 << 20
ASK = Task("ASK { <urn:s1> <urn:p> ?o }", "sparql-json")
YES = b'{"head":{},"boolean":true}'
CROSS = "{ ?a <urn:p> ?x . ?b <urn:p> ?y }"  # 400 million rows
ENDLESS = Task(f"SELECT (COUNT(*) AS ?n) {CROSS}", "csv")
LONG = Task(f"SELECT ?a ?b {CROSS}", "tsv")
PHASES = {
    "parsing": Task("ASK { ?s ?p " + "(" * 120 + ")" * 120 + " }", "sparql-json"),
    "planning": Task("ASK {" + "OPTIONAL{?a ?b ?c}" * 100 + "}", "sparql-json"),
    "evaluating": ENDLESS,
    "sorting": Task(f"SELECT ?a ?b {{ {{ SELECT * {CROSS} LIMIT 2000000 }} }} ORDER BY ?y ?x", "csv"),
}
LARGE = {
    "sorting": Task(f"SELECT ?a ?b {CROSS} ORDER BY ?y ?x", "csv"),
    "grouping": Task(f"SELECT ?a ?b (COUNT(*) AS ?n) {CROSS} GROUP BY ?a ?b", "csv"),
}


Result = TypeVar("Result")


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    graph = pyoxigraph.Store()
    lines = "".join(f'<urn:s{n}> <urn:p> "value {n}" .\n' for n in range(ROWS))
    graph.bulk_load(lines.encode(), pyoxigraph.RdfFormat.N_TRIPLES)
    return snapshot_of(graph)


class Desk:
    """A loop that goes on from test to test, and evaluators in it, each made when it is first asked for."""

    def __init__(self, runner: asyncio.Runner) -> None:
        self._runner = runner
        self._known: dict[Settings, Evaluator] = {}

    def run(self, work: Callable[[Evaluator], Coroutine[None, None, Result]], settings: Settings) -> Result:
        """Do something with an evaluator of these settings; it has nothing to do at its end."""
        return self._runner.run(self._run(work, settings))

    async def _run(
        self, work: Callable[[Evaluator], Coroutine[None, None, Result]], settings: Settings
    ) -> Result:
        if settings not in self._known:
            self._known[settings] = Evaluator(settings)
        evaluator = self._known[settings]
        found = await work(evaluator)
        await until(lambda: (evaluator.figures.busy, evaluator.figures.waiting) == (0, 0))
        return found

    def close(self) -> None:
        """End all of it."""
        for evaluator in self._known.values():
            self._runner.run(evaluator.close())


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    with asyncio.Runner() as runner:
        made = Desk(runner)
        yield made
        made.close()


def settings(**given: float) -> Settings:
    return Settings(**{"workers": 2, "query_seconds": SECONDS, "query_memory": 256 * MIB} | given)  # type: ignore[arg-type]


async def until(holds: Callable[[], bool], seconds: float = 10) -> None:
    """Wait until something holds, and fail if it never does."""
    async with asyncio.timeout(seconds):
        while not holds():
            await asyncio.sleep(0.01)


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state not in "ZX"


def open_files() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


async def refusal(asking: asyncio.Future[bytes]) -> RefusalError:
    with pytest.raises(RefusalError) as caught:
        await asking
    return caught.value


@pytest.mark.parametrize("phase", PHASES)
def test_a_query_has_so_much_time_in_every_phase_and_others_notice_nothing(
    desk: Desk, snapshot: Snapshot, phase: str
) -> None:
    async def ask(evaluator: Evaluator) -> None:
        assert await evaluator.evaluate(snapshot, ASK) == YES
        before = replace(evaluator.figures)
        began = time.monotonic()
        long = asyncio.ensure_future(evaluator.evaluate(snapshot, PHASES[phase]))
        quick = 0
        while not long.done():
            assert await evaluator.evaluate(snapshot, ASK) == YES
            quick += 1
        took = time.monotonic() - began
        error = await refusal(long)
        assert error.status == HTTPStatus.SERVICE_UNAVAILABLE
        assert f"longer than {SECONDS:g} seconds" in str(error)
        assert int(error.headers["Retry-After"]) >= 1
        assert SECONDS <= took < SECONDS + 2
        assert quick > 3
        assert evaluator.figures.killed_time == before.killed_time + 1
        assert evaluator.figures.died == before.died

    desk.run(ask, settings(query_memory=1024 * MIB))


def test_a_long_answer_has_so_much_time_to_its_last_byte(desk: Desk, snapshot: Snapshot) -> None:
    async def ask(evaluator: Evaluator) -> int:
        stream = await evaluator.answer(snapshot, LONG)
        assert not isinstance(stream, bytes)
        size = 0
        with pytest.raises(RefusalError, match="longer than"):
            async for chunk in stream.chunks():
                size += len(chunk)
        return size

    assert desk.run(ask, settings()) > 100_000


@pytest.mark.parametrize("what", LARGE)
def test_a_query_has_so_much_memory(desk: Desk, snapshot: Snapshot, what: str) -> None:
    async def ask(evaluator: Evaluator) -> None:
        error = await refusal(asyncio.ensure_future(evaluator.evaluate(snapshot, LARGE[what])))
        assert error.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        assert "more memory" in str(error)
        assert evaluator.figures.largest <= 256 * MIB + 32 * MIB  # and what all processes share
        assert await evaluator.evaluate(snapshot, ASK) == YES

    desk.run(ask, settings(query_seconds=20))


@pytest.mark.parametrize(
    "task",
    [
        Task("SELECT * { ?s <urn:p> ?o } LIMIT %d", "sparql-json"),
        Task("SELECT * { ?s <urn:p> ?o } LIMIT %d", "csv"),
        Task("CONSTRUCT WHERE { ?s <urn:p> ?o } LIMIT %d", "ntriples"),
        Task("CONSTRUCT WHERE { ?s <urn:p> ?o } LIMIT %d", "turtle", tidy=True),
    ],
    ids=lambda task: task.writer,
)
@pytest.mark.parametrize("rows", [3, 5000])
def test_an_answer_has_so_many_rows(desk: Desk, snapshot: Snapshot, task: Task, rows: int) -> None:
    async def ask(evaluator: Evaluator, limit: int) -> bytes:
        return await evaluator.evaluate(snapshot, Task(task.text % limit, task.writer, tidy=task.tidy))

    assert desk.run(partial(ask, limit=rows), settings(query_rows=rows, query_seconds=20))
    with pytest.raises(RefusalError, match=f"more than {rows} rows") as caught:
        desk.run(partial(ask, limit=rows + 1), settings(query_rows=rows, query_seconds=20))
    assert caught.value.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE


@pytest.mark.parametrize("form", GRAPHS, ids=lambda form: form.name)
def test_a_graph_is_written_in_order_in_every_format(desk: Desk, snapshot: Snapshot, form: Format) -> None:
    task = Task("CONSTRUCT { ?s <urn:p> ?o } WHERE { ?s <urn:p> ?o } LIMIT 3000", form.writer, tidy=True)
    written = desk.run(lambda evaluator: evaluator.evaluate(snapshot, task), settings())
    syntax = pyoxigraph.RdfFormat.from_media_type(form.media_type)
    assert sum(1 for _ in pyoxigraph.parse(written, syntax)) == 3000


def test_whoever_goes_away_frees_the_place_at_once(desk: Desk, snapshot: Snapshot) -> None:
    async def ask(evaluator: Evaluator) -> None:
        before = evaluator.figures.killed_unread
        for _ in range(3):
            asking = [asyncio.ensure_future(evaluator.evaluate(snapshot, ENDLESS)) for _ in range(2)]
            await until(lambda: evaluator.figures.busy == 2)
            for each in asking:
                each.cancel()
            began = time.monotonic()
            assert await evaluator.evaluate(snapshot, ASK) == YES
            assert time.monotonic() - began < 2
        assert evaluator.figures.killed_unread >= before + 5

    desk.run(ask, settings(query_seconds=20))


def test_more_than_may_wait_are_refused(desk: Desk, snapshot: Snapshot) -> None:
    async def ask(evaluator: Evaluator) -> None:

        async def asked(client: str) -> bytes:
            CLIENT.set(client)
            return await evaluator.evaluate(snapshot, ENDLESS)

        def ask_as(client: str) -> asyncio.Future[bytes]:
            return asyncio.ensure_future(asked(client))

        of_one = [ask_as("one") for _ in range(2 + 2)]
        await until(lambda: evaluator.figures.waiting == 2)
        error = await refusal(ask_as("one"))
        assert error.status == HTTPStatus.TOO_MANY_REQUESTS
        of_others = [ask_as("other") for _ in range(2 + 2)]
        await until(lambda: evaluator.figures.waiting == 4)
        assert evaluator.figures.busy == 4
        error = await refusal(ask_as("third"))
        assert error.status == HTTPStatus.SERVICE_UNAVAILABLE
        assert error.headers["Retry-After"]
        for each in (*of_one, *of_others):
            each.cancel()
        await asyncio.wait([*of_one, *of_others])
        assert await evaluator.evaluate(snapshot, ASK) == YES

    desk.run(ask, settings(waiting=4, query_seconds=20))


def test_a_client_who_asks_much_keeps_no_others_waiting(desk: Desk, snapshot: Snapshot) -> None:
    async def ask(evaluator: Evaluator) -> None:

        async def asked(client: str, task: Task) -> bytes:
            CLIENT.set(client)
            return await evaluator.evaluate(snapshot, task)

        many = [asyncio.ensure_future(asked("many", ENDLESS)) for _ in range(20)]
        await until(lambda: evaluator.figures.waiting == 18)
        for _ in range(20):
            assert await asyncio.wait_for(asked("few", ASK), 5) == YES
        for each in many:
            each.cancel()

    desk.run(ask, settings(query_seconds=20))


def test_a_worker_that_is_killed_takes_only_its_own_query_with_it(desk: Desk, snapshot: Snapshot) -> None:
    async def ask(evaluator: Evaluator) -> None:
        assert await evaluator.evaluate(snapshot, ASK) == YES
        for phase, task in PHASES.items():
            before = evaluator.figures.died
            asking = asyncio.ensure_future(evaluator.evaluate(snapshot, task))
            await until(lambda: evaluator.figures.busy == 1)
            await asyncio.sleep(0.25)  # else it would be put to another worker
            for pid in evaluator.processes[1:]:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            error = await refusal(asking)
            assert error.status == HTTPStatus.SERVICE_UNAVAILABLE, phase
            assert await evaluator.evaluate(snapshot, ASK) == YES
            assert evaluator.figures.died > before

    desk.run(ask, settings(query_seconds=20, query_memory=1024 * MIB))


def test_a_worker_that_is_killed_while_it_waits_for_work_is_replaced(desk: Desk, snapshot: Snapshot) -> None:
    async def ask(evaluator: Evaluator) -> None:
        evaluator.start()
        await until(lambda: evaluator.ready)
        for _ in range(5):
            before = evaluator.processes[1:]
            for pid in before:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            await until(lambda gone={*before}: evaluator.ready and not gone & {*evaluator.processes})
            assert await evaluator.evaluate(snapshot, ASK) == YES

    desk.run(ask, settings())


def test_a_worker_that_is_killed_as_it_writes_breaks_its_answer_off(desk: Desk, snapshot: Snapshot) -> None:
    async def ask(evaluator: Evaluator) -> None:
        stream = await evaluator.answer(snapshot, LONG)
        assert not isinstance(stream, bytes)
        with pytest.raises(RefusalError, match="has ended"):
            async for _ in stream.chunks():
                for pid in evaluator.processes[1:]:
                    with suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)
        assert await evaluator.evaluate(snapshot, ASK) == YES

    desk.run(ask, settings(query_seconds=20))


def test_where_what_starts_workers_is_killed_another_takes_its_place(desk: Desk, snapshot: Snapshot) -> None:
    async def ask(evaluator: Evaluator) -> None:
        asking = asyncio.ensure_future(evaluator.evaluate(snapshot, ENDLESS))
        await until(lambda: evaluator.figures.busy == 1 and len(evaluator.processes) > 2)
        await asyncio.sleep(0.2)  # else it would be put to another worker
        before = evaluator.processes
        os.kill(before[0], signal.SIGKILL)
        error = await refusal(asking)
        assert error.status == HTTPStatus.SERVICE_UNAVAILABLE
        await until(lambda: not any(map(alive, before)))
        for _ in range(200):
            with suppress(RefusalError):  # it was started a moment ago
                assert await evaluator.evaluate(snapshot, ASK) == YES
                break
            await asyncio.sleep(0.02)
        assert await evaluator.evaluate(snapshot, ASK) == YES

    desk.run(ask, settings(query_seconds=20))


def test_what_is_wrong_with_a_query_is_said_as_ever(desk: Desk, snapshot: Snapshot) -> None:
    async def ask(evaluator: Evaluator) -> None:
        before = evaluator.figures.died
        for _ in range(5):
            with pytest.raises(QueryError, match="Line 1"):
                await evaluator.evaluate(snapshot, Task("ASK {", "sparql-json"))
        gone = Snapshot(7, "gone", "", "", "urn:", (), pyoxigraph.Store(), Path("/nowhere/at/all"))
        with pytest.raises(StoreError):
            await evaluator.evaluate(gone, ASK)
        assert evaluator.figures.died == before

    desk.run(ask, settings())


def test_a_long_text_is_looked_at_in_a_worker_as_in_the_server(desk: Desk) -> None:
    long = "#" + "x" * 12_000 + "\n"

    async def ask(evaluator: Evaluator) -> None:
        for text in ("ASK {}", "SELECT (NOW() AS ?x) {}", "DESCRIBE <urn:a>"):
            assert await evaluator.check(long + text) == check(long + text)
        for text in ("ASK { SERVICE <http://a.example/> {} }", "CLEAR ALL", "LOAD <http://a.example/>"):
            with pytest.raises(ForbiddenQueryError) as caught:
                await evaluator.check(long + text)
            with pytest.raises(ForbiddenQueryError, match=re.escape(str(caught.value))):
                check(long + text)
        with pytest.raises(QueryError, match="not closed"):
            await evaluator.check(long + "ASK {")

    desk.run(ask, settings(query_seconds=20))


def test_at_the_end_queries_are_let_end_and_then_ended(desk: Desk, snapshot: Snapshot) -> None:
    async def ask() -> None:
        evaluator = Evaluator(settings(query_seconds=20))
        assert await evaluator.evaluate(snapshot, ASK) == YES
        short = Task("SELECT ?s { ?s ?p ?o } LIMIT 500", "csv")
        ending = asyncio.ensure_future(evaluator.evaluate(snapshot, short))
        endless = asyncio.ensure_future(evaluator.evaluate(snapshot, ENDLESS))
        await until(lambda: evaluator.figures.queries == 3)
        processes = evaluator.processes
        closing = asyncio.ensure_future(evaluator.close(3.0))
        await asyncio.sleep(0)
        error = await refusal(asyncio.ensure_future(evaluator.evaluate(snapshot, ASK)))
        assert "stopping" in str(error)
        assert (await ending).count(b"\n") == 501
        error = await refusal(endless)
        assert error.status == HTTPStatus.SERVICE_UNAVAILABLE
        await closing
        assert not evaluator.ready
        await until(lambda: not any(map(alive, processes)))

    asyncio.run(ask())


def test_queries_run_side_by_side_up_to_a_limit(desk: Desk, snapshot: Snapshot) -> None:
    async def ask(evaluator: Evaluator) -> int:
        most = 0
        task = Task("SELECT ?s { ?s ?p ?o } ORDER BY ?o LIMIT 3", "csv")
        asking = [asyncio.ensure_future(evaluator.evaluate(snapshot, task)) for _ in range(8)]
        while not all(each.done() for each in asking):
            most = max(most, evaluator.figures.busy)
            await asyncio.sleep(0.001)
        assert len({await each for each in asking}) == 1
        return most

    assert desk.run(ask, settings(query_seconds=20)) == 2


def test_no_process_is_left_and_no_file(snapshot: Snapshot) -> None:
    async def ask() -> None:
        async with evaluating(settings(query_seconds=20)) as evaluator:
            asking = asyncio.ensure_future(evaluator.evaluate(snapshot, ENDLESS))
            assert await evaluator.evaluate(snapshot, ASK) == YES
            await until(lambda: len(evaluator.processes) > 2)  # which may be told after the answer
            processes = evaluator.processes
        await refusal(asking)
        await until(lambda: not any(map(alive, processes)))

    files = open_files()
    for _ in range(2):
        asyncio.run(ask())
    assert open_files() <= files


def test_workers_turn_to_a_new_version_and_hold_no_old_one(tmp_path: Path) -> None:
    def commit(name: str) -> None:
        with store.draft("load") as draft:
            draft.insert([(f"<urn:{name}>", "<urn:p>", literal(name))])
            draft.commit(summary=name, datasets={"x": 1}, claims=1, content=name)

    def unread(number: int) -> bool:
        with alone(tmp_path / "store" / "versions" / f"{number:06}") as nobody_reads:
            return nobody_reads

    async def names(evaluator: Evaluator, source: StoreSource) -> list[bytes]:
        evaluator.turn_to(source.current())
        task = Task("SELECT ?name { ?s <urn:p> ?name } ORDER BY ?name", "csv")
        return (await evaluator.evaluate(source.current(), task)).split()[1:]

    async def turn() -> None:
        async with evaluating(settings(query_seconds=20)) as evaluator:
            commit("a")
            source = StoreSource(store.path)
            assert await names(evaluator, source) == [b"a"]
            old = source.current()
            cross = Task("SELECT ?a ?b { ?a <urn:p> ?x . ?b <urn:p> ?y }", "csv")
            values = " ".join(map(str, range(300)))
            slow = Task(
                f"SELECT ?s ?v {{ VALUES ?v {{ {values} }} VALUES ?w {{ {values} }} ?s <urn:p> ?o }}", "csv"
            )
            stream = await evaluator.answer(old, slow)
            assert not isinstance(stream, bytes)
            for number, name in enumerate("bcdef", 2):
                commit(name)
                assert await names(evaluator, source) == [*map(str.encode, "abcdef"[:number])]
            rows = b"".join([chunk async for chunk in stream.chunks()]).count(b"\n")
            assert rows == 1 + 300 * 300  # of the version in which it began
            assert await evaluator.evaluate(old, cross)
            evaluator.turn_to(replace(source.current(), folder=None, content="none"))
            evaluator.turn_to(source.current())
            del old, stream
            await until(lambda: unread(1) and unread(5))
            assert not unread(6)

    store = Store.open_or_create(tmp_path / "store")
    asyncio.run(turn())


def test_the_end_of_a_server_is_the_end_of_its_workers(tmp_path: Path) -> None:
    command = (
        "import sys; from pathlib import Path; from loader.endpoint.server import serve; "
        "serve(Path(sys.argv[1]), port=0, say=lambda text: print(text, flush=True))"
    )
    Store.open_or_create(tmp_path / "store")
    started = subprocess.Popen(
        [sys.executable, "-c", command, str(tmp_path / "store")], stdout=subprocess.PIPE, text=True
    )
    timer = threading.Timer(60, started.kill)
    timer.start()
    try:
        assert started.stdout is not None
        address = re.search(r"http://\S+/", started.stdout.readline())
        assert address
        values = f"{{ {' '.join(map(str, range(100)))} }}"
        endless = "SELECT (COUNT(*) AS ?n) {" + "".join(f"VALUES ?v{n} {values} " for n in range(8)) + "}"

        def ask() -> None:
            with pytest.raises(httpx.HTTPError):
                httpx.post(f"{address[0]}sparql", data={"query": endless}, timeout=60)

        asking = threading.Thread(target=ask)
        asking.start()
        asyncio.run(until(lambda: any(map(works, descendants(started.pid))), 30))
        processes = descendants(started.pid)
        started.send_signal(signal.SIGKILL)
        started.wait(30)
        asking.join(30)
        assert not asking.is_alive()
        asyncio.run(until(lambda: not any(map(alive, processes))))
    finally:
        timer.cancel()
        started.kill()
        started.communicate()


def works(pid: int) -> bool:
    """Whether a process had a processor for a while: what starts workers is done after half of that."""
    with suppress(FileNotFoundError, ProcessLookupError):
        user = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11])
        return user / os.sysconf("SC_CLK_TCK") > 1.0
    return False


def descendants(pid: int) -> list[int]:
    """The processes that a process started, and those that they started."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    found = [int(child) for child in children]
    return [*found, *(each for child in found for each in descendants(child))]
