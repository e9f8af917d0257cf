"""A SPARQL update done to a writable graph, and what it did found out.

What INSERT DATA, DELETE DATA and the operations on whole graphs do is known without looking further than at
the quads and graphs that they name, and what most patterns do by asking before. Where that cannot be, both
sides are read from one end to the other, which takes most of a minute for a million triples.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox

from loader.errors import QueryError
from loader.rewriting.difference import Graph, differing
from loader.rewriting.operations import Operation
from loader.rewriting.patterns import Constructed, constructed, term_of
from loader.rewriting.written import Written, insert, is_empty

__all__ = ["evaluate"]

_DEFAULT = ox.DefaultGraph()
_PLACE = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
_RULE = re.compile(
    r"(?:Variables|Blank nodes|The blank node)[\w :]* (?:not allowed in [A-Z ]+\b|cannot be .*)"
)
_LONGEST = 200  # characters of the engine's words that are told


@dataclass(slots=True)
class _Looked:
    """Where a difference can be.

    Attributes:
        everywhere: it can be anywhere.
        graphs: it can be anywhere in these.
        quads: it can be one of these.
    """

    everywhere: bool = False
    graphs: set[Graph] = field(default_factory=set)
    quads: set[ox.Quad] = field(default_factory=set)


def evaluate(
    graph: ox.Store, before: ox.Store, given: Iterable[Operation], base: str | None, folder: Path
) -> Written:
    """Does an update.

    Args:
        graph: what is written.
        before: the same, as it was, and stays.
        given: the operations, in their order.
        base: what relative IRIs are resolved against, where the update does not say it.
        folder: where there is room for temporary files.

    Returns:
        What it did.

    Raises:
        QueryError: an operation is not SPARQL, or cannot be done.
        OSError: the disk refuses.
    """
    looked = _Looked()
    for operation in given:
        try:
            if operation.form in ("insert data", "delete data"):
                looked.quads |= _data(graph, operation, base)
            elif operation.form == "pattern" and (said := constructed(graph, operation, base)) is not None:
                looked.quads |= _write(graph, said)
            else:
                _look(looked, graph, operation, base)
                graph.update(operation.whole, base_iri=base)
        except SyntaxError as error:
            raise QueryError(_told(operation, str(error))) from None
        except (RuntimeError, ValueError) as error:
            raise QueryError(f"The update cannot be done: {_first_line(error)}.") from None
    return _found(looked, before, graph, folder)


def _data(graph: ox.Store, operation: Operation, base: str | None) -> set[ox.Quad]:
    """Writes what stands in an operation on data; returns its quads, whether they were there or not."""
    aside = ox.Store()
    aside.update(operation.whole, base_iri=base)  # which is where its grammar is checked
    if operation.form == "insert data":
        quads = set(aside)
        insert(graph, quads)
        return quads
    inserting = f"{operation.prologue}\nINSERT{operation.text[len('DELETE') :]}"
    aside.update(inserting, base_iri=base)
    quads = set(aside)
    for quad in quads:
        graph.remove(quad)
    return quads


def _write(graph: ox.Store, said: Constructed) -> set[ox.Quad]:
    """Writes what an operation with a pattern writes; returns its quads."""
    for quad in said.deleted - said.inserted:
        graph.remove(quad)
    insert(graph, said.inserted)
    return said.deleted | said.inserted


def _look(looked: _Looked, graph: ox.Store, operation: Operation, base: str | None) -> None:
    """Notes where an operation may change something, before it is done."""
    match operation.form:
        case "clear" | "drop":
            _look_at(looked, _named(operation, operation.graphs, base))
        case "copy" | "move" | "add":
            source, *_ = both = list(_named(operation, operation.graphs, base))
            there = not isinstance(source, ox.NamedNode) or graph.contains_named_graph(source)
            if not there and not operation.silent:
                raise QueryError(f"There is no graph {source} to {operation.form}.")
            _look_at(looked, both if operation.form == "move" else both[1:])
        case "create":
            looked.graphs.update(
                g for g in _named(operation, operation.graphs, base) if not isinstance(g, str)
            )
        case _:
            looked.everywhere = True


def _look_at(looked: _Looked, named: Iterable[Graph | str]) -> None:
    for each in named:
        if not isinstance(each, str):
            looked.graphs.add(each)
        else:
            looked.everywhere = True


def _named(operation: Operation, terms: Sequence[str], base: str | None) -> Iterable[Graph | str]:
    """What an operation names: graphs, or the words NAMED and ALL."""
    for term in terms:
        if term == "DEFAULT":
            yield _DEFAULT
        elif term in ("NAMED", "ALL"):
            yield term
        else:
            yield term_of(term, operation.prologue, base)


def _found(looked: _Looked, before: ox.Store, after: ox.Store, folder: Path) -> Written:
    if looked.everywhere and is_empty(after):
        return Written(emptied=not is_empty(before))
    written = Written()
    if looked.everywhere:
        written.added, written.removed = differing(before, after, None, folder)
        had, has = set(before.named_graphs()), set(after.named_graphs())
    else:
        for graph in looked.graphs:
            added, removed = differing(before, after, graph, folder)
            written.added |= added
            written.removed |= removed
        for quad in looked.quads:
            if quad.graph_name not in looked.graphs and (quad in before) != (quad in after):
                (written.added if quad in after else written.removed).add(quad)
        named = looked.graphs | {quad.graph_name for quad in looked.quads}
        spoken = {graph for graph in named if not isinstance(graph, ox.DefaultGraph)}
        had = {graph for graph in spoken if before.contains_named_graph(graph)}
        has = {graph for graph in spoken if after.contains_named_graph(graph)}
    written.created = {str(graph) for graph in has - had}
    written.dropped = {str(graph) for graph in had - has}
    return written


def _told(operation: Operation, error: str) -> str:
    match = _PLACE.match(error)
    if match is None:
        return f"The update is not SPARQL: {error.splitlines()[0][:_LONGEST]}."
    line, column, expected = int(match[1]), int(match[2]), match[3].strip()
    text = operation.whole.split("\n")
    rest = text[line - 1][column - 1 :].strip() if line <= len(text) else ""
    where = f"before '{rest[:30]}'" if rest else "at the end of a line"
    if (rule := _RULE.search(expected)) is not None:
        return f"The update is not SPARQL: {rule.group()}."
    short = "\n" not in expected and len(expected) < _LONGEST and "[_]" not in expected
    more = f"; expected is {expected}" if short else ""
    head = operation.text.split("{")[0].strip()[:30]
    return f"The update is not SPARQL {where}, in the operation {head!r}{more}."


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0].removesuffix(".")
