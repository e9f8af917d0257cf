"""The gate over many parts: what it finds is told at the fact that caused it, once all parts are judged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from loader.change import Change
from loader.errors import Place, Problem
from loader.holdings import Holdings
from loader.judge import Behind, Places, context, judged_by, pointing, referred
from loader.names import Names
from loader.records import Identity
from loader.records.descriptions import CLASS_OF_KIND
from loader.triples import Triple, iri
from loader.validation import Gate
from loader.vocabulary import DET, RDF_TYPE, parts

__all__ = ["Judge"]

_TYPE = iri(RDF_TYPE)


class Judge:
    """Holds parts of a load against the shapes, one after the other.

    Only of what may not conform anything is kept, so that memory stays flat.

    Args:
        shapes: a shapes file of the user's own, used besides the product's.
        known: what the store holds, for what is referred to.
        named: the actors and sources of all files.
        identity: which actors become one.
    """

    def __init__(self, shapes: Path | None, known: Holdings, named: Names, identity: Identity) -> None:
        self._gate = Gate(shapes)
        self._known = known
        self._named = named
        self._identity = identity
        self._behind: dict[str, tuple[set[str], set[str], dict[str, Sequence[Place]]]] = {}

    def hear(self, part: Change, places: Places) -> None:
        """Judges a part.

        Args:
            part: its change.
            places: where its claims stand.
        """
        judged = judged_by(part)
        suspects = self._gate.feed(judged, [*context(judged, self._known), *self._stubs(judged)])
        if not suspects:
            return
        behind = Behind(part, judged, self._known.base)
        for focus in suspects:
            claims = behind.claims(focus)
            if claims is not None:
                first = {term for claim in claims if (term := iri(claim)) in behind.added}
                self._behind[focus] = claims, first, {claim: places(claim) for claim in claims}

    def problems(self) -> list[Problem]:
        """A problem for each finding, at the fact that caused it."""
        found: dict[Problem, None] = {}
        for finding in self._gate.findings():
            if (behind := self._behind.get(finding.focus)) is not None:
                claims, first, places = behind
                told = pointing(
                    finding.message, finding.shape, claims, places.__getitem__, first, finding.severity
                )
                found[told] = None
        return list(found)

    def _stubs(self, judged: Sequence[Triple]) -> Iterator[Triple]:
        """What kind the actors and sources of other parts are: shapes ask no more of them."""
        start = len(f"<{self._known.base}")
        for term in referred(judged, self._known.base):
            kind, _, name = term[start:-1].partition("/")
            (identifier,) = parts(name)
            if kind == "source":
                if self._named.has_source(identifier):
                    yield term, _TYPE, iri(DET + "Source")
            else:
                for member in {identifier, *self._identity.members(identifier)}:
                    for each in self._named.kinds_of(member):
                        yield term, _TYPE, iri(DET + CLASS_OF_KIND[each])
