"""What is asked becomes a term in a slot, and nothing else."""

import datetime as dt
import unicodedata
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import example, given, settings
from hypothesis import strategies as st

from loader.errors import QueryError, UnknownNameError
from loader.queries import NameGivenError, Parameter, Question, bind, filled, terms
from loader.queries.scan import slots
from loader.vocabulary import BASE, DET, RDFS, SKOS, XSD, key

TODAY = dt.date(2025, 3, 9)
TEXT = """# VALUES ?who { UNDEF }
SELECT ?who ?when WHERE {
  VALUES ?who { UNDEF }
  VALUES ?when { UNDEF }
  FILTER(BOUND(?who) || "VALUES ?who { UNDEF }" = "")
  { SELECT ?again WHERE { VALUES ?who { UNDEF } BIND(?who AS ?again) } }
}
"""


def question(*parameters: Parameter, text: str = TEXT) -> Question:
    return Question("asked", "Who?", "", (), parameters, text, "SELECT", Path("asked.rq"))


WHO = Parameter("who", "text", description="Say who.")
ANYTHING = st.one_of(
    st.text(),
    st.text(alphabet="\"'\\{}<>?#.\nu0022 aVALUES"),
    st.sampled_from(["http://example.org/", "urn:x:"]).flatmap(lambda p: st.text().map(lambda t: p + t)),
)


def graph_with(*names: tuple[str, str, str, str | None]) -> ox.Store:
    """A graph of actors: id, label or altLabel, name, language."""
    store = ox.Store()
    for identifier, how, name, language in names:
        predicate = ox.NamedNode((RDFS if how == "label" else SKOS) + how)
        subject = ox.NamedNode(f"{BASE}actor/{key(identifier)}")
        store.add(ox.Quad(subject, predicate, ox.Literal(name, language=language)))
    return store


EMPTY = ox.Store()
ACTORS = graph_with(
    ("freedonia", "label", "Freedonia", None),
    ("freedonia", "altLabel", "Fredonie", "fr"),
    ("freedonia", "altLabel", "Königreich", "de"),
    ("sylvania", "label", "Sylvania", None),
    ("sylvania", "altLabel", "Königreich", None),
    ("group a: 1", "label", "Group A", None),
    ("Sylvania", "label", "The town of Sylvania", None),
)
ACTORS.add(ox.Quad(ox.NamedNode(BASE + "meeting/m"), ox.NamedNode(RDFS + "label"), ox.Literal("Talks")))


def asked(parameter: Parameter, value: str, graph: ox.Store = EMPTY) -> str:
    return bind(question(parameter), {parameter.name: value}, graph, TODAY, BASE)


@given(ANYTHING)
@example('x" } DROP ALL #')
@example("\\u0022 } #")
@example("\\\\u0022 } \\U00000022")
@example("\\")
@example("\\\x1b")
@example("\x00\x01\x7f\u0085\u2028\ufffe")
@example("'''\"\"\"")
def test_any_text_changes_one_term_and_nothing_else(value):
    given_text = value.strip()
    if not given_text:
        assert asked(WHO, value) == TEXT
        return
    bound = asked(WHO, value)
    term = as_one_term(bound)
    assert term == ox.Literal(given_text)
    answer = EMPTY.query(bound)
    assert [(row["who"], row["when"]) for row in answer] == [(term, None)]


def as_one_term(bound: str) -> ox.Literal | ox.NamedNode:
    """The one term that both slots of ?who hold, where the rest of the text is as it was."""
    first, second = [slot for slot in slots(TEXT) if slot.name == "who"]
    start = TEXT[: first.start]
    end = TEXT[second.end :]
    between = TEXT[first.end : second.start]
    assert bound.startswith(start)
    assert bound.endswith(end)
    held = bound[len(start) : len(bound) - len(end)]
    size, rest = divmod(len(held) - len(between), 2)
    assert rest == 0
    spelled = held[:size]
    assert held == spelled + between + spelled
    (quad,) = ox.parse(f"<urn:s> <urn:p> {spelled} .", format=ox.RdfFormat.N_TRIPLES)
    return quad.object


@settings(max_examples=40)
@given(st.text(alphabet="\"'\\{}<>?#.\nuU0025c aé"))
@example("\\u0022 } #")
@example("\\\\u0022")
@example("\\\\\\U0000005C")
def test_an_engine_that_reads_escapes_before_it_parses_finds_the_same_term(value):
    # SPARQL 1.1, 19.2: \\u escapes may stand anywhere, and are read before the grammar is applied.
    if not value.strip():
        return
    text = "SELECT ?who WHERE { VALUES ?who { UNDEF } }"
    bound = bind(question(WHO, text=text), {"who": value}, EMPTY, TODAY, BASE)
    assert [str(row.who) for row in rdflib.Graph().query(bound)] == [value.strip()]


