"""Designations and recognitions: their acts, told apart, numbered and dated."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set

from loader.claims import ANY, Claim
from loader.facts.model import Designation, Recognition
from loader.records.absence import Snapshots, absences
from loader.records.acts import Act, acts
from loader.records.sides import split
from loader.records.steps import Step
from loader.records.writing import Record
from loader.triples import Triple, integer
from loader.vocabulary import key

__all__ = ["designations", "recognitions"]


def _fact(claim: Claim) -> Designation:
    assert isinstance(claim.fact, Designation)  # the caller sorts claims by what they are about
    return claim.fact


def _known_lists(claims: Iterable[Claim]) -> dict[tuple[str, str], set[str]]:
    """The lists that each authority's designations of the target, in a category, are known under."""
    known: dict[tuple[str, str], set[str]] = {}
    for fact in map(_fact, claims):
        if fact.list is not None and not fact.denies:
            known.setdefault((fact.authority, fact.category), set()).add(fact.list)
    return known


def _scope(fact: Designation, known: dict[tuple[str, str], set[str]]) -> tuple[str, ...]:
    """What tells an authority's designations of one target apart: the list, else the category."""
    if fact.list is not None:
        return "list", fact.list
    lists = known.get((fact.authority, fact.category), set())
    return ("list", *lists) if len(lists) == 1 else (fact.category,)


def designations(claims: Sequence[Claim], snapshots: Snapshots, base: str) -> list[Triple]:
    """The records of all designations of one target.

    Args:
        claims: all claims about them.
        snapshots: the complete sources, by authority and list.
        base: the base of the IRIs of things.
    """
    known = _known_lists(claims)
    groups: dict[tuple[str, ...], list[Claim]] = {}
    for claim in claims:
        fact = _fact(claim)
        groups.setdefault((fact.authority, fact.target, *_scope(fact, known)), []).append(claim)
    sweeping = [c for c in claims if c.fact.denies and (_fact(c).authority == ANY or _fact(c).list is None)]
    written: list[Triple] = []
    for name, said in sorted(groups.items()):
        authority, target = name[:2]
        list_name = name[-1] if name[2] == "list" else None
        asserted, denied = split(said)
        categories = {_fact(c).category for c in asserted or denied}
        record = Record.of(base, "designation", key(*name))
        record.a("Designation")
        record.actors("authority", [authority])
        record.actors("target", [target])
        record.codes("category", "category", categories)
        record.text("list", [list_name])
        record.claims("denial", denied)
        written += record.triples
        steps = [Step.of(c) for c in asserted]
        if list_name is not None:
            steps += absences(steps, snapshots.get((authority, list_name), ()))
        fitting = [c for c in sweeping if _covers(_fact(c), authority, list_name, categories)]
        denials = [Step.of(c) for c in denied + fitting]
        for act in acts(steps, denials, ("imposed", "lifted"), milder="suspended"):
            written += _act(record, "Designation", key(*name), act, "designation-action").triples
    return written


def _covers(denial: Designation, authority: str, list_name: str | None, categories: Set[str]) -> bool:
    """Whether a denial that speaks of any authority, or names no list, speaks of this designation too."""
    return (
        denial.authority in (ANY, authority)
        and denial.list in (None, list_name)
        and denial.category in categories
    )


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
    record.term("number", integer(act.number))
    record.dated(act.dated)
    if act.dated.date is not None:
        record.codes("dateRole", "date-role", [act.dated.role])
    asserting = [step.claim for step in act.steps if step.claim is not None]
    facts = [c.fact for c in asserting if isinstance(c.fact, Designation | Recognition)]
    record.text("organ", (f.organ for f in facts))
    record.text("instrument", (f.instrument for f in facts))
    record.actors("person", (f.person for f in facts if isinstance(f, Recognition)))
    record.text("episode", (step.episode for step in act.steps))
    record.sources("inferredFrom", (source for step in act.steps for source in step.inferred_from))
    denying = [step.claim for step in act.denials if step.claim is not None]
    record.backed(asserting, denying, act.disputed, len(act.sources))
    return record
