"""Pages of what lists say: entries, programmes and terms, what is inferred, and who is one with whom."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from served import Versions, graph_of, serving, snapshot_of

from loader.endpoint.pages.tables import MOST_ROWS, read_bindings, table
from loader.endpoint.pages.view import Viewer

LISTS = Path(__file__).parent / "lists.jsonl"
DESIGNATION = "/id/designation/freedonia:group-a:list:List%20One:programme:Transit"


@pytest.fixture(scope="module")
def lists() -> Iterator[httpx.Client]:
    """A client of a server of two editions of a list, and of a decision about whom they name."""
    with (
        serving(Versions(snapshot_of(graph_of([LISTS])))) as address,
        httpx.Client(base_url=address, timeout=20, headers={"Accept": "text/html"}) as client,
    ):
        yield client


def text(client: httpx.Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return " ".join(html.unescape(re.sub("<[^>]*>", " ", response.text.partition("<main")[2])).split())


def test_a_designation_shows_its_list_its_programme_and_the_entry(lists: httpx.Client) -> None:
    said = text(lists, DESIGNATION)
    assert "Sanctions designation of Group A by Freedonia (List One, Transit)" in said
    assert "entry FR-42, the list's no. 7" in said


def test_acts_that_may_begin_on_one_day_stand_in_the_order_of_their_last_days(lists: httpx.Client) -> None:
    said = text(lists, DESIGNATION)
    assert said.index("Freedonia reaffirmed the") < said.index("Freedonia lifted the")


def test_the_end_of_its_term_is_on_the_page_of_an_act(lists: httpx.Client) -> None:
    assert "Until 2030" in text(lists, DESIGNATION + ":imposed:1")


def test_an_actor_shows_what_is_known_of_those_that_it_stands_for(lists: httpx.Client) -> None:
    said = text(lists, "/id/actor/group-a")
    for words in ("Also found as the Group", "Identifiers register:77", "about 1963", "Country Freedonia"):
        assert words in said
    assert "The same as Group A Groupe A list-42" in said


def test_an_actor_that_another_stands_for_leads_there(lists: httpx.Client) -> None:
    said = text(lists, "/id/actor/list-42")
    assert "Records speak instead of Group A" in said
    assert "Designations" not in said


def test_who_decided_it_is_on_the_pages_of_both(lists: httpx.Client) -> None:
    for actor in ("group-a", "list-42"):
        said = text(lists, f"/id/actor/{actor}")
        assert "Decision that Group A and Groupe A are one" in said
        assert "Decided by the newsroom, 2021." in said


def test_an_inferred_lifting_says_plainly_what_it_is_inferred_from(lists: httpx.Client) -> None:
    said = text(lists, DESIGNATION + ":lifted:1")
    assert "Inferred: named on 1 May 2020, no longer named on 1 June 2020" in said
    assert "The list in May The list in June" in said
    assert "1 source" not in said


def test_a_sighting_is_no_lifting(lists: httpx.Client) -> None:
    said = text(lists, DESIGNATION + ":reaffirmed:1")
    assert "Shown by complete lists: named on 1 May 2020" in said
    assert "no longer" not in said


def test_an_inferred_act_is_marked_wherever_it_is_listed(lists: httpx.Client) -> None:
    assert "(List One, Transit) inferred" in text(lists, DESIGNATION)
    assert "1 June 2020 2020-05-01/2020-06-01 inferred 1 row" in text(lists, "/queries/lifted-designations")


def test_the_page_of_a_list_shows_what_is_inferred_from_it(lists: httpx.Client) -> None:
    said = text(lists, "/id/source/list-2")
    assert "What is inferred from it" in said
    assert "Freedonia lifted the sanctions designation of Group A (List One, Transit) inferred" in said


def test_a_page_of_an_answer_that_is_no_number_is_refused(lists: httpx.Client) -> None:
    response = lists.get("/queries/meetings", params={"page": "0"})
    assert response.status_code == 400
    assert "whole number from 1 on" in html.unescape(response.text)


def test_rows_of_a_long_answer_are_on_pages() -> None:
    rows = [{"name": {"type": "literal", "value": "x"}}] * (2 * MOST_ROWS + 1)
    answer = {"head": {"vars": ["name"]}, "results": {"bindings": rows}}
    bindings = read_bindings(json.dumps(answer).encode())
    viewer = Viewer(snapshot_of(graph_of([LISTS])))
    shown = [len(table(bindings, viewer, start=page * MOST_ROWS).rows) for page in range(3)]
    assert shown == [MOST_ROWS, MOST_ROWS, 1]


@pytest.mark.parametrize("column", ["since", "otherSince", "lastSeen", "removalAnnounced"])
def test_a_day_that_a_query_computes_is_shown_in_words(column: str) -> None:
    answer = {
        "head": {"vars": [column]},
        "results": {"bindings": [{column: {"type": "literal", "value": "../2004-06-01"}}]},
    }
    viewer = Viewer(snapshot_of(graph_of([LISTS])))
    ((cell,),) = table(read_bindings(json.dumps(answer).encode()), viewer).rows
    assert [value.text for value in cell] == ["by 1 June 2004"]


def test_a_decision_has_a_page(lists: httpx.Client) -> None:
    found = re.search(r"/id/claim/[0-9a-f]{32}", lists.get("/id/actor/list-42").text)
    assert found is not None
    assert "Decision that Group A and Groupe A are one" in text(lists, found[0])
