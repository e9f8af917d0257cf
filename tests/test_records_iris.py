"""Different records have different IRIs, however odd the names that they are made of."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st
from strategies import FACTS

from loader.claims import claim
from loader.facts.model import Designation, Meeting, Membership, Participant, Post, Recognition
from loader.records import derive, thing_of
from loader.triples import iri
from loader.vocabulary import BASE, DET

ODD = st.sampled_from(["a", "b", "a:b", "a%3Ab", ":", "list", "programme", "terrorist", "é/1", "lifted", "1"])
ODD_FACTS = st.one_of(
    st.builds(
        Designation,
        authority=ODD,
        target=ODD,
        category=st.just("terrorist"),
        action=st.sampled_from(["lifted", "amended"]),
        list=st.none() | ODD,
        programme=st.none() | ODD,
        date=st.sampled_from(["2003", "2004"]),
        source=ODD,
    ),
    st.builds(Recognition, by=ODD, of=ODD, action=st.just("granted"), source=ODD),
    st.builds(
        Meeting,
        id=st.none() | ODD,
        participants=st.tuples(ODD, st.builds(Participant, actor=ODD, status=st.just("declined"))),
        source=ODD,
    ),
    st.builds(Membership, member=ODD, organization=ODD, source=ODD),
    st.builds(Post, holder=ODD, title=ODD, of=ODD, source=ODD),
)
SAID_ONCE = {
    iri(DET + name) for name in ("action", "number", "earliest", "latest", "sourceCount", "list", "programme")
}


@given(st.lists((ODD_FACTS | FACTS).map(lambda fact: claim(fact, {})), max_size=12))
def test_no_two_records_meet_in_one_iri(claims):
    thing_at = {}
    for thing in {thing_of(c) for c in claims}:
        written = derive(thing, [c for c in claims if thing_of(c) == thing], {}, BASE)
        for subject in {s for s, _, _ in written}:
            assert thing_at.setdefault(subject, thing) == thing
        said = Counter((s, p) for s, p, _ in written if p in SAID_ONCE)
        assert all(times == 1 for times in said.values())
