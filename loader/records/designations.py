"""Designations and recognitions: their acts, told apart, numbered and dated."""

from __future__ import annotations

from collections.abc import Sequence

from loader.claims import ANY, Claim
from loader.facts.model import Designation, Recognition
from loader.records.absence import Snapshots, absences
from loader.records.acts import Act, acts
from loader.records.readings import Dated, add_up_texts
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
        asserted, denied = split(said)
        categories = {c.fact.category for c in asserted or denied if isinstance(c.fact, Designation)}
        record = Record.of(base, "designation", scope.key)
        record.a("Designation")
        record.actors("authority", [scope.authority])
        record.actors("target", [scope.target])
        record.codes("category", "category", categories)
        record.text("list", [scope.list])
        record.text("programme", [scope.programme])
        record.claims("denial", denied)
        written += record.triples
        steps = told[scope]
        if scope.list is not None:
            vague = [s for other in told if other != scope and other.may_be(scope) for s in told[other]]
            steps = steps + absences(steps, vague, snapshots.get((scope.authority, scope.list), ()))
        sweeping = [c for c, fact in denials if scope.covered(fact, categories)]
        covering = [Step.of(c) for c in denied + sweeping]
        for act in acts(steps, covering, ("imposed", "lifted"), milder="suspended"):
            written += _act(record, "Designation", scope.key, act, "designation-action").triples
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
        record = Record.of(base, "recognition", key(by, of))
        record.a("Recognition")
        record.actors("by", [by])
        record.actors("of", [of])
        record.claims("denial", denied)
        written += record.triples
        denials = denied + (everyones if by != ANY else [])
        steps = [Step.of(c) for c in asserted]
        for act in acts(steps, [Step.of(c) for c in denials], ("granted", "withdrawn")):
            written += _act(record, "Recognition", key(by, of), act, "recognition-action").triples
    return written


def _act(parent: Record, kind: str, name: str, act: Act, scheme: str) -> Record:
    record = Record.of(parent.base, kind.lower(), f"{name}:{key(act.action, str(act.number))}")
    record.a(f"{kind}Act")
    record.term(kind.lower(), parent.subject)
    record.codes("action", scheme, [act.action])
    if act.number > 1:  # what is true of nearly all acts is left unsaid: it would be a tenth of a store
        record.term("number", integer(act.number))
    record.dated(act.dated)
    record.role(act.dated)
    asserting = [step.claim for step in act.steps if step.claim is not None]
    facts = [c.fact for c in asserting if isinstance(c.fact, Designation | Recognition)]
    record.text("instrument", (f.instrument for f in facts))
    record.actors("person", (f.person for f in facts if isinstance(f, Recognition)))
    record.text("episode", (step.episode for step in act.steps))
    record.dated(_term(act), "until")
    record.sources("inferredFrom", (source for step in act.steps for source in step.inferred_from))
    denying = [step.claim for step in act.denials if step.claim is not None]
    record.backed(asserting, denying, act.disputed, len(act.sources))
    return record


def _term(act: Act) -> Dated:
    """The term that the act set, by the claims of the act itself: what shows it in force sets none.

    A later source may tell of a term that was prolonged, so terms that differ do not dispute the act.
    """
    facts = [step.claim.fact for step in act.steps if step.claim is not None]
    return add_up_texts(f.until for f in facts if isinstance(f, Designation) and f.action == act.action)
