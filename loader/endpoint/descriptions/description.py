"""What the endpoint says of itself to programs: SPARQL 1.1 Service Description. Only what is true."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import pyoxigraph
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from loader.endpoint.addresses.posting import SYNTAXES
from loader.endpoint.descriptions.void_counts import Graphs
from loader.endpoint.exchange.formats import GRAPHS, TABLES
from loader.endpoint.settings import Settings
from loader.vocabulary import RDF_TYPE, RDFS

__all__ = ["VOID", "Statement", "describe", "formats_of_graphs", "written"]

VOID = "http://rdfs.org/ns/void#"
_SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = "http://www.w3.org/ns/formats/"
_SIMPLE = "http://www.w3.org/ns/entailment/Simple"
_PREFIXES = {"sd": _SD, "void": VOID, "formats": _FORMATS, "rdfs": RDFS}

Statement = tuple[NamedNode | BlankNode, str, NamedNode | BlankNode | Literal]


def describe(endpoint: str, held: Graphs | None, settings: Settings, media_type: str) -> bytes:
    """The description of an endpoint in a graph format.

    Args:
        endpoint: its address, which ends in `/sparql`.
        held: how much each of its graphs holds; None where that is not known.
        settings: say what may be done.
        media_type: of the description.
    """
    service, dataset, graph = map(NamedNode, (endpoint, f"{endpoint}#dataset", f"{endpoint}#graph"))
    void = NamedNode(f"{endpoint.removesuffix('/sparql')}/.well-known/void")
    said: list[Statement] = [
        (service, RDF_TYPE, NamedNode(_SD + "Service")),
        (service, _SD + "endpoint", service),
        (service, _SD + "supportedLanguage", NamedNode(_SD + "SPARQL11Query")),
        (service, _SD + "defaultEntailmentRegime", NamedNode(_SIMPLE)),
        (service, _SD + "defaultDataset", dataset),
        (dataset, RDF_TYPE, NamedNode(_SD + "Dataset")),
        (dataset, RDFS + "seeAlso", void),
        (dataset, _SD + "defaultGraph", graph),
        (graph, RDF_TYPE, NamedNode(_SD + "Graph")),
    ]
    if settings.writable:
        said.append((service, _SD + "supportedLanguage", NamedNode(_SD + "SPARQL11Update")))
        said.append((service, _SD + "feature", NamedNode(_SD + "EmptyGraphs")))
        said += [(service, _SD + "inputFormat", NamedNode(iri)) for iri in _inputs()]
    if settings.services:
        said.append((service, _SD + "feature", NamedNode(_SD + "BasicFederatedQuery")))
    said += [(service, _SD + "resultFormat", NamedNode(iri)) for iri in _results()]
    if held is not None:
        said.append((graph, VOID + "triples", Literal(held.default)))
        said += _named(dataset, held.named)
    return written(said, media_type, _PREFIXES)


def written(said: Iterable[Statement], media_type: str, prefixes: Mapping[str, str]) -> bytes:
    """Statements in a graph format."""
    triples = (Triple(subject, NamedNode(predicate), value) for subject, predicate, value in said)
    syntax = pyoxigraph.RdfFormat.from_media_type(media_type)
    return pyoxigraph.serialize(triples, format=syntax, prefixes=dict(prefixes)) or b""


def _named(dataset: NamedNode, named: Mapping[str, int]) -> Iterator[Statement]:
    """The named graphs of a dataset."""
    for number, (name, count) in enumerate(named.items(), start=1):
        entry, content = BlankNode(f"named{number}"), BlankNode(f"graph{number}")
        yield dataset, _SD + "namedGraph", entry
        yield entry, RDF_TYPE, NamedNode(_SD + "NamedGraph")
        yield entry, _SD + "name", NamedNode(name)
        yield entry, _SD + "graph", content
        yield content, RDF_TYPE, NamedNode(_SD + "Graph")
        yield content, VOID + "triples", Literal(count)


def formats_of_graphs() -> list[str]:
    """The IRIs of the formats that graphs can be had in."""
    return _iris(offer.media_type for offer in GRAPHS)


def _inputs() -> list[str]:
    """The IRIs of the formats in which graphs are taken."""
    return _iris(SYNTAXES.values())


def _iris(media_types: Iterable[str]) -> list[str]:
    known = map(pyoxigraph.RdfFormat.from_media_type, dict.fromkeys(media_types))
    return [syntax.iri for syntax in known if syntax is not None]


def _results() -> list[str]:
    known = [pyoxigraph.QueryResultsFormat.from_media_type(offer.media_type) for offer in TABLES]
    tables = [syntax.iri for syntax in known if syntax is not None]
    return [*dict.fromkeys(tables), *formats_of_graphs()]
