"""Only http and https lead out of a page, whatever an IRI looks like."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loader.endpoint.pages.links import local, outward, thing_iri
from loader.vocabulary import BASE

SCHEMES = st.sampled_from(
    [
        "javascript",
        "JavaScript",
        "data",
        "vbscript",
        "file",
        "blob",
        "ftp",
        "mailto",
        "urn",
        "https",
        "HTTP",
        "x-",
    ]
)
PIECES = st.text(st.sampled_from("ab:/\\?#@%. \t\n\r\x00<>\"'`&;éあ\u202e\u2028[]1"), max_size=12)
IRIS = st.one_of(
    st.builds(lambda scheme, rest: f"{scheme}:{rest}", SCHEMES, PIECES),
    st.builds(lambda before, scheme, rest: f"{before}{scheme}://{rest}", PIECES, SCHEMES, PIECES),
    PIECES,
)


@given(IRIS)
def test_what_leads_out_is_an_address_of_the_web(iri: str) -> None:
    found = outward(iri)
    assert found in ("", iri)
    if found:
        parts = urlsplit(found)
        assert parts.scheme in ("http", "https")
        assert parts.netloc
        assert not set(found) & set(' \t\r\n\x00<>"\\')


@pytest.mark.parametrize(
    "iri",
    [
        "javascript:alert(1)",
        "java\nscript:alert(1)",
        " https://a.example/",
        "\x01javascript:alert(1)",
        "data:text/html,a",
        "https:javascript:alert(1)",
        "https:///a.example",
        "https://",
        "http:\\\\a.example",
        "//a.example/",
        "/id/a",
        "#a",
        "",
    ],
)
def test_everything_else_is_shown_and_leads_nowhere(iri: str) -> None:
    assert outward(iri) == ""


@given(PIECES)
def test_a_page_of_a_thing_is_on_this_server(rest: str) -> None:
    found = local(BASE + rest, BASE)
    assert found == "" or found.startswith("/id/")
    assert local(f"https://elsewhere.example/{rest}", BASE) == ""


@given(st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=8))
def test_a_page_leads_back_to_its_thing(key: str) -> None:
    iri = f"{BASE}actor/{key}"
    assert thing_iri(local(iri, BASE), BASE) == iri
