"""A writer that is killed at any moment: what it committed stays, what it did not is gone without a trace."""

from __future__ import annotations

import random
import signal
import time
from typing import TYPE_CHECKING

from store_cases import commit, digest, held, start

from loader.store import verify_files

if TYPE_CHECKING:
    from loader.store import Store, Version

SEED = 20030723
KILLS = 27


def _is_whole(version: Version) -> bool:
    content = held(version.open())
    return (
        version.manifest.content == digest(content)
        and version.manifest.triples == len(content)
        and {int(claim) for claim in version.places()} == content
        and verify_files(version) == []
    )


def _killed(store: Store, seed: int, step: int, moment: float, *, last_ones: bool) -> dict[int, str]:
    """Runs a writer to its death, by itself at a step or else from outside; what it said was committed."""
    with start("crash_writer.py", store.path, seed, step, last_ones) as writer:
        assert writer.stdout is not None
        said = writer.stdout.readline()
        if not step:
            time.sleep(moment)  # the moment of the kill is what is drawn, and any will do
            writer.kill()
        rest, problem = writer.communicate(timeout=60)
        assert problem == ""
        assert writer.returncode == -signal.SIGKILL
    lines = [line for line in (said + rest).splitlines(keepends=True) if line.endswith("\n")]
    return {int(number): content for number, content in map(str.split, lines)}


def test_a_killed_writer_loses_nothing_and_leaves_nothing(store: Store) -> None:
    with store.draft("load") as draft:
        draft.commit(summary="", datasets={}, claims=0, content=digest([]))
    draw = random.Random(SEED)
    known = {1: digest([])}
    leftovers = 0
    for kill in range(KILLS):
        by_itself, last_ones = kill % 3 > 0, kill % 3 == 2
        step = draw.randint(1, 6 if last_ones else 160) if by_itself else 0
        moment = draw.uniform(0.0, 0.25)
        committed = _killed(store, draw.randrange(2**32), step, moment, last_ones=last_ones)
        case = f"kill {kill} of seed {SEED}, step {step}, last ones {last_ones}"
        current = store.current
        assert current is not None, case
        # It may have died between the commit and saying so, so that one more than it said is right.
        assert max(known | committed) <= current.number <= max(known | committed) + 1, case
        for version in store.versions()[len(known) :]:
            assert _is_whole(version), case
            assert committed.get(version.number, version.manifest.content) == version.manifest.content, case
            known[version.number] = version.manifest.content
        newer = [path for path in (store.path / "versions").iterdir() if int(path.name) > current.number]
        leftovers += bool(newer) + (store.path / "aside").exists()
    assert leftovers > KILLS // 3  # else the kills came too early or too late to show anything

    with store.draft("load"):
        assert sorted(path.name for path in store.path.iterdir()) == [
            "current",
            "lock",
            "store.json",
            "versions",
        ]
    assert {version.number: version.manifest.content for version in store.versions()} == known
    assert len(list((store.path / "versions").iterdir())) == len(known)
    assert [problem for version in store.versions() for problem in verify_files(version)] == []
    assert commit(store, add=[1000]).number == len(known) + 1


def test_a_version_that_never_became_current_is_removed(store: Store) -> None:
    first = commit(store, add=[1])
    commit(store, add=[2])
    (store.path / "current").write_text("000001\n")  # as a kill just before the last rename leaves it
    (store.path / "current.new").write_text("0000")
    (store.path / "aside" / "work").mkdir(parents=True)
    (store.path / "aside" / "work" / "bulk-1.sst").write_text("half")
    assert store.versions() == [first]
    assert store.current == first
    second = commit(store, add=[3])
    assert second.number == 2
    assert held(second.open()) == {1, 3}
    assert sorted(path.name for path in store.path.iterdir()) == ["current", "lock", "store.json", "versions"]
