"""A query's answer as bytes, in a worker."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from pyoxigraph import NamedNode, QueryTriples, RdfFormat, Store, serialize

from loader.endpoint.network.federated import UnansweredError
from loader.endpoint.workers.counting import at_most
from loader.errors import DetenteError, QueryError, StoreError
from loader.export import SYNTAXES
from loader.export import write as write_graph
from loader.results import Answer, run, write
from loader.vocabulary import PREFIXES

if TYPE_CHECKING:
    from loader.endpoint.workers.task import Task

__all__ = ["answer"]

_SYNTAXES = {
    "turtle": RdfFormat.TURTLE,
    "ntriples": RdfFormat.N_TRIPLES,
    "jsonld": RdfFormat.JSON_LD,
    "trig": RdfFormat.TRIG,
    "nquads": RdfFormat.N_QUADS,
    "rdfxml": RdfFormat.RDF_XML,
}


def answer(graph: Store, task: Task, base: str, rows: int, out: BinaryIO) -> None:
    """Evaluate a query and write its answer as it is found.

    Args:
        graph: what is asked.
        task: the query, and how to write.
        base: what the IRIs of the store's things begin with.
        rows: triples that a graph may have; 0 for any number. The rows of a table are counted by `out`.
        out: where to; an error may come after something was written.

    Raises:
        QueryError: the query is not well-formed, cannot be evaluated, or has an answer that the format
            cannot hold.
        StoreError: the graph cannot be read.
        UnansweredError: another server that the query calls did not answer as it should.
        TooManyRowsError: there are more.
        BrokenPipeError: as `out` raises it.
    """
    try:
        found = graph.query(
            task.sent or task.text,
            base_iri=task.base,
            default_graph=None if task.default_graphs is None else [*map(NamedNode, task.default_graphs)],
            named_graphs=None if task.named_graphs is None else [*map(NamedNode, task.named_graphs)],
        )
        if isinstance(found, QueryTriples):
            triples = at_most(rows, found) if rows else found
            if task.tidy and task.writer in SYNTAXES:
                write_graph(triples, task.writer, out, base)
            else:
                serialize(triples, out, format=_SYNTAXES[task.writer], prefixes=PREFIXES)
        else:
            write(Answer(found), task.writer, out, base=base, at_once=False)
    except BrokenPipeError:
        raise
    except (RuntimeError, OSError, QueryError, StoreError) as error:
        if task.sent and _may_be_of_others(error):
            raise UnansweredError from error
        if isinstance(error, RuntimeError):
            raise QueryError("The query cannot be evaluated as it stands.") from error
        if isinstance(error, OSError):
            raise StoreError("The store cannot be read; `detente verify` says what is damaged.") from error
        raise
    except SyntaxError:
        run(Store(), task.text)  # says where it is wrong, in a sentence
        raise QueryError("The query is not SPARQL.") from None


def _may_be_of_others(error: Exception) -> bool:
    """Whether an error may come from a call, and its message hold words of another server."""
    within = error.__context__ if isinstance(error, DetenteError) else error
    return isinstance(within, (RuntimeError, OSError))
