"""The commands that keep a store safe and small: backup, restore, prune."""

from __future__ import annotations

import json
import re
import shutil
import signal
from typing import TYPE_CHECKING

import pytest
from command_desk import STORY, designation

from loader.store import Store, Version, prune

if TYPE_CHECKING:
    from command_desk import Desk
    from command_forks import Forks


@pytest.fixture
def grown(stored: Desk) -> Desk:
    """A desk whose store has five versions."""
    for n in range(4):
        stored.load(stored.write("facts.jsonl", *STORY, designation("suspended", f"{2010 + n}")))
    return stored


def test_a_backup_is_a_store_and_restores_to_the_same(grown: Desk) -> None:
    done = grown.run("backup", "copy")
    assert done.code == 0
    assert done.out == ""
    assert re.fullmatch(
        r"Versions 1-5 \(\d+ files, \d\.\d MB\) are in copy; every file was checked\.\n", done.err
    )
    for arguments in (["export"], ["query", "designation-history", "--known-at", "2"]):
        assert grown.read(*arguments, "--store", "copy") == grown.read(*arguments)
    shutil.rmtree(grown.store)
    done = grown.run("restore", "copy")
    assert (done.code, done.out) == (0, "")
    assert "are in the store detente-store; every file was checked." in done.err
    assert grown.run("verify").code == 0
    assert grown.read("export") == grown.read("export", "--store", "copy")


def test_a_backup_by_links_takes_no_room(grown: Desk) -> None:
    assert grown.run("backup", "copy", "--link").code == 0
    tables = {path.stat().st_ino for path in (grown.folder / "copy").rglob("*.sst")}
    assert tables
    assert tables <= {path.stat().st_ino for path in grown.store.rglob("*.sst")}


def test_old_versions_are_cleaned_away_and_asking_for_them_says_so(grown: Desk) -> None:
    before = grown.files()
    done = grown.run("prune", "--keep", "2", "--dry-run")
    assert (done.code, done.err) == (0, "Versions 1-3 would be removed; versions 4-5 stay.\n")
    assert grown.files() == before
    done = grown.run("prune", "--keep", "2")
    assert (done.code, done.out, done.err) == (0, "", "Versions 1-3 were removed; versions 4-5 stay.\n")
    assert len(grown.read("versions").splitlines()) == 2
    gone = "detente: Version 1 of detente-store was cleaned away; kept: 4, 5.\n"
    for arguments in (
        ["query", "lifted-designations", "--known-at", "1"],
        ["export", "--known-at", "1"],
        ["verify", "--known-at", "1"],
        ["diff", "1", "4"],
        ["rollback", "1"],
    ):
        done = grown.run(*arguments)
        assert (done.code, done.out, done.err) == (2, "", gone), arguments
    assert grown.run("rollback", "4").code == 0
    assert grown.run("prune", "--keep", "1").err == "Versions 4-5 were removed; version 6 stays.\n"
    assert grown.run("prune", "--keep", "1").err == "Nothing to remove; 1 version kept.\n"
    assert "2012" in grown.read("query", "designation-history", "--format", "csv")


def test_versions_are_kept_by_their_age(grown: Desk) -> None:
    assert grown.run("prune", "--older-than", "1d").err == "Nothing to remove; 5 versions kept.\n"
    assert grown.run("prune", "--older-than", "8 weeks", "--keep", "1").code == 0
    assert len(grown.read("versions").splitlines()) == 5


