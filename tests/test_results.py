"""Answers are written as people and programs want them, and read back as they were."""

import csv
import io
import json
import os
import pty
import subprocess
import sys
import xml.etree.ElementTree as ET

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st

from loader.errors import QueryError
from loader.results import FORMATS, formats_of, run, write
from loader.results.columns import width_of, widths, wrapped
from loader.vocabulary import BASE, CODE, XSD

EMPTY = ox.Store()
PLAIN_CHARACTERS = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")
TEXTS = st.text(st.one_of(PLAIN_CHARACTERS, st.sampled_from('\t\n",<>&|\\')))
TERMS = st.one_of(
    st.none(),
    TEXTS.map(ox.Literal),
    TEXTS.map(lambda text: ox.Literal(text, language="en")),
    st.integers(-(10**12), 10**12).map(ox.Literal),
    st.booleans().map(ox.Literal),
    st.floats(allow_nan=False, allow_infinity=False).map(ox.Literal),
    st.sampled_from(["http://example.org/a", "urn:x:é"]).map(ox.NamedNode),
)
ROWS = st.lists(st.tuples(TERMS, TERMS), max_size=5)


def answer_of(rows, graph=EMPTY):
    spelled = " ".join(f"({' '.join('UNDEF' if t is None else str(t) for t in row)})" for row in rows)
    return run(graph, f"SELECT ?a ?b {{ VALUES (?a ?b) {{ {spelled} }} }}")


def written(answer, name, **options):
    out = io.BytesIO()
    write(answer, name, out, **options)
    return out.getvalue().decode()


def plain(term):
    if (
        term is None
        or isinstance(term, ox.NamedNode)
        or term.language
        or term.datatype.value == XSD + "string"
    ):
        return term and term.value
    reads = {XSD + "boolean": lambda text: text == "true", XSD + "integer": int}
    return reads.get(term.datatype.value, float)(term.value)


@given(ROWS)
def test_json_is_one_object_a_row_with_plain_values(rows):
    found = json.loads(written(answer_of(rows), "json"))
    assert found == [{"a": plain(a), "b": plain(b)} for a, b in rows]


def test_json_leaves_what_it_has_no_number_for_a_text():
    text = "SELECT (1/3 AS ?d) ('NaN'^^xsd:double AS ?n) ('x'^^xsd:integer AS ?x) (1e400 AS ?i) {}"
    (row,) = json.loads(written(run(EMPTY, f"PREFIX xsd: <{XSD}> {text}"), "json"))
    assert row == {"d": pytest.approx(1 / 3), "n": "NaN", "x": "x", "i": "INF"}


def test_no_rows_are_an_empty_array():
    assert written(answer_of([]), "json") == "[]\n"


@given(ROWS)
def test_csv_reads_back(rows):
    found = list(csv.reader(io.StringIO(written(answer_of(rows), "csv"), newline="")))
    assert found == [["a", "b"], *([("" if t is None else t.value) for t in row] for row in rows)]


@given(ROWS)
def test_tsv_and_the_standard_json_read_back_as_the_same_terms(rows):
    for name, syntax in (("tsv", ox.QueryResultsFormat.TSV), ("sparql-json", ox.QueryResultsFormat.JSON)):
        found = ox.parse_query_results(written(answer_of(rows), name).encode(), format=syntax)
        assert [(row["a"], row["b"]) for row in found] == rows


@given(ROWS)
def test_xml_reads_back(rows):
    space = "{http://www.w3.org/2005/sparql-results#}"
    results = ET.fromstring(written(answer_of(rows), "xml")).iter(f"{space}result")
    found = [{binding.get("name"): binding[0].text or "" for binding in result} for result in results]
    assert found == [{name: t.value for name, t in zip("ab", row, strict=True) if t} for row in rows]


@pytest.mark.parametrize("character", ["\x00", "\x01", "\x0b", "\x1f", "\ufffe", "\uffff"])
def test_what_xml_cannot_hold_is_refused_before_anything_is_written(character):
    out = io.BytesIO()
    with pytest.raises(QueryError, match="control character, which XML cannot; give json or csv"):
        write(answer_of([(ox.Literal(f"a{character}"), None)]), "xml", out)
    assert out.getvalue() == b""


def test_what_xml_can_hold_is_not_refused():
    ET.fromstring(written(answer_of([(ox.Literal("a\tb\nc\x7f\x85\ufffd"), None)]), "xml"))


@pytest.mark.parametrize("name", ["table", "json", "csv", "tsv"])
def test_a_yes_or_no_is_true_or_false(name):
    assert written(run(EMPTY, "ASK {}"), name).strip() == "true"
    assert written(run(EMPTY, "ASK { ?s ?p ?o }"), name).strip() == "false"


