"""What kind of literal a term is, where quotation marks and backslashes stand in odd places."""

from __future__ import annotations

import pytest

from loader.validation.terms import LANGUAGE, STRING, kind

_JSON = "http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON"


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        ('""', STRING),
        (r'"\\"', STRING),
        (r'"\""', STRING),
        (r'"\\\""', STRING),
        (r'"\"', None),
        (r'"\\\"', None),
        ('"a"b"', None),
        (r'"a\\"b"', None),
        ('"a"@en', LANGUAGE),
        ('"a"@en-gb', LANGUAGE),
        ('"a"@EN', None),
        ('"a"@e"n', None),
        ('"a" ', None),
        (rf'"{{\"a\":\"\\\"\"}}"^^<{_JSON}>', _JSON),
        (rf'"{{\"a\":"\"}}"^^<{_JSON}>', None),
        ('"a"^^<b"c>', 'b"c'),
        ('"a"^^<b', None),
        ('"', None),
        ("<a>", "<"),
        ("_:a", "_"),
    ],
)
def test_a_literal_ends_where_its_last_mark_is_not_escaped(term: str, expected: str | None) -> None:
    assert kind(term) == expected
