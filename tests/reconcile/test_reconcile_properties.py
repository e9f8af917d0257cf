"""What holds of proposals whatever the actors are."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from loader.facts.model import Actor
from loader.reconcile import Decided, Profile, compare, of_fact, propose
from loader.reconcile.blocking import pairs

SYLLABLES = [
    "zu",
    "brov",
    "kin",
    "tmu",
    "ta",
    "ra",
    "kan",
    "ов",
    "ия",
    "фри",
    "до",
    "ني",
    "سل",
    "φρει",
    "δω",
    "福",
    "里",
]
WORDS = st.lists(st.sampled_from(SYLLABLES), min_size=1, max_size=4).map("".join)
NAMES = st.lists(
    WORDS | st.sampled_from(["of", "bank", "republic", "7", "163", "(xyz)"]), min_size=1, max_size=4
).map(" ".join)
FACTS = st.builds(
    Actor,
    id=st.uuids().map(str),
    name=NAMES,
    kind=st.sampled_from(["person", "organization", "state", "armed-group", "territory"]),
    aliases=st.lists(NAMES, max_size=2).map(tuple),
    weakAliases=st.lists(NAMES, max_size=1).map(tuple),
    identifiers=st.dictionaries(
        st.sampled_from(["passport", "un-sc"]), st.sampled_from(["X0001", "X0002"]), max_size=1
    ),
    born=st.lists(st.sampled_from(["1963", "1963-04-11", "1970~"]), max_size=1).map(tuple),
    country=st.lists(st.sampled_from(["freedonia", "sylvania"]), max_size=1).map(tuple),
)
PROFILES = st.lists(FACTS.map(of_fact), min_size=2, max_size=8, unique_by=lambda p: p.id)
UNRELATED = of_fact(
    Actor(id="unrelated", name="Quuxquux Vloop", kind="person", identifiers={"imo": "9999999"})
)


@given(FACTS.map(of_fact), FACTS.map(of_fact))
def test_which_of_two_comes_first_does_not_matter(one: Profile, other: Profile) -> None:
    there, back = compare(one, other), compare(other, one)
    if one.id != other.id:
        assert (there.score, there.reasons, there.pair) == (back.score, back.reasons, back.pair)
    assert 0 <= there.score <= 1


@settings(max_examples=40)
@given(PROFILES, st.randoms(use_true_random=False))
def test_the_order_of_actors_does_not_matter(profiles: list[Profile], chance: random.Random) -> None:
    mixed = list(profiles)
    chance.shuffle(mixed)
    assert propose(mixed, 0.3) == propose(profiles, 0.3)


@settings(max_examples=40)
@given(PROFILES)
def test_an_unrelated_actor_changes_no_proposal(profiles: list[Profile]) -> None:
    assert propose([*profiles, UNRELATED], 0.3) == propose(profiles, 0.3)


@settings(max_examples=40)
@given(PROFILES, st.data())
def test_what_is_decided_is_never_proposed_and_the_rest_still_is(
    profiles: list[Profile], data: st.DataObject
) -> None:
    found = propose(profiles, 0.3)
    decided = Decided()
    for proposal in found:
        match data.draw(st.sampled_from(["same", "different", "open"])):
            case "same":
                decided.same(*proposal.pair)
            case "different":
                decided.different(*proposal.pair)
    left = propose(profiles, 0.3, decided.settled)
    assert left == [proposal for proposal in found if not decided.settled(*proposal.pair)]


@settings(max_examples=40)
@given(PROFILES)
def test_a_higher_threshold_only_leaves_out(profiles: list[Profile]) -> None:
    found = propose(profiles, 0.3)
    assert propose(profiles, 0.85) == [proposal for proposal in found if proposal.score >= 0.85]


def test_the_work_grows_with_the_actors_and_not_with_their_square() -> None:
    chance = random.Random(1)
    words = ["".join(chance.choices(SYLLABLES[:7], k=chance.randint(2, 4))) for _ in range(600)]

    def name() -> str:
        return " ".join(chance.choices(words, k=chance.randint(2, 4))).title()

    names = [(name(), name()) for _ in range(800)]
    profiles = [
        of_fact(Actor(id=f"p{number}", name=one, kind="person", aliases=(other,)))
        for number, (one, other) in enumerate(names)
    ]
    doubles = [
        of_fact(Actor(id=f"q{number}", name=one.upper(), kind="person"))
        for number, (one, _) in enumerate(names[:40])
    ]
    everybody = [*profiles, *doubles]
    assert len(pairs(everybody)) < 10 * len(everybody)
    proposed = {proposal.pair for proposal in propose(everybody)}
    assert {(f"p{number}", f"q{number}") for number in range(40)} <= proposed