def test_a_yes_or_no_in_the_standard_formats():
    assert json.loads(written(run(EMPTY, "ASK {}"), "sparql-json"))["boolean"] is True
    assert "<boolean>true</boolean>" in written(run(EMPTY, "ASK {}"), "xml")


CONSTRUCT = 'CONSTRUCT { <urn:a> <urn:p> ?x } { VALUES ?x { 2 1 "é"@fr <urn:b> } }'


@pytest.mark.parametrize(
    ("name", "parser"), [("turtle", "turtle"), ("ntriples", "nt"), ("jsonld", "json-ld")]
)
def test_a_graph_reads_back_with_another_library(name, parser):
    found = rdflib.Graph().parse(data=written(run(EMPTY, CONSTRUCT), name), format=parser)
    assert {str(o) for o in found.objects(rdflib.URIRef("urn:a"), rdflib.URIRef("urn:p"))} == {
        "1",
        "2",
        "é",
        "urn:b",
    }


def test_a_graph_is_written_in_the_same_order_however_it_was_found():
    turned = CONSTRUCT.replace('2 1 "é"@fr', '"é"@fr 1 2')
    assert written(run(EMPTY, CONSTRUCT), "turtle") == written(run(EMPTY, turned), "turtle")


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("SELECT * {}", "rows"),
        ("ASK {}", "a yes or no"),
        (CONSTRUCT, "a graph"),
        ("DESCRIBE <urn:a>", "a graph"),
    ],
)
def test_a_format_that_does_not_fit_is_refused_with_those_that_do(text, what):
    answer = run(EMPTY, text)
    fitting = formats_of(text.split()[0])
    assert set(fitting) < set(FORMATS)
    for name in {*FORMATS, "yaml"} - set(fitting):
        with pytest.raises(
            QueryError, match=f"The answer is {what}, which cannot be written as {name}; give "
        ):
            write(answer, name, io.BytesIO())
    for name in fitting:
        written(run(EMPTY, text), name)


BAD = {
    "SELECT ?x {\n ?x ?y ?z \n} LIMITS 3": "Line 3, column 9: this is not SPARQL before '3'",
    "SELECT ?x { ?x ?y ?z": "Line 1, column 21: this is not SPARQL at the end of the line.",
    "SELECT ?x {\n ?x foaf:name ?z }": "Line 2: the prefix 'foaf:' is not declared.",
    "SELECT ?x { ?x <name> ?z }": "is not a whole one",
    "SELECT (?a AS ?b) { ?b ?c ?d }": "Line 1, column 31: The SELECT overrides an existing variable",
    "SELECT ?x (COUNT(*) AS ?n) { ?x ?p ?y }": "The SELECT contains a variable that is unbound",
    "INSERT DATA { <urn:a> <urn:a> <urn:a> }": "This is no SPARQL query: there is no SELECT",
    "": "This is no SPARQL query",
    "hello": "This is no SPARQL query",
}


@pytest.mark.parametrize("text", BAD)
def test_what_is_not_sparql_is_one_short_line_that_says_where(text):
    with pytest.raises(QueryError) as raised:
        run(EMPTY, text)
    said = str(raised.value)
    assert BAD[text] in said
    assert "\n" not in said
    assert len(said) < 160


@given(st.text(alphabet="SELECTASK*{}?ab:<>\"'#.\n ()", max_size=40))
def test_any_text_is_answered_or_refused_in_one_line(text):
    try:
        run(EMPTY, f"SELECT * {text}")
    except QueryError as error:
        assert len(str(error).splitlines()) == 1


# -- tables ------------------------------------------------------------------------------------------------


def table(text, columns=100, **options):
    before = os.environ.get("COLUMNS")
    os.environ["COLUMNS"] = str(columns)
    try:
        return written(run(EMPTY, text), "table", **options)
    finally:
        os.environ.pop("COLUMNS") if before is None else os.environ.update(COLUMNS=before)


LIFTED = f"""SELECT ?authority ?authorityName ?date ?dateRole ?earliest ?latest ?list ?sources ?disputed {{
  VALUES (?authority ?authorityName ?date ?dateRole ?earliest ?sources ?disputed) {{
    (<{BASE}actor/freedonia> "Freedonia" "2010-01-01/2012-01-01" <{CODE}date-role/event> "2010-01-01" 12 true)
    (<{BASE}actor/sylvania> "Sylvania" "2003" UNDEF "2003-01-01" 1 false)
  }}
}}"""


