"""The head of a saved question: a small subset of YAML, and what it may declare."""

import datetime as dt
import io
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from loader.errors import InputError, QueryError, UnknownNameError
from loader.queries import bind, catalogue, find, read
from loader.queries.head import HeadError, Node, head_lines, parse
from loader.queries.scan import slots
from loader.resources import folder

BODY = "SELECT ?s WHERE { VALUES ?who { UNDEF } ?s ?p ?who }\n"
WHO = "#+ summary: Who?\n#+ parameters:\n#+   who:\n#+     type: text\n"


def as_yaml_reads_it(text: str) -> object:
    return YAML(typ="base", pure=True).load(io.StringIO(text))


def bare(value: object) -> object:
    """The values of a head without their lines; a block's last line break is of no account."""
    if isinstance(value, Node):
        return bare(value.value)
    if isinstance(value, dict):
        return {key: bare(node) for key, node in value.items()}
    return list(value) if isinstance(value, tuple) else str(value).strip("\n")


def without_last_breaks(value: object) -> object:
    if isinstance(value, dict):
        return {key: without_last_breaks(held) for key, held in value.items()}
    return value.strip("\n") if isinstance(value, str) else value


@pytest.mark.parametrize("path", sorted(folder("queries").glob("*.rq")), ids=lambda p: p.stem)
def test_a_saved_head_means_the_same_to_a_yaml_reader(path):
    lines = head_lines(path.read_text(encoding="utf-8"))
    assert bare(parse(lines)) == without_last_breaks(as_yaml_reads_it("\n".join(line for _, line in lines)))


SCALARS = r"""
a | a b | a: b | a #b | a#b | a: | :a | - a | -a | - | [a, b] | [a, [b]] | [] | [a,b | [a b, 'c'] | 'it''s'
[a: b] | {a: b} | "a" | "a | "a\n\u00e9" | "\q" | 'it's' | 'a' b | > | >- | >+ | |- | &a b | *a | !a b | %a
@a | `a | ?a | ? a | true | null | ~ | 1.5 | 2003-01-01 | é | "a" # b | [a, b] c | [-, a] | [a,, b] | [a, ]
[a#b, c] | [a #b, c] | ['a', "b"] | [a:b, c] | [?a] | [? a] | [- a] | =a | << | ["x, y", z]
"""
VALUES = st.sampled_from(
    [*SCALARS.strip().replace("\n", " | ").split(" | "), "|", "a\tb", "a  b", "a ", "\ta"]
)
LINES = st.lists(
    st.one_of(
        st.builds(
            lambda depth, key, value: f"{'  ' * depth}{key}:{' ' if value else ''}{value}",
            st.integers(0, 2),
            st.sampled_from(["a", "b", "c", "d-e", "f_1"]),
            st.one_of(st.just(""), VALUES),
        ),
        st.builds(lambda depth, value: "  " * depth + value, st.integers(0, 3), VALUES),
        st.just(""),
    ),
    min_size=1,
    max_size=7,
)


@given(LINES)
@example(["a: >", "  b", "", "", "  c", "d: e"])
@example(["a: |", "  b", "    c", "", "  d"])
@example(["a:", "  b: c", " d: e"])
def test_whatever_head_is_read_means_the_same_to_a_yaml_reader(lines):
    try:
        found = bare(parse(list(enumerate(lines, start=1))))
    except HeadError as error:
        assert 1 <= error.line <= len(lines)
        return
    try:
        expected = as_yaml_reads_it("\n".join(lines) + "\n")
    except YAMLError as error:
        raise AssertionError(f"YAML refuses it: {error}") from None
    assert found == (without_last_breaks(expected) or {})


