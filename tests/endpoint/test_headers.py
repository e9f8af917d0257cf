"""Accept, entity tags and dates in words: small rules that every address relies on."""

from __future__ import annotations

from http import HTTPStatus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loader.endpoint.exchange import RefusalError, Request
from loader.endpoint.exchange.caching import entity_tag, unchanged
from loader.endpoint.exchange.formats import GRAPHS, TABLES, negotiated
from loader.endpoint.exchange.negotiate import choose
from loader.endpoint.pages.wording import date_in_words, words

OFFERS = ["application/json", "text/turtle", "text/html"]
RANGES = st.sampled_from([*OFFERS, "text/*", "application/*", "*/*", "image/png", "nonsense", ""])
WEIGHTS = st.sampled_from(["", ";q=1", ";q=0", ";q=0.5", ";q=0.001", ";q=2", ";q=", ";charset=utf-8;q=0.3"])
ACCEPTS = st.lists(st.tuples(RANGES, WEIGHTS).map("".join), max_size=6).map(",".join)


@given(ACCEPTS)
def test_what_is_chosen_is_offered_and_not_refused(accept: str) -> None:
    chosen = choose(accept, OFFERS)
    assert chosen is None or chosen in OFFERS
    if f"{chosen};q=0," in f"{accept},":
        parts = accept.split(",")
        assert any(part.startswith(str(chosen)) and not part.endswith(";q=0") for part in parts)


@given(ACCEPTS, st.permutations(OFFERS))
def test_a_single_favourite_wins_whatever_the_order_of_offers(accept: str, offers: list[str]) -> None:
    favourite = f"text/turtle;q=1,{','.join(f'{offer};q=0.2' for offer in OFFERS if offer != 'text/turtle')}"
    assert choose(favourite, offers) == "text/turtle"
    assert choose(accept, offers) in {*offers, None}


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("", "application/json"),
        ("   ", "application/json"),
        ("*/*", "application/json"),
        ("text/*", "text/turtle"),
        ("text/html", "text/html"),
        ("text/html;level=1", "text/html"),
        ("text/html;q=0.4, text/turtle;q=0.5", "text/turtle"),
        ("*/*;q=0.9, application/json;q=0.1", "text/turtle"),
        ("application/json;q=0, */*", "text/turtle"),
        ("*/*;q=0", None),
        ("audio/*", None),
        ("garbage", None),
        ("text/html;q=1.001, text/turtle;q=0.9", "text/turtle"),
    ],
)
def test_the_most_exact_range_gives_the_weight(accept: str, expected: str | None) -> None:
    assert choose(accept, OFFERS) == expected


@pytest.mark.parametrize(
    ("given", "offers", "expected"),
    [
        ("csv", TABLES, "csv"),
        ("XML", GRAPHS, "rdfxml"),
        ("text/csv", TABLES, "csv"),  # as some clients say it
        ("application/ld+json,application/x-json+ld", GRAPHS, "jsonld"),
        ("application/sparql-results+xml", TABLES, "xml"),
        ("text/turtle", TABLES, HTTPStatus.NOT_ACCEPTABLE),
        ("turtle", TABLES, HTTPStatus.NOT_ACCEPTABLE),
        ("nonsense", TABLES, HTTPStatus.BAD_REQUEST),
        ("", TABLES, HTTPStatus.BAD_REQUEST),
    ],
)
def test_a_format_is_a_name_or_media_types(given, offers, expected) -> None:
    request = Request("GET", "/sparql", (("format", given),), {"accept": "text/turtle"})
    if isinstance(expected, str):
        assert negotiated(request, offers).writer == expected
        return
    with pytest.raises(RefusalError) as refused:
        negotiated(request, offers)
    assert refused.value.status == expected


@given(st.lists(st.text(max_size=4), max_size=4), st.lists(st.text(max_size=4), max_size=4))
def test_tags_are_equal_exactly_for_equal_parts(one: list[str], other: list[str]) -> None:
    assert (entity_tag("c", *one) == entity_tag("c", *other)) == (one == other)


@pytest.mark.parametrize(
    ("method", "known", "expected"),
    [
        ("GET", 'W/"a"', True),
        ("HEAD", '"a"', True),
        ("GET", '"b", W/"a"', True),
        ("GET", "*", True),
        ("GET", '"b"', False),
        ("GET", "", False),
        ("GET", "a", False),
        ("POST", 'W/"a"', False),
    ],
)
def test_only_a_reader_who_has_the_answer_is_spared_it(method: str, known: str, expected: bool) -> None:
    headers = {"if-none-match": known} if known else {}
    assert unchanged(Request(method, "/", headers=headers), 'W/"a"') is expected


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2024-11-21", "21 November 2024"),
        ("2024-11", "November 2024"),
        ("2024", "2024"),
        ("-0044", "-0044"),
        ("../2024-11-21", "by 21 November 2024"),
        ("/2024", "by 2024"),
        ("2003/..", "in 2003 or later"),
        ("2003-02-04/..", "on 4 February 2003 or later"),
        ("2003/2005-01", "between 2003 and January 2005"),
        ("2024-10~", "about October 2024"),
        ("2024?", "2024 (uncertain)"),
        ("2024%", "about 2024 (uncertain)"),
        ("2024-24", "winter 2024"),
        ("201X", "201X"),
        ("2024-13", "2024-13"),
        ("../..", "../.."),
        ("", ""),
        ("no date", "no date"),
    ],
)
def test_dates_are_said_as_a_person_would(text: str, said: str) -> None:
    assert date_in_words(text) == said


def test_codes_are_said_in_words() -> None:
    assert words("ambassador-accepted") == "ambassador accepted"
    assert words("asOf") == "as of"
