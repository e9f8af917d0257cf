"""Collects what is wrong with one fact, each problem at the line of the value that it is about."""

from __future__ import annotations

from collections.abc import Mapping

from loader.errors import Place, Problem

from .placed import Steps

__all__ = ["Findings"]


class Findings:
    """The problems of one fact.

    Attributes:
        problems: what was found so far.
    """

    def __init__(self, file: str, line: int, lines: Mapping[Steps, int]) -> None:
        self.problems: list[Problem] = []
        self._file = file
        self._line = line
        self._lines = lines

    def add(self, rule: str, path: Steps, message: str, hint: str = "") -> None:
        """Adds a problem of the value at a path."""
        self.problems.append(Problem(Place(self._file, self._line_of(path)), message, rule, hint=hint))

    def _line_of(self, path: Steps) -> int:
        """The value's line, or that of the nearest value around it whose line is known."""
        for end in range(len(path), 0, -1):
            if line := self._lines.get(path[:end]):
                return line
        return self._line
