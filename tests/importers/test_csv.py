"""Tables by mapping files: what a row becomes, what is reported, and what a mapping file may say."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from imported import loaded

from loader import dates
from loader.cli import run
from loader.errors import InputError, Severity
from loader.facts.model import Actor, Agreement, Designation, Fact, Meeting, Membership, Source
from loader.importers.entry import Entry, Options
from loader.importers.table import entries
from loader.importers.table.day_formats import DayFormat, DayFormats, FormatError
from loader.importers.table.mapping_file import KEYS, TABLE_KEYS
from loader.importers.table.templates import WHEN_KEYS
from loader.importers.table.values import VALUE_KEYS

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "mapping"
BAD = sorted((Path(__file__).parent / "csv").glob("*.yaml"))

LIST = "No,Name,Listed\n1,Group A,12.03.2003\n2,Group B,07.11.99\n"
MAPPING = """\
source: {id: the-list, title: List of Freedonia, published: 2024-03-01}
entry: No
actors:
  freedonia: {id: freedonia, kind: state, name: Freedonia}
  listed: {id: {column: No, prefix: fr-}, kind: armed-group, name: {column: Name}}
facts:
  - type: designation
    authority: {described: freedonia}
    target: {described: listed}
    category: terrorist
    action: imposed
    date: {column: Listed, dates: [dd.mm.yyyy, dd.mm.yy], pivot: 1950}
"""


Kind = TypeVar("Kind", bound=Fact)


class Desk:
    """A folder with a table and a mapping in it."""

    def __init__(self, folder: Path) -> None:
        self.table = folder / "list.csv"
        self.mapping = folder / "mapping.yaml"

    def write(self, table: str | bytes = LIST, mapping: str = MAPPING) -> Desk:
        """Writes both."""
        self.table.write_bytes(table if isinstance(table, bytes) else table.encode())
        self.mapping.write_text(mapping, encoding="utf-8")
        return self

    def read(self, **options: str) -> list[Entry]:
        """All entries."""
        return list(entries([self.table], Options(mapping=self.mapping, **options)))  # type: ignore[arg-type]  # texts all

    def refused(self, **options: str) -> list[str]:
        """The lines that tell what is wrong, without the folder's name."""
        with pytest.raises(InputError) as told:
            self.read(**options)
        return str(told.value).replace(f"{self.table.parent}/", "").splitlines()


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path).write()


def _rows(found: list[Entry]) -> list[Entry]:
    return [entry for entry in found if entry.position]


def _facts(found: list[Entry], kind: type[Kind]) -> list[Kind]:
    return [fact for entry in found for fact in entry.facts if isinstance(fact, kind)]


def _whole(entry: Entry) -> str:
    """Why a row was left out."""
    return next(unused.reason for unused in entry.unused if not unused.part)


# -- what a row becomes --------------------------------------------------------------------------------------


def test_a_row_is_an_actor_and_an_act_with_its_entry_as_evidence(desk: Desk) -> None:
    found = desk.read()
    assert [entry.position for entry in found] == [0, 1, 2, 0]
    assert [(entry.name, entry.place.line) for entry in _rows(found)] == [("1", 2), ("2", 3)]
    assert [(actor.id, actor.name) for actor in _facts(found, Actor)] == [
        ("freedonia", "Freedonia"),
        ("fr-1", "Group A"),
        ("fr-2", "Group B"),
    ]
    first, second = _facts(found, Designation)
    assert (first.target, first.date, second.date) == ("fr-1", "2003-03-12", "1999-11-07")
    assert (first.source, first.evidence[0].entry, first.evidence[0].position) == ("the-list", "1", 1)
    assert re.fullmatch("[0-9a-f]{64}", first.evidence[0].sha256 or "")
    assert [(source.id, source.title) for source in _facts(found, Source)] == [
        ("the-list", "List of Freedonia")
    ]


