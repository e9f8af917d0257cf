"""Whoever waits at a terminal sees that something goes on; nobody else sees anything of it."""

from __future__ import annotations

import io
import sys
import time

import pytest

from loader.cli import progress


class Screen(io.StringIO):
    """A terminal, or what is none."""

    def __init__(self, terminal: bool) -> None:
        super().__init__()
        self.terminal = terminal

    def isatty(self) -> bool:
        """Whether it is one."""
        return self.terminal


def _shown(monkeypatch: pytest.MonkeyPatch, screen: Screen, patience: float, seconds: float) -> str:
    """What is shown of a piece of work that ends once something is shown, or after some seconds."""
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setattr(progress, "_PATIENCE", patience)
    monkeypatch.setattr(progress, "_INTERVAL", 0.001)
    end = time.monotonic() + seconds
    with progress.progress("loading"):
        while not screen.getvalue() and time.monotonic() < end:
            time.sleep(0.001)
    return screen.getvalue()


def test_a_terminal_shows_what_takes_long_and_then_clears_it(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = _shown(monkeypatch, Screen(terminal=True), patience=0, seconds=30)
    assert shown.startswith("\rloading … 0 s")
    assert shown.endswith("\r\033[K")


def test_what_is_quick_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _shown(monkeypatch, Screen(terminal=True), patience=60, seconds=0) == ""


def test_what_is_no_terminal_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _shown(monkeypatch, Screen(terminal=False), patience=0, seconds=0.05) == ""
    assert sys.stderr.getvalue() == ""
