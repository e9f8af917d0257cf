"""What a fact can say that the gate objects to, though it decodes and all that it refers to is known.

Each breakage takes a block and makes one fact or a few, the last of which is what breaks the rule; the others
give it what it contradicts. Its name is that of the rule, in shapes/*.ttl, that finds it. What the decoder
refuses (a malformed digest, an empty text, a day that is none) never gets as far as the gate.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable

from .block import Block
from .pieces import Raw, identifier
from .world import WORLD, Listing

__all__ = ["BREAKAGES", "INFOS"]

_Make = Callable[[Block], list[Raw]]

BREAKAGES: dict[str, _Make] = {}
"""How to break each rule that a fact can break, by the rule's name."""

INFOS = frozenset({"Claim-evidence", "UndatedLifting", "Disputed-record"})
"""Those of them that are remarks only."""

_EARLY, _LATE = datetime.date(2003, 4, 5), datetime.date(2011, 6, 7)


def _without(fact: Raw, *keys: str) -> Raw:
    return {key: value for key, value in fact.items() if key not in keys}


def _breaks(rule: str) -> Callable[[_Make], _Make]:
    def register(make: _Make) -> _Make:
        BREAKAGES[rule] = make
        return make

    return register


#### actors, memberships and posts ####


@_breaks("MembershipClaim-itself")
def _member_of_itself(block: Block) -> list[Raw]:
    fact = block.membership()
    return [fact | {"member": fact["organization"]}]


@_breaks("MemberOfPerson-swapped")
def _member_of_a_person(block: Block) -> list[Raw]:
    fact = block.membership()
    return [fact | {"member": fact["organization"], "organization": fact["member"]}]


@_breaks("PostClaim-person")
def _post_of_a_body(block: Block) -> list[Raw]:
    return [block.post() | {"holder": identifier(block.near("organization"))}]


@_breaks("Tenure-order")
def _ends_before_it_begins(block: Block) -> list[Raw]:
    make = block.random.choice((block.membership, block.post))
    return [make() | {"from": _LATE.isoformat(), "to": _EARLY.isoformat()}]


@_breaks("Decision-describes")
def _same_as_itself(block: Block) -> list[Raw]:
    one = block.near("person")
    return [{"type": "same-as", "actor": identifier(one), "as": block.name(one), "author": "Desk"}]


#### sources and claims ####


def _gazette(block: Block) -> Raw:
    return block.gazette() | {"id": f"gazette-{block.random.getrandbits(40)}"}


@_breaks("Source-language")
def _language_as_a_word(block: Block) -> list[Raw]:
    return [_gazette(block) | {"language": "French, mostly"}]


@_breaks("Source-retrieved")
def _retrieved_before_published(block: Block) -> list[Raw]:
    return [_gazette(block) | {"published": _LATE.isoformat(), "retrieved": _EARLY.isoformat()}]


@_breaks("Passage-order")
def _passage_ends_before_it_starts(block: Block) -> list[Raw]:
    passage = block.passage()
    return [block.statement() | {"evidence": [passage | {"start": passage["end"]}]}]


@_breaks("Claim-evidence")
def _no_evidence(block: Block) -> list[Raw]:
    fact = block.meeting()
    return [_without(fact, "evidence")]


#### designations ####


def _listed(block: Block, **changes: object) -> Raw:
    """An act of an authority of this block's own choice, that nothing else speaks of."""
    own = Listing(
        WORLD.states[-1],
        f"Special Register {block.random.getrandbits(40)}",
        "Office",
        "terrorist",
        ("A-1",),
        None,
    )
    fact = block.designation(block.near("organization"), own, "A-1", "imposed", _LATE)
    return fact | {"date": _LATE.isoformat()} | changes


@_breaks("DesignationClaim-itself")
def _designates_itself(block: Block) -> list[Raw]:
    return [_listed(block, target=WORLD.states[-1], authority=WORLD.states[-1])]


@_breaks("Authority-kind")
def _authority_is_a_person(block: Block) -> list[Raw]:
    return [_listed(block, authority=identifier(block.near(block.random.choice(("person", "armed-group")))))]