def test_the_digest_of_a_row_is_of_what_it_says(desk: Desk) -> None:
    def digest(table: str, mapping: str = MAPPING) -> str | None:
        return _facts(desk.write(table, mapping).read(), Designation)[0].evidence[0].sha256

    before = digest("No,Name,Listed\n1,Group A,12.03.2003\n")
    assert digest('Listed,No, Name \n12.03.2003 ,1,"Group\n  A"\n') == before
    assert digest("No,Name,Listed\n1,Group AA,12.03.2003\n") != before
    ignoring = f"{MAPPING}ignore: Edition\n"
    assert digest("No,Name,Listed,Edition\n1,Group A,12.03.2003,7\n", ignoring) == before


def test_what_the_user_says_stands_before_the_mapping(desk: Desk) -> None:
    (source,) = _facts(desk.read(source="s", published="2025", url="https://example.org/l"), Source)
    assert (source.id, source.published, source.url) == ("s", "2025", "https://example.org/l")
    complete = "published: 2024-03-01, complete: {authority: {described: freedonia}, list: A}}"
    desk.write(LIST, MAPPING.replace("published: 2024-03-01}", complete).replace("id: the-list, ", ""))
    (source,) = _facts(desk.read(list="National List"), Source)
    assert source.complete and (source.complete.authority, source.complete.list) == (
        "freedonia",
        "National List",
    )
    assert source.id == "national-list-2024-03-01"


FORMS = """\
source: {title: A}
pivot: 1930
dates: [d.m.yy, mm/yyyy]
actors:
  one:
    id: {column: Name, as: id}
    kinds: [organization, armed-group]
    name: {columns: [Given, Name], join: ", "}
    aliases: [{column: Alias}, {column: Others, split: [";", "/"]}]
    names: {ru: {column: Russian, split: ";"}}
    identifiers: {tax-number: {column: Tax, prefix: "FR "}}
    country: {column: Country, split: ";", as: state}
facts:
  - type: membership
    member: {described: one}
    organization: {column: Organs, split: ";", as: state}
    from: {column: Since}
  - type: meeting
    when: Met
    participants:
      - {actor: {described: one}, for: {text: Freedonia, as: state}}
      - {column: Met, split: ";", as: state}
    topics: {column: Topics, split: ";"}
    denies: "true"
  - type: agreement
    when: {column: Kind, is: [pact, treaty], not: treaty}
    parties: [{actor: {described: one}, role: witness}, {column: Country, split: ";", as: state}]
    subject: {column: Kind, values: {pact: peace, "*": trade}}
  - type: statement
    speaker: {described: one}
    summary: {column: Said}
    date: {source: published}
"""
FORM = "Given,Name,Alias,Others,Russian,Tax,Country,Organs,Since,Met,Topics,Kind,Said\n"
FILLED = "G,Émile N,E,N;M/E,Эмиль,7,Freedonia;Sylvania,Union;League,5.1.29,Sylvania;Union,a;b,pact,So it is\n"


def test_every_form_of_a_value_fills_its_key(desk: Desk) -> None:
    found = desk.write(FORM + FILLED, FORMS).read(published="2024-05")
    (_, entry, _) = found
    assert not entry.unused
    actor = next(actor for actor in _facts(found, Actor) if actor.id == "emile-n")
    assert (actor.name, actor.kinds) == ("G, Émile N", ("organization", "armed-group"))
    assert actor.aliases == ("E", "N", "M")
    assert (actor.names, actor.identifiers) == ({"ru": "Эмиль"}, {"tax-number": "FR 7"})
    assert actor.country == ("freedonia", "sylvania")
    states = {actor.id for actor in _facts(found, Actor) if actor.kind == "state"}
    assert states == {"freedonia", "sylvania", "union", "league"}
    assert [(fact.organization, fact.from_) for fact in _facts(found, Membership)] == [
        ("union", "2029-01-05"),
        ("league", "2029-01-05"),
    ]
    (meeting,) = _facts(found, Meeting)
    assert meeting.denies and meeting.topics == ("a", "b")
    assert [one if isinstance(one, str) else (one.actor, one.for_) for one in meeting.participants] == [
        ("emile-n", "freedonia"),
        "sylvania",
        "union",
    ]
    (agreement,) = _facts(found, Agreement)
    assert agreement.subject == "peace"
    assert [one if isinstance(one, str) else (one.actor, one.role) for one in agreement.parties] == [
        ("emile-n", "witness"),
        "freedonia",
        "sylvania",
    ]


