"""With an allow-list, the plain form of SERVICE is led to the relay; any other form is refused as without."""

from __future__ import annotations

import os
from contextlib import suppress

import pyoxigraph
import pytest
from calls import CALLS, UPDATES_THAT_CALL
from canary_server import Canary
from crafting import crafted, crafted_update
from hypothesis import given, settings
from hypothesis import strategies as st

from loader.endpoint.network.allowed import Way, allowed
from loader.endpoint.network.guard import (
    MAX_QUERY_LENGTH,
    MAX_UPDATE_LENGTH,
    ForbiddenQueryError,
    check,
    check_update,
    known,
)
from loader.errors import QueryError

LONG = 100 if os.environ.get("DETENTE_LONG") else 1
LED = "http://127.0.0.1:1/relay/"


def route(iri: str) -> str:
    """As a relay's address, for the test to see."""
    allowed(["example.org"]).target(iri)
    return LED


def allowed_elsewhere(iri: str) -> str:
    """Likewise, where nothing of these tests is allowed."""
    allowed(["allowed.example"]).target(iri)
    return LED


@pytest.mark.parametrize(
    "call",
    [
        "SERVICE <http://example.org/>",
        "service<http://example.org/>",
        "SERVICE SILENT <http://example.org/>",
        "SERVICE silent # a comment\n<http://example.org/>",
        "?a ?b 'x'SERVICE<http://example.org/>",
        r"SERVICE <\u0068ttp://ex\U00000061mple.org/>",
        "SERVICE <https://example.org/sparql?a=%20b&c=(d)>",
    ],
)
def test_the_plain_form_is_led_elsewhere_and_nothing_else_changes(call: str) -> None:
    text = f"SELECT * {{ {call} {{ ?s ?p <http://example.org/> }} }} # <http://example.org/>"
    checked = check(text, route)
    start, end = call.index("<"), len(call)
    assert checked.sent == text.replace(call, f"{call[:start]}<{LED}>{call[end:]}", 1)
    assert checked.text == text
    assert not checked.repeatable


def test_all_calls_of_a_query_are_led_elsewhere() -> None:
    inner = "SERVICE SILENT <https://example.org/b> { ?a ?b ?c }"
    text = f"ASK {{ SERVICE <http://example.org/a> {{ ?s ?p ?o {inner} }} OPTIONAL {{ {inner} }} }}"
    sent = check(text, route).sent
    assert sent.count(f"<{LED}>") == 3
    assert "example.org" not in sent


@pytest.mark.parametrize("query", CALLS)
def test_no_other_form_passes_and_no_other_server(query: str, canary: Canary) -> None:
    text = f"PREFIX ex: <URL> PREFIX : <URL> PREFIX SERVICEex: <urn:x> {query}".replace("URL", canary.address)
    with pytest.raises(ForbiddenQueryError, match=r"\.$"):
        check(text, allowed_elsewhere)


@pytest.mark.parametrize(
    "call",
    [
        "SERVICE ex:sparql",
        "SERVICE SILENT ex:sparql",
        "SERVICEex:sparql",
        "SERVICESILENT<http://example.org/>",
        "SERVICE ?e",
        "SERVICE $e",
        "SERVICE 'http://example.org/'",
        "SERVICE <sparql>",
        "SERVICE <//example.org/>",
        "SERVICE <http://example.org/> { } SERVICE <http://example.net/>",
        "SERVICE <http://example.net/> { } SERVICE <http://example.org/>",
        "SERVICE SERVICE <http://example.org/>",
        "SERVICE SILENT SILENT <http://example.org/>",
        r"SERVICE <\UFFFFFFFF>",
        r"SERVICE <http://example.org/\uD800>",
        "trueSERVICE <http://example.org/>",
        "FILTER(1 <2#>'''\n)SERVICE<http://example.net/>{}#'''\n FILTER(1 <2#>'''\n)SERVICE<http://example.org/>",
    ],
)
def test_what_names_its_server_otherwise_is_refused(call: str) -> None:
    text = f"BASE <http://example.org/> PREFIX ex: <http://example.org/> ASK {{ {call} {{ ?s ?p ?o }} }}"
    with pytest.raises(QueryError, match=r"\.$"):
        check(text, route)


def test_a_query_is_remembered_for_its_route_alone() -> None:
    text = "ASK { SERVICE <http://example.org/> { ?s ?p ?o } }"
    assert LED in known(text, route).sent
    with pytest.raises(ForbiddenQueryError):
        known(text)
    assert LED in known(text, route).sent


def test_a_query_without_calls_is_as_without_an_allow_list() -> None:
    text = "SELECT ?service { ?service ?p 'SERVICE <http://example.org/>' }"
    assert check(text, route) == check(text)
    assert check(text, route).sent == ""


def test_the_calls_of_an_update_are_led_elsewhere_too() -> None:
    text = "INSERT { ?s ?p ?o } WHERE { SERVICE <http://example.org/> { ?s ?p ?o } }"
    assert check_update(text, route) == text.replace("http://example.org/", LED)


