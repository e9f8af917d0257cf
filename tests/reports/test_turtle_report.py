"""The W3C's validation report, asked by SPARQL as a program would."""

from __future__ import annotations

import pyoxigraph
from report_cases import CASES, Case

QUESTION = """
PREFIX sh: <http://www.w3.org/ns/shacl#> PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX ptr: <http://www.w3.org/2009/pointers#>
SELECT ?file ?line ?severity ?message ?rule {
  ?report a sh:ValidationReport ; sh:result ?result .
  ?result a sh:ValidationResult ; sh:resultSeverity ?severity ; sh:resultMessage ?message ;
    sh:focusNode/prov:atLocation ?at ; sh:sourceShape|sh:sourceConstraintComponent ?rule .
  ?at ptr:reference ?file OPTIONAL { ?at ptr:lineNumber ?line }
} ORDER BY ?file ?line"""


def asked(case: Case, question: str) -> list[list[str | None]]:
    graph = pyoxigraph.Store()
    graph.load(case.written("turtle").encode(), format=pyoxigraph.RdfFormat.TURTLE)
    rows = graph.query(question)
    assert isinstance(rows, pyoxigraph.QuerySolutions)
    return [[None if value is None else value.value for value in row] for row in rows]


def test_each_problem_is_a_result_with_its_place_severity_message_and_rule(mixed: Case) -> None:
    rows = asked(mixed, QUESTION)
    assert [row[:2] for row in rows] == [
        ["facts/actors.jsonl", "2"],
        ["facts/acts.jsonl", "3"],
        ["facts/acts.jsonl", "12"],
        ["facts/meetings.yaml", "9"],
    ]
    assert rows[1][2:] == [
        "http://www.w3.org/ns/shacl#Violation",
        "There is no actor 'Fredonia'. Did you mean 'Freedonia'?",
        "https://w3id.org/detente/rule/fact/unknown-actor",
    ]
    assert rows[3][4] == "https://w3id.org/detente/shapes#MeetingParticipants"


def test_only_a_report_without_results_conforms() -> None:
    question = "SELECT ?conforms { ?report <http://www.w3.org/ns/shacl#conforms> ?conforms }"
    assert {name: asked(case, question) for name, case in CASES.items()} == {
        "conforms": [["true"]],
        "mixed": [["false"]],
        "warnings": [["false"]],
        "fail-on-warning": [["false"]],
        "awkward": [["false"]],
    }
