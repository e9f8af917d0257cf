"""Records as an analyst reads them: a block a record, a line a property, claims by their source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from loader.claims import Claim, claim_iri, group
from loader.triples import Triple, iri, iri_value, literal_value
from loader.vocabulary import DET, RDF_TYPE, RDFS, parts

BOUNDS = ("earliest", "latest")


def render(records: Iterable[Triple], claims: Mapping[str, Claim], base: str) -> str:
    """All records but those of actors and sources, sorted by IRI."""
    backing = {iri(claim_iri(base, c.id)): c.fact.source for c in claims.values()}
    blocks = []
    for subject, said in sorted(group(sorted(records)).items()):
        name = iri_value(subject).removeprefix(base)
        if name.startswith(("actor/", "source/")):
            continue
        if name.startswith(("meeting/:", "agreement/:", "statement/")):
            name = f"{name.split('/')[0]}/(named by content){name[len(name.split('/')[0]) + 34 :]}"
        lines = [name]
        for predicate, objects in said.items():
            key = iri_value(predicate).replace(DET, "").replace(RDFS, "").replace(RDF_TYPE, "a")
            values = sorted(backing.get(o, "") or value(o, base) for o in objects)
            lines.append(f"  {key}: {', '.join(values)}")
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n"


def value(term: str, base: str) -> str:
    """A term in short: an id, a code, a text; open bounds as such."""
    if not term.startswith("<"):
        return {"0001-01-01": "open", "9999-12-31": "open"}.get(literal_value(term), literal_value(term))
    name = iri_value(term).removeprefix(base)
    last = name.rpartition("#")[2].rsplit("/", 1)[-1]
    return ":".join(parts(last))
