"""One hostile client beside ordinary ones: what it does to their times.

With DETENTE_LONG=1 for longer, and as it is promised: their p95 at most doubles. The short form allows for a
machine that does other things at the same time.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
import wire
from hostile_client import ATTACKS, attacked
from started import started

LONG = os.environ.get("DETENTE_LONG") == "1"
SECONDS = 20.0 if LONG else 1.5
SLACK = 0.002 if LONG else 1.0  # seconds
LIMITS = ("--log", "plain", "--rate", "1200", "--client-connections", "64", "--connections", "128")


def p95(address: str) -> float:
    """What ordinary clients wait for, all but one of twenty: queries asked before, new ones, and tables."""
    times = list[float]()
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        for number, path in enumerate(
            (
                "/sparql?query=ASK%7B%3Fs%20%3Fp%20%3Fo%7D",
                f"/sparql?query=SELECT%20*%7B%3Fs%20%3Fp%20%3Fo%7D%23{os.urandom(6).hex()}",
                "/queries/designation-status.csv",
            )
        ):
            began = time.monotonic()
            client = f"127.0.{1 + len(times) % 200}.{10 + number}"  # many, who each ask a little
            answer = wire.said(address, wire.head("GET", path, "Connection: close"), source=client)
            times.append(time.monotonic() - began)
            assert answer.status == 200, answer
        time.sleep(0.01)
    return sorted(times)[int(len(times) * 0.95)]


@pytest.mark.parametrize("attack", ATTACKS)
def test_beside_a_hostile_client_ordinary_ones_wait_at_most_twice_as_long(
    tmp_path: Path, attack: str
) -> None:
    with started(tmp_path, *LIMITS) as server:
        p95(server.address)  # the first time takes longer
        alone = p95(server.address)
        with attacked(server.address, attack):
            time.sleep(1)
            beside = p95(server.address)
    print(f"{attack}: p95 {alone * 1e3:.1f} ms alone, {beside * 1e3:.1f} ms beside it")  # noqa: T201 - a figure
    assert beside < 2 * alone + SLACK
