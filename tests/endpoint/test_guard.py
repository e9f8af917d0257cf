"""The guard refuses every query that could call another server, and no query that merely says the word."""

from __future__ import annotations

import time

import pyoxigraph
import pytest
from calls import CALLS
from canary_server import Canary
from crafting import crafted
from hypothesis import given, settings

from loader.endpoint.network.guard import MAX_QUERY_LENGTH, ForbiddenQueryError, check, check_bound
from loader.errors import QueryError
from loader.tokens import MAX_DEPTH

UPDATES = [
    "INSERT DATA { <a:a> <b:b> <c:c> }",
    "PREFIX ex: <http://example.org/> DELETE WHERE { ?s ?p ?o }",
    "CLEAR ALL",
    "WITH <a:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "DROP SILENT GRAPH <a:g>",
]
FREE = [
    "SELECT ?service { ?service ?p ?o }",
    "SELECT $SERVICE { $SERVICE ?p ?o }",
    "SELECT * { ?s ex:service ?o }",
    "SELECT * { ?s :SERVICE ?o }",
    "SELECT * { ?s ex:a.service ?o }",
    r"SELECT * { ?s ex:a\-service ?o }",
    "SELECT * { ?s ex:service.list ?o . ?o ex:load ?x }",
    "PREFIX service: <http://example.org/> SELECT * { ?s service:list ?o }",
    "PREFIX service: <http://example.org/> SELECT * { GRAPH service:list { ?s ?p ?o } }",
    "PREFIX service: <http://example.org/> SELECT * FROM service:list { ?s ?p ?o }",
    "PREFIX service: <http://example.org/> SELECT * FROM NAMED service:list { ?s ?p ?o }",
    "PREFIX service: <http://example.org/> SELECT * { ?s ?p service:x . { ?a ?b ?c } }",
    "SELECT * { ?s ?p <http://example.org/service> }",
    "SELECT * { ?s <http://example.org/service#in> 'SERVICE <http://example.org/> { }' }",
    'SELECT * { ?s ?p "SERVICE" }',
    "SELECT * { ?s ?p '''SERVICE 'x' ''SERVICE'' ''' }",
    'SELECT * { ?s ?p """a "SERVICE" \n b""" }',
    r"SELECT * { ?s ?p 'it\'s a SERVICE' }",
    r"SELECT * { ?s ?p '\u0022SERVICE\u0022' }",
    "SELECT * { ?s ?p ?o } # SERVICE <http://example.org/> { }",
    "# LOAD this\nSELECT * { ?s ?p ?o }",
    "SELECT * { ?s ?p 'x'@en-service }",
    "SELECT * { _:service ?p _:load }",
    "SELECT * { FILTER(REGEX(?x, 'load|service')) }",
    "SELECT * { VALUES (?a ?b) { (1 <http://example.org/service#x>) } }",
    "SELECT * { VALUES (?a ?b) { (<http://example.org/a#x> <http://example.org/service#x>) (UNDEF 2) } }",
    "SELECT * { ?s ?p (1 <http://example.org/x#y>) }",
    "SELECT * { FILTER(?a = <http://example.org/service#x>) }",
    "SELECT * { FILTER(?a IN (<http://example.org/service#x>, <http://example.org/load>)) }",
    "SELECT * { FILTER(?a<?b&&?c>?d) }",
    "SELECT * { FILTER(?a<(?b)||(?c>?d)) }",
    "SELECT * { FILTER(?a < 3 && 4 > ?b) }",
    "SELECT * { ?s <http://example.org/service>/<http://example.org/load>* ?o }",
    "SELECT * { << ?s ?p ?o >> ?a ?b . BIND(<<( ?s ?p ?o )>> AS ?t) }",
    "SELECT * { ?s ?p ?o {| ex:service ?x |} }",
    "SELECT * FROM <http://example.org/service> { ?s ?p ?o }",
    "SELECT (STR(?service) AS ?load) { ?service a ?x } ORDER BY ?service LIMIT 3",
    "CONSTRUCT { ?s ex:load 'service' } WHERE { ?s ?p ?o }",
    "DESCRIBE <http://example.org/service>",
    "ASK {}",
    "ask { }",
    "SELECT*{?s?p?o}",
    "SELECTDISTINCT?s{?s ?p ?o}",
    "BASE<http://example.org/>SELECT*{?s <service> ?o}",
    "SELECT * { ?名前 ex:größe ?o }",
]
UNREADABLE = [
    r"SELECT * { \u0053ERVICE <URL> { ?s ?p ?o } }",
    r"SELECT * { S\u0045RVICE <URL> { ?s ?p ?o } }",
    "SELECT * { ?s ?p 'open }",
    "SELECT * { ?s ?p '''open }",
    "SELECT * { ?s ?p 'a\nb' }",
    "SELECT * { ?s ?p ?o",
    "SELECT * { ?s ?p ?o } }",
    "SELECT * { ( } )",
    "\x00SELECT * { }",
    "SELECT\x0b* { }",
    "",
    "   # nothing\n",
    "PREFIX ex: <http://example.org/>",
    "nonsense",
    "WHERE { ?s ?p ?o }",
]
PREFIXES = "PREFIX ex: <URL> PREFIX : <URL> PREFIX SERVICEex: <http://example.org/> "


