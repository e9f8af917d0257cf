"""The gate over many parts: what it finds is told at the fact that caused it, once all parts are judged."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import NamedNode

from loader.change import Change
from loader.claims import claim_iri
from loader.errors import Place, Problem
from loader.holdings import Holdings
from loader.judge import Behind, described, judged_by, pointing, referred, stands
from loader.names import Names
from loader.records import Identity
from loader.triples import Triple, iri, iri_value
from loader.validation import Gate

__all__ = ["Judge", "looks_further"]


def looks_further(shapes: Path | None) -> str:
    """Whether parts cannot be judged by themselves: a user's shape sees more than one thing.

    Ours look at other designations of one target, which are one thing, and else at no more than the kinds of
    a thing's neighbours. That is all that a part is sure to hold.

    Args:
        shapes: a shapes file of the user's own.

    Returns:
        Which shape does so, and how; nothing if none does.
    """
    if shapes is not None:
        ours = set(Gate().beyond)
        for shape, way in Gate(shapes).beyond:
            if (shape, way) not in ours:
                return f"the shape {shape} looks further than a thing ({way})"
    return ""


class _Cause(NamedTuple):
    """What stands behind a suspect.

    Attributes:
        claims: the IRIs of its claims.
        first: the terms of those of them that are new.
        places: by id, where those of them stand that join with this load.
    """

    claims: set[str]
    first: set[str]
    places: dict[str, list[Place]]


class Judge:
    """Holds parts of a load against the shapes, one after the other.

    Only of what may not conform anything is kept, so that memory stays flat.

    Args:
        shapes: a shapes file of the user's own, used besides the product's.
        known: what the store holds, for what is referred to.
        named: the actors and sources of all files.
        identity: which actors become one.
        left: the types of those actors whose stored types are not all theirs any more; see `kinds_left`.
        alone: whether of those whom the files describe nothing else is to be seen.
    """

    def __init__(
        self,
        shapes: Path | None,
        known: Holdings,
        named: Names,
        identity: Identity,
        left: Mapping[str, Sequence[Triple]],
        alone: bool,
    ) -> None:
        self._gate = Gate(shapes)
        self._known = known
        self._nothing = known.empty
        self._named = named
        self._identity = identity
        self._left = left
        self._alone = alone
        self._behind: dict[str, _Cause] = {}
        self._start = len(claim_iri(known.base, ""))

    def hear(self, part: Change, places: Mapping[str, list[Place]]) -> None:
        """Judges a part.

        Args:
            part: its change.
            places: by id, where those of its claims stand that join.
        """
        judged = judged_by(part)
        suspects = self._gate.feed(judged, list(self._beside(judged)))
        if not suspects:
            return
        behind = Behind(part, judged, self._known.base)
        for focus in suspects:
            claims = behind.claims(focus)
            if claims is not None:
                first = {term for claim in claims if (term := iri(claim)) in behind.added}
                ids = [claim[self._start :] for claim in claims]
                self._behind[focus] = _Cause(claims, first, {i: places[i] for i in ids if i in places})

    def problems(
        self,
        restated: Callable[[Collection[str]], Mapping[str, list[Place]]],
        stored: Mapping[str, Sequence[Place]],
    ) -> list[Problem]:
        """A problem for each finding, at the fact that caused it.

        Args:
            restated: tells of claims, by their ids, where files state them as before.
            stored: where claims stood before.
        """
        findings = [f for f in self._gate.findings() if f.focus in self._behind]
        ids = {c[self._start :] for f in findings for c in self._behind[f.focus].claims}
        again = restated(ids)
        found: dict[Problem, None] = {}
        for finding in findings:
            claims, first, joining = self._behind[finding.focus]
            places = {i: [*joining.get(i, ()), *again.get(i, ())] for i in (c[self._start :] for c in claims)}
            standing = stands(self._known.base, places, stored)
            told = pointing(finding.message, finding.shape, claims, standing, first, finding.severity)
            found[told] = None
        return list(found)

    def _beside(self, judged: Sequence[Triple]) -> Iterator[Triple]:
        """What kind the actors and sources are that this part refers to: shapes ask no more of them."""
        base = self._known.base
        for term in referred(judged, base):
            said = described(term, base, self._named, self._identity)
            yield from said
            if term in self._left:
                yield from self._left[term]
            elif not (self._nothing or (said and self._alone)):
                yield from self._known.triples(NamedNode(iri_value(term)))
