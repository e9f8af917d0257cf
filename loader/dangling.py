"""What a change would leave referred to and described nowhere: who an actor is, or what a source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import NamedNode

from loader.change import Change
from loader.claims import Description
from loader.errors import Problem
from loader.facts.model import Actor, Source
from loader.holdings import Holdings
from loader.judge import Places, pointing
from loader.records import Thing, thing_of
from loader.triples import Triple, iri, iri_value
from loader.vocabulary import CLAIM, DET, thing

__all__ = ["dangling"]

_DESCRIBES = iri(CLAIM + "describes")
_OF_DESCRIPTIONS = {iri(DET + name) for name in ("country", "claimedBy", "successor", "completeAuthority")}


def dangling(change: Change, holdings: Holdings, places: Places) -> list[Problem]:
    """Finds references that a change would leave without anything to refer to.

    Args:
        change: what is to be added and withdrawn.
        holdings: what the store holds before.
        places: where each claim stands.

    Returns:
        A violation for each actor or source that is withdrawn and still referred to, at the facts that do so.
    """
    described = {thing_of(item) for item in change.added.values() if isinstance(item, Description)}
    problems = []
    for item in change.withdrawn.values():
        if not isinstance(item.fact, Actor | Source) or (what := thing_of(item)) in described:
            continue
        if any(other.id not in change.withdrawn for other in holdings.about(what)):
            continue
        claims = set(_referring(what, change, holdings))
        if claims:
            problems.append(
                pointing(
                    f"This refers to {what.kind} {item.fact.id!r}, and nothing would say any more "
                    f"{'who' if what.kind == 'actor' else 'what'} that is.",
                    f"fact/unknown-{what.kind}",
                    claims,
                    places,
                    hint="Keep the fact that says so, or withdraw what refers to it first.",
                )
            )
    return sorted(set(problems), key=lambda problem: (problem.place, problem.message))


def _referring(what: Thing, change: Change, holdings: Holdings) -> Iterator[str]:
    """The IRIs of the claims and descriptions that refer to a thing after the change."""
    node = NamedNode(thing(holdings.base, what.kind, what.key))
    stored = {
        (str(q.subject), str(q.predicate), str(q.object))
        for q in holdings.graph.quads_for_pattern(None, None, node, None)
    }
    after: Iterable[Triple] = (stored - change.gone) | {t for t in change.new if t[2] == str(node)}
    claims = f"<{holdings.base}claim/"
    for subject, predicate, _ in sorted(after):
        if subject.startswith(claims) and predicate != _DESCRIBES:
            yield iri_value(subject).partition("#")[0]
        elif predicate in _OF_DESCRIPTIONS:
            described = holdings.graph.quads_for_pattern(
                None, NamedNode(iri_value(_DESCRIBES)), NamedNode(iri_value(subject)), None
            )
            yield from (q.subject.value for q in described if isinstance(q.subject, NamedNode))
            yield from (iri_value(s) for s, p, o in change.new if p == _DESCRIBES and o == subject)