def test_empty_cells_say_nothing(desk: Desk) -> None:
    found = desk.write(f"{FORM}G,N,,,,,,Union,,,,treaty,A\n", FORMS).read()
    (entry,) = _rows(found)
    assert [type(fact).__name__ for fact in entry.facts] == ["Actor", "Actor", "Membership", "Statement"]
    assert not entry.unused
    (membership,) = _facts(found, Membership)
    assert membership.from_ is None


# -- what is reported ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("1,Group A,31.02.2004", "Listed: '31.02.2004' is no date that is written as"),
        ("1,Group A,03/12/2003", "Listed: '03/12/2003' is no date that is written as"),
        ("1,,12.03.2003", "Name: This is empty, and an actor needs 'name'."),
        (",Group A,12.03.2003", "No: This is empty, and an actor needs 'id'."),
        ("1,Group A", "The row has 2 cells, and the header has 3."),
        ("1,Group A,12.03.2003,B", "The row has 4 cells, and the header has 3."),
    ],
)
def test_a_row_that_cannot_be_read_is_reported_and_never_guessed(desk: Desk, row: str, reason: str) -> None:
    found = _rows(desk.write(f"No,Name,Listed\n{row}\n2,Group B,07.11.99\n").read())
    assert [bool(entry.facts) for entry in found] == [False, True]
    assert _whole(found[0]).startswith(reason)


def test_an_actor_is_kept_without_what_cannot_be_read_of_it(desk: Desk) -> None:
    mapping = MAPPING.replace(
        "name: {column: Name}", "name: {column: Name}, born: {column: Born, dates: [yyyy]}"
    )
    table = "No,Name,Listed,Born\n1,Group A,12.03.2003,1970s\n"
    (entry,) = _rows(desk.write(table, mapping).read())
    assert [(unused.part, unused.reason) for unused in entry.unused] == [
        ("Born", "'1970s' is no date that is written as 'yyyy'.")
    ]
    assert len(entry.facts) == 2


def test_a_word_that_the_mapping_does_not_know_is_reported(desk: Desk) -> None:
    mapping = MAPPING.replace("category: terrorist", "category: {column: Why, values: {T: terrorist}}")
    (entry,) = _rows(desk.write("No,Name,Listed,Why\n1,Group A,2003,X\n", mapping).read())
    assert _whole(entry) == "Why: 'X' is none of the 'values' in the mapping."


def test_an_actor_that_two_rows_describe_differently_is_described_once(desk: Desk) -> None:
    table = "No,Name,Listed\n1,Group A,12.03.2003\n1,Group A,13.03.2003\n1,Group Z,14.03.2003\n"
    found = desk.write(table).read()
    assert [actor.name for actor in _facts(found, Actor)] == ["Freedonia", "Group A"]
    assert len(_facts(found, Designation)) == 3
    assert [len(entry.unused) for entry in _rows(found)] == [0, 0, 1]


def test_a_list_of_which_a_row_cannot_be_read_is_not_complete(desk: Desk) -> None:
    complete = "published: 2024-03-01, complete: {authority: freedonia, list: A}}"
    mapping = MAPPING.replace("published: 2024-03-01}", complete)
    (whole,) = _facts(desk.write(LIST, mapping).read(), Source)
    found = desk.write(f"{LIST}3,Group C,unknown\n", mapping).read()
    (partly,) = _facts(found, Source)
    assert whole.complete and not partly.complete
    assert [unused.part for entry in found for unused in entry.unused] == ["", "complete"]


