"""A disk that is full at any point costs one clear line and nothing else, and works again with more room."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

HARNESS = Path(__file__).with_name("full_disk.py")
LONG = os.environ.get("DETENTE_LONG") == "1"
NOT_HERE = 5


@pytest.mark.parametrize("kind", ["tmpfs", *(["ext4"] if LONG else [])])
def test_a_disk_that_is_full_at_many_points_costs_nothing(kind: str) -> None:
    done = subprocess.run(
        [sys.executable, str(HARNESS), "--on", kind, "--step", "8" if LONG else "192"],
        capture_output=True,
        text=True,
        check=False,
        timeout=3600,
    )
    if done.returncode == NOT_HERE or "unshare failed" in done.stderr:
        pytest.skip(done.stderr.strip())
    assert done.returncode == 0, done.stderr
    points = json.loads(done.stdout)
    assert points.keys() == {"backup", "load", "retract", "update", "rollback"}
    assert sum(points.values()) >= (200 if LONG else 12)
