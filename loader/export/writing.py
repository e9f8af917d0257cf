"""The way in: a store, or triples, to a file in one of the four syntaxes."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from shutil import copyfileobj
from typing import BinaryIO, Literal, get_args

import pyoxigraph as ox

from loader.errors import DetenteError
from loader.vocabulary import BASE

from . import jsonld, lines, turtle
from .blanks import with_canonical_blanks
from .order import subjects
from .prefixes import Names, prefixes

__all__ = ["SYNTAXES", "Syntax", "export", "write"]

Syntax = Literal["turtle", "ntriples", "jsonld", "trig"]
SYNTAXES: tuple[Syntax, ...] = get_args(Syntax)

_DATASETS = ("jsonld", "trig")  # the syntaxes that have named graphs


def export(graph: ox.Store, syntax: Syntax, out: BinaryIO, base: str = BASE) -> None:
    """Writes a store, the same content always to the same bytes, however and in whatever order it came in.

    Turtle and N-Triples hold the default graph only; JSON-LD and TriG hold named graphs too. Blank nodes
    get their canonical labels (RDFC-1.0), which takes exponential time for graphs in which many blank nodes
    are linked with each other and cannot be told apart.

    Memory is proportional to the number of triples, as they are sorted in it; what is written is not kept.

    Args:
        graph: the store to write.
        syntax: one of `SYNTAXES`.
        out: where to write UTF-8.
        base: what the IRIs of the store's things begin with.

    Raises:
        DetenteError: there is no such syntax, or the store holds what it has no words for (triple terms, in
            JSON-LD).

    >>> import io
    >>> store = ox.Store()
    >>> store.update('''INSERT DATA { <https://w3id.org/detente/id/actor/freedonia>
    ...                               a <https://w3id.org/detente/ns#State> }''')
    >>> export(store, "turtle", out := io.BytesIO())
    >>> print(out.getvalue().decode())
    @prefix actor: <https://w3id.org/detente/id/actor/> .
    @prefix det: <https://w3id.org/detente/ns#> .
    <BLANKLINE>
    # Actors
    <BLANKLINE>
    actor:freedonia
        a det:State ;
    .
    <BLANKLINE>
    """
    _check(syntax)
    graphs = {"": lines.of_graph(graph, ox.DefaultGraph())}
    if syntax in _DATASETS:
        graphs |= {str(name): lines.of_graph(graph, name) for name in graph.named_graphs()}
    _write(graphs, syntax, out, base)


def write(triples: Iterable[ox.Triple], syntax: Syntax, out: BinaryIO, base: str = BASE) -> None:
    """Writes triples, such as a query constructs, as `export` writes a store."""
    _check(syntax)
    _write({"": lines.of_triples(triples)}, syntax, out, base)


def _check(syntax: str) -> None:
    if syntax not in SYNTAXES:
        raise DetenteError(f"There is no export to '{syntax}'; there are {', '.join(SYNTAXES)}.")


def _write(graphs: dict[str, list[bytes]], syntax: Syntax, out: BinaryIO, base: str) -> None:
    graphs = with_canonical_blanks(graphs)
    if syntax == "ntriples":
        out.writelines(sorted(set(graphs[""])))
        return
    ordered = ((name, subjects(held, base)) for name, held in sorted(graphs.items()))
    if syntax == "jsonld":
        schemes = set[str]().union(*(jsonld.schemes(line) for held in graphs.values() for line in held))
        schemes = schemes.union(*(jsonld.schemes(name.encode()) for name in graphs))
        names = Names(prefixes(base), without=schemes)
        _under_header(jsonld.document(ordered, names), lambda: jsonld.header(names), out)
    else:
        names = Names(prefixes(base))
        _under_header(turtle.document(ordered, names), lambda: turtle.header(names), out)


def _under_header(body: Iterable[str], header: Callable[[], str], out: BinaryIO) -> None:
    """Writes the header, which is known only when the body is, before the body."""
    with tempfile.TemporaryFile() as file:
        for part in body:
            file.write(part.encode())
        out.write(header().encode())
        file.seek(0)
        copyfileobj(file, out)
