"""Each saved question on an invented world, against an answer that was read by a person.

The world is tests/queries/world.jsonl; world.ttl is the graph that it comes to. A case of a question is
tests/queries/<question>/<case>.args.json with <case>.expected.csv. To see what a new case comes to, run
pytest with QUERIES_WRITE=1 and read the file before it is committed.
"""

import datetime as dt
import io
import json
import os
import random
from pathlib import Path

import pyoxigraph
import pytest

from loader import queries, results
from loader.change import change
from loader.export import export
from loader.holdings import Holdings
from loader.intake import take_in
from loader.membership import incoming
from loader.triples import nt
from loader.vocabulary import BASE

HERE = Path(__file__).parent / "queries"
CASES = sorted(HERE.glob("*/*.args.json"))
TODAY = dt.date(2025, 9, 30)
WRITE = "QUERIES_WRITE" in os.environ

COLUMNS = {
    "agreements": "agreement label subject status date parties sources",
    "agreements-and-recognition": "agreement label subject status date sources relation action by byName of"
    " ofName actDate actSources disputed",
    "designated-by-both": "target targetName category list programme since sources otherCategory otherList"
    " otherProgramme otherSince otherSources",
    "designation-history": "authority authorityName target targetName category list programme action date"
    " dateRole earliest latest disputed source sourceTitle",
    "designation-status": "authority authorityName target targetName category list programme status"
    " removalAnnounced since lastSeen sources disputed until",
    "disputed": "record what label reading date dateRole denies source sourceTitle claim",
    "dossier": "date earliest latest what summary record sources disputed",
    "evidence": "claim source sourceTitle published date dateRole denies start end sha256 entry position",
    "lifted-designations": "authority authorityName target targetName category list programme date dateRole"
    " earliest latest sources disputed",
    "meetings": "meeting label date earliest latest place status participants sources",
    "programmes": "authority authorityName list programme earliest latest lifted remaining ended sources",
    "recognition-status": "by byName of ofName status since otherSteps sources disputed",
    "recognitions": "by byName of ofName action date earliest latest sources disputed",
    "statements": "speaker speakerName about summary date source",
    "uncorroborated": "record what label date source sourceTitle",
}
"""A public contract: columns may be added, none renamed or moved."""

PARAMETERS = {
    "agreements": ["party"],
    "agreements-and-recognition": ["one", "other"],
    "designated-by-both": ["authority", "other", "asOf", "category"],
    "designation-history": ["authority", "target", "category", "action"],
    "designation-status": ["asOf", "authority", "target"],
    "disputed": [],
    "dossier": ["actor"],
    "evidence": ["record"],
    "lifted-designations": ["authority", "target", "category", "list", "programme", "from", "to"],
    "meetings": ["actor", "from", "to", "status"],
    "programmes": ["authority", "list", "programme", "from", "to"],
    "recognition-status": ["asOf", "of", "by"],
    "recognitions": ["of", "by"],
    "statements": ["speaker", "about"],
    "uncorroborated": [],
}


REQUIRED = {
    "agreements-and-recognition": {"one": "group-b", "other": "osterlich"},
    "designated-by-both": {"authority": "sylvania", "other": "osterlich", "asOf": "2016-01-01"},
    "dossier": {"actor": "group-a"},
    "evidence": {"record": "meeting/summit-1"},
}
"""What has to be given to questions that are not asked of everything."""


def derived_world() -> bytes:
    taken = take_in([HERE / "world.jsonl"])
    assert not taken.problems, "\n".join(map(str, taken.problems))
    holdings = Holdings(pyoxigraph.Store(), BASE)
    items = {name: item for made in taken.datasets.values() for name, item in made.items()}
    store = pyoxigraph.Store()
    triples = sorted(change(holdings, incoming(holdings, taken.datasets), items).new)
    store.load(nt(triples), format=pyoxigraph.RdfFormat.N_TRIPLES)
    out = io.BytesIO()
    export(store, "turtle", out)
    return out.getvalue()


@pytest.fixture(scope="module")
def world() -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    store.load(path=HERE / "world.ttl", format=pyoxigraph.RdfFormat.TURTLE)
    return store


@pytest.fixture(scope="module")
def catalogue():
    return queries.catalogue()


def ask(question, arguments, graph, form="csv", today=TODAY):
    out = io.BytesIO()
    text = queries.bind(question, arguments, graph, today, BASE)
    results.write(results.run(graph, text), form, out)
    return out.getvalue().decode()


