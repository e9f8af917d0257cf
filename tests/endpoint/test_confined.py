"""A process that is confined cannot call anybody, nor write, whatever it is told to."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyoxigraph
import pytest
from canary_server import Canary

from loader.endpoint.network import landlock, seccomp
from loader.endpoint.network.confined import confine, missing

PROBE = Path(__file__).with_name("confined_probe.py")
OFFERED = landlock.version() >= landlock.TCP_SINCE
needs_landlock = pytest.mark.skipif(not OFFERED, reason="this kernel's Landlock does not know TCP")

CALLS = ["connect PORT", "connect6 PORT", "bind 0", "service PORT", "load PORT", "mptcp", "netlink"]
TALKS = [*CALLS, "datagram PORT", "lookup example.org", "local SOCKET"]


def probe(attempts: Sequence[str], **told: object) -> dict[str, list[str]]:
    """How attempts end in a confined process; each is made twice, the second time in a new thread."""
    done = subprocess.run(
        [sys.executable, str(PROBE), json.dumps({"try": attempts, **told})],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    said = json.loads(done.stdout)
    assert said["held"][3] == []
    return said["ends"]


@pytest.fixture
def port(canary: Canary) -> Iterator[str]:
    canary.calls.clear()
    yield canary.address.rstrip("/").rpartition(":")[2]


@needs_landlock
def test_a_confined_process_calls_nobody(canary: Canary, port: str, tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "s"))
        listener.listen()
        attempts = [each.replace("PORT", port).replace("SOCKET", str(tmp_path / "s")) for each in TALKS]
        ends = probe(attempts)
    assert len(ends) == len(TALKS)
    assert all("done" not in each for each in ends.values()), ends
    assert canary.calls == []


@needs_landlock
def test_an_allowed_port_is_the_only_way_out(canary: Canary, port: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        elsewhere = str(other.getsockname()[1])
        attempts = ["connect " + port, "service " + port]
        refused = [each.replace("PORT", elsewhere) for each in TALKS if each != "local SOCKET"]
        ends = probe([*attempts, *refused], ports=[int(port)])
    assert [ends[each] for each in attempts] == [["done", "done"]] * 2
    assert all("done" not in ends[each] for each in refused), ends
    assert len(canary.calls) == 4


@needs_landlock
def test_a_confined_process_reads_but_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("kept", encoding="utf-8")
    store = pyoxigraph.Store(str(tmp_path / "store"))
    store.update("INSERT DATA { <a:a> <b:b> 1 }")
    store.flush()
    del store
    kept, new = str(tmp_path / "kept"), str(tmp_path / "new")
    changes = ["write", "truncate", "remove", "rename"]
    attempts = [*(f"{each} {kept}" for each in changes), *(f"{each} {new}" for each in ("make", "link"))]
    ends = probe([*attempts, "run", "signal"])
    assert all(each == ["PermissionError"] * 2 for each in ends.values()), ends
    allowed = [f"read {kept}", f"query {tmp_path / 'store'}", "write /dev/null", "pair", "pipe"]
    ends = probe(allowed)
    assert all(each == ["done"] * 2 for each in ends.values()), ends
    assert (tmp_path / "kept").read_text(encoding="utf-8") == "kept"


@needs_landlock
def test_what_may_be_written_is_named(tmp_path: Path) -> None:
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    inside.mkdir()
    outside.mkdir()
    ends = probe([f"write {inside / 'a'}", f"write {outside / 'a'}"], writes=[str(inside)])
    assert [*ends.values()] == [["done", "done"], ["PermissionError", "PermissionError"]]
    ends = probe([f"write {outside / 'a'}", "run", "lookup example.org"], writes=None)
    assert [*ends.values()] == [["done", "done"], ["done", "done"], ["gaierror", "gaierror"]]


def test_a_place_to_write_that_does_not_exist_is_an_error_before_anything_is_given_up(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        confine(writes=[tmp_path / "nowhere"])
    (tmp_path / "still").write_text("written", encoding="utf-8")


MISSING = """
import sys
from loader.endpoint.network import landlock, seccomp
from loader.endpoint.network.confined import confine
{}
held = confine({})
print(held.network, held.lookups, held.files, *held.missing, sep="|")
"""
NO_LANDLOCK = "landlock.version = lambda: 0"
OLD_LANDLOCK = "landlock.version = lambda: 3"
NO_FILTER = "seccomp.deny_sockets = lambda **_: 'no filter'"


@pytest.mark.skipif(sys.platform != "linux", reason="there is nothing to do without on other systems")
@pytest.mark.parametrize(
    ("machine", "ports", "expected"),
    [
        (NO_LANDLOCK, "", "True|True|False|this kernel has no Landlock, or it is switched off"),
        (NO_LANDLOCK, "(1,)", "False|True|False|this kernel has no Landlock, or it is switched off"),
        (f"{NO_LANDLOCK}\n{NO_FILTER}", "", "False|False|False|this kernel has no Landlock"),
        ("sys.platform = 'other'", "", "False|False|False|other lets no process give up the network"),
        pytest.param(
            f"{OLD_LANDLOCK}\n{NO_FILTER}",
            "",
            "False|False|True|this kernel's Landlock knows files only",
            marks=needs_landlock,
        ),
        pytest.param(NO_FILTER, "", "True|False|True|no filter", marks=needs_landlock),
    ],
)
def test_a_machine_without_the_means_says_what_is_missing(machine: str, ports: str, expected: str) -> None:
    program = MISSING.format(machine, ports)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.startswith(expected)


@pytest.mark.skipif(not OFFERED, reason="this kernel's Landlock does not know TCP")
def test_what_is_missing_can_be_told_by_a_process_that_is_not_confined(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert missing() == ()
    monkeypatch.setattr(landlock, "version", lambda: 0)
    monkeypatch.setattr(seccomp.platform, "machine", lambda: "vax")
    assert [each.split()[-1] for each in missing()] == ["off", "(vax)"]


def test_an_unknown_machine_filters_no_calls_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seccomp.platform, "machine", lambda: "vax")
    assert "vax" in seccomp.deny_sockets()
