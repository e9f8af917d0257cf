"""What is attacked, and how it must answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from loader.reports.report import legible

__all__ = ["ROOT", "Attempt", "Target", "WrongError", "corpus", "one_line", "words"]

ROOT = Path(__file__).resolve().parents[3]
"""Of the repository."""

_WORDS = Path(__file__).parent / "targets" / "words"
_LONGEST = 2000  # characters of a message

Attempt = Callable[[bytes], bool]
"""Gives an input to what is attacked: True if it was taken, False if it was refused in order."""


class WrongError(AssertionError):
    """An answer that no input may have: what it is, without what changes with the input, and more of it."""

    def __init__(self, what: str, more: str = "") -> None:
        super().__init__(what)
        self.more = more


@dataclass(frozen=True, slots=True)
class Target:
    """One way in.

    Attributes:
        name: of the target.
        share: how many of 20,000 inputs it gets.
        corpus: makes the good inputs that others are mutated from.
        opened: what attempts are made with, for as long as it is open.
        words: those of the format.
        seconds: how long one input may take.
    """

    name: str
    share: int
    corpus: Callable[[], Sequence[bytes]]
    opened: Callable[[], AbstractContextManager[Attempt]]
    words: Sequence[bytes] = ()
    seconds: float = 10.0


def corpus(*patterns: str, largest: int = 1 << 14) -> list[bytes]:
    """The files of the repository that a pattern names, in order; those that are too large are left out.

    Raises:
        FileNotFoundError: a pattern names none.
    """
    found = []
    for pattern in patterns:
        files = [file.read_bytes() for file in sorted(ROOT.glob(pattern)) if file.stat().st_size <= largest]
        if not files:
            raise FileNotFoundError(pattern)
        found += files
    return found


def words(name: str) -> list[bytes]:
    """The words of a format: one a line, with escapes as in Python."""
    lines = (_WORDS / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [
        line.encode("latin-1", "backslashreplace").decode("unicode_escape").encode() for line in lines if line
    ]


def one_line(message: str) -> None:
    """Checks that a message is one line that can be shown anywhere.

    Raises:
        WrongError: it is not.
    """
    if not message.strip():
        raise WrongError("the refusal says nothing")
    if legible(message) != message:
        raise WrongError("the refusal is not one line that can be shown")
    if len(message) > _LONGEST:
        raise WrongError(f"the refusal has more than {_LONGEST} characters")
