"""What all formats tell: the problems of one run in one order, and what was looked at."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from loader.errors import Problem, Severity

__all__ = [
    "Report",
    "Summary",
    "conforms",
    "counted",
    "is_iri",
    "legible",
    "relative",
    "rule_name",
    "sentence",
]

_RANK = {Severity.VIOLATION: 0, Severity.WARNING: 1, Severity.INFO: 2}
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|\\^`]+").fullmatch

# What may steer a terminal, end a line, turn text round, or cannot be written as UTF-8.
_ILLEGIBLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run has looked at.

    Attributes:
        files: the facts files that were checked, as the user named them.
        facts: how many facts they hold.
        claims: how many of these facts are claims of a source.
    """

    files: tuple[str, ...]
    facts: int
    claims: int


@dataclass(frozen=True, slots=True)
class Report:
    """One run, ready to be written in any format.

    Attributes:
        problems: sorted by file, line and weight.
        summary: what was looked at.
        rules: what a rule demands, a sentence by the rule's identifier; need not hold all.
        fail_on: the least severity that keeps the data from conforming.
        show_rules: whether text names the rule (a shape's IRI) behind each problem.
        color: whether text is coloured.
    """

    problems: tuple[Problem, ...]
    summary: Summary
    rules: Mapping[str, str] = field(default_factory=dict)
    fail_on: Severity = Severity.VIOLATION
    show_rules: bool = False
    color: bool = False

    @property
    def conforms(self) -> bool:
        """Whether nothing weighs enough to fail."""
        return conforms(self.problems, self.fail_on)

    def count(self, severity: Severity) -> int:
        """How many problems weigh exactly this much."""
        return Counter(problem.severity for problem in self.problems)[severity]

    def fails(self, problem: Problem) -> bool:
        """Whether this problem alone would keep the data from conforming."""
        return _RANK[problem.severity] <= _RANK[self.fail_on]


def conforms(problems: Iterable[Problem], fail_on: Severity = Severity.VIOLATION) -> bool:
    """Whether no problem weighs `fail_on` or more.

    >>> conforms([]), conforms([], Severity.INFO)
    (True, True)
    """
    return all(_RANK[problem.severity] > _RANK[fail_on] for problem in problems)


def in_order(problem: Problem) -> tuple[str, int, int, str, str, str]:
    """The key that problems are sorted by: nothing depends on the order in which they were found."""
    place = problem.place
    rank = _RANK[problem.severity]
    return place.file, place.line, rank, problem.message, problem.rule, problem.hint


def sentence(problem: Problem) -> str:
    """The message and its hint."""
    return f"{problem.message} {problem.hint}".strip()


def counted(number: int, noun: str) -> str:
    """A number with its noun.

    >>> counted(1, "fact"), counted(0, "warning")
    ('1 fact', '0 warnings')
    """
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def legible(text: str) -> str:
    r"""The text on one line, with what could steer a terminal written out.

    >>> print(legible("a\nb\x1b[31m"))
    a\nb\x1b[31m
    """
    return _ILLEGIBLE.sub(lambda match: match[0].encode("unicode_escape").decode(), text)


def is_iri(rule: str) -> bool:
    """Whether a rule is a shape, which an IRI names; rules about facts have names like `fact/syntax`."""
    return _IRI(rule) is not None


def rule_name(rule: str) -> str:
    """The last segment of a rule.

    >>> rule_name("https://example.org/shapes#MeetingShape"), rule_name("fact/unknown-actor")
    ('MeetingShape', 'unknown-actor')
    """
    return re.split(r"[/#]", rule.rstrip("/#"))[-1] or rule


def relative(file: str) -> str:
    """A file's path from the working directory, with forward slashes; absolute where it lies outside.

    >>> relative("facts/../facts/a.jsonl")
    'facts/a.jsonl'
    """
    here = Path.cwd()
    as_named = Path(os.path.normpath(here / file))
    for path in (as_named, as_named.resolve()):
        if path.is_relative_to(here):
            return path.relative_to(here).as_posix()
    return as_named.as_posix()
