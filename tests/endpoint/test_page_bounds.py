"""What a page may take of the server: whatever the data are, it is made, or says what it leaves out."""

from __future__ import annotations

import functools
from collections.abc import Iterator

import httpx
import pyoxigraph
import pytest
from served import Versions, serving, snapshot_of

from loader.endpoint.pages import listing, view
from loader.endpoint.pages.reading import Reading
from loader.endpoint.pages.subjects import MOST_VALUES, subject
from loader.endpoint.settings import Settings
from loader.vocabulary import BASE, CLAIM, CODE, DET, PREFIXES, RDF_TYPE, RDFS

MANY = 6_000
BROWSER = {"Accept": "text/html"}
ACT = f"{BASE}designation/a:b:terrorist:imposed:1"
ACTOR = f"{BASE}actor/b"


def graph() -> pyoxigraph.Store:
    """An act of which very many claims tell, of an actor with more records than a page counts here."""
    whole = f"{BASE}designation/a:b:terrorist"
    lines = [
        f"<{ACT}> <{RDF_TYPE}> <{DET}DesignationAct> .",
        f"<{ACT}> <{DET}designation> <{whole}> .",
        f"<{ACT}> <{DET}action> <{CODE}designation-action/imposed> .",
        f"<{ACT}> <{DET}sourceCount> {MANY} .",
        f"<{whole}> <{DET}authority> <{BASE}actor/a> .",
        f"<{ACTOR}> <{RDF_TYPE}> <{DET}ArmedGroup> .",
        f'<{ACTOR}> <{RDFS}label> "Group B" .',
    ]
    for number in range(MANY):
        claim = f"{BASE}claim/{number}"
        lines.append(f"<{ACT}> <{DET}claim> <{claim}> .")
        lines.append(f"<{claim}> <{CLAIM}source> <{BASE}source/s> .")
    for number in range(300):
        record = f"{BASE}statement/{number:03}"
        lines.append(f"<{record}> <{RDF_TYPE}> <{DET}Statement> .")
        lines.append(f"<{record}> <{DET}about> <{ACTOR}> .")
        for bound in ("earliest", "latest"):
            lines.append(f'<{record}> <{DET}{bound}> "{2300 - number}-01-01"^^<{PREFIXES["xsd"]}date> .')
    held = pyoxigraph.Store()
    held.bulk_load("\n".join(lines).encode(), pyoxigraph.RdfFormat.TURTLE)
    return held


@pytest.fixture(scope="module")
def full() -> Versions:
    return Versions(snapshot_of(graph()))


@pytest.fixture(scope="module")
def http(full: Versions) -> Iterator[httpx.Client]:
    with (
        serving(full, questions={}, settings=Settings(workers=1)) as address,
        httpx.Client(base_url=address, timeout=20) as client,
    ):
        yield client


def path(iri: str) -> str:
    return "/id/" + iri.removeprefix(BASE)


def test_a_page_shows_the_first_of_very_many_claims_and_says_so(http: httpx.Client) -> None:
    shown = http.get(path(ACT), headers=BROWSER)
    assert shown.status_code == 200
    assert "imposed the" in shown.text  # what is said once is read all the same
    assert "There are more claims than are shown here" in shown.text
    assert shown.text.count("This claim") == listing.MOST_ROWS


def test_the_data_of_a_thing_are_all_that_is_said_of_it(http: httpx.Client) -> None:
    said = http.get(f"{path(ACT)}.nt").text.splitlines()
    assert sum(line.startswith(f"<{ACT}>") for line in said) == MANY + 4
    assert sum(f"<{CLAIM}source>" in line for line in said) == MANY


def test_the_data_of_a_thing_have_the_bounds_of_a_query(full: Versions) -> None:
    with serving(full, questions={}, settings=Settings(workers=1, query_rows=5)) as address:
        refused = httpx.get(f"{address}{path(ACT)}.nt", timeout=20)
    assert refused.status_code == 413
    assert "more than 5 rows" in refused.json()["detail"]


def test_records_are_counted_and_the_earliest_are_shown(http: httpx.Client) -> None:
    shown = http.get(path(ACTOR), headers=BROWSER).text
    assert "The first 100 of 300 are shown" in shown
    assert "statement/299" in shown
    assert "statement/199" not in shown


def test_records_are_counted_so_far(http: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "MOST_COUNTED", 250)
    monkeypatch.setattr("loader.endpoint.pages.sections.MOST_COUNTED", 250)
    shown = http.get(f"{path(ACTOR)}.html").text  # of which no copy is kept yet
    assert "100 of more than 250 are shown" in shown


def test_what_takes_longer_than_a_query_may_is_not_counted_on_the_front_page(full: Versions) -> None:
    with serving(full, questions={}, settings=Settings(workers=1, query_seconds=0.001)) as address:
        shown = httpx.get(address, headers=BROWSER, timeout=20)
        assert shown.status_code == 200
        assert "takes longer than a query may" in shown.text
        refused = httpx.get(f"{address}{path(ACT)}.nt", timeout=20)
        assert refused.status_code == 503
        assert httpx.get(f"{address}/health", timeout=20).status_code == 200


def test_of_what_no_page_can_be_made_the_reader_is_told(
    http: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(view, "Reading", functools.partial(Reading, most=1000))
    refused = http.get(f"{path(ACT)}.html", headers=BROWSER)
    assert refused.status_code == 503
    assert "no page can be made of it" in refused.text


def test_every_property_of_a_subject_is_there_however_much_is_said_of_it(full: Versions) -> None:
    known = subject(full.current().graph, ACT)
    assert known.more == {"det:claim"}
    assert len(known.all("det:claim")) == MOST_VALUES
    assert {*known} == {"rdf:type", "det:designation", "det:action", "det:sourceCount", "det:claim"}