def written(query: str, canary: Canary) -> str:
    starts = ("PREFIX", "BASE", "VERSION", "LOAD", "load", *UPDATES)
    return (query if query.startswith(starts) else PREFIXES + query).replace("URL", canary.address + "x")


@pytest.fixture(scope="module")
def store() -> pyoxigraph.Store:
    """Some triples, so that no call is spared because there was nothing to join it with."""
    store = pyoxigraph.Store()
    prefix = "http://www.w3.org/2001/XMLSchema#"
    for value, datatype in [("1", "integer"), ("true", "boolean"), ("false", "boolean"), ("x", "string")]:
        literal = pyoxigraph.Literal(value, datatype=pyoxigraph.NamedNode(prefix + datatype))
        for predicate in ("urn:p", "urn:q"):
            store.add(
                pyoxigraph.Quad(pyoxigraph.NamedNode("urn:s"), pyoxigraph.NamedNode(predicate), literal)
            )
    return store


def ask_engine(store: pyoxigraph.Store, query: str) -> None:
    try:
        answer = store.query(query, base_iri="http://example.org/sparql")
        if not isinstance(answer, pyoxigraph.QueryBoolean):
            for _ in answer:
                pass
    except (SyntaxError, RuntimeError, OSError, ValueError):
        return  # what the engine makes of it is of no interest here, only whom it calls


@pytest.mark.parametrize("query", CALLS)
def test_a_query_that_calls_another_server_is_refused(query: str, canary: Canary) -> None:
    with pytest.raises(ForbiddenQueryError, match="not allowed"):
        check(written(query, canary))


@pytest.mark.parametrize("query", FREE)
def test_a_query_that_only_says_the_word_passes_and_calls_nobody(
    query: str, canary: Canary, store: pyoxigraph.Store
) -> None:
    text = written(query, canary)
    assert check(text).text == text
    canary.calls.clear()
    ask_engine(store, text)
    assert canary.calls == []


@pytest.mark.parametrize("query", UPDATES)
def test_an_update_is_refused_by_name(query: str, canary: Canary) -> None:
    with pytest.raises(ForbiddenQueryError, match="only reads"):
        check(query)


@pytest.mark.parametrize("query", UNREADABLE)
def test_what_cannot_be_read_is_refused_in_one_line(query: str, canary: Canary) -> None:
    with pytest.raises(QueryError) as caught:
        check(query.replace("URL", canary.address))
    assert not isinstance(caught.value, ForbiddenQueryError)
    assert str(caught.value).count("\n") == 0
    assert str(caught.value).endswith(".")


def test_there_are_at_least_sixty_forms_of_a_call() -> None:
    assert len(set(CALLS)) >= 60


def test_the_canary_hears_the_engine_when_no_guard_stands_between(
    canary: Canary, store: pyoxigraph.Store
) -> None:
    heard = 0
    for query in CALLS:
        canary.calls.clear()
        ask_engine(store, written(query, canary))
        heard += bool(canary.calls)
    assert heard >= 40  # the others are not SPARQL to this engine, or join with nothing


@settings(max_examples=300)
@given(crafted())
def test_whatever_passes_calls_nobody(canary: Canary, store: pyoxigraph.Store, query: str) -> None:
    text = written(query, canary)
    try:
        check(text)
    except QueryError:
        return
    canary.calls.clear()
    ask_engine(store, text)
    assert canary.calls == []


