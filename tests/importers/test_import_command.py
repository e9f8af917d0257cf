"""`detente import` and `load --from`: all or nothing, in one step or two, and nothing dropped in silence."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from loader.errors import InputError, Place
from loader.facts.model import Actor, Statement
from loader.importers import KINDS, Entry, Kind, Options, Tally, Unused, kind, run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from command_desk import Desk

HERE = Path(__file__).parent / "un-sc"
FIRST, SECOND = "2030-01.xml", "2030-06.xml"


@pytest.fixture
def lists(desk: Desk) -> Desk:
    """A desk with two snapshots of an invented list."""
    for name in (FIRST, SECOND):
        shutil.copy(HERE / name, desk.folder / name)
    return desk


def export(desk: Desk, store: str) -> str:
    return desk.read("export", "--store", store, "--format", "ntriples")


def test_import_writes_facts_to_stdout_and_tells_what_it_used(lists: Desk) -> None:
    done = lists.run("import", "un-sc", FIRST)
    facts = [json.loads(line) for line in done.out.splitlines()]
    assert done.code == 0
    assert [fact["type"] for fact in facts].count("designation") == 7
    told = done.err.splitlines()
    assert told[0] == "Entries: 5; used: 4; not used: 1."
    assert told[1] == f"Facts: {len(facts)} (6 actor, 7 designation, 1 source)."
    assert told[2].startswith(f"  not used: 3 ({FIRST}:26): It has no REFERENCE_NUMBER")
    assert told[3].startswith("The list is complete: what an earlier edition names")
    assert "       1 LIST_TYPE: It serves the keeping of the list." in told
    assert "       1 FAVOURITE_COLOUR: This element is not known to the importer." in told


def test_the_report_names_each_part_that_is_left_out_with_its_entry(lists: Desk) -> None:
    assert lists.run("import", "un-sc", FIRST, "-o", "facts.jsonl", "--report", "left.jsonl").code == 0
    left = [json.loads(line) for line in (lists.folder / "left.jsonl").read_text().splitlines()]
    assert {"entry", "file", "position", "line", "part", "reason"} == set(left[0])
    (whole,) = [one for one in left if not one["part"]]
    assert (whole["entry"], whole["file"], whole["position"], whole["line"]) == ("3", FIRST, 3, 26)
    assert ("TAi.902", "FAVOURITE_COLOUR") in {(one["entry"], one["part"]) for one in left}


def test_import_then_load_comes_to_the_same_as_load_from(lists: Desk) -> None:
    lists.read("import", "un-sc", FIRST, "-o", "facts.jsonl")
    lists.load("facts.jsonl", "--store", "two-steps")
    lists.load("--from", "un-sc", FIRST, "--dataset", "facts.jsonl", "--store", "one-step")
    assert export(lists, "two-steps") == export(lists, "one-step")


def test_snapshots_come_in_any_order_together_or_one_by_one(lists: Desk) -> None:
    lists.load("--from", "un-sc", FIRST, SECOND, "--store", "together")
    lists.load("--from", "un-sc", SECOND, FIRST, "--store", "turned")
    for name in (SECOND, FIRST):
        lists.load("--from", "un-sc", name, "--store", "one-by-one")
    assert export(lists, "together") == export(lists, "turned") == export(lists, "one-by-one")


def test_what_a_later_snapshot_no_longer_names_was_lifted(lists: Desk) -> None:
    lists.load("--from", "un-sc", FIRST, SECOND)
    lifted = {row["target"]: row for row in lists.ask("lifted-designations")}
    assert {target.rpartition("/")[2] for target in lifted} == {"un-sc-QDi.901", "un-sc-KPe.904"}
    (row,) = [row for target, row in lifted.items() if target.endswith("QDi.901")]
    assert (row["earliest"], row["latest"]) == ("2030-01-31", "2030-06-30")


def test_two_snapshots_can_be_imported_into_one_facts_file(lists: Desk) -> None:
    lists.read("import", "un-sc", FIRST, SECOND, "-o", "both.jsonl")
    lists.load("both.jsonl", "--store", "one-file")
    lists.load("--from", "un-sc", FIRST, SECOND, "--dataset", "both.jsonl", "--store", "one-step")
    assert export(lists, "one-file") == export(lists, "one-step")


def test_a_problem_of_a_load_is_placed_in_the_list_itself(lists: Desk) -> None:
    path = lists.folder / SECOND
    path.write_text(path.read_text().replace("JANE DOE", "any"))
    done = lists.run("load", "--from", "un-sc", FIRST, SECOND)
    assert done.code == 0
    assert f"{SECOND}:9): 'name' of an actor cannot be 'any'" in done.err


def test_loading_a_list_again_changes_nothing(lists: Desk) -> None:
    lists.load("--from", "un-sc", FIRST)
    assert "Nothing changed." in lists.load("--from", "un-sc", FIRST)


REFUSED = [
    ("import unsc 2030-01.xml", "There is no kind of list 'unsc'. Did you mean 'un-sc'?"),
    ("import nonsense 2030-01.xml", "There is no kind of list 'nonsense'. There are un-sc, ofac, ftm,"),
    ("import un-sc", "Missing argument 'FILE'."),
    ("import un-sc none.xml", "none.xml: there is no such file."),
    ("import un-sc .", ". is a folder. Name the files in it."),
    ("import un-sc -", "A list is read from a file, not from standard input"),
    ("import un-sc 2030-01.xml -o 2030-01.xml", "2030-01.xml is one of the files that are read"),
    ("import un-sc 2030-01.xml --report ./2030-01.xml", "2030-01.xml is one of the files that are read"),
    ("import un-sc 2030-01.xml -o a --report ./a", "a cannot hold both the facts and the report"),
    ("import un-sc 2030-01.xml -o none/a", "a cannot be written: No such file or directory"),
    ("import un-sc 2030-01.xml -o .", ". is a folder; give the name of a file."),
    ("import un-sc 2030-01.xml --list X", "--list says nothing about a list of kind un-sc"),
    ("import un-sc 2030-01.xml --mapping m", "--mapping says nothing about a list of kind un-sc"),
    ("import un-sc 2030-01.xml 2030-06.xml --source s", "--source names one source, and each file is one"),
    ("import un-sc 2030-01.xml --published 2030", "2030-01.xml:2: the file says that it is of 2030-01-31"),
    ("import un-sc 2030-01.xml --url example.org", "2030-01.xml:2: 'url' is 'example.org'"),
    ("load 2030-01.xml --source s", "--source is said of a list; say with --from of what kind it is."),
    ("load 2030-01.xml --report r", "--report is said of a list; say with --from of what kind it is."),
    ("load --from unsc 2030-01.xml", "There is no kind of list 'unsc'. Did you mean 'un-sc'?"),
    ("load --from ofac 2030-01.xml", "It is a list for `import un-sc`."),
    ("load --from un-sc 2030-01.xml --list X", "--list says nothing about a list of kind un-sc"),
]


@pytest.mark.parametrize(("typed", "said"), REFUSED, ids=[typed for typed, _ in REFUSED])
def test_what_cannot_be_imported_is_refused_in_one_line(lists: Desk, typed: str, said: str) -> None:
    before = {name for name, data in lists.files().items() if data}
    done = lists.run(*typed.split(" "))
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert said in done.err
    assert {name for name, data in lists.files().items() if data} == before


def test_a_file_that_is_there_already_is_replaced_only_by_a_whole_one(lists: Desk) -> None:
    (lists.folder / "facts.jsonl").write_text("before")
    (lists.folder / "cut.xml").write_text((lists.folder / FIRST).read_text()[:2500])
    assert lists.run("import", "un-sc", FIRST, "cut.xml", "-o", "facts.jsonl").code == 2
    assert (lists.folder / "facts.jsonl").read_text() == "before"
    assert lists.run("import", "un-sc", FIRST, "-o", "facts.jsonl").code == 0
    assert (lists.folder / "facts.jsonl").read_text().startswith('{"type":"actor"')


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device")
def test_of_a_disk_that_is_full_the_file_is_named(lists: Desk) -> None:
    done = lists.run("import", "un-sc", FIRST, "-o", "/dev/full")
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert "/dev/full cannot be written: No space left on device." in done.err


def test_each_kind_has_its_importer() -> None:
    for each in KINDS.values():
        assert callable(each.entries()), each.name


# -- any importer ------------------------------------------------------------------------------------------


def invented(monkeypatch: pytest.MonkeyPatch, *made: Entry) -> Callable[[Tally], list[str]]:
    """A kind of list whose importer makes these entries; what runs it."""

    def entries(_files: Sequence[Path], _options: Options) -> Iterator[Entry]:
        yield from made

    monkeypatch.setattr(Kind, "entries", lambda _self: entries)

    def result(tally: Tally) -> list[str]:
        found = run(kind("un-sc"), [HERE / FIRST], Options(), tally)
        return [getattr(one.fact, "id", "statement") for one in found]

    return result


def entry(position: int, *facts: Actor | Statement, unused: tuple[Unused, ...] = (), **more: int) -> Entry:
    return Entry(f"e{position}", position, Place("list", 10 * position), facts, unused, **more)


A, B = (Actor(id=i, name=i.upper(), kind="person") for i in "ab")
FAULTY = Actor(id="c", name=" ", kind="person")
SAID = Statement(speaker="a", summary="So it was.", source="s")
UNDATED = Statement(speaker="a", summary="So it was.", source="s", date="yesterday")


def test_a_fact_that_would_not_be_accepted_is_left_out_with_the_reason(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tally = Tally()
    assert invented(monkeypatch, entry(1, A, SAID, UNDATED))(tally) == ["a", "statement"]
    assert (tally.entries, tally.used) == (1, 1)
    ((part, reason),) = tally.parts
    assert part == "statement"
    assert "'date' cannot be read" in reason


def test_an_entry_is_left_out_with_an_actor_that_would_not_be_accepted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tally = Tally()
    assert invented(monkeypatch, entry(1, B, FAULTY, SAID), entry(2, A))(tally) == ["b", "a"]
    assert (tally.entries, tally.used) == (2, 1)
    assert next(tally.lines()) == "Entries: 2; used: 1; not used: 1."
    assert "'name' is empty" in tally.unused[0][1]


def test_an_entry_that_says_nothing_is_counted_as_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    tally = Tally()
    assert invented(monkeypatch, entry(1), entry(2, A))(tally) == ["a"]
    assert (tally.entries, tally.used) == (2, 1)


@pytest.mark.parametrize(("stated", "fits"), [(2, True), (3, False), (1, False)])
def test_a_list_that_has_not_as_many_entries_as_it_says_is_refused(
    monkeypatch: pytest.MonkeyPatch, stated: int, fits: bool
) -> None:
    result = invented(monkeypatch, entry(0, A, stated=stated), entry(1, A), entry(2, B))
    if fits:
        assert result(Tally()) == ["a", "a", "b"]
    else:
        with pytest.raises(InputError, match=f"says that it has {stated} entries, and has 2"):
            result(Tally())


def test_the_first_entries_that_are_left_out_are_named_and_the_others_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tally = Tally()
    gone = [entry(n, unused=(Unused("", "It is gone."),)) for n in range(2, 15)]
    invented(monkeypatch, entry(1, A), *gone)(tally)
    told = list(tally.lines())
    assert told[0] == "Entries: 14; used: 1; not used: 13."
    assert told[2:13] == [f"  not used: e{n} (list:{10 * n}): It is gone." for n in range(2, 12)] + [
        "  and 3 more"
    ]


# -- lists of which nothing can be used ----------------------------------------------------------------------

USELESS = (
    '{"id": "a", "schema": "Person", "properties": {}}\n{"id": "b", "schema": "Vessel", "properties": {}}\n'
)


def test_of_a_list_without_any_use_all_entries_are_told_and_reported(desk: Desk) -> None:
    (desk.folder / "useless.json").write_text(USELESS)
    for typed in ("import ftm useless.json -o facts.jsonl", "load --from ftm useless.json"):
        done = desk.run(*typed.split(" "), "--report", "left.jsonl")
        assert (done.code, done.out) == (2, "")
        told = done.err.splitlines()
        assert told[0] == "Entries: 2; used: 0; not used: 2."
        assert told[2] == "  not used: a (useless.json:1): No sanction points to it."
        assert told[-1].startswith("detente: useless.json: none of its entries could be used.")
        left = (desk.folder / "left.jsonl").read_text().splitlines()
        assert [json.loads(line)["entry"] for line in left] == ["a", "b"]
        assert not (desk.folder / "facts.jsonl").exists()
        assert not desk.store.exists()


def test_an_entry_of_which_every_act_is_refused_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    tally = Tally()
    assert invented(monkeypatch, entry(1, A, UNDATED), entry(2, B))(tally) == ["a", "b"]
    assert (tally.entries, tally.used) == (2, 1)
    assert "'date' cannot be read" in tally.unused[0][1]