@pytest.mark.parametrize(
    ("mapping", "reason"),
    [
        (f"{MAPPING}when: {{column: Name, not: Total}}\n", "The mapping leaves this row out."),
        (
            MAPPING.replace("type: designation", "type: designation\n    when: {column: Name, not: Total}"),
            "The mapping makes no fact of it.",
        ),
    ],
    ids=["row", "fact"],
)
def test_what_is_left_out_on_purpose_leaves_a_list_complete(desk: Desk, mapping: str, reason: str) -> None:
    complete = "published: 2024-03-01, complete: {authority: freedonia, list: A}}"
    found = desk.write(f"{LIST}3,Total,\n", mapping.replace("published: 2024-03-01}", complete)).read()
    assert _whole(_rows(found)[-1]) == reason
    assert _facts(found, Source)[0].complete


# -- mapping files -------------------------------------------------------------------------------------------


def test_there_are_bad_mappings_to_try() -> None:
    assert len(BAD) > 30


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_all_that_is_wrong_with_a_mapping_is_told_with_its_line(path: Path, desk: Desk) -> None:
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    told = [line[3:].rstrip("\n") for line in lines if line.startswith("#: ")]
    mapping = "".join(line for line in lines if not line.startswith("#: "))
    assert told
    assert desk.write(LIST, mapping).refused() == told


def test_each_thing_that_is_wrong_is_told_on_a_line_of_its_own(
    desk: Desk, capfd: pytest.CaptureFixture[str]
) -> None:
    desk.write(LIST, MAPPING.replace("column: Name", "column: Nmae"))
    assert run(["import", "csv", str(desk.table), "--mapping", str(desk.mapping)]) == 2
    told = capfd.readouterr().err.splitlines()
    assert [line.startswith("detente: ") for line in told] == [True, True]
    assert told[1].endswith("list.csv has no column 'Nmae'. Did you mean 'Name'?")


def test_a_table_needs_a_mapping(desk: Desk) -> None:
    with pytest.raises(InputError, match="give --mapping FILE"):
        list(entries([desk.table], Options()))


@pytest.mark.parametrize(
    ("keys", "of"),
    [(KEYS, "mapping"), (TABLE_KEYS, "table"), (VALUE_KEYS, "value"), (WHEN_KEYS, "when")],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_every_key_is_documented(keys: tuple[str, ...], of: str) -> None:
    text = (ROOT / "docs" / "mapping.md").read_text(encoding="utf-8")
    assert [key for key in keys if f"| `{key}` |" not in text] == [], of


# -- files ---------------------------------------------------------------------------------------------------

CYRILLIC = "No;Name;Listed\n1;Группа А;12.03.2003\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251", "koi8-r"])
def test_a_table_is_read_in_its_encoding(desk: Desk, encoding: str) -> None:
    said = {"utf-8-sig": "utf-8"}.get(encoding, encoding)
    mapping = f'{MAPPING}table: {{encoding: {said}, delimiter: ";"}}\n'
    for ends in ("\n", "\r\n", "\r"):
        found = desk.write(CYRILLIC.replace("\n", ends).encode(encoding), mapping).read()
        assert _facts(found, Actor)[1].name == "Группа А"