@pytest.mark.parametrize(
    "function", ["NOW()", "rand()", "UUID()", "StrUuid()", "BNODE()", "IF(true,NOW(),1)"]
)
def test_an_answer_that_changes_by_itself_is_known(function: str) -> None:
    assert not check(f"SELECT ({function} AS ?x) {{}}").repeatable


@pytest.mark.parametrize("text", ["?now", "ex:uuid", "'NOW()'", "<http://example.org/rand>"])
def test_the_name_of_a_function_elsewhere_changes_nothing(text: str) -> None:
    assert check(f"PREFIX ex: <http://example.org/> SELECT * {{ ?s ?p {text} }} # RAND()").repeatable


@pytest.mark.parametrize(
    ("query", "form"),
    [
        ("SELECT * {}", "SELECT"),
        ("prefix ex: <http://example.org/>\nask {}", "ASK"),
        ("BASE <http://example.org/> PREFIX select: <x> CONSTRUCT WHERE { ?s ?p ?o }", "CONSTRUCT"),
        ("# SELECT\nDESCRIBE <http://example.org/>", "DESCRIBE"),
    ],
)
def test_the_form_of_a_query_is_its_first_word_after_the_prefixes(query: str, form: str) -> None:
    assert check(query).form == form


@pytest.mark.parametrize(
    ("opening", "closing"), [("{", "}"), ("(", ")"), ("[", "]"), ("{SELECT*{", "}}"), ("STR(", ")")]
)
def test_a_query_that_is_too_deep_is_refused(opening: str, closing: str) -> None:
    deep = "ASK " + opening * 5000 + closing * 5000
    with pytest.raises(QueryError, match=f"deeper than {MAX_DEPTH}"):
        check(deep)


def test_a_query_just_deep_enough_passes() -> None:
    assert check("ASK " + "{" * MAX_DEPTH + "}" * MAX_DEPTH).form == "ASK"
    with pytest.raises(QueryError, match="deeper"):
        check("ASK " + "{" * (MAX_DEPTH + 1) + "}" * (MAX_DEPTH + 1))


def test_triple_terms_count_as_depth() -> None:
    with pytest.raises(QueryError, match="triple terms"):
        check("ASK {" + "<<" * 200 + ">>" * 200 + "}")


def test_a_query_that_is_too_long_is_refused() -> None:
    head = "ASK {} #"
    assert check(head + "x" * (MAX_QUERY_LENGTH - len(head))).form == "ASK"
    with pytest.raises(QueryError, match="characters"):
        check(head + "x" * (MAX_QUERY_LENGTH - len(head) + 1))


@pytest.mark.parametrize(
    "unit",
    ["a-", "a.", ":a....", "?a <1'''>", "<a", "?a<1#>\n", "''", "_:a.", "SERVICEx:a ", "a...........", "<"],
)
def test_no_text_takes_long_to_judge(unit: str) -> None:
    text = "SELECT*{FILTER(" + unit * (40_000 // len(unit))
    started = time.perf_counter()
    with pytest.raises(QueryError):
        check(text)
    assert time.perf_counter() - started < 5  # half a second at most on a quiet machine


@pytest.mark.parametrize(
    "term",
    [
        "<http://example.org/a>",
        "<http://example.org/service>",
        '"SERVICE <http://example.org/> { }"',
        r'"\" } SERVICE <http://example.org/> { \""',
        '"now() and rand()"',
    ],
)
def test_a_saved_question_with_an_argument_is_what_it_is_without(term: str) -> None:
    question = "SELECT ?who { VALUES ?who { UNDEF } ?who ?how ?what }"
    text = question.replace("UNDEF", term)
    assert check_bound(text, question, [term]) == check(text)


@pytest.mark.parametrize(
    "term", ['"x" } SERVICE <http://example.org/> { ?a ?b ?c', r'"x" } SE\u0052VICE <x:y> { ?a ?b ?c']
)
def test_a_term_that_were_none_would_be_found_out(term: str) -> None:
    question = "ASK { VALUES ?who { UNDEF } }"
    with pytest.raises(QueryError):
        check_bound(question.replace("UNDEF", term), question, [term])


def test_a_saved_question_that_changes_by_itself_is_not_repeatable() -> None:
    question = "SELECT ?now { VALUES ?who { UNDEF } BIND(NOW() AS ?now) }"
    assert not check_bound(question.replace("UNDEF", '"x"'), question, ['"x"']).repeatable
