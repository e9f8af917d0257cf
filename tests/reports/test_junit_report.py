"""JUnit, read back with the library that others read it with."""

from __future__ import annotations

import junitparser
import pytest
from report_cases import CASES, Case, report

from loader.errors import Place, Problem
from loader.reports import Summary


def suites(text: str) -> dict[str, junitparser.TestSuite]:
    return {suite.name: suite for suite in junitparser.JUnitXml.fromstring(text.encode())}


def test_each_file_is_a_suite_and_each_violation_a_failure(mixed: Case) -> None:
    found = suites(mixed.written("junit"))
    assert {name: (suite.tests, suite.failures) for name, suite in found.items()} == {
        "facts/actors.jsonl": (2, 0),
        "facts/acts.jsonl": (2, 1),
        "facts/meetings.yaml": (1, 1),
    }
    [case] = [case for case in found["facts/acts.jsonl"] if case.is_failure]
    assert case.name == "line 3: There is no actor 'Fredonia'."
    assert case.result[0].type == "fact/unknown-actor"
    assert (
        case.result[0].text == "facts/acts.jsonl:3: There is no actor 'Fredonia'. Did you mean 'Freedonia'?"
    )


def test_a_file_without_problems_has_one_case_that_passes() -> None:
    for name, suite in suites(CASES["conforms"].written("junit")).items():
        [case] = suite
        assert (case.name, case.is_passed) == (f"{name} conforms", True)


@pytest.mark.parametrize(("name", "failures"), [("warnings", 0), ("fail-on-warning", 1)])
def test_a_warning_fails_only_where_that_was_asked_for(name: str, failures: int) -> None:
    [suite] = suites(CASES[name].written("junit")).values()
    assert suite.failures == failures
    passing = [case.system_out or "" for case in suite if case.is_passed]
    assert any("acts.csv:2: warning: No list is said" in output for output in passing) is (failures == 0)


def test_characters_that_xml_cannot_hold_do_not_break_it() -> None:
    problem = Problem(Place("a\x00.jsonl", 1), "bad \x00\x08\x1b\ufffe\ud800 <&>\n\t.", "fact/\x01")
    [(name, suite)] = suites(report("junit", [problem], Summary((), 0, 0))).items()
    [case] = suite
    assert name == "a\ufffd.jsonl"
    assert case.result[0].message == "bad \ufffd\ufffd\ufffd\ufffd\ufffd <&>\n\t."
