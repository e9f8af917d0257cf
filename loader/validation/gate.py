"""Triples held against the shapes, by pySHACL: https://www.w3.org/TR/shacl/.

To import pySHACL and rdflib takes half a second, so that happens inside the functions. Nothing here reaches
the network.
"""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from loader.errors import DetenteError, InputError
from loader.triples import Triple
from loader.validation.findings import SH, Finding, findings, turtle
from loader.validation.graphs import graph_of
from loader.validation.shapes import around, hierarchy, suspects, theirs

if TYPE_CHECKING:
    from rdflib import Graph

__all__ = ["Finding", "GateError", "check", "check_with_report"]

_PAIRS = ("lessThan", "lessThanOrEquals")
_CHATTY = ("rdflib.term", "pyshacl-validate")

_one_at_a_time = threading.Lock()  # pySHACL switches parts of rdflib over while it runs


class GateError(DetenteError):
    """The product's shapes could not be applied, so that nothing can be said of the data."""


class _UnusableError(Exception):
    """The shapes cannot be applied; why not."""


class _UncomparableError(_UnusableError):
    """Two values have no order."""


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
    return findings(*_validate(triples, shapes))


def check_with_report(triples: Iterable[Triple], shapes: Path | None = None) -> tuple[list[Finding], str]:
    """Like `check`, with the W3C's validation report in Turtle beside the findings.

    The same triples, in whatever order, give the same text.
    """
    report, named = _validate(triples, shapes)
    return findings(report, named), turtle(report, named)


def _validate(triples: Iterable[Triple], own: Path | None) -> tuple[list[Triple], dict[str, str]]:
    """The report, and for each anonymous shape in it the nearest one around it that has an IRI."""
    from rdflib import BNode, URIRef  # noqa: PLC0415

    with _one_at_a_time, _quiet():
        data = graph_of(triples)
        shapes = suspects(data, theirs(own) if own is not None else None)
        if own is not None:
            # Ours target concrete classes; a user's may target any, of which the data alone does not tell.
            data += hierarchy()
        try:
            report = _judge(data, shapes)
        except _UnusableError as error:
            reason = f"the shapes cannot be applied: {str(error).splitlines()[0]}"
            raise GateError(reason) if own is None else InputError(f"{own}: {reason}") from error
        sources = set(report.objects(None, URIRef(SH + "sourceShape")))
        named = {shape.n3(): around(shape, shapes) for shape in sources if isinstance(shape, BNode)}
        return [_terms(line) for line in report.serialize(format="nt").split("\n") if line], named


def _terms(line: str) -> Triple:
    subject, predicate, rest = line.split(" ", 2)
    return subject, predicate, rest.removesuffix(" .")


def _judge(data: Graph, shapes: Graph) -> Graph:
    """An ill-typed date ends the run where it is compared; left uncompared, it is found to be ill-typed."""
    from rdflib import URIRef  # noqa: PLC0415

    try:
        return _run(data, shapes)
    except _UncomparableError:
        for name in _PAIRS:
            shapes.remove((None, URIRef(SH + name), None))
        report = _run(data, shapes)
        if (None, URIRef(SH + "resultSeverity"), URIRef(SH + "Violation")) not in report:
            raise
        return report


def _run(data: Graph, shapes: Graph) -> Graph:
    import pyshacl  # noqa: PLC0415
    from pyparsing import ParseException  # noqa: PLC0415  # what rdflib raises for a query that is none
    from pyshacl.errors import ReportableRuntimeError  # noqa: PLC0415
    from rdflib import Graph  # noqa: PLC0415

    try:
        # `advanced` stays off: it would let rules in a shapes file reach the network.
        _, report, _ = pyshacl.validate(data, shacl_graph=shapes, advanced=False, inplace=True)
    except (ReportableRuntimeError, ParseException, re.error) as error:
        blank = "compare a BlankNode" in str(error)
        raise (_UncomparableError if blank else _UnusableError)(str(error)) from error
    except TypeError as error:
        raise _UncomparableError(str(error)) from error
    except Exception as error:
        if type(error) is not Exception:
            raise
        # What rdflib says of a query that it can parse and not translate has no class of its own.
        raise _UnusableError(str(error)) from error
    if not isinstance(report, Graph):
        raise _UnusableError(str(report))
    return report


@contextmanager
def _quiet() -> Iterator[None]:
    """Keeps the libraries from logging each ill-typed literal with a traceback, while they work for us."""

    def nothing(_: logging.LogRecord) -> bool:
        return False

    loggers = [logging.getLogger(name) for name in _CHATTY]
    for logger in loggers:
        logger.addFilter(nothing)
    try:
        yield
    finally:
        for logger in loggers:
            logger.removeFilter(nothing)