@pytest.mark.parametrize("update", UPDATES_THAT_CALL)
@pytest.mark.parametrize("listed", [False, True])
def test_an_update_that_fetches_or_calls_is_refused(update: str, listed: bool, canary: Canary) -> None:
    text = update.replace("URL", canary.address + "x").replace("REST", canary.address[4:])
    with pytest.raises(ForbiddenQueryError, match=r"\.$"):
        check_update(text, route if listed else None)


def test_the_canary_hears_updates_when_no_guard_stands_between(canary: Canary) -> None:
    heard = 0
    for update in UPDATES_THAT_CALL:
        canary.calls.clear()
        text = update.replace("URL", canary.address + "x").replace("REST", canary.address[4:])
        with suppress(SyntaxError, RuntimeError, OSError, ValueError):  # only whom it calls is of interest
            pyoxigraph.Store().update(text)
        heard += bool(canary.calls)
    assert heard >= 20


FREE = [
    "INSERT DATA { <urn:load> <urn:service> 'LOAD <http://example.org/>' }",
    "PREFIX load: <urn:x> INSERT DATA { load:a load:b load:load }",
    "PREFIX ex: <urn:x> CLEAR GRAPH ex:load",
    "DELETE { ?load ?p ?o } WHERE { ?load ?p ?o } # LOAD <http://example.org/>",
    "INSERT DATA { _:load <urn:p> 'x'@en-load }",
    "INSERT DATA { <urn:a> <urn:b> '''\nLOAD <http://example.org/>\n''' } ; CLEAR SILENT GRAPH <urn:load>",
]


@pytest.mark.parametrize("update", FREE)
def test_an_update_that_only_says_the_word_passes_as_it_is(update: str) -> None:
    assert check_update(update) == update
    assert check_update(update, route) == update


def test_an_update_may_be_long_where_it_only_holds_data() -> None:
    triples = " ".join(f"<urn:s{i}> <urn:p> '{i}' ." for i in range(4500))
    assert len(triples) > MAX_QUERY_LENGTH
    for text in (f"INSERT DATA {{ {triples} }}", f"DELETE DATA{{{triples}}} ; INSERT DATA {{ {triples} }}"):
        assert check_update(text) == text
    with pytest.raises(QueryError, match="beside its blocks of data"):
        check_update(f"INSERT {{ {triples} }} WHERE {{}}")
    with pytest.raises(QueryError, match="beside its blocks of data"):
        check_update(f"INSERT DATA {{ <urn:a> <urn:b> 1 }} ; DELETE {{ {triples} }} WHERE {{}}")
    with pytest.raises(QueryError, match="are allowed"):
        check_update("INSERT DATA {}" + " " * MAX_UPDATE_LENGTH)


@pytest.mark.parametrize(
    "text", ["INSERT DATA { 'open }", "INSERT DATA {", "{" * 500, "\x00", r"\u004cOAD <urn:x>"]
)
def test_an_update_that_cannot_be_read_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(QueryError) as caught:
        check_update(text)
    assert str(caught.value).count("\n") == 0


PREFIXES = "PREFIX ex: <URL> PREFIX : <URL> PREFIX LOADex: <URL> PREFIX SERVICEex: <http://example.org/> "


def asked(text: str) -> None:
    with suppress(SyntaxError, RuntimeError, OSError, ValueError):  # only whom it calls is of interest
        answer = pyoxigraph.Store().query(text, base_iri="http://example.org/sparql")
        if not isinstance(answer, pyoxigraph.QueryBoolean):
            list(answer)


@settings(max_examples=100 * LONG, deadline=None)
@given(crafted(), st.booleans())
def test_whatever_passes_calls_the_relay_alone(canary: Canary, query: str, plain: bool) -> None:
    """The address that is allowed is nobody's; the relay's is a path of the canary."""
    relay = f"{canary.address}relay/"
    listed = Way(allowed([canary.address.removeprefix("http://").rstrip("/")]), relay)
    head = PREFIXES if plain else f"BASE <URL> {PREFIXES}"
    text = f"{head}{query}".replace("URL", canary.address + "x")
    try:
        checked = check(text, listed)
    except QueryError:
        return
    canary.calls.clear()
    asked(checked.sent or text)
    assert all(call.startswith(b"POST /relay/") for call in canary.calls)


@settings(max_examples=150 * LONG, deadline=None)
@given(crafted_update())
def test_whatever_update_passes_calls_nobody(canary: Canary, update: str) -> None:
    text = f"{PREFIXES}{update}".replace("URL", canary.address + "x")
    try:
        passed = check_update(text)
    except QueryError:
        return
    canary.calls.clear()
    with suppress(SyntaxError, RuntimeError, OSError, ValueError):
        pyoxigraph.Store().update(passed, base_iri="http://example.org/sparql")
    assert canary.calls == []