@_breaks("DesignationClaim-termBeforeAct")
def _term_before_act(block: Block) -> list[Raw]:
    return [_listed(block, until=_EARLY.isoformat())]


@_breaks("TermOfLifting-until")
def _term_of_a_lifting(block: Block) -> list[Raw]:
    return [_listed(block, action="lifted", until="2030-01-01")]


@_breaks("UndatedLifting-date")
def _lifted_on_no_day(block: Block) -> list[Raw]:
    fact = _listed(block, action="lifted")
    return [_without(fact, "date")]


@_breaks("LiftingBeforeImposition-order")
def _lifted_before_imposed(block: Block) -> list[Raw]:
    fact = _listed(block)
    return [fact, fact | {"action": "lifted", "date": _EARLY.isoformat()}]


@_breaks("TermBeforeAct-order")
def _term_before_act_together(block: Block) -> list[Raw]:
    fact = _listed(block)
    other = _without(fact, "date")
    return [fact, other | {"until": _EARLY.isoformat(), "evidence": [block.passage()]}]


@_breaks("UnnamedList-several")
def _which_list(block: Block) -> list[Raw]:
    one = _listed(block)
    unnamed = _without(one, "list")
    return [one, one | {"list": f"{one['list']} II"}, unnamed | {"date": _EARLY.isoformat()}]


@_breaks("UnnamedProgramme-several")
def _which_programme(block: Block) -> list[Raw]:
    one = _listed(block)
    unnamed = _without(one, "programme")
    return [one, one | {"programme": "B-2"}, unnamed | {"date": _EARLY.isoformat()}]


#### recognitions, meetings, agreements ####


@_breaks("RecognitionClaim-itself")
def _recognises_itself(block: Block) -> list[Raw]:
    return [block.recognition() | {"by": WORLD.states[-1], "of": WORLD.names[WORLD.states[-1]]}]


@_breaks("RecognitionClaim-person")
def _ambassador_is_a_body(block: Block) -> list[Raw]:
    fact = block.recognition() | {"action": "ambassador-accepted"}
    return [fact | {"person": identifier(block.near("organization"))}]


@_breaks("RecognisedByPerson-kind")
def _recognised_by_a_person(block: Block) -> list[Raw]:
    return [block.recognition() | {"by": identifier(block.near("person"))}]


@_breaks("Disputed-record")
def _disputed(block: Block) -> list[Raw]:
    fact = block.statement()
    treaty = {**block.agreement(), "status": "signed"}
    return [treaty, treaty | {"denies": True, "evidence": fact["evidence"]}]


@_breaks("MeetingParticipants")
def _alone(block: Block) -> list[Raw]:
    fact = block.meeting()
    return [fact | {"participants": fact["participants"][:1]}]


@_breaks("AgreementParties")
def _agreed_with_nobody(block: Block) -> list[Raw]:
    fact = _without(block.agreement(), "label")
    one, *others = fact["parties"]
    return [fact | {"parties": [one, *({"actor": other, "role": "witness"} for other in others)]}]


def _dated(block: Block, early: str, late: str) -> Raw:
    steps = {"status": "signed", "inForce": "2008-01-01", "signed": "2008-01-01", "ended": "2012-01-01"}
    return block.agreement() | steps | {early: _EARLY.isoformat(), late: _LATE.isoformat()}


@_breaks("AgreementClaim-inForce")
def _in_force_before_signed(block: Block) -> list[Raw]:
    return [_dated(block, "inForce", "signed")]


@_breaks("AgreementClaim-endedBeforeSigned")
def _ended_before_signed(block: Block) -> list[Raw]:
    fact = _dated(block, "ended", "signed")
    return [_without(fact, "inForce")]


@_breaks("AgreementClaim-endedBeforeInForce")
def _ended_before_in_force(block: Block) -> list[Raw]:
    fact = _dated(block, "ended", "inForce")
    return [fact | {"signed": "2000-01-01"}]


@_breaks("InForceBeforeSigned-order")
def _in_force_before_signed_together(block: Block) -> list[Raw]:
    fact = _without(_dated(block, "inForce", "signed"), "ended")
    in_force = _without(fact, "signed")
    return [
        _without(fact, "inForce"),
        in_force | {"status": "in-force"},
    ]