@pytest.mark.parametrize(
    ("table", "encoding", "told"),
    [
        (CYRILLIC.encode("cp1251"), "utf-8", "list.csv:2: this line is not utf-8: byte 0xC3 stands in it."),
        (CYRILLIC.encode(), "cp1251", "list.csv:2: this line is UTF-8, not cp1251."),
        (b"No;Name;Listed\n1;\x98;\n", "cp1251", "list.csv:2: this line is not cp1251: byte 0x98"),
        (CYRILLIC.encode("utf-16"), "utf-8", "list.csv:1: this is UTF-16, not utf-8."),
        (CYRILLIC.encode("utf-16-le"), "utf-16", "list.csv:1: this is not utf-16: UTF-16 stream does not"),
        (b"No;Name;Listed\n\xd9\xd9", "utf-16", "list.csv:1: this is not utf-16: UTF-16 stream does not"),
        (CYRILLIC.encode("utf-16")[:-1], "utf-16", "list.csv:2: this line is not utf-16"),
        (b"%PDF-1.4\n", "utf-8", "list.csv: this is no text."),
        (b"<!DOCTYPE html>\n<html>", "utf-8", "list.csv:1: this is an HTML page"),
        (b"", "utf-8", "list.csv: the table is empty."),
        (b'No;Name;Listed\n1;"A;\n2;B;\n', "utf-8", "list.csv:2: a cell of this row begins with a double"),
        (b'No;Name;Listed\n\n1;"A"A;\n', "utf-8", "list.csv:3: a cell of this row goes on after its closing"),
        (b"No;Name;Listed\n1;" + b"A" * 200_000, "utf-8", "list.csv:2: a cell of this row has more than"),
        (b"No;Name;Listed\n1;" + b"A" * 2_000_000, "utf-8", "list.csv:2: this line has more than"),
        (b"No;Name;Listed;Name\n", "utf-8", "list.csv:1: two columns are named 'Name'."),
        (b"No;;Name;Listed\n", "utf-8", "list.csv:1: column 2 has no name."),
    ],
)
def test_what_is_no_such_table_is_told_in_one_line(
    desk: Desk, table: bytes, encoding: str, told: str
) -> None:
    mapping = f'{MAPPING}table: {{encoding: {encoding}, delimiter: ";"}}\n'
    lines = desk.write(table, mapping).refused()
    assert [line[: len(told)] for line in lines] == [told]


def test_the_header_may_stand_further_down_and_columns_may_be_empty_at_the_end(desk: Desk) -> None:
    table = "List of Freedonia,,,\n\nNo,Name,Listed,,\n1,Group A,-,,\n,,,,\n"
    found = _rows(desk.write(table, f'{MAPPING}table: {{header: 2, empty: "-"}}\n').read())
    assert [(entry.position, entry.place.line, bool(entry.facts)) for entry in found] == [(1, 4, True)]
    assert _facts(found, Designation)[0].date is None


def test_reading_a_long_table_takes_no_more_memory_than_a_short_one(desk: Desk) -> None:
    """The first entry is there before the last row is read, though that one is torn."""
    rows = "".join(f"{number},Group {number},2003\n" for number in range(2000))
    desk.write(f'No,Name,Listed\n{rows}1,"A\n')
    found = entries([desk.table], Options(mapping=desk.mapping))
    assert next(found).position == 0
    assert next(found).position == 1
    with pytest.raises(InputError, match=r"list\.csv:2002: "):
        list(found)


# -- dates ---------------------------------------------------------------------------------------------------

DAYS = st.dates(dt.date(1, 1, 1), dt.date(9999, 12, 30))
YEAR = st.dates(dt.date(2001, 1, 1), dt.date(2001, 12, 31))
SIGNS = st.permutations(["d", "m", "y"])


@st.composite
def formats(draw: st.DrawFn, years: tuple[str, ...] = ("yyyy",)) -> str:
    """Formats of whole days."""
    between = draw(st.sampled_from([".", "/", "-", " ", ". ", ""]))
    wide = not between
    signs = {
        "d": draw(st.sampled_from(["dd"] if wide else ["dd", "d"])),
        "m": draw(st.sampled_from(["mm"] if wide else ["mm", "m", "mmm", "mmmm"])),
        "y": draw(st.sampled_from(years)),
    }
    return between.join(signs[sign] for sign in draw(SIGNS))


@given(formats(), DAYS)
def test_a_day_that_was_written_is_read_back(text: str, day: dt.date) -> None:
    format_ = DayFormat(text)
    assert {format_.read(written) for written in format_.write(day)} == {day.isoformat()}


@given(
    formats(("yy",)),
    st.integers(1, 9900),
    st.integers(0, 99),
    st.dates(dt.date(2001, 1, 1), dt.date(2001, 12, 31)),
)
def test_two_digits_mean_the_year_of_the_hundred_from_the_pivot(
    text: str, pivot: int, after: int, within: dt.date
) -> None:
    day = within.replace(year=pivot + after, day=min(within.day, 28))
    format_ = DayFormat(text, pivot)
    assert {format_.read(written) for written in format_.write(day)} == {day.isoformat()}


