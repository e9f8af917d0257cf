"""From what the gate finds to problems with a place: file and line of the fact that caused each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from pyoxigraph import NamedNode

from loader.change import Change
from loader.claims import claim_iri, triples
from loader.errors import Place, Problem
from loader.holdings import Holdings
from loader.triples import Triple, iri, iri_value
from loader.validation import gate
from loader.vocabulary import CLAIM, DET

__all__ = ["Places", "judge", "stands"]

Places = Callable[[str], Sequence[Place]]
"""Where a claim, given by its IRI, stands."""

_DOWN = {iri(DET + name) for name in ("claim", "denial", "participation")}
_UP = {iri(DET + name) for name in ("designation", "recognition")}
_DESCRIBES = iri(CLAIM + "describes")


def judge(change: Change, holdings: Holdings, places: Places, shapes: Path | None = None) -> list[Problem]:
    """Holds a change against the shapes.

    Args:
        change: what is to be added; its claims and the records that they touch are judged.
        holdings: what the store holds, for what the claims refer to.
        places: where each claim stands.
        shapes: a shapes file of the user's own, used besides the product's.

    Returns:
        A problem for each finding, at the fact that caused it.
    """
    if not change.added and not change.records_after:
        return []
    claims = [t for item in change.added.values() for t in triples(item, holdings.base)]
    judged = [*claims, *sorted(change.records_after)]
    findings = gate.check([*judged, *_context(judged, holdings)], shapes)
    if not findings:
        return []
    backing = _Backing(judged)
    problems: dict[Problem, None] = {}
    for finding in findings:
        standing = sorted({p for claim in backing.claims(finding.focus) for p in places(claim)})
        place, *related = standing or [Place("store")]
        problem = Problem(place, finding.message, finding.shape, finding.severity, related=tuple(related))
        problems[problem] = None
    return list(problems)


def _context(judged: Iterable[Triple], holdings: Holdings) -> Iterable[Triple]:
    """What is stored of the actors and sources that are referred to: shapes ask what kind they are."""
    subjects = {s for s, _, _ in judged}
    starts = tuple(f"<{holdings.base}{kind}/" for kind in ("actor", "source"))
    for term in sorted({o for _, _, o in judged if o.startswith(starts)} - subjects):
        yield from holdings.triples(NamedNode(iri_value(term)))


class _Backing:
    """Which claims stand behind a node: itself, what it is a part of, or what its record links to."""

    def __init__(self, judged: Iterable[Triple]) -> None:
        self._links: Mapping[str, set[str]] = defaultdict(set)
        for s, p, o in judged:
            if p in _DOWN:
                self._links[s].add(o)
            if p in _UP or p == _DESCRIBES:
                self._links[o].add(s)
            if p == iri(DET + "participation"):
                self._links[o].add(s)

    def claims(self, focus: str) -> set[str]:
        """The IRIs of the claims behind a focus node."""
        seen: set[str] = set()
        ahead = [iri(focus.partition("#")[0] if "/claim/" in focus else focus)]
        while ahead:
            term = ahead.pop()
            if term not in seen:
                seen.add(term)
                ahead += self._links.get(term, ())
        return {iri_value(term) for term in seen if "/claim/" in term}


def stands(base: str, places: Mapping[str, Sequence[Place]], stored: Mapping[str, Sequence[Place]]) -> Places:
    """Looks a claim up among the places of a load, by its id, then among those of a version, by its IRI."""
    by_iri = {claim_iri(base, identifier): standing for identifier, standing in places.items()}
    return lambda claim: by_iri.get(claim) or stored.get(claim, ())
