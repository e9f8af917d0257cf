"""The IRIs of terms, codes and things: the only place that spells them.

Terms are described in `ontology/detente.ttl`. A thing's IRI is its base, its kind, and a key made of
percent-encoded parts joined by `:`, so that different keys never meet in one IRI.
"""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = [
    "BASE",
    "CLAIM",
    "CODE",
    "DCTERMS",
    "DET",
    "EDTF",
    "OWL",
    "PREFIXES",
    "PROLOGUE",
    "RDF",
    "RDFS",
    "RDF_JSON",
    "RDF_TYPE",
    "SKOS",
    "code",
    "code_value",
    "key",
    "parts",
    "thing",
]

DET = "https://w3id.org/detente/ns#"
CLAIM = "https://w3id.org/detente/claim#"
CODE = "https://w3id.org/detente/code/"
BASE = "https://w3id.org/detente/id/"

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
DCTERMS = "http://purl.org/dc/terms/"
SKOS = "http://www.w3.org/2004/02/skos/core#"
XSD = "http://www.w3.org/2001/XMLSchema#"
EDTF = "http://id.loc.gov/datatypes/edtf/EDTF"
RDF_TYPE = RDF + "type"
RDF_JSON = RDF + "JSON"

PREFIXES = {
    "det": DET,
    "claim": CLAIM,
    "rdf": RDF,
    "rdfs": RDFS,
    "owl": OWL,
    "skos": SKOS,
    "dcterms": DCTERMS,
    "xsd": XSD,
}

PROLOGUE = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
"""What a SPARQL query begins with to use them."""

_PLAIN = re.compile(r"[A-Za-z0-9._-]*", re.ASCII).fullmatch
_ENCODED = re.compile(r"(?:%[0-9A-F]{2})+")


@lru_cache(maxsize=1 << 14)
def _encode(part: str) -> str:
    if _PLAIN(part):
        return part
    return "".join(
        c if c in "._-" or c.isalnum() else "".join(f"%{byte:02X}" for byte in c.encode()) for c in part
    )


def key(*names: str) -> str:
    """Joins names to one key, from which `parts` gives them back.

    >>> key("kazakhstan", "taliban", "list", "A: b")
    'kazakhstan:taliban:list:A%3A%20b'
    """
    return _encode(names[0]) if len(names) == 1 else ":".join(map(_encode, names))


def parts(joined: str) -> list[str]:
    """The names that a key was made of."""
    return [
        _ENCODED.sub(lambda m: bytes.fromhex(m[0].replace("%", "")).decode(), part)
        for part in joined.split(":")
    ]


def thing(base: str, kind: str, joined: str) -> str:
    """The IRI of a thing: an actor, a source, a claim, a record.

    >>> thing(BASE, "actor", key("taliban"))
    'https://w3id.org/detente/id/actor/taliban'
    """
    return f"{base}{kind}/{joined}"


def code(scheme: str, value: str) -> str:
    """The IRI of a concept of a code list.

    >>> code("category", "terrorist")
    'https://w3id.org/detente/code/category/terrorist'
    """
    return f"{CODE}{scheme}/{value}"


def code_value(iri: str) -> str:
    """The notation of a concept: the last segment of its IRI."""
    return iri.rsplit("/", 1)[1]
