"""What a graph holds of its actors, and of what was decided about them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from pyoxigraph import DefaultGraph, Literal, NamedNode, Store

from loader.facts.model import DifferentFrom
from loader.holdings import Holdings
from loader.reconcile.decisions import Decided
from loader.reconcile.profile import Profile, profile
from loader.records.descriptions import CLASS_OF_KIND
from loader.vocabulary import DCTERMS, DET, OWL, RDF_TYPE, RDFS, SKOS, parts

__all__ = ["Registry", "read"]

_IS_REPLACED_BY = DCTERMS + "isReplacedBy"
_LABEL, _ALT, _HIDDEN = RDFS + "label", SKOS + "altLabel", SKOS + "hiddenLabel"
_SAID = (
    RDF_TYPE,
    _LABEL,
    _ALT,
    _HIDDEN,
    OWL + "sameAs",
    DET + "identifier",
    DET + "born",
    DET + "country",
    DET + "claimedBy",
    DET + "successor",
    _IS_REPLACED_BY,
)
_KINDS = {name: kind for kind, name in CLASS_OF_KIND.items()}

_Said = Mapping[str, Mapping[str, set[str]]]


@dataclass(frozen=True)
class Registry:
    """The actors of a graph.

    Attributes:
        profiles: those that stand for themselves, by id; what was merged into another one is not there.
        decided: what is in the graph already: decisions, and actors that were merged.
    """

    profiles: Mapping[str, Profile]
    decided: Decided
    _named: Mapping[str, frozenset[str]]

    def called(self, reference: str) -> str:
        """The id that a reference means: itself, or of the one actor that has this name; else itself too."""
        if reference in self.profiles or self.decided.root(reference) != reference:
            return reference
        found = self._named.get(reference, frozenset())
        return next(iter(found)) if len(found) == 1 else reference


def read(graph: Store, base: str) -> Registry:
    """Reads all actors of a graph, and what was decided about them.

    Args:
        graph: the records and claims of a store's version.
        base: the base of the IRIs of things.

    Raises:
        DateError: a date of birth is none, which the gate lets pass in no load.
    """
    said = _records(graph, base)
    held = Holdings(graph, base).decisions()
    in_order = sorted(held, key=lambda item: (isinstance(item.fact, DifferentFrom), item.id))
    decided = Decided(item.fact for item in in_order)
    merged = set()
    for identifier, values in sorted(said.items()):
        for other in sorted(values[_IS_REPLACED_BY]):
            merged.add(identifier)
            if decided.root(identifier) != decided.root(_id(other, base)):
                decided.same(identifier, _id(other, base))
    mentions = _mentions(graph, base)
    profiles = {
        identifier: _profile(identifier, values, base, mentions[identifier])
        for identifier, values in sorted(said.items())
        if identifier not in merged and values[_LABEL]
    }
    named: defaultdict[str, set[str]] = defaultdict(set)
    for one in profiles.values():
        for name in (one.label, *one.names):
            named[name].add(one.id)
    return Registry(profiles, decided, {name: frozenset(ids) for name, ids in named.items()})


def _profile(identifier: str, said: Mapping[str, set[str]], base: str, mentions: int) -> Profile:
    def actors(*predicates: str) -> list[str]:
        return [_id(iri, base) for predicate in predicates for iri in said[predicate]]

    return profile(
        identifier,
        min(said[_LABEL]),
        names=said[_ALT] | said[_LABEL],
        weak=said[_HIDDEN],
        kinds=(_KINDS[name] for iri in said[RDF_TYPE] if (name := iri.removeprefix(DET)) in _KINDS),
        identifiers=(
            (scheme, value) for text in said[DET + "identifier"] for scheme, _, value in [text.partition(":")]
        ),
        same_as=said[OWL + "sameAs"],
        countries=actors(DET + "country"),
        others=actors(DET + "country", DET + "claimedBy", DET + "successor"),
        born=said[DET + "born"],
        mentions=mentions,
    )


def _records(graph: Store, base: str) -> _Said:
    """For each actor's id what its record says: the text of literals, the IRIs of things."""
    found: defaultdict[str, defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    prefix = f"{base}actor/"
    for predicate in _SAID:
        for quad in graph.quads_for_pattern(None, NamedNode(predicate), None, DefaultGraph()):
            subject, value = quad.subject, quad.object
            if isinstance(subject, NamedNode) and subject.value.startswith(prefix):
                assert isinstance(value, NamedNode | Literal)  # no blank nodes are minted
                found[_id(subject.value, base)][predicate].add(value.value)
    return found


def _mentions(graph: Store, base: str) -> Counter[str]:
    """In how many triples other things speak of each actor."""
    found: Counter[str] = Counter()
    prefix = f"{base}actor/"
    for quad in graph:
        if isinstance(quad.object, NamedNode) and quad.object.value.startswith(prefix):
            found[quad.object.value] += 1
    return Counter({_id(iri, base): times for iri, times in found.items()})


def _id(iri: str, base: str) -> str:
    return parts(iri.removeprefix(f"{base}actor/"))[0]
