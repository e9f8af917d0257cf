"""Saved questions as addresses: for people a form and a table, for programs data in every format."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import httpx
import jsonschema
import pyoxigraph
import pytest
from served import Versions, serving

from loader.endpoint.descriptions.openapi import describe
from loader.endpoint.pages.evidence_column import columns, record_column, with_record
from loader.queries import Question, catalogue
from loader.results import run

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
QUESTIONS = catalogue()
GROUP_A = "https://w3id.org/detente/id/actor/group-a"
LIFTING = "designation/freedonia:group-a:terrorist:lifted:1"


def needed(question: Question) -> dict[str, str]:
    """An argument for each parameter that has to be given."""
    fitting = {"actor": "Group A", "record": LIFTING, "date": "2020-01-01", "text": "x", "integer": "1"}
    return {
        parameter.name: parameter.values[0] if parameter.values else fitting[parameter.type]
        for parameter in question.parameters
        if parameter.required
    }


def detail(response: httpx.Response) -> str:
    assert response.headers["content-type"] == "application/problem+json"
    assert "Traceback" not in response.text
    return response.json()["detail"]


def test_the_question_that_this_is_for_is_answered(http: httpx.Client) -> None:
    rows = http.get("/queries/lifted-designations.json", params={"target": "Group A"}).json()
    assert [(row["authorityName"], row["date"], row["sources"], row["disputed"]) for row in rows] == [
        ("Freedonia", "../2019", 1, False),
        ("Sylvania", "2020-01-15/2021-03-31", 2, True),
    ]
    assert {row["target"] for row in rows} == {GROUP_A}


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_every_question_has_a_page_and_every_format_of_its_form(
    http: httpx.Client, question: Question
) -> None:
    page = http.get(f"/queries/{question.name}", params=needed(question), headers=BROWSER)
    assert page.status_code == 200
    assert question.summary in page.text.replace("&#39;", "'").replace("&#34;", '"')
    endings = (
        ["json", "srj", "srx", "csv", "tsv"] if question.form == "SELECT" else ["ttl", "nt", "jsonld", "rdf"]
    )
    for ending in endings:
        response = http.get(f"/queries/{question.name}.{ending}", params=needed(question))
        assert response.status_code == 200, response.text
        assert response.headers["etag"]
        listed = http.get(f"/queries/{question.name}", params={**needed(question), "format": ending})
        assert listed.content == response.content


def test_rows_are_the_same_in_json_and_csv(http: httpx.Client) -> None:
    rows = http.get("/queries/lifted-designations.json").json()
    lines = list(csv.DictReader(io.StringIO(http.get("/queries/lifted-designations.csv").text)))
    assert len(rows) == len(lines) == 2
    for row, line in zip(rows, lines, strict=True):
        assert {name: "" if value is None else str(value).lower() for name, value in row.items()} == {
            name: value.lower() for name, value in line.items()
        }


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("*/*", "application/json"),
        ("application/json", "application/json"),
        ("application/sparql-results+json", "application/sparql-results+json"),
        ("text/csv;q=0.9, application/sparql-results+xml;q=0.8", "text/csv; charset=utf-8"),
        ("text/html, */*;q=0.1", "text/html; charset=utf-8"),
    ],
)
def test_without_an_ending_the_accept_header_chooses(http: httpx.Client, accept: str, kind: str) -> None:
    response = http.get("/queries/lifted-designations", headers={"Accept": accept})
    assert response.headers["content-type"] == kind
    assert response.headers["vary"] == "Accept"


@pytest.mark.parametrize(
    ("asked", "status", "said"),
    [
        ("/queries/lifted-designation", 404, "Did you mean 'lifted-designations'?"),
        ("/queries/lifted-designation.json", 404, "Did you mean 'lifted-designations'?"),
        ("/queries/%3Cscript%3E", 404, "There are"),
        ("/queries/lifted-designations.pdf", 404, ".csv"),
        ("/queries/lifted-designations.ttl", 404, ".csv"),
        ("/queries/lifted-designations.json?targt=Group+A", 400, "Did you mean 'target'?"),
        ("/queries/lifted-designations.json?target=Grup+A", 400, "Did you mean 'Group A'?"),
        ("/queries/lifted-designations.json?category=terorist", 400, "'category' is one of"),
        ("/queries/lifted-designations.json?from=2020-13", 400, "'from'"),
        (
            "/queries/lifted-designations.json?target=Group+A&target=Sylvania",
            400,
            "'target' is given more than",
        ),
        ("/queries/dossier.json", 400, "needs 'actor'"),
        ("/queries/evidence.json?record=designation/none", 400, "'record'"),
        ("/queries/lifted-designations.json?knownAt=7", 404, "There is no version 7; the newest is 2."),
        ("/queries/lifted-designations?format=docx", 400, "csv"),
    ],
)
def test_what_cannot_be_answered_is_said_by_name(
    http: httpx.Client, asked: str, status: int, said: str
) -> None:
    response = http.get(asked)
    assert response.status_code == status
    assert said in detail(response)


def test_for_a_person_a_mistake_stands_above_the_form_that_made_it(http: httpx.Client) -> None:
    response = http.get("/queries/lifted-designations", params={"target": "Grup A"}, headers=BROWSER)
    assert response.status_code == 400
    assert "Did you mean" in response.text
    assert 'value="Grup A"' in response.text


def test_a_question_that_needs_something_shows_its_form_first(http: httpx.Client) -> None:
    response = http.get("/queries/dossier", headers=BROWSER)
    assert response.status_code == 200
    assert 'role="alert"' not in response.text
    assert 'name="actor"' in response.text


def test_empty_fields_of_a_form_ask_for_nothing(http: httpx.Client) -> None:
    plain = http.get("/queries/lifted-designations.json").json()
    assert http.get("/queries/lifted-designations.json?authority=&target=&category=").json() == plain


def test_an_answer_that_the_client_has_is_not_sent_again(http: httpx.Client) -> None:
    first = http.get("/queries/lifted-designations.csv?target=Group+A")
    again = http.get(
        "/queries/lifted-designations.csv?target=group-a", headers={"If-None-Match": first.headers["etag"]}
    )
    assert again.status_code == 304  # the name and the id mean one actor, so that the answer is the same
    other = http.get("/queries/lifted-designations.csv", headers={"If-None-Match": first.headers["etag"]})
    assert other.status_code == 200


def test_today_is_a_part_of_what_was_asked(versions: Versions) -> None:
    dated = [
        question.name
        for question in QUESTIONS.values()
        if any(parameter.default == "today" for parameter in question.parameters)
    ]
    tags = []
    for day in (date(2020, 1, 1), date(2020, 1, 2)):
        with serving(versions, day) as address, httpx.Client(base_url=address) as client:
            tags.append(
                [
                    client.get(f"/queries/{name}.json", params=needed(QUESTIONS[name])).headers["etag"]
                    for name in sorted(QUESTIONS)
                    if name in dated
                ]
            )
            steady = client.get("/queries/lifted-designations.json").headers["etag"]
    assert all(first != second for first, second in zip(*tags, strict=True))
    assert steady == httpx_tag_of(versions)


def httpx_tag_of(versions: Versions) -> str:
    with serving(versions) as address, httpx.Client(base_url=address) as client:
        return client.get("/queries/lifted-designations.json").headers["etag"]


def test_an_older_version_answers_as_it_was_known_then(http: httpx.Client) -> None:
    assert http.get("/queries/lifted-designations.json?knownAt=1").json() == []
    page = http.get("/queries/lifted-designations?knownAt=2&target=Group+A", headers=BROWSER).text
    assert 'name="knownAt" value="2"' in page
    assert f"/id/{LIFTING}?knownAt=2#evidence" in page


def test_each_row_leads_to_its_evidence(http: httpx.Client) -> None:
    page = http.get("/queries/lifted-designations", headers=BROWSER).text
    assert f'href="/id/{LIFTING}#evidence"' in page
    evidence = http.get(f"/id/{LIFTING}", headers=BROWSER).text
    assert "Gazette of Freedonia" in evidence
    assert "characters 12 to 80" in evidence


def test_the_list_of_questions_is_data_too(http: httpx.Client, address: str) -> None:
    listed = http.get("/queries/").json()
    assert [question["name"] for question in listed] == list(QUESTIONS)
    lifted = next(question for question in listed if question["name"] == "lifted-designations")
    assert lifted["address"] == f"{address}/queries/lifted-designations"
    assert "authorityName" in lifted["columns"]
    assert [p["values"] for p in lifted["parameters"] if p["name"] == "category"] == [
        ["terrorist", "extremist", "sanctions"]
    ]
    assert http.get("/queries", headers=BROWSER).headers["content-type"].startswith("text/html")


def test_openapi_describes_each_question_with_its_parameters(http: httpx.Client) -> None:
    described = http.get("/openapi.json").json()
    assert described["openapi"] == "3.1.0"
    for question in QUESTIONS.values():
        ending = "json" if question.form == "SELECT" else "ttl"
        operation = described["paths"][f"/queries/{question.name}.{ending}"]["get"]
        named = [parameter["name"] for parameter in operation["parameters"] if "name" in parameter]
        assert named == [parameter.name for parameter in question.parameters]
        assert {"200", "400", "404", "503"} <= operation["responses"].keys()
    operations = [
        operation["operationId"] for path in described["paths"].values() for operation in path.values()
    ]
    assert len(operations) == len(set(operations))


def test_openapi_refers_only_to_what_it_holds(http: httpx.Client) -> None:
    described = http.get("/openapi.json").json()
    components = described["components"]

    def references(node: object) -> list[str]:
        if isinstance(node, dict):
            own = [node["$ref"]] if "$ref" in node else []
            return own + [found for value in node.values() for found in references(value)]
        return [found for value in node for found in references(value)] if isinstance(node, list) else []

    found = references(described)
    assert len(found) > 20
    for reference in found:
        _, kind, name = reference.removeprefix("#/").split("/")
        assert name in components[kind]


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_answers_are_as_openapi_says(http: httpx.Client, question: Question) -> None:
    if question.form != "SELECT":
        pytest.skip("a graph has no columns")
    described = describe(QUESTIONS, "http://127.0.0.1")
    operation = described["paths"][f"/queries/{question.name}.json"]["get"]
    schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
    rows = http.get(f"/queries/{question.name}.json", params=needed(question)).json()
    jsonschema.validate(rows, schema)


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_one_more_column_changes_no_other(question: Question) -> None:
    if question.form != "SELECT":
        pytest.skip("a graph has no columns")
    record = record_column(question.text)
    extended = with_record(question.text, record)
    assert [name for name in columns(extended) if name != record or name in columns(question.text)] == list(
        columns(question.text)
    )
    assert run(pyoxigraph.Store(), extended).variables


def test_a_query_without_a_record_has_no_evidence_column() -> None:
    assert record_column("SELECT ?s { ?s ?p ?o }") == ""
    assert record_column("SELECT (COUNT(?act) AS ?n) { ?act ?p ?o }") == ""
    grouped = "SELECT ?x (COUNT(*) AS ?n) { ?act ?p ?x } GROUP BY ?act ?x"
    assert with_record(grouped, record_column(grouped)).startswith("SELECT ?x (COUNT(*) AS ?n) ?act {")


def test_questions_of_ones_own_can_be_served(versions: Versions, tmp_path: Path) -> None:
    (tmp_path / "states.rq").write_text(
        "#+ summary: Every state.\n"
        "CONSTRUCT { ?s a ?kind } WHERE { VALUES ?kind { <https://w3id.org/detente/ns#State> } ?s a ?kind }\n"
    )
    (tmp_path / "any-state.rq").write_text(
        "#+ summary: Is there a state?\nASK { ?s a <https://w3id.org/detente/ns#State> }\n"
    )
    with (
        serving(versions, questions=catalogue(tmp_path)) as address,
        httpx.Client(base_url=address) as client,
    ):
        graph = client.get("/queries/states.ttl")
        triples = list(pyoxigraph.parse(graph.content, pyoxigraph.RdfFormat.TURTLE))
        assert len(triples) == 2
        assert "freedonia" in client.get("/queries/states", headers=BROWSER).text
        assert client.get("/queries/any-state.json").json()["boolean"] is True
        assert "true" in client.get("/queries/any-state", headers=BROWSER).text
        assert client.get("/", headers=BROWSER).status_code == 200  # without the question it features
