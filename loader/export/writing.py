"""The way in: a store, or triples, to a file in one of the syntaxes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from shutil import copyfileobj
from typing import BinaryIO, Literal, get_args

import pyoxigraph as ox

from loader.errors import DetenteError
from loader.vocabulary import BASE

from . import jsonld, lines, turtle
from .blanks import canonical, has_blank
from .order import Subject, Subjects, by_kind, by_name, graphs
from .prefixes import Names, prefixes
from .scratch import Scratch
from .sorting import RUN, Sorter

__all__ = ["DATASETS", "SYNTAXES", "Syntax", "export", "write"]

Syntax = Literal["turtle", "ntriples", "jsonld", "trig", "nquads"]
SYNTAXES: tuple[Syntax, ...] = get_args(Syntax)

DATASETS: tuple[Syntax, ...] = ("jsonld", "trig", "nquads")
"""The syntaxes that have named graphs."""

_LINES = ("ntriples", "nquads")


def export(graph: ox.Store, syntax: Syntax, out: BinaryIO, base: str = BASE, run: int = RUN) -> None:
    """Writes a store, the same content always to the same bytes, however and in whatever order it came in.

    Turtle and N-Triples hold the default graph only; JSON-LD, TriG and N-Quads hold named graphs too, but for
    empty ones, which N-Quads has no words for. Blank nodes get their canonical labels (RDFC-1.0), which takes
    exponential time for graphs in which many blank nodes are linked with each other and cannot be told apart.

    Memory does not grow with the number of triples, but for those with blank nodes: what is sorted, and what
    waits for the prefixes that stand before it, goes to temporary files. Together they take about three times
    the space of the result.

    Args:
        graph: the store to write.
        syntax: one of `SYNTAXES`.
        out: where to write UTF-8.
        base: what the IRIs of the store's things begin with.
        run: how many bytes are sorted at once, in memory.

    Raises:
        DetenteError: there is no such syntax, the store holds what it has no words for (triple terms, in
            JSON-LD), or there is no room for temporary files.

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
    with Sorter(run) as sorter:
        gathered = _Gathered(sorter, syntax, base)
        names: list[lines.GraphName] = [ox.DefaultGraph()]
        if syntax in DATASETS:
            names += graph.named_graphs()
        for name in names:
            written = "" if isinstance(name, ox.DefaultGraph) else str(name)
            lines.of_graph(graph, name, gathered.into(written))
        _write(gathered, syntax, out, base)


def write(triples: Iterable[ox.Triple], syntax: Syntax, out: BinaryIO, base: str = BASE) -> None:
    """Writes triples, such as a query constructs, as `export` writes a store."""
    _check(syntax)
    with Sorter() as sorter:
        gathered = _Gathered(sorter, syntax, base)
        lines.of_triples(triples, gathered.into(""))
        _write(gathered, syntax, out, base)


def _check(syntax: str) -> None:
    if syntax not in SYNTAXES:
        raise DetenteError(f"There is no export to '{syntax}'; there are {', '.join(SYNTAXES)}.")


class _Gathered:
    """What is to be written, on its way to the sorter.

    Attributes:
        schemes: see `jsonld.schemes`; only for JSON-LD.
    """

    def __init__(self, sorter: Sorter, syntax: Syntax, base: str) -> None:
        self.schemes: set[str] = set()
        self._sorter = sorter
        self._syntax = syntax
        self._base = base
        self._blank: dict[str, list[bytes]] = {}
        self._graphs: dict[str, Subjects] = {}

    def into(self, graph: str) -> Callable[[bytes], None]:
        """What takes the lines of a graph."""
        # A graph whose own name is a blank node waits for its label, and is one only if it holds something.
        subjects = None if graph.startswith("_") else self._subjects(graph)

        def take(block: bytes) -> None:
            if self._syntax == "jsonld":
                self.schemes |= jsonld.schemes(block)
            if subjects is None:
                self._blank.setdefault(graph, []).append(block)
                return
            if has_blank(block):
                held = block.splitlines(keepends=True)
                self._blank.setdefault(graph, []).extend(filter(has_blank, held))
                block = b"".join(line for line in held if not has_blank(line))
            if block:
                subjects.take(block)

        return take

    def _subjects(self, graph: str) -> Subjects:
        if graph not in self._graphs:
            self.schemes |= jsonld.schemes(graph.encode())
            place = by_name if self._syntax in _LINES else by_kind(self._base)
            self._graphs[graph] = Subjects(self._sorter, graph, place)
        return self._graphs[graph]

    def in_order(self) -> Iterator[tuple[str, Iterator[Subject]]]:
        """All graphs, each with its subjects, once everything was taken."""
        canonical(
            {graph: b"".join(held) for graph, held in self._blank.items()},
            lambda graph, block: self._subjects(graph).take(block),
        )
        for subjects in self._graphs.values():
            subjects.close()
        return graphs(self._sorter)


def _write(gathered: _Gathered, syntax: Syntax, out: BinaryIO, base: str) -> None:
    ordered = gathered.in_order()
    if syntax in _LINES:
        for graph, subjects in ordered:
            out.writelines(map(partial(_lines, f"{graph} ." if graph else "."), subjects))
        return
    names = Names(prefixes(base), without=gathered.schemes)
    form = jsonld if syntax == "jsonld" else turtle
    with Scratch() as body:  # the header is known only when the body is, and comes before it
        body.append(part.encode() for part in form.document(ordered, names))
        out.write(form.header(names).encode())
        copyfileobj(body.reader(0, body.size, 1 << 16), out)


def _lines(ending: str, subject: Subject) -> bytes:
    """A subject in N-Triples or N-Quads, in the order of whole lines."""
    return "".join(f"{subject.term} {said} {ending}\n" for said in sorted(subject.statements)).encode()
