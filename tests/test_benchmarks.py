"""The benchmarks' mix of facts, and how their results are written."""

import io
import json
import re
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.figure import figure
from benchmarks.measure import FailedError, NotFinishedError, run
from benchmarks.mix import facts, write
from benchmarks.mix.breakage import BREAKAGES, INFOS
from benchmarks.page import BEGIN, END, between, table
from benchmarks.row import Goal, Row
from benchmarks.rows import MEASURES
from loader.errors import Severity
from loader.intake import take_in
from loader.verdict import validate
from loader.vocabulary import BASE

ROOT = Path(__file__).parent.parent
SHAPE = "https://w3id.org/detente/shape#"
FEW = 500


def written(**options):
    out = io.BytesIO()
    reformatted = options.pop("reformatted", False)
    write(out, facts(FEW, **options), reformatted=reformatted)
    return out.getvalue()


@pytest.fixture
def file(tmp_path):
    def put(text):
        path = tmp_path / "mix.jsonl"
        path.write_bytes(text)
        return path

    return put


def test_a_seed_gives_the_same_facts_and_another_seed_others():
    assert written(seed=1) == written(seed=1)
    assert written(seed=1) != written(seed=2)


def test_there_are_as_many_facts_as_were_asked_for_and_few_are_the_first_of_many():
    many = written(seed=1).splitlines()
    assert len(many) == FEW
    out = io.BytesIO()
    write(out, facts(123))
    assert out.getvalue().splitlines() == many[:123]
    out = io.BytesIO()
    write(out, facts(23, skip=100))
    assert out.getvalue().splitlines() == many[100:123]


def test_the_mix_decodes_resolves_and_conforms(file):
    judged = validate([file(written())], None, BASE)
    assert judged.problems == []
    assert judged.facts == judged.claims == FEW  # no two facts are the same


def test_the_mix_has_all_kinds_of_facts_in_its_proportions():
    kinds = Counter(fact["type"] for fact in facts(10_000))
    assert 0.44 < kinds["actor"] / 10_000 < 0.46
    assert 0.39 < kinds["designation"] / 10_000 < 0.41
    assert set(kinds) == {
        "actor",
        "source",
        "designation",
        "recognition",
        "meeting",
        "agreement",
        "membership",
        "post",
        "statement",
    }


def test_facts_written_otherwise_are_the_same_claims(file):
    plain = take_in([file(written())])
    text = written(reformatted=True)
    lines = sorted(json.dumps(json.loads(line), sort_keys=True) for line in text.splitlines())
    assert lines == sorted(json.dumps(fact, sort_keys=True) for fact in facts(FEW))
    assert text.splitlines() != written().splitlines()
    assert take_in([file(text)]).items().keys() == plain.items().keys()


def test_broken_facts_break_each_rule_in_turn_and_no_other(file):
    share = 0.08  # each of the ways once, and some twice
    judged = validate([file(written(broken=share))], None, BASE)
    assert judged.facts == FEW
    problems = judged.problems
    found = Counter(problem.rule.removeprefix(SHAPE).partition("-")[0] for problem in problems)
    assert set(found) == {rule.partition("-")[0] for rule in BREAKAGES}
    assert len(BREAKAGES) <= len(problems) <= FEW * share
    remarks = {p.rule.removeprefix(SHAPE) for p in problems if p.severity is Severity.INFO}
    assert {rule.partition("-")[0] for rule in remarks} == {rule.partition("-")[0] for rule in INFOS}


def test_every_way_to_break_a_fact_is_named_after_a_rule():
    rules = set()
    for shapes in (ROOT / "shapes").glob("*.ttl"):
        rules |= set(re.findall(r"^shape:(\S+)", shapes.read_text(encoding="utf-8"), re.MULTILINE))
    assert BREAKAGES.keys() <= rules


def test_more_than_a_tenth_is_not_broken_for_the_rest_refers_to_it():
    with pytest.raises(ValueError, match=r"from 0 to 0\.1"):
        facts(10, broken=0.2)


def test_a_row_says_whether_its_goal_is_met_missed_or_not_known():
    rows = [
        Row("load", 10_000, "2 s", "3 s, native", 1.5, Goal(0.65)),
        Row("memory", 10_000, "2 MB", "3 MB", 0.667, Goal(0.4, "most")),
        Row("gate", 1_000_000, goal=Goal(50), note="not finished in 120 s"),
        Row("disk", 200, "1 MB"),
    ]
    assert [row.met for row in rows] == [True, False, None, None]
    text = table(rows, ["a machine."], "make bench")
    assert "| load | 10k | 2 s | 3 s, native | 1.5× | ≥ 0.65× | met |  |" in text
    assert "| memory | 10k | 2 MB | 3 MB | 0.67× | ≤ 0.4× | **missed** |  |" in text
    assert "| gate | 1M |  |  |  | ≥ 50× | **not measured** | not finished in 120 s |" in text
    assert "| disk | 200 | 1 MB |  |  |  |  |  |" in text


def test_the_table_replaces_what_was_between_the_markers_and_nothing_else():
    page = f"before\n{BEGIN}\nold\n{END}\nafter\n"
    once = between(page, "new\n")
    assert once == f"before\n{BEGIN}\nnew\n{END}\nafter\n"
    assert between(once, "new") == once
    with pytest.raises(ValueError, match="has no"):
        between("no markers", "new")
    between((ROOT / "docs" / "performance.md").read_text(encoding="utf-8"), "")


def test_the_figure_has_a_panel_for_each_curve_of_several_points():
    drawn = figure(
        {
            "load (s)": {"Détente": {1000: 1.0, 10_000: 9.5}, "native": {1000: 1.5, 10_000: 12.0}},
            "disk (MB)": {"Détente": {1000: 2.0, 10_000: 2.0}},
            "once": {"Détente": {1000: 2.0}},
        }
    )
    assert drawn.count("<g ") == 2
    assert drawn.count("<polyline") == 3
    assert "load (s)" in drawn
    assert "nan" not in drawn


def test_what_takes_too_long_is_ended_and_what_fails_says_why():
    with pytest.raises(NotFinishedError, match="not finished in 0 s"):
        run(["sleep", "60"], 0.2)
    with pytest.raises(FailedError, match="nowhere"):
        run(["ls", "/nowhere"], 30)
    took = run(["python3", "-c", "x = bytearray(60_000_000); sum(range(10**7))"], 30)
    assert took.peak > 60_000_000
    assert 0 < took.cpu <= took.seconds * 4


def test_every_module_of_rows_is_measured():
    modules = {path.stem for path in (ROOT / "benchmarks" / "rows").glob("[a-z]*.py")}
    assert {measure.__module__.rpartition(".")[2] for measure in MEASURES.values()} == modules
    assert modules
