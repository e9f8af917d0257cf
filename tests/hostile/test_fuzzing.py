"""Mutated inputs, in the short form; the long one is `python -m tests.hostile.fuzz --inputs 1000000`."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from fuzz.campaign import attack, counts, found_again
from fuzz.mutation import LARGEST, Mutator
from fuzz.target import Attempt, Target, WrongError, one_line, words
from fuzz.targets import TARGETS

ROOT = Path(__file__).parents[2]
INPUTS = 1_000_000 if os.environ.get("DETENTE_LONG") else 20_000


def test_no_mutated_input_is_answered_as_none_may_be() -> None:
    command = [sys.executable, "-m", "tests.hostile.fuzz", "--inputs", str(INPUTS)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.endswith(f"{INPUTS} inputs, 0 failed.\n")


def test_each_target_gets_its_share() -> None:
    each = counts(TARGETS, 20_000)
    assert sum(each.values()) == 20_000
    assert all(each[target.name] == target.share for target in TARGETS)
    assert sum(counts(TARGETS, 1_000_003).values()) == 1_000_003


@contextmanager
def _fragile() -> Iterator[Attempt]:
    """Takes what has no brace; fails, dies or hangs at some."""

    def attempt(data: bytes) -> bool:
        if b"{{" in data:
            raise WrongError("two braces")
        if b"[" in data:
            os.kill(os.getpid(), signal.SIGKILL)
        if b"(" in data:
            while True:
                pass
        return b"{" not in data

    yield attempt


FRAGILE = Target("fragile", 1, lambda: [b"some words and others"], _fragile, seconds=0.2)


@pytest.mark.parametrize(
    ("word", "what", "shortest"),
    [
        (b"{{", "two braces", b"{{"),
        (b"[", "the process ended with SIGKILL", b"["),
        (b"(", "it takes longer than 0.2 seconds", b"("),
    ],
)
def test_a_fault_is_found_shortened_and_found_again(word: bytes, what: str, shortest: bytes) -> None:
    corpus = [b"words " + word + b" more" if number == 7 else b"words" for number in range(8)]
    target = replace(FRAGILE, corpus=lambda: corpus)
    only = next(seed for seed in range(100) if word in Mutator("fragile", corpus, ()).made(seed))
    report = attack(target, 1, first=only)
    assert [failure.what for failure in report.batch.failures] == [what]
    assert len(report.shortest[what]) <= len(shortest) + (5 if "longer" in what else 0)
    assert f"--target fragile --seed {only}" in "\n".join(report.lines())
    data, batch, _ = found_again(target, only)
    assert word in data
    assert [failure.what for failure in batch.failures] == [what]


def test_what_comes_after_a_death_is_still_tried() -> None:
    corpus = [b"good", b"ba[d"]
    report = attack(replace(FRAGILE, corpus=lambda: corpus), 12)
    assert report.inputs == 12
    assert report.batch.taken + report.batch.refused + len(report.batch.failures) == 12
    assert report.batch.taken
    assert report.batch.failures


def test_a_seed_always_makes_the_same_input() -> None:
    def made() -> list[bytes]:
        mutator = Mutator("jsonl", [b'{"type": "source"}\n', b"[1, 2]"], words("jsonl"))
        return [mutator.made(seed) for seed in range(300)]

    first = made()
    assert first == made()
    assert len(set(first)) > 250
    assert max(map(len, first)) <= LARGEST


@pytest.mark.parametrize("message", ["", "two\nlines", "a\x1b[1m", "x" * 3000, "turned \u202e round"])
def test_a_refusal_that_cannot_be_shown_counts_as_a_failure(message: str) -> None:
    with pytest.raises(WrongError):
        one_line(message)
