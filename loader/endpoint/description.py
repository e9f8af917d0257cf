"""What the endpoint says of itself to programs: SPARQL 1.1 Service Description. Only what is true."""

from __future__ import annotations

import pyoxigraph
from pyoxigraph import Literal, NamedNode, Triple

from loader.endpoint.formats import GRAPHS, TABLES
from loader.vocabulary import RDF_TYPE

__all__ = ["describe"]

_SD = "http://www.w3.org/ns/sparql-service-description#"
_VOID = "http://rdfs.org/ns/void#"
_PREFIXES = {"sd": _SD, "void": _VOID, "formats": "http://www.w3.org/ns/formats/"}


def describe(endpoint: str, triples: int, media_type: str) -> bytes:
    """The description of an endpoint in a graph format.

    Args:
        endpoint: its address.
        triples: how many its default graph holds; there are no others.
        media_type: of the description.
    """
    service, dataset, graph = map(NamedNode, (endpoint, f"{endpoint}#dataset", f"{endpoint}#graph"))
    said: list[tuple[NamedNode, str, NamedNode | Literal]] = [
        (service, RDF_TYPE, NamedNode(_SD + "Service")),
        (service, _SD + "endpoint", service),
        (service, _SD + "supportedLanguage", NamedNode(_SD + "SPARQL11Query")),
        (service, _SD + "defaultDataset", dataset),
        (dataset, RDF_TYPE, NamedNode(_SD + "Dataset")),
        (dataset, _SD + "defaultGraph", graph),
        (graph, RDF_TYPE, NamedNode(_SD + "Graph")),
        (graph, _VOID + "triples", Literal(triples)),
    ]
    said += [(service, _SD + "resultFormat", NamedNode(iri)) for iri in _format_iris()]
    statements = (Triple(subject, NamedNode(predicate), value) for subject, predicate, value in said)
    written = pyoxigraph.serialize(
        statements, format=pyoxigraph.RdfFormat.from_media_type(media_type), prefixes=_PREFIXES
    )
    return written or b""


def _format_iris() -> list[str]:
    tables = [pyoxigraph.QueryResultsFormat.from_media_type(offer.media_type) for offer in TABLES]
    graphs = [pyoxigraph.RdfFormat.from_media_type(offer.media_type) for offer in GRAPHS]
    return [known.iri for known in (*tables, *graphs) if known is not None]
