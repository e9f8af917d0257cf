"""Whatever a command is given: one clear line, the right exit code, and nothing in the store changed."""

from __future__ import annotations

import shutil
import socket
from typing import TYPE_CHECKING

import pytest
from command_desk import STORY, designation

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from command_desk import Desk

# A folder in which to do everything wrong: what each file is called says what is wrong with it.
BAD_FILES: dict[str, bytes] = {
    "empty.jsonl": b"",
    "blank.jsonl": b"\n \n\r\n",
    "broken.jsonl": b'{"type": "source", "id": \n',
    "cut.jsonl": b'{"type": "source", "id": "herald", "title": "The He',
    "array.jsonl": b"[1, 2]\n",
    "deep.jsonl": b"[" * 100_000,
    "long.jsonl": b'{"type": "source", "title": "' + b"a" * 10_000_000 + b'"}',
    "latin.jsonl": '{"type": "source", "id": "h", "title": "Café"}'.encode("latin-1"),
    "utf16.jsonl": '{"type": "source", "id": "h", "title": "Herald"}'.encode("utf-16"),
    "broken.yaml": b"- type: source\n  id: [\n",
    "broken.csv": b'type,id\nsource,"herald\n',
    "headless.csv": b"herald,The Herald\n",
    "empty.yaml": b"",
    "empty.csv": b"",
}
UNREADABLE_FILES: dict[str, bytes] = {
    "binary.jsonl": bytes(range(256)) * 20,
    "archive.yaml": b"PK\x03\x04 and so on",
    "facts.txt": b"{}",
    "noending": b"{}",
}


@pytest.fixture(params=["no store before", "a store before"])
def before(request: pytest.FixtureRequest, desk: Desk, story: Path) -> Desk:
    """A desk with nothing stored yet, or with a story stored."""
    if request.param == "a store before":
        shutil.copytree(story, desk.store)
    return desk


def _bad_files(desk: Desk, files: dict[str, bytes]) -> None:
    for name, content in files.items():
        (desk.folder / name).write_bytes(content)


@pytest.mark.parametrize("name", BAD_FILES)
@pytest.mark.parametrize("command", ["load", "validate"])
def test_a_file_that_does_not_conform_is_named_with_what_is_wrong(
    before: Desk, command: str, name: str
) -> None:
    _bad_files(before, BAD_FILES)
    files = before.files()
    done = before.run(command, name)
    lines = (done.out + done.err).splitlines()
    assert done.code == 1
    assert lines[0].startswith(name)
    assert all(len(line) < 300 for line in lines)
    assert len(lines) <= (4 if command == "load" else 3)
    assert before.files() == files


@pytest.mark.parametrize("name", [*UNREADABLE_FILES, "nowhere.jsonl", "folder", "folder.jsonl", ""])
@pytest.mark.parametrize("command", ["load", "validate"])
def test_a_file_that_cannot_be_read_is_refused(before: Desk, command: str, name: str) -> None:
    _bad_files(before, UNREADABLE_FILES)
    for folder in ("folder", "folder.jsonl"):
        (before.folder / folder).mkdir()
    files = before.files()
    done = before.run(command, name)
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert done.err.startswith(f"detente: {name or '.'}")
    assert before.files() == files


@pytest.mark.parametrize("store", ["store", "deep/er/store", "there"])
def test_a_first_load_that_fails_leaves_no_store_behind(desk: Desk, store: str) -> None:
    (desk.folder / "there").mkdir()
    desk.write("facts.jsonl", *STORY)
    desk.write("bad.jsonl", *STORY, designation("lifted", authority="Nobody"))
    files = desk.files()
    assert desk.run("load", "nowhere.jsonl", "--store", store).code == 2
    assert desk.files() == files
    assert desk.run("load", "bad.jsonl", "--store", store).code == 1
    assert desk.files() == files
    assert desk.run("load", "facts.jsonl", "--shapes", "nowhere.ttl", "--store", store).code == 2
    assert desk.files() == files
    assert desk.run("load", "facts.jsonl", "--store", store).code == 0


def test_a_later_load_that_fails_leaves_the_store_as_it_was(stored: Desk) -> None:
    desk = stored
    desk.write("bad.jsonl", *STORY, designation("lifted", authority="Nobody"))
    files = desk.files()
    assert desk.run("load", "bad.jsonl").code == 1
    assert desk.files() == files


