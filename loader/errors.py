"""Problems are values with a place; exceptions exist only at the edge.

Every stage collects `Problem`s and hands them on. Only the command line and the endpoint turn them into
an exit code or a status, by way of one base exception.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, field

__all__ = [
    "DataError",
    "DetenteError",
    "GraphMissingError",
    "InputError",
    "Place",
    "Problem",
    "QueryError",
    "Severity",
    "StoreBusyError",
    "StoreError",
    "UnknownNameError",
]


class Severity(enum.Enum):
    """How much a problem weighs; the three severities of SHACL."""

    VIOLATION = "violation"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a fact stands: a file as the user named it, and its line, counted from 1 (0: the whole file).

    >>> str(Place("facts.jsonl", 14)), str(Place("facts.jsonl"))
    ('facts.jsonl:14', 'facts.jsonl')
    """

    file: str
    line: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: where, what, and what to write instead.

    Attributes:
        place: the fact that caused it.
        message: a full sentence in the words of the fact's author.
        rule: a stable identifier: `fact/unknown-actor`, or a shape's IRI.
        severity: only a violation keeps a load from being committed.
        hint: what to write instead; empty where the message says it already.
        related: other places that the message speaks of.
        missing: the ids and names that are unknown for this reason alone: those of a faulty actor or source.

    >>> print(Problem(Place("a.jsonl", 3), "There is no actor 'Talibn'.", "fact/unknown-actor",
    ...               hint="Did you mean 'Taliban'?"))
    a.jsonl:3: There is no actor 'Talibn'. Did you mean 'Taliban'?
    """

    place: Place
    message: str
    rule: str
    severity: Severity = Severity.VIOLATION
    hint: str = ""
    related: tuple[Place, ...] = field(default=())
    missing: tuple[str, ...] = field(default=())

    def __str__(self) -> str:
        return f"{self.place}: {self.message} {self.hint}".rstrip()


class DetenteError(Exception):
    """The command could not be carried out. The message is one line that says what to do."""

    exit_code = 2

    @property
    def lines(self) -> tuple[str, ...]:
        """The message by lines; it has one, unless several things are wrong at once."""
        return (str(self),)


class DataError(DetenteError):
    """The data does not conform; carries every problem that was found, and how many facts were read."""

    exit_code = 1

    def __init__(self, problems: list[Problem], facts: int = 0) -> None:
        super().__init__(f"{len(problems)} problem(s); nothing was stored.")
        self.problems = problems
        self.facts = facts


class InputError(DetenteError):
    """A file or folder that cannot be read as what it should be; a line for each thing that is wrong.

    >>> InputError("a.yaml:1: This is wrong.", "a.yaml:2: And this.").lines
    ('a.yaml:1: This is wrong.', 'a.yaml:2: And this.')
    """

    def __str__(self) -> str:
        return "\n".join(self.lines)

    @property
    def lines(self) -> tuple[str, ...]:
        """The message by lines."""
        return tuple(map(str, self.args))


class StoreError(DetenteError):
    """A store that is not one, is damaged, or cannot be written."""


class StoreBusyError(StoreError):
    """Another process is writing to the store."""


class QueryError(DetenteError):
    """A query that does not parse, or a parameter that it cannot take."""


class UnknownNameError(QueryError):
    """A saved query, a parameter or an actor that does not exist; the message suggests one that does."""


class GraphMissingError(DetenteError):
    """There is no named graph of that name."""
