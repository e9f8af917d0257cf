"""What holds of all formats: they write what the cases say, and nothing breaks them."""

from __future__ import annotations

import io
import json

import junitparser
import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_cases import Case, report

from loader import __version__
from loader.errors import Place, Problem, Severity
from loader.reports import FORMATS, Summary, conforms, write

SUFFIXES = {"text": "txt", "json": "json", "sarif": "sarif", "junit": "xml", "github": "log", "turtle": "ttl"}
NOTHING = Summary((), 0, 0)

texts = st.text(st.characters(exclude_categories=()), max_size=30)
files = st.sampled_from(["a.jsonl", "b/ä b.yaml", "../c.csv", "/d.jsonl", "caf\udce9.jsonl", "e\n::f,g%.csv"])
places = st.builds(Place, files, st.integers(0, 99))
rules = st.sampled_from(["fact/syntax", "https://w3id.org/detente/shapes#S", "odd rule", "é\x00<"])
weights = st.sampled_from(Severity)
found = st.lists(
    st.builds(Problem, places, texts, rules, weights, texts, st.lists(places, max_size=2).map(tuple)),
    max_size=6,
)


@pytest.mark.parametrize("form", FORMATS)
def test_each_case_gives_the_report_that_stands_beside_it(case: Case, form: str) -> None:
    expected = (case.folder / f"report.{SUFFIXES[form]}").read_text(encoding="utf-8")
    assert case.written(form).replace(f'"version": "{__version__}"', '"version": "VERSION"') == expected


@pytest.mark.parametrize("form", FORMATS)
def test_the_order_in_which_problems_were_found_never_shows(mixed: Case, form: str) -> None:
    backwards = report(form, mixed.problems[::-1], mixed.summary, **mixed.options)
    assert backwards == mixed.written(form)


def test_an_unknown_format_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match=r"no report format 'xml'. Use one of text, json, sarif"):
        write("xml", [], NOTHING, io.StringIO())


@given(found)
def test_any_problems_make_text_of_one_line_each(problems: list[Problem]) -> None:
    for form in ("text", "github"):
        assert len(report(form, problems, NOTHING).split("\n")) == len(problems) + 2


@given(found)
def test_any_problems_make_json_that_counts_them(problems: list[Problem]) -> None:
    told = json.loads(report("json", problems, NOTHING))
    assert len(told["problems"]) == len(problems) == told["violations"] + told["warnings"] + told["notes"]
    assert told["conforms"] is conforms(problems)


@given(found)
def test_any_problems_make_sarif_whose_results_point_at_their_rules(problems: list[Problem]) -> None:
    [run] = json.loads(report("sarif", problems, NOTHING))["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert len(run["results"]) == len(problems)
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])
    fingerprints = [result["partialFingerprints"]["detenteProblem/v1"] for result in run["results"]]
    assert len(set(fingerprints)) == len(fingerprints)


@given(found, weights)
def test_any_problems_make_junit_that_fails_as_often_as_they_do(
    problems: list[Problem], least: Severity
) -> None:
    xml = junitparser.JUnitXml.fromstring(report("junit", problems, NOTHING, fail_on=least).encode())
    assert xml.failures == sum(not conforms([problem], least) for problem in problems)
    assert len(xml) == len({problem.place.file for problem in problems})


@given(found)
def test_any_problems_make_turtle_with_a_result_each(problems: list[Problem]) -> None:
    text = report("turtle", problems, NOTHING)
    graph = pyoxigraph.Store()
    graph.load(text.encode(), format=pyoxigraph.RdfFormat.TURTLE)
    sh_result = pyoxigraph.NamedNode("http://www.w3.org/ns/shacl#result")
    assert len(list(graph.quads_for_pattern(None, sh_result, None))) == len(problems)
