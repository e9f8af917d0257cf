"""From what the gate finds to problems with a place: file and line of the fact that caused each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from pathlib import Path

from pyoxigraph import NamedNode

from loader.change import Change
from loader.claims import claim_iri
from loader.errors import Place, Problem, Severity
from loader.holdings import Holdings
from loader.names import Names
from loader.records import NOBODY, Identity
from loader.records.descriptions import CLASS_OF_KIND
from loader.triples import Triple, iri, iri_value
from loader.validation import Gate
from loader.vocabulary import CLAIM, DET, RDF_TYPE, parts

__all__ = [
    "Behind",
    "Places",
    "context",
    "described",
    "judge",
    "judged_by",
    "pointing",
    "referred",
    "stands",
]

Places = Callable[[str], Sequence[Place]]
"""Where a claim, given by its IRI, stands."""

_TYPE = iri(RDF_TYPE)
_DOWN = {iri(DET + name) for name in ("claim", "denial", "participation")}
_UP = {iri(DET + name) for name in ("designation", "recognition")}
_UPWARDS = {*_UP, iri(CLAIM + "describes"), iri(DET + "participation")}
_SIDES = ((iri(DET + "authority"), iri(DET + "target")), (iri(DET + "by"), iri(DET + "of")))
_PARTICIPATION = iri(DET + "participation")
_subject, _object = itemgetter(0), itemgetter(2)
_SHOWN = 3  # further places in a message


def judge(
    change: Change,
    holdings: Holdings,
    places: Places,
    shapes: Path | None = None,
    named: Names | None = None,
) -> list[Problem]:
    """Holds a change against the shapes.

    Args:
        change: what is to be added; its claims and the records that they touch are judged.
        holdings: what the store holds, for what the claims refer to.
        places: where each claim stands.
        shapes: a shapes file of the user's own, used besides the product's.
        named: the actors and sources of files that are judged by themselves: some may be left out of the
            change, for something else is wrong with them, and are referred to nevertheless.

    Returns:
        A problem for each finding that the change has to do with, at the fact that caused it.
    """
    if not change.added and not change.records_after:
        return []
    judged = judged_by(change)
    gate = Gate(shapes)
    gate.feed(judged, list(context(judged, holdings, named)))
    if not (findings := gate.findings()):
        return []
    behind = Behind(change, judged, holdings.base)
    problems: dict[Problem, None] = {}
    for finding in findings:
        if (claims := behind.claims(finding.focus)) is not None:
            said, rule, weight = finding.message, finding.shape, finding.severity
            problems[pointing(said, rule, claims, places, behind.added, weight)] = None
    return list(problems)


def judged_by(change: Change) -> list[Triple]:
    """The triples of a change that shapes are about: of its claims, and of the records that it touches."""
    return [*change.said, *change.records_after]


class Behind:
    """Which claims a finding comes from.

    Args:
        change: what was judged.
        judged: its triples.
        base: the base of the IRIs of things.

    Attributes:
        added: the terms of the claims that are new.
    """

    def __init__(self, change: Change, judged: Collection[Triple], base: str) -> None:
        self.added = {iri(claim_iri(base, identifier)) for identifier in change.added}
        self._judged = judged
        self._backing = _Backing(judged)
        self._all = not change.records_before  # where nothing was, all is new
        self._concerned = set() if self._all else _concerned(change) | self.added
        self._groups = {} if self._all else _groups(change.records_after)

    def claims(self, focus: str) -> set[str] | None:
        """The IRIs of the claims behind a focus node; None where the change has nothing to do with it."""
        whole = iri(_whole(focus))
        if not self._all:
            concerned = self._groups.get(whole, whole) in self._concerned
            return self._backing.claims(focus) if concerned else None
        claims = self._backing.claims(focus)
        return claims if claims or any(s == iri(focus) for s, _, _ in self._judged) else None


def pointing(
    message: str,
    rule: str,
    claims: Iterable[str],
    places: Places,
    first: Collection[str] = (),
    severity: Severity = Severity.VIOLATION,
    hint: str = "",
) -> Problem:
    """A problem at the facts behind some claims.

    Args:
        message: what is wrong.
        rule: its identifier.
        claims: the IRIs of the claims.
        places: where each stands.
        first: the terms of those whose places are named before others, such as what is being loaded.
        severity: how much it weighs.
        hint: what to do.
    """
    standing = sorted({(iri(claim) not in first, place) for claim in claims for place in places(claim)})
    place, *related = dict.fromkeys(p for _, p in standing) or [Place("store")]
    if related:
        more = f" and {len(related) - _SHOWN} more" if len(related) > _SHOWN else ""
        hint = f"{hint} See also {', '.join(map(str, related[:_SHOWN]))}{more}.".strip()
    return Problem(place, message, rule, severity, hint=hint, related=tuple(related))


def context(judged: Collection[Triple], holdings: Holdings, named: Names | None = None) -> Iterator[Triple]:
    """What is known of the actors and sources that are referred to: shapes ask what kind they are.

    Args:
        judged: what refers to them.
        holdings: what is stored of them.
        named: what files say of them, which goes before that.
    """
    if named is not None or not holdings.empty:
        for term in sorted(referred(judged, holdings.base)):
            said = described(term, holdings.base, named) if named is not None else []
            yield from said or holdings.triples(NamedNode(iri_value(term)))


def described(term: str, base: str, named: Names, identity: Identity = NOBODY) -> list[Triple]:
    """What kind an actor or a source is by what files say of it; nothing, if they say nothing.

    Args:
        term: the actor or the source.
        base: the base of the IRIs of things.
        named: the actors and sources of the files.
        identity: which actors are one.
    """
    kind, _, name = iri_value(term).removeprefix(base).partition("/")
    (identifier,) = parts(name)
    if kind == "source":
        return [(term, _TYPE, iri(DET + "Source"))] if named.has_source(identifier) else []
    members = {identifier, *identity.members(identifier)}
    kinds = {each for member in members for each in named.kinds_of(member)}
    return [(term, _TYPE, iri(DET + CLASS_OF_KIND[each])) for each in sorted(kinds)]


def referred(judged: Collection[Triple], base: str) -> set[str]:
    """The terms of the actors and sources that are referred to, and of which nothing is said here."""
    starts = tuple(f"<{base}{kind}/" for kind in ("actor", "source"))
    said = set(map(_object, judged)).difference(map(_subject, judged))
    return {term for term in said if term.startswith(starts)}


def _groups(records: Iterable[Triple]) -> dict[str, str]:
    """For each record of a designation or a recognition, what its warnings depend on: the two actors."""
    sides: dict[str, dict[str, str]] = {term: {} for pair in _SIDES for term in pair}
    wholes: dict[str, str] = {}
    for s, p, o in records:
        if (side := sides.get(p)) is not None:
            side[s] = o
        elif p in _UP:
            wholes[s] = o
        elif p == _PARTICIPATION:
            wholes[o] = s
    found = {
        s: f"{actor} {sides[other][s]}"
        for one, other in _SIDES
        for s, actor in sides[one].items()
        if s in sides[other]
    }
    return found | {part: found.get(whole, whole) for part, whole in wholes.items()}


def _concerned(change: Change) -> set[str]:
    """The records that the change is about, and the groups in which one came, went or became another."""
    before, after = change.records_before, change.records_after
    changed = {s for s, _, _ in (set(before) ^ set(after) if before else after)}
    groups = _groups(change.records_before) | _groups(change.records_after)
    return changed | {groups[s] for s in changed if s in groups}


def _whole(node: str) -> str:
    """The claim that a node is a part of, or the node itself."""
    return node.partition("#")[0] if "/claim/" in node else node


class _Backing:
    """Which claims stand behind a node: itself, what it is a part of, or what its record links to."""

    def __init__(self, judged: Iterable[Triple]) -> None:
        self._links: Mapping[str, set[str]] = defaultdict(set)
        for s, p, o in judged:
            if p in _DOWN:
                self._links[s].add(o)
            if p in _UPWARDS:
                self._links[o].add(s)

    def claims(self, focus: str) -> set[str]:
        """The IRIs of the claims behind a focus node."""
        seen: set[str] = set()
        ahead = [iri(_whole(focus))]
        while ahead:
            term = ahead.pop()
            if term not in seen:
                seen.add(term)
                ahead += self._links.get(term, ())
        return {iri_value(term) for term in seen if "/claim/" in term}


def stands(base: str, places: Mapping[str, Sequence[Place]], stored: Mapping[str, Sequence[Place]]) -> Places:
    """Looks a claim up, by its IRI, among the places of a load and then among those of a version."""
    start = len(claim_iri(base, ""))

    def places_of(claim: str) -> Sequence[Place]:
        return places.get(claim[start:]) or stored.get(claim[start:], ())

    return places_of
