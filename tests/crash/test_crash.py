"""Whatever kills a store's writers costs nothing that was acknowledged; the harness would see if it did."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

HARNESS = Path(__file__).with_name("crash.py")
SEED = 20030723
LONG = os.environ.get("DETENTE_LONG") == "1"


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(HARNESS), *arguments], capture_output=True, text=True, check=False, timeout=3600
    )


def _figures(*arguments: str) -> dict[str, Any]:
    done = _run(*arguments, "--json")
    assert done.stdout, done.stderr
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures


def test_kills_at_random_points_lose_nothing_and_leave_nothing() -> None:
    figures = _figures("--seed", str(SEED), "--kills", "1000" if LONG else "60")
    assert figures["said"] == []
    missed = {what: figures[what] for what in ("lost", "partial", "unopened", "orphans", "failed")}
    assert missed == {"lost": 0, "partial": 0, "unopened": 0, "orphans": 0, "failed": 0}
    assert figures["kills"] >= 60
    assert len(figures["of"]) >= 5, "too few kinds of operations were met"  # of eight


@pytest.mark.parametrize("sabotage", ["current-first", *(["removed-in-place"] if LONG else [])])
def test_a_store_that_is_broken_on_purpose_is_found_out_and_what_is_told_finds_it_again(
    sabotage: str,
) -> None:
    found = _figures("--seed", "1", "--round", "0", "--ways", "rename", "--break", sabotage)
    assert found["unopened"], found
    again = re.search(r"--seed 1 --round 0 --at \S+$", found["said"][0])
    assert again, found["said"]
    assert _figures(*again[0].split(), "--break", sabotage)["unopened"]
