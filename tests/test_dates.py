"""Dates: what is read, with which bounds, and what the author of a refused one is told."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import re
from functools import cache
from itertools import product
from time import struct_time

import edtf
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from loader.dates import OPEN_END, OPEN_START, Date, DateError, from_bounds, on_or_before, parse

# A text, and the bounds that EDTF gives it; None is open.
READ = [
    ("2024", "2024-01-01", "2024-12-31"),
    ("2024-02", "2024-02-01", "2024-02-29"),
    ("1900-02", "1900-02-01", "1900-02-28"),
    ("2024-11-21", "2024-11-21", "2024-11-21"),
    ("0001-06-01", "0001-06-01", "0001-06-01"),
    ("2024-11-21T10:00:00Z", "2024-11-21", "2024-11-21"),
    ("2024-11-21T23:30:00-08:00", "2024-11-21", "2024-11-21"),
    ("2024-11-21T00:30:00+14", "2024-11-21", "2024-11-21"),
    ("2024-11-21T24:00:00", "2024-11-21", "2024-11-21"),
    ("201X", "2010-01-01", "2019-12-31"),
    ("20XX", "2000-01-01", "2099-12-31"),
    ("2004-XX", "2004-01-01", "2004-12-31"),
    ("1985-04-XX", "1985-04-01", "1985-04-30"),
    ("1985-XX-XX", "1985-01-01", "1985-12-31"),
    ("2003/2005", "2003-01-01", "2005-12-31"),
    ("2003-05-20/2003-05", "2003-05-20", "2003-05-31"),
    ("2003-12/2003", "2003-12-01", "2003-12-31"),
    ("201X/2024-11", "2010-01-01", "2024-11-30"),
    ("../2024-11-21", None, "2024-11-21"),
    ("/2024-11-21", None, "2024-11-21"),
    ("2024-11-21/..", "2024-11-21", None),
    ("2024-11-21/", "2024-11-21", None),
    ("../..", None, None),
]
SOFT = [
    ("2003~", "2003-01-01", "2003-12-31"),
    ("2003-02?", "2003-02-01", "2003-02-28"),
    ("2003-02-11%", "2003-02-11", "2003-02-11"),
    ("201X~", "2010-01-01", "2019-12-31"),
    ("2003?/2005", "2003-01-01", "2005-12-31"),
    ("2003/2005-06~", "2003-01-01", "2005-06-30"),
    ("../2003~", None, "2003-12-31"),
    ("2024-21", "2024-03-01", "2024-05-31"),
    ("2024-22", "2024-06-01", "2024-08-31"),
    ("2024-23", "2024-09-01", "2024-11-30"),
    ("2023-24", "2023-12-01", "2024-02-29"),
    ("9999-24", "9999-12-01", None),
    ("2024-21?", "2024-03-01", "2024-05-31"),
    ("2023-24/2024-21", "2023-12-01", "2024-05-31"),
]


@pytest.mark.parametrize(
    ("text", "earliest", "latest", "soft"), [(*row, False) for row in READ] + [(*row, True) for row in SOFT]
)
def test_a_date_has_strict_bounds(text: str, earliest: str | None, latest: str | None, soft: bool) -> None:
    assert parse(text) == Date(
        text,
        dt.date.fromisoformat(earliest) if earliest else OPEN_START,
        dt.date.fromisoformat(latest) if latest else OPEN_END,
        soft,
    )


# A text that is refused, what its message says, and the dates that its hint offers.
REFUSED: list[tuple[str, str, list[str]]] = [
    ("2023-02-30", "01 to 28", ["2023-02"]),
    ("2024-11-00", "01 to 30", ["2024-11"]),
    ("2024-13-05", "no month 13", ["2024-05-13"]),
    ("2024-00", "no month 00", []),
    ("2024-25", "no month 25", []),
    ("2024/2003", "ends before it begins", ["2003/2024"]),
    ("2024-06/2024-05-31", "ends before it begins", ["2024-05-31/2024-06"]),
    ("24-11-2024", "no date", ["2024-11-24"]),
    ("21.11.2024", "no date", ["2024-11-21"]),
    ("03.04.2024", "no date", ["2024-04-03"]),
    ("03/04/2024", "no date", ["2024-04-03", "2024-03-04"]),
    ("12/31/2024", "no date", ["2024-12-31"]),
    ("2024/11/21", "no date", ["2024-11-21"]),
    ("20241121", "no date", ["2024-11-21"]),
    ("2024-1-5", "no date", ["2024-01-05"]),
    ("11/2024", "no date", ["2024-11"]),
    ("21 November 2024", "no date", ["2024-11-21"]),
    ("Nov. 21st, 2024", "no date", ["2024-11-21"]),
    ("november 2024", "no date", ["2024-11"]),
    ("Autumn 2024", "no date", ["2024-23"]),
    ("2010s", "no date", ["201X"]),
    ("201x", "no date", ["201X"]),
    ("2004-uu", "no date", ["2004-XX"]),
    ("1984?~", "no date", ["1984%"]),
    ("on or before 2024-11-21", "no date", ["../2024-11-21"]),
    ("by 21.11.2024", "no date", ["../2024-11-21"]),
    ("before 03/04/2024", "no date", ["../2024-04-03", "../2024-03-04"]),
    ("since May 2003", "no date", ["2003-05/.."]),
    ("circa 2003", "no date", ["2003~"]),
    ("between 2003 and 2005", "no date", ["2003/2005"]),
    ("2003–2005", "no date", ["2003/2005"]),
    ("2003 to present", "no date", ["2003/.."]),
    (" 2024-11-21", "no date", ["2024-11-21"]),
    ("2024-11-21\n", r"'2024-11-21\n'", ["2024-11-21"]),
    ("2024-11-21 (or so)", "no date", ["2024-11-21"]),
    ("2024-11-21\u202e", r"\u202e", ["2024-11-21"]),
    ("２０２４-１１-２１", "no date", ["2024-11-21"]),
    ("٢٠٢٤-١١-٢١", "no date", ["2024-11-21"]),
    ("2024-W01-1", "no date", ["2024"]),
    ("2024-11-21 10:00:00", "no date", ["2024-11-21"]),
    ("2024-11-21T10:00:00.123Z", "no date", ["2024-11-21"]),
    ("2024-11-21T25:00:00Z", "no date", ["2024-11-21"]),
    ("2024-11-21T10:00:00+14:30", "no date", ["2024-11-21"]),
    ("2024-02-30T10:00:00Z", "01 to 29", ["2024-02"]),
    ("2024-11-21T10:00:00Z/2024-11-22", "time of day", ["2024-11-21/2024-11-22"]),
    ("2003/2004/2005", "no date", []),
    ("2024-XX-05", "level 2", ["2024"]),
    ("201X-05", "level 2", []),
    ("[2023,2024]", "no date", []),
    ("~2024", "no date", ["2024~"]),
    ("..~/2024", "no date", ["2024"]),
    ("Y12345", "0001 to 9999", []),
    ("-0044", "0001 to 9999", []),
    ("-0044-03-15/2024", "0001 to 9999", []),
    ("0000", "0001 to 9999", []),
    ("000X", "0001 to 9999", []),
    ("yesterday", "no date", []),
    ("..", "no date", []),
    ("/", "says nothing", []),
    ("../", "says nothing", []),
    ("", "empty", []),
    ("2024" * 1000, "4000 characters", []),
]


@pytest.mark.parametrize(("text", "said", "offered"), REFUSED)
def test_a_refused_date_says_what_to_write_instead(text: str, said: str, offered: list[str]) -> None:
    with pytest.raises(DateError) as refusal:
        parse(text)
    assert said in refusal.value.message
    assert refusal.value.hint
    assert str(refusal.value).isprintable()
    assert len(str(refusal.value)) < 300
    if offered:
        assert re.findall("'([^']+)'", refusal.value.hint) == offered
    else:
        assert "date" not in refusal.value.message or "(or " not in refusal.value.hint


@pytest.mark.parametrize("text", [row[0] for row in REFUSED])
def test_what_a_hint_offers_can_be_read(text: str) -> None:
    with pytest.raises(DateError) as refusal:
        parse(text)
    for offer in re.findall("'([^' ]{4,})'", refusal.value.hint):
        assert parse(offer).text == offer


DAYS = st.dates()
BOUNDS = st.tuples(DAYS, DAYS).map(lambda days: (min(days), max(days)))
# Bounds that fall on the edges of months and years, where the short forms are.
EDGES = st.tuples(
    st.sampled_from(
        [dt.date(2003, 1, 1), dt.date(2003, 2, 1), dt.date(2003, 2, 2), OPEN_START, dt.date(9999, 1, 1)]
    ),
    st.sampled_from(
        [dt.date(1, 12, 31), dt.date(2003, 2, 28), dt.date(2003, 12, 31), dt.date(2004, 2, 29), OPEN_END]
    ),
).filter(lambda bounds: bounds[0] <= bounds[1])


@given(BOUNDS | EDGES, st.booleans())
def test_bounds_are_written_so_that_reading_gives_them_back(
    bounds: tuple[dt.date, dt.date], soft: bool
) -> None:
    date = from_bounds(*bounds, soft)
    assert (date.earliest, date.latest) == bounds
    assert parse(date.text) == date


@given(BOUNDS | EDGES, st.booleans())
def test_canonical_text_is_canonical(bounds: tuple[dt.date, dt.date], soft: bool) -> None:
    date = from_bounds(*bounds, soft)
    again = parse(date.text)
    assert from_bounds(again.earliest, again.latest, again.soft) == date


@pytest.mark.parametrize(
    ("earliest", "latest", "soft", "text"),
    [
        ("2024-11-21", "2024-11-21", False, "2024-11-21"),
        ("2024-11-01", "2024-11-30", False, "2024-11"),
        ("2024-01-01", "2024-12-31", False, "2024"),
        ("2003-01-01", "2003-06-30", False, "2003-01/2003-06"),
        ("2003-01-01", "2004-12-31", False, "2003/2004"),
        ("2003-01-01", "2003-06-29", False, "2003-01-01/2003-06-29"),
        ("0001-01-01", "2024-11-21", False, "../2024-11-21"),
        ("0001-01-01", "2024-11-30", False, "../2024-11"),
        ("2024-01-01", "9999-12-31", False, "2024/.."),
        ("0001-01-01", "9999-12-31", False, "../.."),
        ("2003-01-01", "2003-12-31", True, "2003~"),
        ("2003-01-01", "2003-06-30", True, "2003-01~/2003-06~"),
        ("0001-01-01", "2003-12-31", True, "../2003~"),
        ("0001-01-01", "9999-12-31", True, "../.."),
    ],
)
def test_bounds_are_written_in_the_shortest_form(earliest: str, latest: str, soft: bool, text: str) -> None:
    assert from_bounds(dt.date.fromisoformat(earliest), dt.date.fromisoformat(latest), soft).text == text


def test_bounds_in_the_wrong_order_are_not_written() -> None:
    with pytest.raises(ValueError, match="before the earliest"):
        from_bounds(dt.date(2024, 1, 2), dt.date(2024, 1, 1))


@given(BOUNDS, st.booleans())
def test_what_was_reported_on_a_day_was_so_by_that_day(bounds: tuple[dt.date, dt.date], soft: bool) -> None:
    date = from_bounds(*bounds, soft)
    assume(date.latest != OPEN_END)
    latest = on_or_before(date)
    assert (latest.earliest, latest.latest, latest.soft) == (OPEN_START, date.latest, soft)
    assert latest == parse(latest.text)


YEARS = st.sampled_from(["2003", "1999", "0099", "201X", "20XX"])
PARTS = st.sampled_from(
    ["", "", "-02", "-11", "-XX", "-02-28", "-11-31", "-06-XX", "-XX-XX", "-XX-05", "-22", "-13"]
)
SINGLES = st.tuples(YEARS, PARTS, st.sampled_from(["", "", "~", "?", "%"])).map("".join)
ENDS = SINGLES | st.sampled_from(["..", ""])
TEXTS = SINGLES | st.tuples(ENDS, ENDS).map("/".join)


@given(TEXTS)
def test_bounds_of_an_interval_are_those_of_its_ends(text: str) -> None:
    try:
        date = parse(text)
    except DateError:
        assume(False)
    assert date.text == text
    assert date.earliest <= date.latest
    start, sign, end = text.partition("/")
    if sign:
        assert date.earliest == (parse(start).earliest if start.strip(".") else OPEN_START)
        assert date.latest == (parse(end).latest if end.strip(".") else OPEN_END)


@given(st.text(max_size=30) | st.text("0123456789-/.~?%XTZYux :", max_size=30))
def test_any_text_is_read_or_refused_in_one_line(text: str) -> None:
    try:
        assert parse(text).text == text
    except DateError as refusal:
        assert refusal.message
        assert refusal.hint
        assert str(refusal).isprintable()


# Where the edtf library (5.0.2) and Détente differ: a pattern, who reads such a text, and why.
# When both do, their bounds differ.
DIFFERENCES = [
    (r"\s", "theirs", "it forgives white space"),
    (
        r"X-[0-9X]{2}|X[0-9]|[0-9]XXX|XXXX|-X[0-9]|-[0-9]X|-XX-[0-9]",
        "theirs",
        "it reads these forms of level 2",
    ),
    (
        r"[~?%][0-9]|[~?%]-|-(2[5-9]|3[0-9]|4[01])(?![0-9])|S[0-9]",
        "theirs",
        "it reads these forms of level 2",
    ),
    (r"-02-29", "theirs", "it has a 29 February in every year"),
    (r"[0-9X~?%]/[0-9]", "theirs", "it reads intervals that end before they begin"),
    (r"(^|/)(Y|-[0-9]|0000|000X|00XX)", "theirs", "it reads years outside 0001 to 9999"),
    (r"-24", "both", "its winter ends with the year, not in February"),
    (r"^/|/$", "both", "it bounds an unknown end by ten years; nothing is known of it here"),
    (r"(^|/)(9999|0001)", "both", "the first day of 0001 and the last of 9999 stand for open bounds here"),
    (r"-2[1-4][~?%]", "ours", "it reads no qualifier after a season"),
    (r"X.*/|/.*X", "ours", "it reads digits left open at one end of an interval beside few other ends"),
    (r"T.*[+-]14$", "ours", "its offsets end before the +14 of Kiritimati"),
]


def difference(text: str) -> str | None:
    """What is unexplained in how the two libraries read a text; None if nothing is."""
    here, there = ours(text), oracle(text)
    if here == there:
        return None
    readers = "both" if here and there else "ours" if here else "theirs"
    if any(who == readers and re.search(pattern, text) for pattern, who, _ in DIFFERENCES):
        return None
    return f"{text}: {here} here, {there} there"


@cache
def oracle(text: str) -> tuple[str, str] | None:
    """The bounds as the edtf library has them; None if it refuses or crashes."""
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            date = edtf.parse_edtf(text)
            lower: float | struct_time = date.lower_strict()
            upper: float | struct_time = date.upper_strict()
            return day(lower), day(upper)
    except (edtf.parser.edtf_exceptions.EDTFParseException, AttributeError, TypeError, ValueError):
        return None


def day(value: float | struct_time) -> str:
    return (
        str(value) if isinstance(value, float) else f"{value.tm_year:04}-{value.tm_mon:02}-{value.tm_mday:02}"
    )


def ours(text: str) -> tuple[str, str] | None:
    try:
        date = parse(text)
    except DateError:
        return None
    return (
        "-inf" if date.earliest == OPEN_START else date.earliest.isoformat(),
        "inf" if date.latest == OPEN_END else date.latest.isoformat(),
    )


ENDS_OF_GRID = ["2003", "2003-11", "2004-02-29", "201X", "2004-06-XX", "2003~", "2003-22", "..", ""]
GRID = [
    *map(
        "".join,
        product(
            ["2003", "1900", "0099", "20XX"],
            ["", "-11", "-XX", "-02-28", "-02-29", "-11-31", "-06-XX", "-XX-XX", "-22", "-13", "-24"],
            ["", "~", "%"],
        ),
    ),
    *map("/".join, product(ENDS_OF_GRID, ENDS_OF_GRID)),
    *(
        f"2024-11-21T{time}{zone}"
        for time in ("10:00:00", "24:00:00", "25:00:00")
        for zone in ("", "Z", "-04", "+14")
    ),
]


def test_the_edtf_library_agrees_on_a_grid_of_dates() -> None:
    assert [found for text in GRID if (found := difference(text))] == []


@settings(max_examples=100, deadline=None, derandomize=True)  # DIFFERENCES may not be all there are
@given(DAYS.map(str) | BOUNDS.map(lambda bounds: from_bounds(*bounds).text) | TEXTS)
def test_the_edtf_library_agrees_on_any_date(text: str) -> None:
    assert difference(text) is None


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """A date with one character changed, added or left out."""
    text: str = draw(TEXTS)
    place, dropped = draw(st.integers(0, len(text))), draw(st.integers(0, 1))
    added: str = draw(st.sampled_from([*"0123456789-/.~?%XTZY ", ""]))
    return text[:place] + added + text[place + dropped :]


@settings(max_examples=150, deadline=None, derandomize=True)  # DIFFERENCES may not be all there are
@given(mutated())
def test_the_edtf_library_agrees_on_what_is_no_date(text: str) -> None:
    assert difference(text) is None


@pytest.mark.parametrize(("pattern", "readers", "reason"), DIFFERENCES)
def test_each_difference_from_the_edtf_library_is_still_one(pattern: str, readers: str, reason: str) -> None:
    examples = [*GRID, "2024 ", "2024-21?", "XXXX", "2024?-11", "0000", "-0044", "9999"]
    found = [text for text in examples if re.search(pattern, text) and ours(text) != oracle(text)]
    assert found, reason


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ("2025-01?", "../2025-01?"),
        ("2021-08/2025-01?", "../2025-01?"),
        ("2024-22", "../2024-22"),
        ("2024-03?/2024-11-21", "../2024-11-21"),
        ("2024~/..", "../.."),
        ("2024-XX", "../2024"),
    ],
)
def test_a_report_s_date_keeps_its_last_day_and_its_doubt(text, by):
    latest = on_or_before(parse(text))
    assert latest.text == by
    assert by == "../.." or latest == parse(by)