@given(ANYTHING, st.sampled_from(["actor", "record", "date", "code", "integer"]))
def test_any_argument_of_any_type_becomes_a_term_or_is_refused(value, kind):
    parameter = Parameter("who", kind, values=("a", "b") if kind == "code" else (), scheme="category")
    try:
        bound = asked(parameter, value, ACTORS)
    except QueryError as error:
        assert "\n" not in str(error) or "\n" in value
        return
    if value.strip():
        as_one_term(bound)


def test_half_a_character_is_refused():
    with pytest.raises(QueryError, match="'who' is not text"):
        asked(WHO, "\ud800")


def test_lines_keep_their_numbers():
    assert asked(WHO, "a\nb\r\nc").count("\n") == TEXT.count("\n")


def test_what_is_not_given_stays_open():
    assert bind(question(WHO), {}, EMPTY, TODAY, BASE) == TEXT
    assert bind(question(WHO), {"who": "  "}, EMPTY, TODAY, BASE) == TEXT


def test_a_default_counts_as_given():
    bound = bind(question(replace(WHO, default="x")), {}, EMPTY, TODAY, BASE)
    assert as_one_term(bound) == ox.Literal("x")


def test_a_required_argument_that_is_missing_is_named():
    for arguments in ({}, {"who": ""}):
        with pytest.raises(QueryError, match=r"^asked needs 'who'. Say who\.$"):
            bind(question(replace(WHO, required=True)), arguments, EMPTY, TODAY, BASE)


def test_an_unknown_parameter_is_refused_by_name():
    with pytest.raises(UnknownNameError, match=r"no parameter 'whom': it takes who\. Did you mean 'who'"):
        bind(question(WHO), {"whom": "x"}, EMPTY, TODAY, BASE)
    with pytest.raises(UnknownNameError, match="no parameter 'who': it takes none"):
        bind(question(text="ASK {}"), {"who": "x"}, EMPTY, TODAY, BASE)


def test_what_no_question_takes_is_quoted_shortly_however_long_it_is():
    for asked_for in (question(WHO), question()):
        with pytest.raises(UnknownNameError) as caught:
            bind(asked_for, {"c?" * 5000: "x"}, EMPTY, TODAY, BASE)
        assert len(str(caught.value)) < 300


DATE = Parameter("who", "date")


@pytest.mark.parametrize(
    ("bound", "given_text", "day"),
    [
        ("day", "2024-02-29", "2024-02-29"),
        ("day", "today", "2025-03-09"),
        ("earliest", "2024-02", "2024-02-01"),
        ("latest", "2024-02", "2024-02-29"),
        ("earliest", "../2024", "0001-01-01"),
        ("latest", "2024/..", "9999-12-31"),
        ("latest", "2003~", "2003-12-31"),
        ("latest", "today", "2025-03-09"),
    ],
)
def test_a_date_becomes_the_day_that_is_meant(bound, given_text, day):
    term = as_one_term(asked(replace(DATE, bound=bound), given_text))
    assert term == ox.Literal(day, datatype=ox.NamedNode(XSD + "date"))


def test_a_date_that_may_be_several_days_is_no_day():
    with pytest.raises(QueryError, match="'who' is one day, as 2024-11-21, and '2024-11' may be several"):
        asked(DATE, "2024-11")


def test_an_impossible_date_is_refused_by_name():
    with pytest.raises(QueryError, match=r"^'who': .*2023-02-29"):
        asked(DATE, "2023-02-29")


def test_a_code_is_one_of_its_values():
    code = Parameter("who", "code", values=("terrorist", "sanctions"), scheme="category")
    assert as_one_term(asked(code, "terrorist")).value == "https://w3id.org/detente/code/category/terrorist"
    with pytest.raises(QueryError, match="'who' is one of terrorist, sanctions, not 'terrorism'"):
        asked(code, "terrorism")


def test_an_integer_is_one():
    integer = Parameter("who", "integer")
    assert as_one_term(asked(integer, "+007")) == ox.Literal(7)
    for wrong in ("7.0", "x", "٧", "1" * 30):
        with pytest.raises(QueryError, match="'who' is an integer"):
            asked(integer, wrong)