def test_the_world_is_what_its_facts_come_to():
    found, path = derived_world(), HERE / "world.ttl"
    if WRITE:
        path.write_bytes(found)
    assert found == path.read_bytes(), "QUERIES_WRITE=1 writes it anew; read what changed"


def test_there_are_cases_of_every_question(catalogue):
    assert {path.parent.name for path in CASES} == set(catalogue)


@pytest.mark.parametrize("path", CASES, ids=lambda p: f"{p.parent.name}/{p.name.removesuffix('.args.json')}")
def test_a_question_has_the_answer_of_the_case(path, world, catalogue):
    arguments = json.loads(path.read_text(encoding="utf-8"))
    found = ask(catalogue[path.parent.name], arguments, world).replace("\r\n", "\n")
    expected = path.with_name(path.name.replace(".args.json", ".expected.csv"))
    if WRITE:
        expected.write_text(found, encoding="utf-8")
    assert found == expected.read_text(encoding="utf-8")


def test_no_expected_answer_lacks_its_arguments():
    for expected in HERE.glob("*/*.expected.csv"):
        assert expected.with_name(expected.name.replace(".expected.csv", ".args.json")) in CASES


def test_columns_and_parameters_are_the_public_contract(catalogue, world):
    assert set(catalogue) == set(COLUMNS) == set(PARAMETERS)
    for name, question in catalogue.items():
        assert [p.name for p in question.parameters] == PARAMETERS[name]
        assert list(results.run(world, question.text).variables) == COLUMNS[name].split()


def test_every_parameter_is_asked_in_a_case(catalogue):
    asked = {(p.parent.name, key) for p in CASES for key in json.loads(p.read_text(encoding="utf-8"))}
    assert asked == {(name, p.name) for name, question in catalogue.items() for p in question.parameters}


def test_every_question_says_what_it_and_its_parameters_mean(catalogue):
    for question in catalogue.values():
        assert question.summary.endswith(".")
        assert question.description
        assert question.tags
        assert question.cost.endswith(".")
        assert all(p.description for p in question.parameters)
        assert question.form == "SELECT"


@pytest.mark.parametrize("name", sorted(COLUMNS))
def test_the_order_of_loading_decides_nothing(name, world, catalogue):
    quads = list(world)
    random.Random(name).shuffle(quads)
    again = pyoxigraph.Store()
    again.extend(quads)
    arguments = REQUIRED.get(name, {})
    assert ask(catalogue[name], arguments, again) == ask(catalogue[name], arguments, world)


ONE_ROW_EACH = {
    "agreements": "det:Agreement",
    "lifted-designations": "det:DesignationAct ; det:action designation-action:lifted",
    "meetings": "det:Meeting",
    "recognitions": "det:RecognitionAct",
    "statements": "det:Statement",
}


@pytest.mark.parametrize("name", sorted(ONE_ROW_EACH))
def test_there_is_one_row_a_record(name, world, catalogue):
    records = world.query(
        "PREFIX det: <https://w3id.org/detente/ns#> "
        "PREFIX designation-action: <https://w3id.org/detente/code/designation-action/> "
        f"SELECT ?record {{ ?record a {ONE_ROW_EACH[name]} }}"
    )
    rows = ask(catalogue[name], {}, world).splitlines()[1:]
    assert len(rows) == len(list(records)) > 0


def test_a_second_source_adds_no_row(world, catalogue):
    graph = pyoxigraph.Store()
    graph.extend(world)
    graph.update(
        """PREFIX det: <https://w3id.org/detente/ns#> PREFIX claim: <https://w3id.org/detente/claim#>
        INSERT { ?record det:claim ?twin . ?twin claim:source <https://w3id.org/detente/id/source/courier-3> }
        WHERE { ?record det:claim ?claim BIND(IRI(CONCAT(STR(?claim), "x")) AS ?twin) }"""
    )
    for name in (*ONE_ROW_EACH, "designation-status", "recognition-status"):
        if name != "statements":  # a statement has one claim by its nature
            before, after = (ask(catalogue[name], {}, g).count("\n") for g in (world, graph))
            assert before == after


def test_open_bounds_are_blank_and_truth_values_always_said(world, catalogue):
    for path in CASES:
        found = ask(catalogue[path.parent.name], json.loads(path.read_text(encoding="utf-8")), world, "json")
        assert "0001-01-01" not in found
        assert "9999-12-31" not in found
        for row in json.loads(found):
            assert all(type(row[key]) is bool for key in ("disputed", "denies") if key in row)
            assert type(row.get("sources", 0)) is int
