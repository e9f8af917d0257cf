"""`/.well-known/void`: what the version holds, described with VoID for programs that look for data."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import BlankNode, Literal, NamedNode

from loader.endpoint.answers.snapshots import Snapshot
from loader.endpoint.descriptions.description import VOID, Statement, formats_of_graphs, written
from loader.endpoint.descriptions.void_counts import Graphs, Partitions, graph_sizes, partitions
from loader.endpoint.exchange import Reply, Request
from loader.endpoint.exchange.caching import answered, entity_tag
from loader.endpoint.exchange.formats import GRAPHS, negotiated
from loader.endpoint.site import Site
from loader.vocabulary import DCTERMS, PREFIXES, RDF_TYPE, XSD

__all__ = ["describe", "well_known"]

_FOAF = "http://xmlns.com/foaf/0.1/"
_FORMATS = "http://www.w3.org/ns/formats/"
_KNOWN = PREFIXES | {"void": VOID, "foaf": _FOAF, "formats": _FORMATS}
_WHAT = "Sourced facts about designations, recognitions, meetings and agreements."


async def well_known(site: Site, request: Request) -> Reply:
    """The description of a version."""
    snapshot = site.snapshot(request)
    form = negotiated(request, GRAPHS)
    tag = entity_tag(snapshot.content, snapshot.shown, request.origin, form.media_type)

    async def made() -> bytes:
        held, parts = await graph_sizes(site.evaluator, snapshot), await partitions(site.evaluator, snapshot)
        return describe(request.origin, snapshot, held, parts, form.media_type)

    return await answered(request, form, tag, made)


def describe(
    origin: str, snapshot: Snapshot, held: Graphs | None, parts: Partitions | None, media_type: str
) -> bytes:
    """The description of a version in a graph format.

    Args:
        origin: scheme, host and port of this server.
        snapshot: the version.
        held: how much it holds; None where that is not known.
        parts: how much of what; None where that is not known.
        media_type: of the description.
    """
    document = NamedNode(f"{origin}/.well-known/void{snapshot.pinned}")
    dataset = NamedNode(f"{document.value}#dataset")
    said: list[Statement] = [
        (document, RDF_TYPE, NamedNode(VOID + "DatasetDescription")),
        (document, _FOAF + "primaryTopic", dataset),
        (dataset, RDF_TYPE, NamedNode(VOID + "Dataset")),
        (dataset, DCTERMS + "title", Literal("Détente")),
        (dataset, DCTERMS + "description", Literal(_WHAT, language="en")),
        (dataset, _FOAF + "homepage", NamedNode(f"{origin}/")),
        (dataset, VOID + "sparqlEndpoint", NamedNode(f"{origin}/sparql")),
        (dataset, VOID + "dataDump", NamedNode(f"{origin}/store?default{snapshot.pinned.replace('?', '&')}")),
        (dataset, VOID + "uriSpace", Literal(snapshot.base)),
    ]
    said += [(dataset, VOID + "feature", NamedNode(iri)) for iri in formats_of_graphs()]
    if snapshot.committed:
        when = Literal(snapshot.committed, datatype=NamedNode(XSD + "dateTime"))
        said.append((dataset, DCTERMS + "modified", when))
    if held is not None:
        said.append((dataset, VOID + "triples", Literal(held.default)))
    if parts is not None:
        said += _parts(dataset, parts)
    return written(said, media_type, _KNOWN)


def _parts(dataset: NamedNode, parts: Partitions) -> Iterator[Statement]:
    """What a dataset is made of, by property and by class."""
    yield dataset, VOID + "properties", Literal(len(parts.properties))
    yield dataset, VOID + "classes", Literal(len(parts.classes))
    used = (*parts.properties, *parts.classes)
    for namespace in PREFIXES.values():
        if any(iri.startswith(namespace) for iri in used):
            yield dataset, VOID + "vocabulary", NamedNode(namespace)
    for kind, counting, found in (
        ("property", "triples", parts.properties),
        ("class", "entities", parts.classes),
    ):
        for number, (iri, count) in enumerate(found.items(), start=1):
            part = BlankNode(f"{kind}{number}")
            yield dataset, f"{VOID}{kind}Partition", part
            yield part, VOID + kind, NamedNode(iri)
            yield part, VOID + counting, Literal(count)
