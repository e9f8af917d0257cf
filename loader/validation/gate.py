"""Triples held against the shapes: https://www.w3.org/TR/shacl/.

A prefilter tells the nodes that surely conform, by far the most; pySHACL judges the others, and its report is
what a user sees. While nothing is suspect, neither it nor rdflib is imported.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import ParamSpec, TypeVar

from loader.errors import DetenteError, InputError, Severity
from loader.triples import Triple
from loader.validation.findings import Finding, findings, plain
from loader.validation.judging import UnusableError
from loader.validation.reach import beyond
from loader.validation.screening import Screening
from loader.validation.shapes import hierarchy, ours, theirs, together

__all__ = ["Finding", "Gate", "GateError", "check"]

_P = ParamSpec("_P")
_R = TypeVar("_R")


class GateError(DetenteError):
    """The product's shapes could not be applied, so that nothing can be said of the data."""


def check(triples: Iterable[Triple], shapes: Path | None = None) -> list[Finding]:
    """Holds triples against the shapes.

    Args:
        triples: claims and records, with the types of the actors and sources that they refer to.
        shapes: a Turtle file of the user's own shapes, applied besides the product's.

    Returns:
        The findings of all severities, each once, sorted by focus node, then shape.

    Raises:
        InputError: the user's shapes cannot be read, or cannot be applied.
        GateError: the product's shapes cannot be applied.
    """
    gate = Gate(shapes)
    gate.feed(list(triples))
    return gate.findings()


class Gate:
    """Holds triples against the shapes, chunk by chunk.

    Args:
        shapes: a Turtle file of the user's own shapes, applied besides the product's.

    Raises:
        InputError: the user's shapes cannot be read, or cannot be applied.

    Attributes:
        uncompiled: each shape that only pySHACL can judge, on all of a chunk, and why: these are slow.
        beyond: each shape that looks further than a thing and its direct neighbours, and along what: all that
            it sees must be in one chunk.
    """

    def __init__(self, shapes: Path | None = None) -> None:
        self._own = shapes
        applied = ours() if shapes is None else together(theirs(shapes))
        # Ours target concrete classes; a user's may target any, of which the data alone does not tell.
        self._screening = Screening(applied, () if shapes is None else hierarchy())
        self.uncompiled = [(plain(unit.node), unit.why) for unit in applied.units if unit.rule is None]
        self.beyond = beyond(applied.units)
        self._found: set[Finding] = set()
        if shapes is not None:  # a file that cannot be applied is refused, whatever it is applied to
            self._tried(applied.judge.reports, (), ())

    @property
    def local(self) -> bool:
        """Whether no shape looks further than a thing and its direct neighbours."""
        return not self.beyond

    def feed(self, triples: Sequence[Triple], beside: Sequence[Triple] = ()) -> set[str]:
        """Judges a chunk.

        Args:
            triples: all triples of its claims and records.
            beside: triples of what they refer to, which is not judged: actors and sources of other chunks.

        Returns:
            The nodes that may not conform, as findings name them.

        Raises:
            InputError: the user's shapes cannot be applied.
            GateError: the product's shapes cannot be applied.
        """
        suspects = self._tried(self._screening.feed, triples, beside)
        return {plain(node) for node in suspects} | {finding.focus for finding in self._take()}

    def findings(self) -> list[Finding]:
        """All findings, each once, sorted by focus node, then shape.

        Raises:
            InputError: the user's shapes cannot be applied.
            GateError: the product's shapes cannot be applied.
        """
        self._tried(self._screening.close)
        self._take()
        uncomparable = self._screening.uncomparable
        if uncomparable and all(f.severity is not Severity.VIOLATION for f in self._found):
            raise self._error(uncomparable) from uncomparable
        return sorted(self._found, key=lambda f: (f.focus, f.shape, f.path, f.value, f.message))

    def _take(self) -> set[Finding]:
        reports, self._screening.reports = self._screening.reports, []
        found = {finding for report, named in reports for finding in findings(report, named)}
        self._found |= found
        return found

    def _tried(self, action: Callable[_P, _R], *args: _P.args, **kwargs: _P.kwargs) -> _R:
        try:
            return action(*args, **kwargs)
        except UnusableError as error:
            raise self._error(error) from error

    def _error(self, error: UnusableError) -> DetenteError:
        reason = f"the shapes cannot be applied: {str(error).splitlines()[0]}"
        return GateError(reason) if self._own is None else InputError(f"{self._own}: {reason}")
