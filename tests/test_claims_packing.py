"""Claims handed from one process to another arrive whole."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented_facts import facts
from strategies import FACTS, TEXTS

from loader.claims import claim, content, description, digest
from loader.claims.packing import pack, unpack
from loader.facts.model import Sourced, Statement
from loader.facts.plain import plain

ONE = Statement(source="gazette", speaker="freedonia", summary="We will talk.")
NAMES = st.dictionaries(st.sampled_from(["authority", "target", "participant"]), st.sets(TEXTS, max_size=2))


def same(one, other):
    """Whether two items are one, even in what their JSON would not tell apart."""
    return type(one) is type(other) and one == other and repr(one) == repr(other)


@given(FACTS, NAMES)
def test_a_claim_is_unpacked_as_it_was_packed(fact, names):
    made = claim(fact, names)
    assert same(unpack(pack(made)), made)


@given(facts(), NAMES)
def test_whatever_a_file_says_is_unpacked_as_it_was_packed(raw, names):
    fact = plain(msgspec.json.encode(raw))
    if fact is not None:
        made = claim(fact, names) if isinstance(fact, Sourced) else description(fact, names)
        got = unpack(pack(made))
        assert same(got, made)
        assert digest(got) == made.id
        assert content(got.fact, got.named) == content(made.fact, made.named)


def test_what_is_cut_short_is_refused():
    packed = pack(claim(ONE, {}))
    with pytest.raises(msgspec.MsgspecError):
        unpack(packed[:-1])
