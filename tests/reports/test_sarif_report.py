"""SARIF, as code hosts take it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from report_cases import Case, report

from loader.errors import Place, Problem, Severity
from loader.reports import Summary, sarif

SUMMARY = Summary(("a.jsonl",), 3, 2)


def run_of(*problems: Problem) -> dict[str, Any]:
    run: dict[str, Any] = json.loads(report("sarif", list(problems), SUMMARY))["runs"][0]
    return run


def fingerprints(*problems: Problem) -> list[str]:
    return [result["partialFingerprints"]["detenteProblem/v1"] for result in run_of(*problems)["results"]]


def at(line: int, message: str = "It is wrong.", file: str = "a.jsonl") -> Problem:
    return Problem(Place(file, line), message, "fact/wrong")


def test_each_case_validates_against_the_schema(
    case: Case, sarif_schema: jsonschema.protocols.Validator
) -> None:
    document = json.loads(case.written("sarif"))
    sarif_schema.validate(document)
    del document["runs"][0]["tool"]["driver"]["name"]
    with pytest.raises(jsonschema.ValidationError, match="'name' is a required property"):
        sarif_schema.validate(document)


def test_a_result_points_at_the_line_and_its_file_below_the_working_directory(tmp_path: Path) -> None:
    for file in ("facts/a.jsonl", "./facts/a.jsonl", str(Path.cwd() / "facts" / "a.jsonl")):
        [result] = run_of(at(7, file=file))["results"]
        assert result["locations"] == [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "facts/a.jsonl", "uriBaseId": "%SRCROOT%"},
                    "region": {"startLine": 7},
                }
            }
        ]
    [elsewhere] = run_of(at(7, file=str(tmp_path / "a b.jsonl")))["results"]
    location = elsewhere["locations"][0]["physicalLocation"]["artifactLocation"]
    assert location == {"uri": (tmp_path / "a b.jsonl").as_uri()}


def test_a_problem_of_the_whole_file_shows_on_its_first_line() -> None:
    [result] = run_of(at(0))["results"]
    assert result["locations"][0]["physicalLocation"]["region"] == {"startLine": 1}


def test_a_fingerprint_outlives_lines_put_in_above() -> None:
    before = fingerprints(at(3, "See a.jsonl:1 and line 2."), at(9, "Other."))
    after = fingerprints(at(13, "See a.jsonl:11 and line 12."), at(19, "Other."))
    assert before == after


def test_a_fingerprint_tells_like_problems_apart() -> None:
    first, second = fingerprints(at(3), at(9))
    assert first.split(":")[0] == second.split(":")[0]
    assert [first[-2:], second[-2:]] == [":1", ":2"]
    assert fingerprints(at(3, "Other."))[0] not in (first, second)
    assert fingerprints(at(3, file="b.jsonl"))[0] not in (first, second)


def test_a_run_keeps_the_weightiest_results_and_says_how_many_it_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sarif, "MOST_RESULTS", 2)
    warning = Problem(Place("a.jsonl", 1), "Odd.", "fact/odd", Severity.WARNING)
    run = run_of(warning, at(2), warning, at(4))
    assert [result["level"] for result in run["results"]] == ["error", "error"]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["fact/wrong"]
    [note] = run["invocations"][0]["toolExecutionNotifications"]
    assert note["message"]["text"] == "2 results left out: a run holds 2 at most."


def test_no_run_holds_more_than_code_hosts_take() -> None:
    assert sarif.MOST_RESULTS == 25_000
