"""Designations and recognitions: their acts, told apart, numbered and dated."""

from __future__ import annotations

from collections.abc import Sequence

from loader.claims import ANY, Claim
from loader.claims.terms import coded
from loader.facts.model import Designation, Recognition
from loader.records.absence import Snapshots, absences
from loader.records.acts import Act, acts
from loader.records.readings import NO_DATE, add_up_texts
from loader.records.scopes import by_scope
from loader.records.sides import split
from loader.records.steps import Step
from loader.records.writing import Record
from loader.triples import Triple, integer
from loader.vocabulary import key

__all__ = ["designations", "recognitions"]


def designations(claims: Sequence[Claim], snapshots: Snapshots, base: str) -> list[Triple]:
    """The records of all designations of one target.

    Args:
        claims: all claims about them.
        snapshots: the complete sources, by authority and list.
        base: the base of the IRIs of things.
    """
    groups = by_scope(claims)
    denials = [(c, c.fact) for c in claims if c.fact.denies and isinstance(c.fact, Designation)]
    told = {scope: [Step.of(c) for c in said if not c.fact.denies] for scope, said in groups}
    written: list[Triple] = []
    for scope, said in groups:
        asserted, denied = split(said) if denials else (said, [])
        categories = {c.fact.category for c in asserted or denied if isinstance(c.fact, Designation)}
        name = scope.key
        record = Record.of(base, "designation", name, written)
        record.a("Designation")
        record.actor("authority", scope.authority)
        record.actor("target", scope.target)
        record.codes("category", "category", categories)
        record.text("list", (scope.list,))
        record.text("programme", (scope.programme,))
        record.claims("denial", denied)
        steps = told[scope]
        if scope.list is not None and (complete := snapshots.get((scope.authority, scope.list))):
            vague = [s for other in told if other != scope and other.may_be(scope) for s in told[other]]
            steps = steps + absences(steps, vague, complete)
        sweeping = [c for c, fact in denials if scope.covered(fact, categories)] if denials else []
        covering = [Step.of(c) for c in denied + sweeping]
        for act in acts(steps, covering, ("imposed", "lifted"), milder="suspended"):
            _act(record, _DESIGNATION, name, act)
    return written


def recognitions(claims: Sequence[Claim], base: str) -> list[Triple]:
    """The records of all recognitions of one actor; see `designations`."""
    groups: dict[tuple[str, str], list[Claim]] = {}
    for claim in claims:
        assert isinstance(claim.fact, Recognition)  # the caller sorts claims by what they are about
        groups.setdefault((claim.fact.by, claim.fact.of), []).append(claim)
    everyones = [c for (by, _), said in groups.items() if by == ANY for c in split(said)[1]]
    written: list[Triple] = []
    for (by, of), said in sorted(groups.items()):
        asserted, denied = split(said)
        name = key(by, of)
        record = Record.of(base, "recognition", name, written)
        record.a("Recognition")
        record.actor("by", by)
        record.actor("of", of)
        record.claims("denial", denied)
        denials = denied + (everyones if by != ANY else [])
        steps = [Step.of(c) for c in asserted]
        for act in acts(steps, [Step.of(c) for c in denials], ("granted", "withdrawn")):
            _act(record, _RECOGNITION, name, act)
    return written


_DESIGNATION = ("designation", "DesignationAct", "designation-action")
_RECOGNITION = ("recognition", "RecognitionAct", "recognition-action")


def _act(parent: Record, words: tuple[str, str, str], name: str, act: Act) -> None:
    """Writes an act beside what it is an act of, in the words for such acts: kind, class and code list."""
    kind, cls, scheme = words
    record = Record.of(parent.base, kind, f"{name}:{act.action}:{act.number}", parent.triples)
    record.a(cls)
    record.term(kind, parent.subject)
    record.term("action", coded(scheme, act.action))
    if act.number > 1:  # what is true of nearly all acts is left unsaid: it would be a tenth of a store
        record.term("number", integer(act.number))
    record.dated(act.dated)
    record.role(act.dated)
    asserting: list[Claim] = []
    instruments: list[str] = []
    people: list[str] = []
    episodes: list[str] = []
    terms: list[str] = []
    inferred: list[str] = []
    for step in act.steps:  # one walk: most acts have one step, and say none of the rest
        inferred += step.inferred_from
        if step.episode is not None:
            episodes.append(step.episode)
        if step.claim is None:
            continue
        asserting.append(step.claim)
        fact = step.claim.fact
        assert isinstance(fact, Designation | Recognition)  # the two kinds of fact that have acts
        if fact.instrument is not None:
            instruments.append(fact.instrument)
        if isinstance(fact, Recognition):
            if fact.person is not None:
                people.append(fact.person)
        elif fact.until is not None and fact.action == act.action:
            terms.append(fact.until)
    record.text("instrument", instruments)
    record.actors("person", people)
    record.text("episode", episodes)
    # The term that the act set, by the claims of the act itself: what shows it in force sets none. A later
    # source may tell of a term that was prolonged, so terms that differ do not dispute the act.
    record.dated(add_up_texts(terms) if terms else NO_DATE, "until")
    record.sources("inferredFrom", inferred)
    denying = [step.claim for step in act.denials if step.claim is not None]
    record.backed(asserting, denying, act.disputed, len(act.sources))
