"""Posts and memberships: who held what, from when to when, and when it was seen to hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from loader.claims import Claim
from loader.dates import Date
from loader.facts.model import Membership, Post
from loader.records.readings import NO_DATE, Dated, Reading, add_up_texts, hull, inside
from loader.records.sides import sources, split
from loader.records.writing import Record
from loader.triples import Triple

__all__ = ["membership", "post"]


def membership(claims: Sequence[Claim], name: str, base: str) -> list[Triple]:
    """The record of one actor's membership of one organisation."""
    asserted, denied = split(claims)
    record = Record.of(base, "membership", name)
    if not asserted:
        return record.only_denied(denied)
    fact = asserted[0].fact
    assert isinstance(fact, Membership)  # the caller sorts claims by what they are about
    record.a("Membership")
    record.actor("member", fact.member)
    record.actor("organization", fact.organization)
    return _tenure(record, asserted, denied)


def post(claims: Sequence[Claim], name: str, base: str) -> list[Triple]:
    """The record of one person's holding of one post."""
    asserted, denied = split(claims)
    record = Record.of(base, "post", name)
    if not asserted:
        return record.only_denied(denied)
    fact = asserted[0].fact
    assert isinstance(fact, Post)  # the caller sorts claims by what they are about
    record.a("Post")
    record.actor("holder", fact.holder)
    record.text("title", [fact.title])
    record.actor("of", fact.of)
    return _tenure(record, asserted, denied)


def _tenure(record: Record, asserted: Sequence[Claim], denied: Sequence[Claim]) -> list[Triple]:
    facts = [c.fact for c in asserted if isinstance(c.fact, Membership | Post)]
    began = add_up_texts([f.from_ for f in facts])
    ended = add_up_texts([f.to for f in facts])
    record.dated(began, "from")
    record.dated(ended, "to")
    record.dated(_seen(f.seen for f in facts), "seen")
    denied_so = any(_contradicts(_span(c.fact), f) for c in denied for f in facts)
    record.backed(asserted, denied, began.disputed or ended.disputed or denied_so, sources(asserted))
    return record.triples


def _seen(texts: Iterable[str | None]) -> Dated:
    """All the days on which it was seen: different days do not contradict, so they span a period."""
    days = [r.date for r in map(Reading.of, sorted({t for t in texts if t})) if r.date is not None]
    return Dated(hull(days), "", disputed=False) if days else NO_DATE


def _span(fact: object) -> Reading:
    """The period that a claim speaks of: its `seen`, else from its beginning to its end."""
    assert isinstance(fact, Membership | Post)  # both kinds of tenure, and only they
    if fact.seen:
        return Reading.of(fact.seen)
    began, ended = Reading.of(fact.from_), Reading.of(fact.to)
    return Reading(Date("", began.earliest, ended.latest, soft=False))


def _contradicts(denied: Reading, fact: Membership | Post) -> bool:
    """Whether a denied period covers a claim, or some day on which it held with certainty by that claim."""
    began, ended = Reading.of(fact.from_), Reading.of(fact.to)
    first, last = max(began.latest, denied.earliest), min(ended.earliest, denied.latest)
    return inside(_span(fact), denied) or (began.firm and ended.firm and first <= last)
