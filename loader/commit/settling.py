"""What an update, or a graph that was put, comes to: judged as a load of the same, and committed."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox

from loader.change import Change, Totals, change, languages, naming, totals
from loader.commit.writing import Outcome, committed, forget
from loader.contradictions import contradictions
from loader.dangling import dangling, unknown
from loader.errors import DataError, Problem, Severity
from loader.holdings import Holdings
from loader.judge import Places, judge, stands
from loader.membership import MODULUS, Membership, combined, content_digest
from loader.others import digest_of_graph, digest_of_quads
from loader.reports import conforms
from loader.rewriting import (
    HERE,
    Sorted,
    Written,
    judged_others,
    left_out,
    not_following,
    parsed,
    passing_off,
    records_in,
    restated,
    sorted_out,
    there_again,
)
from loader.store import Draft
from loader.triples import Triple
from loader.verdict import by_themselves

__all__ = ["emptied", "settled"]

_DEFAULT = ox.DefaultGraph()


def emptied(draft: Draft, before: ox.Store, summary: str) -> Outcome:
    """Commits a version that holds nothing.

    Args:
        draft: the next version; it may hold anything still.
        before: what is stored.
        summary: what was done, in a few words.
    """
    claims = draft.parent.manifest.claims if draft.parent else 0
    done = Totals(withdrawn=claims, gone=records_in(before))
    draft.clear()
    version = draft.commit(
        summary=f"{summary}: all that was stored, {claims} withdrawn",
        datasets={},
        claims=0,
        content=combined("0", "0"),
        named=combined("0", "0"),
    )
    return Outcome(version, done)


def settled(
    draft: Draft,
    before: Holdings,
    written: Written,
    summary: str,
    fail_on: Severity,
    shapes: Path | None,
) -> Outcome:
    """Judges what was written to a draft, derives what follows from it, and commits both.

    Args:
        draft: the next version, written.
        before: what is stored.
        written: what was done to the draft.
        summary: the same, in a few words.
        fail_on: the least severity that keeps it from being committed.
        shapes: a shapes file of the user's own, used besides the product's.

    Raises:
        DataError: claims or records would not hold, or the shapes are broken; carries all problems.
        StoreError: the store cannot be written.
    """
    sides = sorted_out(written, before.base)
    found = restated(sides.claims, draft.graph, before)
    problems = [*found.problems, *passing_off(sides.others_added)]
    if not conforms(problems, fail_on):
        raise DataError(problems)
    planned = change(before, found.membership, found.items)
    unsaid = left_out(sides, draft.graph)
    new, gone = parsed(planned.new), parsed(planned.gone)
    places = stands(before.base, {identifier: [HERE] for identifier in found.items}, draft.places)
    problems = [*not_following(sides, new, gone, unsaid), *unknown(planned, before, places)]
    if conforms(problems, fail_on):  # what is wrong with what refers to nobody only follows from that
        problems += _judged(planned, before, places, shapes)
    if not conforms(problems, fail_on):
        raise DataError(problems)
    back = unsaid - gone
    told = there_again(back)
    if not planned and not sides.others and not written.created and not written.dropped:
        return Outcome(None, Totals(), problems + told)
    draft.remove(_terms(gone - _own(written.removed)))
    draft.insert(_terms(new - _own(written.added) | back))
    problems += judged_others(draft.graph, sides.others, written.created, shapes)
    if not conforms(problems, fail_on):
        raise DataError(problems)
    forget(draft, planned.membership.left, planned.withdrawn)
    more, less = len(sides.others_added), len(sides.others_removed)
    if more or less:
        summary = f"{summary}, {more} other triples added and {less} removed"
    version = committed(
        draft,
        summary,
        totals(planned),
        {name: len(ids) for name, ids in planned.membership.joined.items()},
        {name: len(ids) for name, ids in planned.membership.left.items()},
        combined(content_digest("0", planned.membership), _digest_of_others(sides, written)),
        naming(planned),
        languages(planned),
    )
    return Outcome(version, totals(planned), problems + told)


def _own(quads: Iterable[ox.Quad]) -> set[ox.Triple]:
    """The triples of quads in the default graph."""
    return {quad.triple for quad in quads if quad.graph_name == _DEFAULT}


def _terms(given: Iterable[ox.Triple]) -> list[Triple]:
    return sorted((str(t.subject), str(t.predicate), str(t.object)) for t in given)


def _judged(planned: Change, before: Holdings, places: Places, shapes: Path | None) -> list[Problem]:
    problems = judge(planned, before, places, shapes)
    if shapes is not None or not conforms(problems):
        nothing = Holdings(ox.Store(), before.base)
        joined = Membership(joined={"": set(planned.added)})
        alone = judge(change(nothing, joined, planned.added), before, places, shapes)
        problems = by_themselves(problems, alone, whole=shapes is not None)
    return list(
        dict.fromkeys(
            [
                *problems,
                *dangling(planned, before, places),
                *contradictions(planned.identity, planned.decisions, planned.added, before.base, places),
            ]
        )
    )


def _digest_of_others(sides: Sorted, written: Written) -> str:
    total = digest_of_quads(sides.others_added) - digest_of_quads(sides.others_removed)
    total += sum(map(digest_of_graph, written.created)) - sum(map(digest_of_graph, written.dropped))
    return f"{total % MODULUS:032x}"
