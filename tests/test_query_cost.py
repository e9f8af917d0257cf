"""What a question about one actor takes does not grow with what is stored of others.

Beside an invented world stands the same world many times over, under other names. A question about one
actor has the same answer there, and takes about as long: an engine that reads what concerns others reads
sixty times as much.
"""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path

import pyoxigraph
import pytest

from loader import queries
from loader.vocabulary import BASE

WORLD = Path(__file__).parent / "queries" / "world.ttl"
COPIES = 60
TODAY = dt.date(2025, 9, 30)

ASKED = {
    "agreements": [{"party": "osterlich"}],
    "agreements-and-recognition": [{"one": "group-b", "other": "osterlich"}],
    "designated-by-both": [{"authority": "sylvania", "other": "osterlich", "asOf": "2016-01-01"}],
    "designation-history": [{"authority": "freedonia"}, {"target": "group-a"}],
    "designation-status": [{"authority": "freedonia"}, {"target": "group-a"}],
    "dossier": [{"actor": "group-a"}, {"actor": "freedonia"}],
    "evidence": [{"record": "meeting/summit-1"}],
    "lifted-designations": [{"authority": "freedonia"}, {"target": "group-a"}],
    "meetings": [{"actor": "freedonia"}],
    "programmes": [{"authority": "league"}],
    "recognition-status": [{"of": "group-b"}, {"by": "osterlich"}],
    "recognitions": [{"of": "group-b"}, {"by": "osterlich"}],
    "statements": [{"speaker": "sylvania"}, {"about": "freedonia"}],
}
CASES = [(name, arguments) for name, asked in ASKED.items() for arguments in asked]
WHOM = {"actor", "record"}


@pytest.fixture(scope="module")
def alone() -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    store.load(path=WORLD, format=pyoxigraph.RdfFormat.TURTLE)
    return store


@pytest.fixture(scope="module")
def among_others(alone: pyoxigraph.Store) -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    store.extend(alone)
    text = alone.dump(format=pyoxigraph.RdfFormat.N_TRIPLES, from_graph=pyoxigraph.DefaultGraph())
    assert text is not None  # as it is where no output is named
    kinds = {quad.subject.value.removeprefix(BASE).partition("/")[0] for quad in alone}
    for copy in range(COPIES):
        twin = text
        for kind in kinds:
            twin = twin.replace(f"<{BASE}{kind}/".encode(), f"<{BASE}{kind}/{copy}-".encode())
        store.bulk_load(twin, format=pyoxigraph.RdfFormat.N_TRIPLES)
    assert len(store) == len(alone) * (COPIES + 1)
    return store


def answer(
    graph: pyoxigraph.Store, name: str, arguments: dict[str, str]
) -> tuple[list[tuple[str, ...]], float]:
    """The rows, and the seconds of processor time that they took."""
    text = queries.bind(queries.find(name), arguments, graph, TODAY, BASE)
    begun = time.process_time()
    found = graph.query(text)
    assert isinstance(found, pyoxigraph.QuerySolutions)
    rows = [tuple(map(str, solution)) for solution in found]
    return rows, time.process_time() - begun


def test_every_parameter_that_names_whom_it_is_about_is_asked() -> None:
    declared = {
        (name, parameter.name)
        for name, question in queries.catalogue().items()
        for parameter in question.parameters
        if parameter.type in WHOM
    }
    assert declared == {(n, p) for n, arguments in CASES for p in arguments if p != "asOf"}


@pytest.mark.parametrize(("name", "arguments"), CASES, ids=lambda v: v if isinstance(v, str) else "-".join(v))
def test_what_is_stored_of_others_changes_neither_the_answer_nor_its_cost(
    name: str, arguments: dict[str, str], alone: pyoxigraph.Store, among_others: pyoxigraph.Store
) -> None:
    took: dict[bool, list[float]] = {False: [], True: []}
    for _ in range(3):
        rows, seconds = answer(alone, name, arguments)
        same, others = answer(among_others, name, arguments)
        assert rows == same
        assert rows
        took[False].append(seconds)
        took[True].append(others)
    assert min(took[True]) < 2 * min(took[False]) + 0.01
