"""curl, as in the documentation."""

from __future__ import annotations

import csv
import io
import json

QUERY = "SELECT ?s { ?s a <https://w3id.org/detente/ns#Meeting> } ORDER BY ?s"


def test_a_query_in_the_address_in_a_form_and_in_the_body(curl, address):
    answers = [
        curl("--get", "--data-urlencode", f"query={QUERY}", f"{address}/sparql"),
        curl("--data-urlencode", f"query={QUERY}", f"{address}/sparql"),
        curl(
            "-H",
            "Content-Type: application/sparql-query",
            "--data-binary",
            "@-",
            f"{address}/sparql",
            body=QUERY.encode(),
        ),
    ]
    for status, headers, body in answers:
        assert status == 200
        assert headers["content-type"] == "application/sparql-results+json"
        assert len(json.loads(body)["results"]["bindings"]) == 8


def test_a_saved_question_by_its_ending(curl, address):
    status, headers, body = curl(f"{address}/queries/lifted-designations.csv?target=Taliban")
    rows = list(csv.DictReader(io.StringIO(body.decode())))
    assert (status, headers["content-type"]) == (200, "text/csv; charset=utf-8")
    assert [row["authorityName"] for row in rows] == ["Kazakhstan", "Kyrgyzstan"]


def test_a_thing_by_its_address(curl, address):
    status, _, body = curl("-H", "Accept: application/n-triples", f"{address}/id/actor/taliban")
    assert status == 200
    assert b'<http://www.w3.org/2000/01/rdf-schema#label> "Taliban" .' in body


def test_an_answer_that_is_known_is_not_sent_again(curl, address):
    _, headers, _ = curl(f"{address}/queries/meetings.json")
    status, _, body = curl("-H", f"If-None-Match: {headers['etag']}", f"{address}/queries/meetings.json")
    assert (status, body) == (304, b"")


def test_a_head_says_what_a_get_would(curl, address):
    status, headers, body = curl("--head", f"{address}/queries/meetings.json")
    assert (status, body) == (200, b"")
    assert headers["content-type"] == "application/json"


def test_a_refusal_is_a_status_and_a_sentence(curl, address):
    status, headers, body = curl("-X", "PUT", "--data-binary", "x", f"{address}/sparql")
    assert (status, headers["content-type"]) == (405, "application/problem+json")
    assert json.loads(body)["detail"] == "PUT is not for this address."