def test_a_version_that_a_command_reads_is_not_removed_under_it(grown: Desk, forks: Forks) -> None:
    expected = grown.read("export", "--known-at", "2")
    process = forks.start(grown.folder, "export", "--known-at", "2", stop="loader.export:export")
    assert process.out is not None
    assert process.out.readline() == b"stopped\n"
    done = grown.run("prune", "--keep", "1")
    assert (
        done.err
        == "Version 2 is being read, and not removed.\nVersions 1, 3-4 were removed; versions 2, 5 stay.\n"
    )
    assert grown.read("export", "--known-at", "2") == expected
    process.interrupt(signal.SIGKILL)
    process.wait()
    assert grown.run("prune", "--keep", "1").err == "Version 2 was removed; version 5 stays.\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["prune"], "Say which versions may go: give --keep N, --older-than AGE, or both."),
        (["prune", "--keep", "0"], "Invalid value for '--keep': 0 is not in the range x>=1."),
        (["prune", "--keep", "some"], "Invalid value for '--keep': 'some' is not a valid int"),
        (["prune", "--older-than", "1y"], "--older-than: '1y' is no age; write hours, days or weeks"),
        (["prune", "--older-than", ""], "--older-than: '' is no age"),
        (["prune", "--keep", "1", "--store", "nowhere"], "There is no store at nowhere"),
        (["backup", "detente-store"], "detente-store lies in the store detente-store itself; name a folder"),
        (["backup", "detente-store/copy"], "lies in the store detente-store itself"),
        (["backup", "full"], "full is not empty; name a new folder or an empty one."),
        (["backup", "facts.jsonl"], "facts.jsonl is, or lies in, a file; a store is a folder."),
        (["backup", "copy", "--store", "nowhere"], "There is no store at nowhere"),
        (["restore", "full", "--store", "new"], "full is a folder, but not a store (it has no store.json)."),
        (["restore", "nowhere", "--store", "new"], "There is no store at nowhere"),
        (["restore", "other"], "detente-store is a store already; move it away first, or name a new folder"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_cannot_be_done_is_refused_in_one_line_and_changes_nothing(
    stored: Desk, arguments: list[str], said: str
) -> None:
    stored.write("full/notes.txt", "mine")
    shutil.copytree(stored.store, stored.folder / "other")
    before = stored.files()
    done = stored.run(*arguments)
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert said in done.err
    assert stored.files() == before


def test_a_damaged_store_is_not_backed_up_as_if_it_were_sound(grown: Desk) -> None:
    path = grown.store / "versions" / "000002" / "places" / "000002.txt"
    data = path.read_bytes()
    path.unlink()
    path.write_bytes(data.replace(b"facts", b"facts"[::-1]))
    done = grown.run("backup", "copy")
    assert (done.code, done.err.count("\n")) == (2, 1)
    assert "Version 2 is damaged, so no backup was made: " in done.err
    assert not (grown.folder / "copy").exists()


def test_ctrl_c_ends_a_backup_and_leaves_nothing(grown: Desk, forks: Forks) -> None:
    before = grown.files()
    process = forks.start(grown.folder, "backup", "copy", stop="loader.store.copying:_digest_from_disk")
    assert process.out is not None
    assert process.out.readline() == b"stopped\n"
    process.interrupt()
    assert process.wait() == (130, "", "detente: Interrupted.\n")
    assert grown.files() == before


def test_a_backup_that_was_killed_is_no_store_and_is_made_by_the_same_command(
    grown: Desk, forks: Forks
) -> None:
    process = forks.start(grown.folder, "backup", "copy", stop="loader.store.copying:_digest_from_disk")
    assert process.out is not None
    assert process.out.readline() == b"stopped\n"
    process.interrupt(signal.SIGKILL)
    assert process.wait()[0] == -signal.SIGKILL
    done = grown.run("query", "lifted-designations", "--store", "copy")
    assert done.err == (
        "detente: The copy copy was not finished; make it again by `detente backup` or `detente restore`.\n"
    )
    assert grown.run("backup", "copy").code == 0
    assert grown.read("export", "--store", "copy") == grown.read("export")


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_a_version_that_goes_while_versions_are_listed_is_not_listed(
    grown: Desk, monkeypatch: pytest.MonkeyPatch, form: list[str]
) -> None:
    listed = Store.versions

    def pruned_in_between(store: Store) -> list[Version]:
        found = listed(store)
        monkeypatch.setattr(Store, "versions", listed)
        prune(store, keep=2)
        return found

    monkeypatch.setattr(Store, "versions", pruned_in_between)
    done = grown.run("versions", *form)
    assert (done.code, done.err) == (0, "")
    numbers = (
        [row["version"] for row in json.loads(done.out)] if form else re.findall(r"(?m)^[* ] +(\d)", done.out)
    )
    assert list(map(int, numbers)) == [4, 5]