STORES: dict[str, tuple[Callable[[Desk], object], str]] = {
    "a file": (lambda desk: desk.store.write_bytes(b"facts"), "is a file|in, a file"),
    "a folder of something else": (
        lambda desk: desk.write("detente-store/notes.txt", "mine"),
        "a folder, but not a store|not empty, and not a store",
    ),
    "made by a newer version": (
        lambda desk: desk.write("detente-store/store.json", '{"format": 99}'),
        "a newer Détente",
    ),
    "with a broken head": (lambda desk: desk.write("detente-store/store.json", '{"form'), "damaged"),
    "with a head that is a folder": (
        lambda desk: (desk.store / "store.json").mkdir(parents=True),
        "cannot be read: Is a directory",
    ),
    "inside a file": (lambda desk: desk.write("file", "facts"), "a file; a store is|There is no store"),
}
ON_A_STORE: tuple[Sequence[str], ...] = (
    ("load", "facts.jsonl"),
    ("query", "lifted-designations"),
    ("export",),
    ("versions",),
    ("diff", "1", "2"),
    ("rollback", "1"),
    ("retract", "--dataset", "facts.jsonl"),
    ("verify",),
    ("serve", "--port", "0"),
    ("validate", "facts.jsonl", "--store", "detente-store"),
)


@pytest.mark.parametrize("what", STORES)
def test_a_store_that_is_none_is_refused_by_every_command(desk: Desk, what: str) -> None:
    make, _ = STORES[what]
    make(desk)
    desk.write("facts.jsonl", *STORY)
    name = "file/store" if what == "inside a file" else "detente-store"
    files = desk.files()
    for arguments in ON_A_STORE:
        given = [a for a in arguments if a not in ("--store", "detente-store")]
        done = desk.run(*given, "--store", name)
        assert (done.code, done.out, done.err.count("\n")) == (2, "", 1), arguments
        assert done.err.startswith("detente: ")
        assert name in done.err
        assert desk.files() == files


@pytest.mark.parametrize("arguments", [a for a in ON_A_STORE if a[0] != "load"], ids=lambda a: a[0])
def test_where_there_is_no_store_nothing_but_a_load_makes_one(desk: Desk, arguments: Sequence[str]) -> None:
    desk.write("facts.jsonl", *STORY)
    done = desk.run(*arguments)
    said = (
        "detente: There is no store at detente-store; `detente load FILE --store detente-store` makes one.\n"
    )
    assert (done.code, done.out, done.err) == (2, "", said)
    assert not desk.store.exists()


def _lose_the_current_version(desk: Desk) -> None:
    shutil.rmtree(desk.store / "versions" / "000001")


def _point_nowhere(desk: Desk) -> None:
    (desk.store / "current").write_text("yesterday\n")


def _break_the_manifest(desk: Desk) -> None:
    (desk.store / "versions" / "000001" / "manifest.json").write_text("{")


def _change_the_manifest(desk: Desk) -> None:
    path = desk.store / "versions" / "000001" / "manifest.json"
    path.write_text(path.read_text().replace('"claims": 6', '"claims": 7'))


def _lose_the_graph(desk: Desk) -> None:
    shutil.rmtree(desk.store / "versions" / "000001" / "graph")


def _empty_the_graph(desk: Desk) -> None:
    for path in (desk.store / "versions" / "000001" / "graph").iterdir():
        path.write_bytes(b"")


DAMAGE = (
    _lose_the_current_version,
    _point_nowhere,
    _break_the_manifest,
    _change_the_manifest,
    _lose_the_graph,
    _empty_the_graph,
)
OF_THE_MANIFEST = (
    _break_the_manifest,
    _change_the_manifest,
)  # an export can do without, to save what is there


@pytest.mark.parametrize(
    ("damage", "arguments"),
    [
        pytest.param(damage, arguments, id=f"{damage.__name__}-{arguments[0]}")
        for damage in DAMAGE
        for arguments in (("query", "lifted-designations"), ("export",), ("load", "more.jsonl"))
        if not (arguments == ("export",) and damage in OF_THE_MANIFEST)
    ],
)
def test_a_damaged_store_is_told_in_one_line(
    stored: Desk, damage: Callable[[Desk], None], arguments: Sequence[str]
) -> None:
    desk = stored
    desk.write("more.jsonl", *STORY[:-1])
    damage(desk)
    files = desk.files()
    done = desk.run(*arguments)
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert done.err.startswith("detente: ")
    assert desk.files() == files
    assert desk.run("verify").code in (1, 2)


