"""Rows are counted in bytes: as many as the engine wrote, however its text is cut and whatever is in it."""

from __future__ import annotations

import io
from itertools import pairwise

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loader.endpoint.workers.counting import TooManyRowsError, at_most, counter_of
from loader.errors import QueryError
from loader.results import run, write

TEXTS = st.text(st.sampled_from('{}[]:,"\\\n\r\t<result>a;é'), max_size=12)


@given(
    st.sampled_from(["csv", "tsv", "xml", "sparql-json", "json", "spreadsheet"]),
    st.lists(st.tuples(st.none() | TEXTS, st.none() | TEXTS), max_size=6),
    st.lists(st.integers(0, 2000), max_size=8),
)
def test_rows_are_counted_as_they_were_written(
    writer: str, rows: list[tuple[str | None, str | None]], cuts: list[int]
) -> None:
    given_rows = " ".join(
        f"({' '.join('UNDEF' if text is None else str(pyoxigraph.Literal(text)) for text in row)})"
        for row in rows
    )
    out = io.BytesIO()
    try:
        write(run(pyoxigraph.Store(), f"SELECT ?a ?b {{ VALUES (?a ?b) {{ {given_rows} }} }}"), writer, out)
    except QueryError:  # XML cannot hold it
        return
    body, count, seen = out.getvalue(), counter_of(writer), 0
    assert count is not None
    places = sorted({0, len(body), *(cut for cut in cuts if cut < len(body))})
    for start, end in pairwise(places):
        before, seen = seen, count(body[start:end])
        assert seen >= before
    assert (count(b"") if len(places) == 1 else seen) == len(rows)


@pytest.mark.parametrize("writer", ["csv", "tsv", "xml", "sparql-json", "json"])
def test_a_yes_has_no_rows(writer: str) -> None:
    out = io.BytesIO()
    write(run(pyoxigraph.Store(), "ASK {}"), writer, out)
    count = counter_of(writer)
    assert count is not None
    assert count(out.getvalue()) == 0


def test_triples_are_counted_one_by_one() -> None:
    assert [*at_most(3, "abc")] == [*"abc"]
    counted = at_most(2, "abc")
    assert [next(counted), next(counted)] == ["a", "b"]
    with pytest.raises(TooManyRowsError):
        next(counted)