@pytest.mark.parametrize("languages", [None, ("fr", "de")])
@pytest.mark.parametrize(
    ("reference", "identifier"),
    [
        ("freedonia", "freedonia"),
        ("Freedonia", "freedonia"),
        (" Fredonie ", "freedonia"),
        (f"{BASE}actor/freedonia", "freedonia"),
        ("actor/freedonia", "freedonia"),
        ("Sylvania", "Sylvania"),  # an id means itself, whoever else is called so
        ("group a: 1", "group a: 1"),
        ("Group A", "group a: 1"),
    ],
)
def test_an_actor_is_found_by_id_iri_name_or_alias(reference, identifier, languages):
    text = "SELECT ?who WHERE { VALUES ?who { UNDEF } }"
    actor = question(Parameter("who", "actor"), text=text)
    bound = bind(actor, {"who": reference}, ACTORS, TODAY, BASE, languages)
    (row,) = ox.Store().query(bound)
    assert row["who"].value == f"{BASE}actor/{key(identifier)}"


@pytest.mark.parametrize("reference", ["freedonia", "actor/freedonia", f"{BASE}actor/freedonia", "any"])
def test_an_id_is_known_without_a_search_for_names(reference):
    actor = question(Parameter("who", "actor"))
    given = actor, {"who": reference}, ACTORS, TODAY, BASE, ()
    assert terms(*given, by_name=False) == terms(*given)
    with pytest.raises(NameGivenError):
        terms(actor, {"who": "Fredonie"}, ACTORS, TODAY, BASE, (), by_name=False)


@pytest.mark.parametrize(
    "top", ["", "#+ summary: VALUES ?who { UNDEF }\n#+ tags: [a]\n", "#+ summary: x\r\n\n"]
)
def test_without_its_head_a_question_is_the_same_and_so_are_its_lines(top):
    whole = question(WHO, text=top + TEXT)
    bare = filled(whole, {"who": '"x"'}, head=False)
    assert "#+" not in bare
    assert [line for line in bare.splitlines() if line] == [
        line for line in filled(question(WHO), {"who": '"x"'}).splitlines() if line
    ]
    assert bare.count("\n") == filled(whole, {"who": '"x"'}).count("\n")


def test_an_actor_is_found_however_its_letters_are_composed():
    graph = graph_with(("x", "label", unicodedata.normalize("NFC", "Königstein"), None))
    bound = asked(Parameter("who", "actor"), unicodedata.normalize("NFD", "Königstein"), graph)
    assert as_one_term(bound).value == f"{BASE}actor/x"


def test_any_stands_for_everyone():
    assert as_one_term(asked(Parameter("who", "actor"), "any", ACTORS)).value == DET + "any"


@pytest.mark.parametrize("languages", [None, ("fr", "de")])
def test_an_ambiguous_name_is_refused_with_the_ids(languages):
    actor = question(Parameter("who", "actor"))
    with pytest.raises(QueryError, match="'Königreich' may be any of freedonia, sylvania; give the id"):
        bind(actor, {"who": "Königreich"}, ACTORS, TODAY, BASE, languages)


def test_an_unknown_actor_is_refused_with_who_may_be_meant():
    actor = Parameter("who", "actor")
    with pytest.raises(UnknownNameError, match=r"no actor 'Fredonia'\. Did you mean 'Freedonia'"):
        asked(actor, "Fredonia", ACTORS)
    with pytest.raises(UnknownNameError, match=r"no actor 'Zzz'\. Names are looked up exactly"):
        asked(actor, "Zzz", ACTORS)


def test_only_actors_are_actors():
    for reference in ("Talks", "meeting/m", f"{BASE}meeting/m", "http://example.org/a b"):
        with pytest.raises(UnknownNameError):
            asked(Parameter("who", "actor"), reference, ACTORS)


def test_a_record_is_named_by_its_iri_or_the_end_of_it():
    record = Parameter("who", "record")
    for reference in ("meeting/m", f"{BASE}meeting/m"):
        assert as_one_term(asked(record, reference, ACTORS)).value == f"{BASE}meeting/m"


def test_an_unknown_record_is_refused():
    record = Parameter("who", "record")
    with pytest.raises(UnknownNameError, match=f"'who': nothing here has the IRI {BASE}meeting/n"):
        asked(record, "meeting/n", ACTORS)
    with pytest.raises(QueryError, match="'a b' is neither"):
        asked(record, "a b", ACTORS)