REFUSED: tuple[tuple[str, str], ...] = (
    # what is typed after the command's name, and what is said
    ("load", "Missing argument 'FILE'. See `detente load --help`."),
    ("load --sideways facts.jsonl", "No such option: --sideways. See `detente load --help`."),
    ("load facts.jsonl facts.jsonl", "another file of this load is called facts.jsonl too"),
    ("load facts.jsonl sub/facts.jsonl", "another file of this load is called facts.jsonl too"),
    ("load facts.jsonl --fail-on nonsense", "--fail-on takes violation, warning or info, not 'nonsense'."),
    ("load facts.jsonl --shapes nowhere.ttl", "nowhere.ttl: the shapes cannot be read"),
    ("load facts.jsonl --shapes facts.jsonl", "facts.jsonl:1: the shapes are not Turtle"),
    ("load facts.jsonl --base https://elsewhere.example/", "cannot become https://elsewhere.example/"),
    ("load facts.jsonl --store new --base nonsense", "'nonsense' cannot be a base"),
    ("load facts.jsonl --store=", "--store is empty; give the name of a folder."),
    ("load facts.jsonl --dataset=", "The name of a dataset is empty"),
    ("load -", "give --dataset NAME."),
    ("validate facts.jsonl --format nonsense", "There is no report format 'nonsense'; use one of text,"),
    ("validate facts.jsonl --fail-on nonsense", "--fail-on takes violation, warning or info"),
    ("validate facts.jsonl --output nowhere/report", "nowhere/report: the report cannot be written there"),
    (
        "validate facts.jsonl --output sub/../facts.jsonl",
        "is one of the facts files; give the report another",
    ),
    ("validate facts.jsonl --output sub", "sub: the report cannot be written there: Is a directory."),
    ("query", "Name a saved query (`detente queries` lists them), or give --file"),
    ("query lifted-designations --file good.rq", "--file"),
    ("query lifted-designation", "no saved query 'lifted-designation'. Did you mean 'lifted-designations'?"),
    ("query xyz", "There is no saved query 'xyz'. There are: "),
    ("query ../queries/lifted-designations", "There is no saved query '../queries/lifted-designations'."),
    ("query lifted-designations -p what=ever", "has no parameter 'what': it takes authority, target,"),
    ("query lifted-designations -p targets=x", "Did you mean 'target'?"),
    ("query lifted-designations -p target", "--param takes NAME=VALUE, not 'target'."),
    ("query lifted-designations -p target=x -p target=y", "--param gives 'target' twice."),
    ("query lifted-designations -p target=Grup", "There is no actor 'Grup'. Did you mean 'Group A'?"),
    ("query lifted-designations -p category=bad", "'category' is one of terrorist, extremist, sanctions"),
    ("query lifted-designations -p from=soon", "'from': 'soon' is no date in EDTF."),
    ("query lifted-designations --as-of 2020-01-01", "does not ask about a day: it takes no --as-of."),
    ("query designation-status --as-of 2020-13-01", "'asOf'"),
    ("query designation-status --as-of 2020-01-01 -p asOf=2020-01-01", "The day is given twice"),
    ("query lifted-designations --known-at 99", "has no version 99; the newest is 1."),
    ("query lifted-designations --known-at yesterday", "'yesterday' is not the number of a version"),
    ("query lifted-designations --known-at 0", "has no version 0; the newest is 1."),
    ("query lifted-designations --known-at=", "'' is not the number of a version"),
    ("query lifted-designations --format nonsense", "no format 'nonsense'; use one of table, json, csv,"),
    ("query lifted-designations --format turtle", "cannot be written as turtle; give table, json,"),
    ("query dossier", "dossier needs --param actor=VALUE. Whose dossier it is."),
    ("query --file nowhere.rq", "nowhere.rq cannot be read: No such file or directory."),
    ("query --file sub", "sub is a folder; give a file that holds one SPARQL query."),
    ("query --file binary.rq", "binary.rq is not UTF-8 text; give a file that holds one SPARQL query."),
    ("query --file empty.rq", "empty.rq:1: This is no SPARQL query: there is no SELECT,"),
    ("query --file broken.rq", "broken.rq: Line 1, column 24: this is not SPARQL before 'WHEREVER"),
    ("query --file open.rq", "open.rq: 1 bracket(s) are not closed at the end of the query."),
    ("query --file deep.rq", "deep.rq: The query nests deeper than 128 brackets"),
    ("query --file update.rq", "update.rq:1: This is no SPARQL query"),
    ("query --file prefix.rq", "prefix.rq: Line 1: the prefix 'no:' is not declared."),
    ("query --file good.rq -p target=x", "good has no parameter 'target': it takes none."),
    ("queries xyz", "There is no saved query 'xyz'. There are: "),
    (
        "export --format nonsense",
        "no format 'nonsense'; use one of turtle, ntriples, jsonld, trig, nquads.",
    ),
    ("export --output nowhere/all.ttl", "nowhere/all.ttl cannot be written: No such file or directory."),
    ("export --output sub", "sub is a folder; give the name of a file."),
    ("export --known-at 2", "has no version 2; the newest is 1."),
    ("diff 1", "Missing argument 'AFTER'. See `detente diff --help`."),
    ("diff 1 2", "has no version 2; the newest is 1."),
    ("diff one two", "'one' is not the number of a version; `detente versions` lists them."),
    ("rollback 1", "Version 1 is current already; nothing was rolled back."),
    ("rollback 2", "has no version 2; the newest is 1."),
    ("rollback -- -1", "'-1' is not the number of a version"),
    ("retract", "Say what to retract: either --dataset NAME or --source ID."),
    ("retract --dataset facts.jsonl --source herald", "Say what to retract"),
    ("retract --dataset facts.json", "There is no dataset 'facts.json' here. Did you mean 'facts.jsonl'?"),
    ("retract --dataset xyz", "There is no dataset 'xyz' here. There is: facts.jsonl."),
    ("retract --source heralds", "There is no source 'heralds' here. Did you mean 'herald'?"),
    ("retract --source xyz", "There is no source 'xyz' here. There is: herald."),
    ("verify --sources nowhere", "nowhere: this is not a folder of captured sources."),
    ("verify --sources facts.jsonl", "facts.jsonl: this is not a folder of captured sources."),
    ("verify --known-at 7", "has no version 7; the newest is 1."),
    ("serve --port 65536", "Invalid value for '--port'"),
    ("serve --port many", "Invalid value for '--port'"),
    ("serve --host nowhere.invalid --port 0", "Cannot listen on nowhere.invalid:0: "),
    ("schema now", "unexpected extra argument"),
    ("impot", "No such command 'impot'."),
    ("--frob", "No such option: --frob. See `detente --help`."),
)


