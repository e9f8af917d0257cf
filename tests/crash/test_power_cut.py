"""A power cut costs nothing that was acknowledged; one that syncs nothing would be found out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

HARNESS = Path(__file__).with_name("power_cut.py")
LONG = os.environ.get("DETENTE_LONG") == "1"
NOT_HERE = 5


def _figures(*arguments: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, str(HARNESS), "--json", *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=3600,
    )
    if done.returncode == NOT_HERE:
        pytest.skip(done.stderr.strip())
    assert done.stdout, done.stderr
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures


def test_power_cuts_lose_nothing_that_was_acknowledged() -> None:
    figures = _figures("--seed", "7", "--cuts", "300" if LONG else "8")
    assert figures["said"] == []
    assert figures["cuts"] >= 8
    assert figures["done"] >= 2  # each of which was acknowledged before the cut
    missed = {what: figures[what] for what in ("lost", "partial", "unopened", "orphans", "failed")}
    assert missed == {"lost": 0, "partial": 0, "unopened": 0, "orphans": 0, "failed": 0}


def test_a_store_that_syncs_nothing_is_found_out() -> None:
    figures = _figures("--seed", "1", "--cuts", "8", "--break", "unsynced")
    assert figures["lost"] + figures["partial"] + figures["unopened"] > 0