@settings(max_examples=40, deadline=None)  # comparing formats takes its time
@given(st.lists(formats(("yyyy", "yy")), min_size=2, max_size=3, unique=True), DAYS)
def test_formats_that_stand_together_never_read_a_text_as_two_days(texts: list[str], day: dt.date) -> None:
    try:
        together = DayFormats(texts, 1950)
    except FormatError:
        return
    alone = [DayFormat(text, 1950) for text in texts]
    for written in (written for one in alone for written in one.write(day)):
        read = {found for one in alone if (found := one.read(written))}
        assert read == {together.read(written)}


@given(st.text("0123456789./-X~? Tma:", max_size=12))
def test_whatever_is_read_is_a_date(text: str) -> None:
    found = [DayFormat(one).read(text) for one in ("dd.mm.yyyy", "mm/yyyy", "yyyy-mm-dd time", "edtf")]
    assert [dates.parse(date).text for date in found if date] == [date for date in found if date]


@pytest.mark.parametrize(
    ("text", "written", "read"),
    [
        ("mm/yyyy", "03/2004", "2004-03"),
        ("mmm yyyy", "MAR 2004", "2004-03"),
        ("yyyy", "2004", "2004"),
        ("yyyy г.", "2004 г.", "2004"),
        ("yyyy-mm-dd time", "2004-03-01 00:00:00", "2004-03-01"),
        ("edtf", "2004-03~", "2004-03~"),
        ("dd.mm.yyyy", "1.3.2004", None),
        ("d.m.yyyy", "29.2.2003", None),
        ("mm/yyyy", "13/2004", None),
        ("dd.mm.yyyy", "٠١.٠٣.٢٠٠٤", None),
        ("yyyy", "0000", None),
        ("edtf", "01.03.2004", None),
    ],
)
def test_a_format_reads_what_is_written_so_and_nothing_else(
    text: str, written: str, read: str | None
) -> None:
    assert DayFormat(text).read(written) == read


@pytest.mark.parametrize(
    "texts",
    [
        ["dd/mm/yyyy", "mm/dd/yyyy"],
        ["ddmmyy", "yymmdd"],
        ["mmyyyy", "yyyymm"],
        ["edtf", "yyyy-dd-mm"],
        ["dmyyyy"],
        ["dd.mm"],
        ["dd.yyyy"],
        ["dd.mm.yyyy yy"],
        ["dd.mm.mm.yyyy"],
        ["1.m.yyyy"],
        ["jjjj"],
        [""],
    ],
)
def test_formats_that_leave_the_day_open_are_refused(texts: list[str]) -> None:
    with pytest.raises(FormatError):
        DayFormats(texts, 1950)


@pytest.mark.parametrize("text", ["dd.mm." + "y" * 5000, "x" * 5000 + "d", "dd.mm.yyyy" + "-" * 5000 + "9"])
def test_a_format_is_quoted_shortly_however_long_it_is(text: str) -> None:
    with pytest.raises(FormatError) as caught:
        DayFormats([text])
    assert len(str(caught.value)) < 400


# -- through the gate ----------------------------------------------------------------------------------------


def test_the_worked_example_passes_the_gate(tmp_path: Path) -> None:
    options = Options(mapping=EXAMPLE / "freedonia.yaml", published="2024-03-01")
    tally, outcome = loaded("csv", [EXAMPLE / "freedonia.csv"], tmp_path, options)
    assert (tally.entries, tally.used, outcome.facts) == (6, 4, 15)
    assert not [problem for problem in outcome.problems if problem.severity is Severity.VIOLATION]


def test_every_form_of_a_value_passes_the_gate(desk: Desk, tmp_path: Path) -> None:
    desk.write(FORM + FILLED, FORMS)
    tally, outcome = loaded("csv", [desk.table], tmp_path, Options(mapping=desk.mapping, published="2024-05"))
    assert (tally.entries, tally.used) == (1, 1)
    assert not [problem for problem in outcome.problems if problem.severity is Severity.VIOLATION]
