"""Streams that are closed, full, cut off or of another encoding; interrupts; names with odd characters."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from command_desk import STORY, actor, designation, source
from command_forks import CLOSED, pipe_that_nobody_reads

from loader.store import Store, verify_files

if TYPE_CHECKING:
    from collections.abc import Iterator

    from command_desk import Desk
    from command_forks import Forks

HERE = Path(__file__).parent
FULL = Path("/dev/full")

ON_STDOUT = (
    ("export",),
    ("query", "lifted-designations", "--format", "table"),
    ("query", "lifted-designations", "--format", "json"),
    ("versions",),
    ("schema",),
    ("queries",),
    ("--help",),
    ("validate", "facts.jsonl"),
)


BAD = (*STORY, designation("lifted", authority="Nobody"))


@pytest.fixture
def full() -> Iterator[int]:
    """A stream on which nothing can be written."""
    if not FULL.exists():
        pytest.skip("needs /dev/full")
    descriptor = os.open(FULL, os.O_WRONLY)
    yield descriptor
    os.close(descriptor)


def test_a_reader_who_has_had_enough_is_no_error(stored: Desk, forks: Forks) -> None:
    for arguments in ON_STDOUT:
        writing = pipe_that_nobody_reads()
        code, _, err = forks.start(stored.folder, *arguments, stdout=writing).wait()
        os.close(writing)
        assert code == 0, arguments
        assert err in ("", "`detente queries NAME` shows what one can be asked with.\n")


def test_a_report_that_nobody_reads_still_fails(stored: Desk, forks: Forks) -> None:
    stored.write("bad.jsonl", *BAD)
    stored.write("worse.jsonl", *[designation("lifted", authority=f"Nobody {n}") for n in range(500)])
    writing = pipe_that_nobody_reads()
    for files in (["bad.jsonl"], ["bad.jsonl", "worse.jsonl"]):
        assert forks.start(stored.folder, "validate", *files, stdout=writing).wait() == (1, "", "")
        assert forks.start(stored.folder, "load", *files, stderr=writing).wait() == (1, "", "")
    os.close(writing)


def test_a_full_disk_under_stdout_is_told_in_one_line(stored: Desk, forks: Forks, full: int) -> None:
    for arguments in ON_STDOUT:
        code, _, err = forks.start(stored.folder, *arguments, stdout=full).wait()
        assert code == 2, arguments
        lines = [line for line in err.splitlines() if not line.startswith("`")]
        assert len(lines) == 1
        assert "No space left on device" in lines[0]


def test_a_load_is_as_good_where_nobody_can_be_told(stored: Desk, forks: Forks, full: int) -> None:
    stored.write("bad.jsonl", *BAD)
    for number, stderr in enumerate([full, CLOSED, pipe_that_nobody_reads()], start=2):
        stored.write("facts.jsonl", *STORY, designation("suspended", f"200{number}"))
        assert forks.start(stored.folder, "load", "facts.jsonl", stderr=stderr).wait()[0] == 0
        assert forks.start(stored.folder, "load", "bad.jsonl", stderr=stderr).wait()[0] == 1
        assert forks.start(stored.folder, "load", "nowhere.jsonl", stderr=stderr).wait()[0] == 2
        assert stored.current.number == number
        assert verify_files(stored.current) == []


def test_closed_streams_are_never_taken_for_the_stores_files(stored: Desk, forks: Forks) -> None:
    stored.write("facts.jsonl", *STORY, designation("suspended", "2005"))
    closed = {"stdin": CLOSED, "stdout": CLOSED, "stderr": CLOSED}
    assert forks.start(stored.folder, "load", "facts.jsonl", **closed).wait()[0] == 0
    assert verify_files(stored.current) == []
    for arguments in ON_STDOUT:
        assert forks.start(stored.folder, *arguments, **closed).wait()[0] == 0
    code, out, err = forks.start(stored.folder, "load", "-", "--dataset", "nothing", stdin=CLOSED).wait()
    assert (code, out) == (1, "")
    assert err.startswith("-: This file holds no facts.")


def test_facts_come_from_standard_input_under_a_name(desk: Desk, forks: Forks) -> None:
    facts = os.open(desk.write("facts.jsonl", *STORY), os.O_RDONLY)
    code, _, err = forks.start(desk.folder, "load", "-", "--dataset", "piped", stdin=facts).wait()
    assert code == 0, err
    assert desk.current.manifest.datasets == {"piped": 6}
    os.lseek(facts, 0, os.SEEK_SET)
    code, out, _ = forks.start(desk.folder, "validate", "-", stdin=facts).wait()
    assert (code, out) == (0, "6 facts in 1 file conform.\n")
    os.close(facts)


CYRILLIC = "Фридония"


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_any_name_is_written_whatever_the_locale(desk: Desk, forks: Forks, encoding: str) -> None:
    others = STORY[2:4]
    lifted = designation("lifted", authority=CYRILLIC)
    desk.write("facts.jsonl", source(), actor("f", CYRILLIC), *others, lifted)
    desk.write("bad.jsonl", designation("lifted", authority="Фридони"))

    def run(*arguments: str) -> tuple[int, str, str]:
        return forks.start(desk.folder, *arguments, encoding=encoding).wait()

    assert run("load", "facts.jsonl")[0] == 0
    for form in ("table", "json", "csv", "xml"):
        code, out, err = run("query", "lifted-designations", "--format", form)
        assert (code, err) == (0, "")
        assert CYRILLIC in out
    assert CYRILLIC in run("export")[1]
    code, out, _ = run("validate", "bad.jsonl", "--store", "detente-store")
    assert code == 1
    assert f"Did you mean '{CYRILLIC}'?" in out
    code, _, err = run("load", "bad.jsonl")
    assert code == 1
    assert err.endswith("Nothing was stored.\n")
    assert "Traceback" not in err


def test_the_command_itself_in_a_shell_of_the_plainest_locale(stored: Desk) -> None:
    """All else runs in forks and within this process; this is the way from the start to the exit code."""
    stored.write("bad.jsonl", *BAD)
    command = f"{sys.executable} -c 'from loader.cli import main; main()'"
    script = f"set -o pipefail; {command} export | head -1; echo $?; {command} validate bad.jsonl; echo $?"
    done = subprocess.run(
        ["/bin/bash", "-c", script],
        check=True,
        cwd=stored.folder,
        env={**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        capture_output=True,
        timeout=60,
    )
    lines = done.stdout.decode().splitlines()
    assert lines[0].startswith("@prefix ")
    assert [lines[1], *lines[-2:]] == ["0", "1 violation in 1 file, 7 facts.", "1"]
    assert done.stderr == b""


@pytest.mark.parametrize(
    "name", ["line\nbreak.jsonl", "\x1b[31mred.jsonl", " .jsonl", "-.jsonl", "日本 é.jsonl", "%41.jsonl"]
)
def test_a_file_of_any_name_is_loaded_told_and_retracted(desk: Desk, name: str) -> None:
    desk.load("--", desk.write(name, *STORY))
    assert desk.current.manifest.datasets == {name: 6}
    desk.write(name, *STORY, designation("lifted", authority="Nobody"))
    done = desk.run("load", "--", name)
    assert done.code == 1
    assert len(done.err.splitlines()) == 3
    assert "\x1b" not in done.err + desk.read("versions")
    assert len(desk.read("versions").splitlines()) == 1
    assert desk.run("retract", "--dataset", name).code == 0
    assert desk.current.manifest.datasets == {}


def test_a_file_whose_name_is_not_utf_8_is_loaded_told_and_retracted(desk: Desk) -> None:
    name = os.fsdecode(b"caf\xe9.jsonl")
    shown = r"caf\udce9.jsonl"
    try:
        desk.write(name, *STORY)
    except OSError:
        pytest.skip("this file system takes no such name")
    desk.load(name)
    assert desk.current.manifest.datasets == {shown: 6}
    desk.write(name, *STORY, designation("lifted", authority="Nobody"))
    for form in ("text", "json", "sarif", "junit", "github", "turtle"):
        done = desk.run("validate", name, "--format", form)
        assert (done.code, done.err) == (1, ""), form
    nowhere = os.fsdecode(b"nowhere-\xe9.jsonl")
    assert desk.run("load", nowhere).err == "detente: nowhere-\\udce9.jsonl: there is no such file.\n"
    assert desk.run("retract", "--dataset", name).code == 0
    desk.load(desk.write(name, *STORY))
    assert desk.run("retract", "--dataset", shown).code == 0


@pytest.mark.parametrize(
    "stop",
    [
        "loader.commit.loading:all_claims",
        "loader.commit.loading:joined",
        "loader.store.graph:freeze",
        "loader.store.manifest:write",
        "loader.store.current:publish",
    ],
)
@pytest.mark.parametrize("first", [True, False], ids=["first", "later"])
def test_ctrl_c_ends_a_load_and_changes_nothing(
    desk: Desk, story: Path, forks: Forks, stop: str, first: bool
) -> None:
    if not first:
        shutil.copytree(story, desk.store)
    desk.write("facts.jsonl", *STORY, designation("suspended", "2005"))
    files = desk.files()
    process = forks.start(desk.folder, "load", "facts.jsonl", stop=stop)
    assert process.out is not None
    assert process.out.readline() == b"stopped\n"
    process.interrupt()
    assert process.wait() == (130, "", "detente: Interrupted.\n")
    # The engine may still write where the next version was being made, while that is removed.
    assert {n: b for n, b in desk.files().items() if not n.startswith("detente-store/aside")} == files
    desk.load("facts.jsonl")
    assert not (desk.store / "aside").exists()


def test_ctrl_c_ends_a_query_that_would_take_for_ever(stored: Desk, forks: Forks) -> None:
    triples = " . ".join(f"?s{n} ?p{n} ?o{n}" for n in range(12))
    stored.write("long.rq", f"SELECT (COUNT(*) AS ?n) {{ {triples} }}")
    process = forks.start(stored.folder, "query", "--file", "long.rq")
    statistics = Path(f"/proc/{process.pid}/stat")
    if not statistics.exists():
        pytest.skip("needs /proc, to see that the query is at work")
    hertz = os.sysconf("SC_CLK_TCK")
    while int(statistics.read_text().rpartition(")")[2].split()[11]) < 1.5 * hertz:  # its seconds of work
        time.sleep(0.05)
    process.interrupt()
    assert process.wait() == (-signal.SIGINT, "", "")


def test_ctrl_c_ends_the_server_as_it_is_meant_to(stored: Desk, forks: Forks) -> None:
    process = forks.start(stored.folder, "serve", "--port", "0", "--log", "plain")
    assert process.err is not None
    told = process.err.readline().decode()
    assert " is served at http://127.0.0.1:" in told
    with urllib.request.urlopen(told.split()[-5] + "health", timeout=30) as answer:
        assert answer.status == 200
    process.interrupt()
    assert process.wait() == (0, "", "")


def test_a_store_that_is_being_written_is_told_and_left_alone(stored: Desk) -> None:
    stored.write("more.jsonl", designation("suspended", "2005"))
    with Store.open(stored.store).draft("load"):
        files = stored.files()
        for arguments in (("load", "more.jsonl"), ("rollback", "1"), ("retract", "--source", "herald")):
            done = stored.run(*arguments)
            assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
            assert f"is being written by process {os.getpid()} (load, since" in done.err
            assert "try again" in done.err
        assert stored.files() == files
        assert len(stored.ask("lifted-designations")) == 1


def test_of_two_first_loads_one_is_told_to_wait_and_takes_nothing_away(desk: Desk, forks: Forks) -> None:
    desk.write("facts.jsonl", *STORY)
    first = forks.start(desk.folder, "load", "facts.jsonl", stop="loader.commit.loading:all_claims")
    assert first.out is not None
    assert first.out.readline() == b"stopped\n"
    done = desk.run("load", "facts.jsonl")
    assert (done.code, done.err.count("\n")) == (2, 1)
    assert f"is being written by process {first.pid} (load, since" in done.err
    assert (desk.store / "store.json").exists()
    first.interrupt()
    assert first.wait()[0] == 130
    assert not desk.store.exists()
    desk.load("facts.jsonl")


def test_a_disk_that_is_full_or_read_only_is_told_and_left_without_half_a_store(desk: Desk) -> None:
    """In a mount namespace of its own, which some machines do not allow."""
    unshare = shutil.which("unshare")
    if not unshare:
        pytest.skip("needs unshare, of util-linux")
    desk.write("facts.jsonl", *STORY)
    (desk.folder / "disk").mkdir()
    done = subprocess.run(
        [unshare, "-rm", sys.executable, HERE / "command_small_disk.py"],
        check=False,
        cwd=desk.folder,
        capture_output=True,
        text=True,
        timeout=60,
    )
    if done.returncode and ("unshare: " in done.stderr or "CalledProcessError" in done.stderr):
        pytest.skip(f"may not mount a file system here: {done.stderr}")
    could_not = "detente: The store disk/store could not be written: "
    full = could_not + "No space left on device (make room on that disk, then run it again); it is as it was."
    read_only = could_not + "Read-only file system (the disk is mounted read-only); it is as it was."
    told = done.stderr.splitlines()
    assert told[:2] == [full, full]
    assert told[2:6] == [
        "6 facts read.",
        "6 claims and descriptions added, 0 withdrawn.",
        "Records: 7 new, 0 changed, 0 gone.",
        "Version 1 is current.",
    ]
    assert told[6:] == [
        "detente: No store could be made at disk/new: Read-only file system.",
        read_only,
        read_only,
    ]
    assert ",Freedonia," in done.stdout.splitlines()[1]


def test_a_killed_load_leaves_the_store_as_it_was_and_the_next_one_works(stored: Desk, forks: Forks) -> None:
    desk = stored
    killed = 0
    for seed, step in enumerate([1, 5, 10, 15, 20, 25, 28, 31, 34, 36, 38]):
        before, content = desk.current, desk.read("export")
        facts = [*STORY, designation("suspended", f"{2010 + seed}")]
        desk.write("facts.jsonl", *facts)
        code, _, _ = forks.start(desk.folder, "load", "facts.jsonl", kill=step).wait()
        if code == -signal.SIGKILL and desk.current == before:
            killed += 1
            assert desk.read("export") == content
            assert verify_files(desk.current) == []
        desk.load("facts.jsonl")
        assert desk.current.number == before.number + 1
        assert desk.read("query", "designation-history", "--format", "csv").count("suspended") == 1
        left = sorted(path.name for path in desk.store.iterdir())
        assert left == ["current", "lock", "store.json", "versions"]
    assert desk.run("verify").code == 0
    assert killed >= 9
