"""Nodes judged by pySHACL, whose report is what a user sees: https://www.w3.org/TR/shacl/.

To import pySHACL and rdflib takes half a second, so that happens inside the functions. Nothing here reaches
the network.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any

from loader.triples import Triple
from loader.validation.document import Document
from loader.validation.findings import SH
from loader.validation.graphs import graph_of, terms_of, triples_of
from loader.validation.units import bare

if TYPE_CHECKING:
    from rdflib import Graph

__all__ = ["Judge", "Report", "UncomparableError", "UnusableError"]

_PAIRS = ("lessThan", "lessThanOrEquals")
_CHATTY = ("rdflib.term", "pyshacl-validate")

_one_at_a_time = threading.Lock()  # pySHACL switches parts of rdflib over while it runs


class UnusableError(Exception):
    """The shapes cannot be applied; why not."""


class UncomparableError(UnusableError):
    """Two values have no order."""


Report = tuple["list[Triple]", "dict[str, str]"]
"""A validation report, and for each anonymous shape in it the nearest shape around it that has an IRI."""


class Judge:
    """Applies one shapes graph, to the nodes that it is told.

    Args:
        shapes: the shapes; their targets are left out.
    """

    def __init__(self, shapes: Document) -> None:
        self._document = shapes

    @cached_property
    def _shapes(self) -> Graph:
        return graph_of(bare(self._document))

    def reports(
        self, data: Iterable[Triple], targets: Sequence[Triple]
    ) -> tuple[list[Report], UncomparableError | None]:
        """Judges nodes.

        An ill-typed date ends pySHACL's run where it is compared. The nodes are then judged in ever smaller
        parts, down to the one whose date it is, which is judged without comparing: its date is found to be
        ill-typed.

        Args:
            data: all that the shapes can see from the nodes.
            targets: triples that give shapes their targets.

        Returns:
            One report, or one for each part; and what could not be compared, if anything.

        Raises:
            UnusableError: the shapes cannot be applied.
        """
        with _one_at_a_time, _quiet():
            told: list[UncomparableError] = []
            reports = list(self._parts(graph_of(data), list(terms_of(targets)), told))
            return reports, told[0] if told else None

    def _parts(self, data: Graph, targets: list[Any], told: list[UncomparableError]) -> Iterator[Report]:
        try:
            yield self._report(data, self._shapes, targets)
        except UncomparableError as error:
            if len(targets) > 1:
                half = len(targets) // 2
                yield from self._parts(data, targets[:half], told)
                yield from self._parts(data, targets[half:], told)
            else:
                told.append(error)
                yield self._uncompared(data, targets)

    def _uncompared(self, data: Graph, targets: list[Any]) -> Report:
        from rdflib import Graph, URIRef  # noqa: PLC0415

        shapes = Graph()
        shapes += self._shapes
        for name in _PAIRS:
            shapes.remove((None, URIRef(SH + name), None))
        return self._report(data, shapes, targets)

    @staticmethod
    def _report(data: Graph, shapes: Graph, targets: list[Any]) -> Report:
        from rdflib import BNode, URIRef  # noqa: PLC0415

        shapes.addN((*target, shapes) for target in targets)
        try:
            report = _run(data, shapes)
        finally:
            for target in targets:
                shapes.remove(target)
        sources = set(report.objects(None, URIRef(SH + "sourceShape")))
        named = {shape.n3(): _around(shape, shapes) for shape in sources if isinstance(shape, BNode)}
        return triples_of(report), named


def _run(data: Graph, shapes: Graph) -> Graph:
    import pyshacl  # noqa: PLC0415
    from pyparsing import ParseException  # noqa: PLC0415  # what rdflib raises for a query that is none
    from pyshacl.errors import ReportableRuntimeError  # noqa: PLC0415
    from rdflib import Graph  # noqa: PLC0415

    from loader.validation.patches import forget_blank_nodes  # noqa: PLC0415

    forget_blank_nodes()
    try:
        # `advanced` stays off: it would let rules in a shapes file reach the network.
        _, report, _ = pyshacl.validate(data, shacl_graph=shapes, advanced=False, inplace=True)
    except (ReportableRuntimeError, ParseException, re.error) as error:
        blank = "compare a BlankNode" in str(error)
        raise (UncomparableError if blank else UnusableError)(str(error)) from error
    except TypeError as error:
        raise UncomparableError(str(error)) from error
    except Exception as error:  # what rdflib says of a query that it can parse and not translate has no class
        if type(error) is not Exception:
            raise
        raise UnusableError(str(error)) from error
    finally:
        forget_blank_nodes()
    if not isinstance(report, Graph):
        raise UnusableError(str(report))
    return report


def _around(shape: Any, shapes: Graph) -> str:
    """The term of the nearest shape around an anonymous one that has an IRI, or else its own."""
    from rdflib import URIRef  # noqa: PLC0415

    ahead, seen = [shape], set()
    while ahead:
        node = ahead.pop(0)
        if isinstance(node, URIRef):
            return node.n3()
        seen.add(node)
        ahead += sorted(set(shapes.subjects(None, node)) - seen)
    return str(shape.n3())


@contextmanager
def _quiet() -> Iterator[None]:
    """Keeps the libraries from logging each ill-typed literal with a traceback, while they work for us."""
    import logging  # noqa: PLC0415  # what the gate lets through needs none of it

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
