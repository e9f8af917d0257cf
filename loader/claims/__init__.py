"""Claims: facts with resolved references, content-addressed, as RDF and back."""

from loader.claims.canonical import canonical
from loader.claims.decode import MalformedClaimError, group, read, read_decision
from loader.claims.encode import claim_iri, dataset_iri, in_dataset, triples
from loader.claims.model import ANY, Claim, Description, claim, content, described, description, digest

__all__ = [
    "ANY",
    "Claim",
    "Description",
    "MalformedClaimError",
    "canonical",
    "claim",
    "claim_iri",
    "content",
    "dataset_iri",
    "described",
    "description",
    "digest",
    "group",
    "in_dataset",
    "read",
    "read_decision",
    "triples",
]
