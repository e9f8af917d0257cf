"""Claims as RDF; `decode` is the inverse.

Nothing is lost, so that a store holds all that its claims' hashes and its records depend on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from operator import attrgetter
from typing import Any

from loader.claims import terms
from loader.claims.fields import CLASSES, FIELDS
from loader.claims.model import Claim, Description, content, described
from loader.claims.ways import Add, predicate, way
from loader.facts.model import DifferentFrom, Fact, SameAs, Source, Sourced
from loader.triples import Triple, iri, literal, typed
from loader.vocabulary import CLAIM, RDF_JSON, RDF_TYPE, key, thing

__all__ = ["claim_iri", "dataset_iri", "in_dataset", "triples"]

TYPE = iri(RDF_TYPE)
DESCRIPTION = iri(CLAIM + "Description")
DESCRIPTIONS: dict[type[Fact], str] = {
    SameAs: iri(CLAIM + "SameAs"),
    DifferentFrom: iri(CLAIM + "DifferentFrom"),
}
"""The classes of decisions; what is said of actors and sources is a description and no more."""
CLASS_OF = {cls: iri(CLAIM + name) for name, cls in CLASSES.items()}


def claim_iri(base: str, identifier: str) -> str:
    """The IRI of a claim or a description."""
    return thing(base, "claim", identifier)


def dataset_iri(base: str, name: str) -> str:
    """The IRI of a dataset."""
    return thing(base, "dataset", key(name))


def in_dataset(base: str, identifier: str, name: str) -> Triple:
    """The triple that says that a dataset makes a claim."""
    return f"<{base}claim/{identifier}>", _DATASET, _dataset(base, name)


@lru_cache(maxsize=16)  # each claim is in one, and there are few
def _dataset(base: str, name: str) -> str:
    return iri(dataset_iri(base, name))


def triples(item: Claim | Description, base: str) -> list[Triple]:
    """All triples of a claim or a description, but for the datasets that it is in."""
    fact = item.fact
    subject = f"<{base}claim/{item.id}>"
    if isinstance(item, Description):
        kind = terms.source if isinstance(fact, Source) else terms.actor
        return [
            (subject, TYPE, DESCRIPTIONS.get(type(fact), DESCRIPTION)),
            *((subject, _DESCRIBES, kind(base, identifier)) for identifier in described(item)),
            (subject, _CONTENT, typed(content(fact, item.named).decode(), RDF_JSON)),
        ]
    cls, values, ways = _plan(type(fact))
    said = [(subject, TYPE, cls)]
    for value, (default, add) in zip(values(fact), ways, strict=True):
        if value is not None and value != default:
            add(said, base, subject, value)
    for name, used in item.named:
        term = predicate(f"{name}As")
        said += [(subject, term, literal(text)) for text in used]
    return said


_DESCRIBES, _CONTENT, _DATASET = (predicate(name) for name in ("describes", "content", "dataset"))

_Plan = tuple[str, Callable[[Any], tuple[Any, ...]], Sequence[tuple[object, Add]]]


@cache
def _plan(struct: type[Sourced]) -> _Plan:
    """How a type of fact is written: its class, what takes its values, and how each that is said is written.

    A value that is the default goes unsaid. To look all this up for each claim would take most of the time.
    """
    fields, names, defaults = FIELDS[struct], struct.__struct_fields__, struct.__struct_defaults__
    unsaid = dict(zip(names[len(names) - len(defaults) :], defaults, strict=True))
    ways = tuple((unsaid.get(field.attribute), way(field)) for field in fields)
    return CLASS_OF[struct], attrgetter(*(field.attribute for field in fields)), ways
