"""Meetings and agreements: what is named by an id, or by all that is said of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from loader.claims import Claim
from loader.facts.model import Agreement, AgreementStatus, Meeting, MeetingStatus, Participant, Party
from loader.records.readings import NO_DATE, Dated, Reading, add_up, add_up_texts, inside
from loader.records.sides import sources, split
from loader.records.writing import Record
from loader.triples import Triple
from loader.vocabulary import key

__all__ = ["agreement", "meeting"]

_MEETING_STEPS: Sequence[MeetingStatus] = ("announced", "planned", "declined", "cancelled", "held")
_AGREEMENT_STEPS: Sequence[AgreementStatus] = (
    "announced",
    "adopted",
    "initialled",
    "signed",
    "in-force",
    "ended",
)
_OWN_DATES: dict[AgreementStatus, str] = {"signed": "signed", "in-force": "inForce", "ended": "ended"}
"""The steps of an agreement whose dates have a key of their own."""


def meeting(claims: Sequence[Claim], name: str, base: str) -> list[Triple]:
    """The record of one meeting.

    Args:
        claims: all claims about it.
        name: the key of its thing.
        base: the base of the IRIs of things.
    """
    asserted, denied = split(claims)
    record = Record.of(base, "meeting", name)
    if not asserted:
        return record.only_denied(denied)
    facts = [c.fact for c in asserted if isinstance(c.fact, Meeting)]
    refusals = [c.fact for c in denied if isinstance(c.fact, Meeting)]
    record.a("Meeting")
    record.label(*sorted({f.label for f in facts if f.label is not None}))
    record.actors("host", [f.host for f in facts])
    record.text("place", [f.place for f in facts])
    record.text("topic", [topic for f in facts for topic in f.topics])
    written = _participants(record, name, [p for f in facts for p in f.participants])
    statuses = {f.status for f in facts}
    torn = {"held", "cancelled"} <= statuses
    record.codes(
        "status",
        "meeting-status",
        ("held", "cancelled") if torn else [max(statuses, key=_MEETING_STEPS.index)],
    )
    readings = [Reading.of(f.date, f.dateRole) for f in facts]
    dated = add_up(readings)
    record.dated(dated)
    record.role(dated)
    denied_so = any(
        refusal.status == f.status and inside(reading, Reading.of(refusal.date, refusal.dateRole))
        for refusal in refusals
        for f, reading in zip(facts, readings, strict=True)
    )
    record.backed(asserted, denied, dated.disputed or torn or denied_so, sources(asserted))
    return record.triples + written


def _participants(record: Record, name: str, given: Iterable[str | Participant]) -> list[Triple]:
    named: dict[str, list[Participant]] = {}
    for p in given:
        one = Participant(actor=p) if isinstance(p, str) else p
        named.setdefault(one.actor, []).append(one)
    record.actors("participant", named)
    written: list[Triple] = []
    for actor, said in sorted(named.items()):
        if any(p.for_ is not None or p.status is not None for p in said):
            below = Record.of(record.base, "meeting", f"{name}:{key(actor)}")
            record.term("participation", below.subject)
            below.actor("actor", actor)
            below.actors("onBehalfOf", [p.for_ for p in said])
            below.codes("status", "meeting-status", [p.status for p in said])
            written += below.triples
    return written


def agreement(claims: Sequence[Claim], name: str, base: str) -> list[Triple]:
    """The record of one agreement; see `meeting`."""
    asserted, denied = split(claims)
    record = Record.of(base, "agreement", name)
    if not asserted:
        return record.only_denied(denied)
    facts = [c.fact for c in asserted if isinstance(c.fact, Agreement)]
    record.a("Agreement")
    record.label(*sorted({f.label for f in facts if f.label is not None}))
    record.text("subject", [f.subject for f in facts])
    record.text("place", [f.place for f in facts])
    parties = [Party(actor=p) if isinstance(p, str) else p for f in facts for p in f.parties]
    for role in ("party", "witness", "signatory"):
        record.actors(role, [p.actor for p in parties if p.role == role])
    status = max((f.status for f in facts), key=_AGREEMENT_STEPS.index)
    record.codes("status", "agreement-status", [status])
    steps = {step: _step(facts, step) for step in _AGREEMENT_STEPS}
    for step, predicate in _OWN_DATES.items():
        record.dated(steps[step], predicate)
    record.dated(_main(steps, status))
    disputed = any(dated.disputed for dated in steps.values())
    denied_so = any(isinstance(c.fact, Agreement) and _contradicts(c.fact, facts) for c in denied)
    record.backed(asserted, denied, disputed or denied_so, sources(asserted))
    return record.triples


def _said(fact: Agreement, step: AgreementStatus) -> list[str | None]:
    """The dates that a fact gives for a step; none at all where it does not speak of that step."""
    own = getattr(fact, _OWN_DATES[step]) if step in _OWN_DATES else None
    named = fact.status == step
    given = [text for text in (own, fact.date if named else None) if text is not None]
    return given or [None] * named


def _step(facts: Iterable[Agreement], step: AgreementStatus) -> Dated:
    """One step's date: from the key of its own, and from `date` where the status names the step."""
    return add_up_texts([text for fact in facts for text in _said(fact, step)])


def _main(steps: dict[AgreementStatus, Dated], status: AgreementStatus) -> Dated:
    """The agreement's date: that of its status, else of the first of its great steps that has one."""
    preferred: Sequence[AgreementStatus] = (status, "signed", "in-force", "ended")
    return next((steps[step] for step in preferred if steps[step].date is not None), NO_DATE)


def _contradicts(denial: Agreement, facts: Iterable[Agreement]) -> bool:
    """Whether a denial of the step that its status names covers what is claimed of that step."""
    step = denial.status
    periods = [Reading.of(text) for text in _said(denial, step)]
    claimed = [Reading.of(text) for fact in facts for text in _said(fact, step)]
    return any(inside(reading, period) for reading in claimed for period in periods)