BAD = {
    "an unknown key": (f"#+ sumary: Who?\n{WHO}{BODY}", 1, "'sumary' is no key of a head"),
    "a key twice": (f"{WHO}#+ summary: Whom?\n{BODY}", 5, "'summary' is said twice"),
    "a tab": (f"#+ summary: Who?\n#+\ttags: [a]\n{BODY}", 2, "begins with '#+ '"),
    "a second head": (f"{WHO}\n#+ tags: [a]\n{BODY}", 6, "in one piece"),
    "a head below the query": (f"{BODY}{WHO}", 2, "at the top"),
    "no value": (f"#+ summary:\n#+ tags: [a]\n{BODY}", 1, "'summary' has no value"),
    "a list that goes on": (f"#+ tags: [a,\n#+   b]\n{BODY}", 1, "on the same line"),
    "tags that are no list": (f"#+ tags: a\n{BODY}", 1, "'tags' is a list"),
    "a summary that is a list": (f"#+ summary: [a]\n{BODY}", 1, "'summary' is one text"),
    "an indented key": (f"#+ summary: a\n#+  tags: [a]\n{BODY}", 2, "needs 0"),
    "parameters that are no mapping": (f"#+ parameters: who\n{BODY}", 1, "a mapping"),
    "a parameter that is a text": (f"#+ parameters:\n#+   who: text\n{BODY}", 2, "'who' needs a type"),
    "a parameter without type": (
        f"#+ parameters:\n#+   who:\n#+     required: true\n{BODY}",
        2,
        "has no type",
    ),
    "an unknown key of a parameter": (
        f"{WHO}#+     defualt: x\n{BODY}",
        5,
        "'defualt' is no key of a parameter",
    ),
    "an unknown type": (WHO.replace("text", "string") + BODY, 4, "'type' is one of actor, record, date"),
    "a truth value that is none": (f"{WHO}#+     required: yes\n{BODY}", 5, "one of true, false"),
    "values that are no list": (f"{WHO}#+     values: a\n{BODY}", 5, "'values' is a list"),
    "a scheme of a text": (f"{WHO}#+     scheme: category\n{BODY}", 5, "'scheme' is for a code"),
    "a bound of a text": (f"{WHO}#+     bound: latest\n{BODY}", 5, "'bound' is for a date"),
    "an unknown bound": (
        WHO.replace("text", "date") + f"#+     bound: end\n{BODY}",
        5,
        "one of day, earliest",
    ),
    "a code without values": (
        WHO.replace("text", "code") + f"#+     scheme: category\n{BODY}",
        3,
        "its values",
    ),
    "a default outside the values": (
        f"{WHO}#+     values: [a, b]\n#+     default: c\n{BODY}",
        6,
        "none of its values",
    ),
    "a default of what is required": (
        f"{WHO}#+     required: true\n#+     default: c\n{BODY}",
        6,
        "no default",
    ),
    "a default that is no date": (
        WHO.replace("text", "date") + f"#+     default: soon\n{BODY}",
        5,
        "is no date",
    ),
    "a default that is no integer": (
        WHO.replace("text", "integer") + f"#+     default: x\n{BODY}",
        5,
        "no integer",
    ),
    "declared without a slot": (f"{WHO}ASK {{ ?s ?p ?who }}\n", 3, "'who' is declared, but the query has no"),
    "a slot that is not declared": (f"#+ summary: Who?\n{BODY}", 2, "is not declared in the head"),
    "a slot in a comment only": (
        f"{WHO}ASK {{ ?s ?p ?who }} # VALUES ?who {{ UNDEF }}\n",
        3,
        "has no 'VALUES",
    ),
    "a slot in a text only": (f"{WHO}ASK {{ ?s ?p 'VALUES ?who {{ UNDEF }}' }}\n", 3, "has no 'VALUES"),
    "an update": ("DELETE WHERE { ?s ?p ?o }\n", 1, "no SPARQL query"),
    "nothing": ("", 1, "no SPARQL query"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_wrong_head_is_refused_by_file_and_line(case, tmp_path):
    text, line, message = BAD[case]
    path = tmp_path / "asked.rq"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(QueryError) as raised:
        read(path)
    assert str(raised.value).startswith(f"{path}:{line}: ")
    assert message in str(raised.value)
    assert "\n" not in str(raised.value)


def test_what_a_refusal_quotes_of_a_head_is_short():
    with pytest.raises(HeadError) as caught:
        parse([(1, "summary: " + "a: " * 5000)])
    assert len(str(caught.value)) < 320


def test_a_query_of_ones_own_needs_no_head(tmp_path):
    path = tmp_path / "mine.rq"
    path.write_bytes(b"\xef\xbb\xbf# mine\r\nASK { ?s ?p ?o }\r\n")
    question = read(path)
    assert (question.name, question.form, question.parameters) == ("mine", "ASK", ())
    assert bind(question, {}, ox.Store(), dt.date(2025, 1, 1), "http://example.org/") == question.text


def test_a_saved_question_needs_a_summary(tmp_path):
    (tmp_path / "a.rq").write_text("ASK { ?s ?p ?o }")
    with pytest.raises(QueryError, match=r"a\.rq:1: A saved query has a head with a summary"):
        catalogue(tmp_path)


def test_a_folder_without_questions_is_no_catalogue(tmp_path):
    with pytest.raises(InputError, match="holds no saved queries"):
        catalogue(tmp_path)


def test_one_question_is_found_whatever_another_file_holds(tmp_path):
    (tmp_path / "good.rq").write_text(WHO + BODY)
    (tmp_path / "bad.rq").write_text("#+ nonsense\n")
    assert find("good", tmp_path).summary == "Who?"
    with pytest.raises(QueryError, match=r"bad\.rq:1: "):
        catalogue(tmp_path)


def test_an_unknown_question_is_refused_with_the_one_that_was_meant():
    with pytest.raises(UnknownNameError, match="Did you mean 'lifted-designations'"):
        find("lifted-designation")
    with pytest.raises(UnknownNameError, match="There are: agreements, "):
        find("zzz")
    with pytest.raises(UnknownNameError):
        find("../queries/agreements")


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda path: None, "cannot be read: No such file"),
        (lambda path: path.mkdir(), "is a folder"),
        (lambda path: path.write_bytes(b"SELECT \xff"), "is not UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_clear_line(make, message, tmp_path: Path):
    path = tmp_path / "mine.rq"
    make(path)
    with pytest.raises(InputError) as raised:
        read(path)
    assert message in str(raised.value)
    assert str(path) in str(raised.value)


def test_slots_are_found_with_their_lines():
    text = (
        "SELECT * {\n values ?a {undef}\n?x <#VALUES?b{UNDEF}> 1.\n VALUES ?b { 1 }\nVALUES $c { UNDEF }\n}"
    )
    assert [(slot.name, slot.line, text[slot.start : slot.end]) for slot in slots(text)] == [
        ("a", 2, "undef"),
        ("c", 5, "UNDEF"),
    ]
