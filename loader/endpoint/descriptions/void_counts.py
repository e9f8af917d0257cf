"""What a version holds, counted: by queries, for whoever wants to know before asking.

It is done once for a content, if answers are kept. What takes longer than a query may is not said.
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from loader.endpoint.answers.evaluate import Evaluator, Task
from loader.endpoint.answers.snapshots import Snapshot
from loader.endpoint.exchange import RefusalError
from loader.vocabulary import RDF_TYPE

__all__ = ["Graphs", "Partitions", "graph_sizes", "partitions"]

_ALL = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
_BY_PROPERTY = "SELECT ?of (COUNT(*) AS ?n) { ?s ?of ?o } GROUP BY ?of"
_BY_CLASS = f"SELECT ?of (COUNT(*) AS ?n) {{ ?s <{RDF_TYPE}> ?of FILTER(isIRI(?of)) }} GROUP BY ?of"
_BY_GRAPH = "SELECT ?of (COUNT(?s) AS ?n) { GRAPH ?of {} OPTIONAL { GRAPH ?of { ?s ?p ?o } } } GROUP BY ?of"


@dataclass(frozen=True, slots=True)
class Graphs:
    """How many triples each graph of a version holds.

    Attributes:
        default: those of the default graph.
        named: those of each named graph, by its IRI; a graph may be empty.
    """

    default: int
    named: dict[str, int]


@dataclass(frozen=True, slots=True)
class Partitions:
    """How much of what is in the default graph of a version, the most frequent first.

    Attributes:
        properties: triples of each property, by its IRI.
        classes: things of each class, by its IRI.
    """

    properties: dict[str, int]
    classes: dict[str, int]


class _Row(msgspec.Struct):
    n: int
    of: str = ""


async def graph_sizes(evaluator: Evaluator, snapshot: Snapshot) -> Graphs | None:
    """Count the graphs of a version; None where that takes too long.

    Raises:
        StoreError: the version cannot be read.
    """
    default, named = [await _counted(evaluator, snapshot, query) for query in (_ALL, _BY_GRAPH)]
    return None if default is None or named is None else Graphs(default[""], named)


async def partitions(evaluator: Evaluator, snapshot: Snapshot) -> Partitions | None:
    """Count the default graph of a version by property and by class; None where that takes too long.

    Raises:
        StoreError: the version cannot be read.
    """
    properties, classes = [await _counted(evaluator, snapshot, query) for query in (_BY_PROPERTY, _BY_CLASS)]
    return None if properties is None or classes is None else Partitions(properties, classes)


async def _counted(evaluator: Evaluator, snapshot: Snapshot, query: str) -> dict[str, int] | None:
    try:
        answer = await evaluator.evaluate(snapshot, Task(query, "json", repeatable=True))
    except RefusalError:
        return None
    rows = msgspec.json.decode(answer, type=list[_Row])
    return {row.of: row.n for row in sorted(rows, key=lambda row: (-row.n, row.of))}