@pytest.fixture
def busy(stored: Desk) -> Desk:
    """A desk with a store, and with queries of one's own, good and bad."""
    desk = stored
    desk.write("sub/facts.jsonl", *STORY)
    queries = {
        "good.rq": "SELECT * { ?s ?p ?o } LIMIT 1",
        "empty.rq": "",
        "broken.rq": "SELECT ?this\nWHERE { }".replace("\n", "      x    WHEREVER "),
        "open.rq": "SELECT * {",
        "deep.rq": "SELECT * " + "{" * 10_000 + "}" * 10_000,
        "update.rq": "DELETE WHERE { ?s ?p ?o }",
        "prefix.rq": "SELECT * { ?s no:p ?o }",
    }
    for name, text in queries.items():
        desk.write(name, text)
    (desk.folder / "binary.rq").write_bytes(b"\xff\xfe\x00")
    return desk


def test_what_cannot_be_carried_out_is_refused_in_one_line(busy: Desk) -> None:
    files = busy.files()
    wrong = []
    for typed, said in REFUSED:
        done = busy.run(*typed.split(" "))
        in_one_line = (done.code, done.out, done.err.count("\n")) == (2, "", 1)
        by_number = "Unknown error" in done.err
        if not in_one_line or by_number or not done.err.startswith("detente: ") or said not in done.err:
            wrong.append((typed, done))
    assert wrong == []
    assert busy.files() == files


def test_a_port_in_use_is_told(busy: Desk) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = busy.run("serve", "--port", str(port))
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert f"Cannot listen on 127.0.0.1:{port}: Address already in use" in done.err
    assert "--port" in done.err


def test_a_query_of_ones_own_calls_no_other_server(busy: Desk) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.05)
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/sparql"
        for keyword in ("SERVICE", "service SILENT"):
            busy.write("call.rq", f"SELECT * {{ {keyword} <{address}> {{ ?s ?p ?o }} }}")
            done = busy.run("query", "--file", "call.rq")
            assert (done.code, done.out) == (2, "")
            assert done.err == "detente: call.rq: SERVICE is not allowed: no other server is called.\n"
        with pytest.raises(TimeoutError):
            listener.accept()


def test_half_of_a_dataset_may_be_withdrawn_and_more_only_if_that_is_said(desk: Desk) -> None:
    desk.load(desk.write("facts.jsonl", *STORY))  # six facts
    desk.load(desk.write("facts.jsonl", *STORY[:3]))
    assert len(desk.read("export", "--format", "ntriples")) > 0
    desk.write("facts.jsonl", STORY[0])
    files = desk.files()
    done = desk.run("load", "facts.jsonl")
    assert done.code == 2
    assert done.err == (
        "detente: This would withdraw 2 of the 3 facts of dataset facts.jsonl, for the file no longer states "
        "them. If that is meant, give --replace; to keep them, give --add.\n"
    )
    assert desk.files() == files
    assert "0 claims and descriptions added, 2 withdrawn." in desk.load("facts.jsonl", "--replace")


def test_without_a_command_the_help_is_shown(desk: Desk) -> None:
    done = desk.run()
    assert (done.code, done.out) == (2, "")
    assert done.err == desk.read("--help")