def test_a_table_shows_names_and_dates_and_says_what_it_leaves_out():
    assert table(LIFTED).splitlines() == [
        "Authority  Date                   Date role  Sources  Disputed",
        "──────────────────────────────────────────────────────────────",
        "Freedonia  2010-01-01/2012-01-01  event           12  yes",
        "Sylvania   2003                                    1  no",
        "2 rows; --wide shows authority, earliest too",
    ]


def test_a_wide_table_shows_all_columns():
    lines = table(LIFTED, wide=True, columns=200).splitlines()
    assert lines[0].split("  ")[0] == "Authority"
    for heading in ("Authority name", "Date role", "Earliest", "Latest", "List", "Sources", "Disputed"):
        assert heading in lines[0]
    assert lines[2].startswith("actor/freedonia  Freedonia")
    assert lines[-1] == "2 rows"


def test_a_table_breaks_intervals_and_words_where_it_is_narrow():
    assert table(LIFTED, columns=52).splitlines()[:4] == [
        "Authority  Date         Date role  Sources  Disputed",
        "────────────────────────────────────────────────────",
        "Freedonia  2010-01-01/  event           12  yes",
        "           2012-01-01",
    ]


def test_what_no_table_can_hold_is_written_in_blocks():
    lines = table(LIFTED, columns=32).splitlines()
    assert lines[:5] == [
        "Authority  Freedonia",
        "Date       2010-01-01/2012-01-01",
        "Date role  event",
        "Sources    12",
        "Disputed   yes",
    ]
    assert lines[5] == ""


CELLS = st.text(st.sampled_from("ab c/:平"), max_size=30).map(lambda text: " ".join(text.split()))


@given(
    st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1),
    st.integers(1, 90),
)
def test_no_line_is_wider_than_the_terminal(cells, room):
    columns = list(zip(*cells, strict=True))
    for gap in (2, 1):
        found = widths(columns, room, gap)
        if found:
            assert sum(found) + gap * 2 <= room
            for column, width in zip(columns, found, strict=True):
                assert width <= max(map(width_of, column))
                for cell in column:
                    lines = wrapped(cell, width)
                    assert max(map(width_of, lines)) <= width
                    assert "".join("".join(lines).split()) == "".join(cell.split())


def test_an_empty_answer_says_so_in_words():
    assert table("SELECT ?a { ?a ?b ?c }") == "Nothing that the store holds answers this.\n"


def test_rows_in_which_nothing_stands_are_counted():
    assert table("SELECT ?a { VALUES ?b { 1 2 } }").splitlines()[-1] == "2 rows"
    assert table("SELECT * {}").splitlines()[-1] == "1 row"


def test_one_row_is_one_row():
    assert table("SELECT ('x' AS ?aB) {}").splitlines() == ["A b", "───", "x", "1 row"]


def test_a_table_lets_nothing_reach_the_terminal_but_text():
    hostile = "a\\u001B[31mred\\u0007\\u202Ex\\n\\tb\\u009Bc"
    shown = table(f'SELECT ("{hostile}" AS ?a) {{}}')
    assert "a�[31mred��x b�c" in shown
    assert not {"\x1b", "\x07", "\u202e", "\x9b"} & set(shown)


def test_what_joins_letters_stays():
    assert "می\u200cخواهم" in table("SELECT ('می\u200cخواهم' AS ?a) {}")


def test_wide_characters_are_counted_as_wide():
    lines = table("SELECT ('平和' AS ?a) ('x' AS ?b) {}").splitlines()
    assert lines[0] == "A     B"
    assert lines[2] == "平和  x"


def test_markup_is_text():
    assert "[bold]x[/bold]" in table("SELECT ('[bold]x[/bold]' AS ?a) {}")


PROGRAM = """
import sys, pyoxigraph
from loader.results import run, write
write(run(pyoxigraph.Store(), "SELECT ('x' AS ?some) ('y' AS ?other) {}"), "table", sys.stdout.buffer)
"""


def on_a_terminal(**environment):
    leader, follower = pty.openpty()
    try:
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM],
            stdout=follower,
            env=os.environ | {"TERM": "xterm-256color", "COLUMNS": "80"} | environment,
            check=True,
        )
        assert done.returncode == 0
        return os.read(leader, 4096).decode()
    finally:
        os.close(leader)
        os.close(follower)


def test_a_terminal_gets_styles_and_whoever_wants_none_gets_none():
    assert "\x1b[1m" in on_a_terminal()
    assert "\x1b" not in on_a_terminal(NO_COLOR="1")


def test_a_pipe_gets_no_styles():
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, check=True)
    assert b"\x1b" not in done.stdout
    assert done.stdout.startswith(b"Some  Other\n")
