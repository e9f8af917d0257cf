"""A soak of a few seconds; the long one is `python -m tests.hostile.soak --seconds 600`."""

from __future__ import annotations

import os

from tests.hostile.soak import Limits, soak

SECONDS = 600 if os.environ.get("DETENTE_LONG") else 8


def test_a_server_that_is_asked_much_and_badly_stays_as_it_was() -> None:
    report = soak(SECONDS, Limits(memory=64 << 20))
    assert report.wrong == [], "\n".join(report.lines())
    assert report.statuses["ordinary"]["200"] > 20
    assert report.statuses["hostile"]
