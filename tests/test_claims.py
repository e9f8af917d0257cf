"""Claims: hashed by content alone, written as RDF and read back without loss."""

import random

import msgspec
import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import ACTORS, FACTS, TEXTS

from loader.claims import canonical, claim, claim_iri, description, digest, group, read, triples
from loader.claims.decode import MalformedClaimError
from loader.claims.fields import CLASSES, FIELDS
from loader.facts.model import Actor, Designation, Meeting, Participant, Source
from loader.triples import iri, literal, literal_value, nt
from loader.vocabulary import BASE, key, parts

NAMES = st.dictionaries(st.sampled_from(["authority", "target", "participant"]), st.sets(TEXTS, max_size=2))


@given(FACTS, NAMES)
def test_a_claim_read_back_from_its_triples_is_the_same_claim(fact, names):
    made = claim(fact, names)
    said = list(triples(made, BASE))
    random.shuffle(said)
    assert read(claim_iri(BASE, made.id), group(said)) == made
    assert digest(made) == made.id


@given(FACTS)
def test_a_claim_survives_the_engine_s_own_spelling_of_terms(fact):
    made = claim(fact, {})
    stored = pyoxigraph.Store()
    stored.load(nt(triples(made, BASE)), pyoxigraph.RdfFormat.N_TRIPLES)
    said = [(str(q.subject), str(q.predicate), str(q.object)) for q in stored]
    assert read(claim_iri(BASE, made.id), group(said)) == made


@given(FACTS, st.randoms())
def test_the_order_of_sets_and_their_repetition_do_not_change_the_hash(fact, chance):
    changes = {}
    for name in fact.__struct_fields__:
        value = getattr(fact, name)
        if isinstance(value, tuple) and value:
            shuffled = [*value, chance.choice(value)]
            chance.shuffle(shuffled)
            changes[name] = tuple(shuffled)
    assert claim(msgspec.structs.replace(fact, **changes), {}).id == claim(fact, {}).id


@given(FACTS, FACTS)
def test_different_facts_have_different_hashes(one, other):
    a, b = claim(one, {}), claim(other, {})
    assert (a.id == b.id) == (a.fact == b.fact)


def test_the_hash_depends_on_the_name_that_was_used_but_not_on_the_base():
    fact = Designation(authority="f", target="a", category="terrorist", action="lifted", source="s")
    plain, named = claim(fact, {}), claim(fact, {"authority": {"Freedonia"}})
    assert plain.id != named.id
    there = "https://example.org/id/"
    assert read(claim_iri(there, named.id), group(triples(named, there))) == named


def test_a_participant_without_more_is_the_same_as_its_name():
    short = Meeting(participants=("a", "b"), source="s")
    long = Meeting(participants=(Participant(actor="b"), Participant(actor="a")), source="s")
    assert claim(short, {}).id == claim(long, {}).id


def test_a_participant_named_plainly_too_is_the_same_as_with_what_is_said_of_it():
    more = Participant(actor="a", status="declined")
    once = Meeting(participants=("b", more), source="s")
    twice = Meeting(participants=("a", more, "b"), source="s")
    assert claim(once, {}).id == claim(twice, {}).id


def test_names_under_one_language_in_two_spellings_are_all_kept():
    apart = {"RU": ("Группа",), "ru": "Организация", "fr": ()}
    actor = Actor(id="a", name="A", kind="state", names=apart)
    assert canonical(actor).names == {"ru": ("Группа", "Организация")}


def test_a_default_written_out_is_the_same_claim():
    short = Meeting(participants=("a", "b"), source="s")
    long = Meeting(participants=("a", "b"), source="s", status="held", dateRole="event", confidence="stated")
    assert claim(short, {}).id == claim(long, {}).id


@given(st.builds(Actor, id=ACTORS, name=TEXTS, kind=st.just("state"), aliases=st.lists(TEXTS).map(tuple)))
def test_a_description_read_back_is_the_same_description(actor):
    made = description(actor, {"country": {"Freedonia"}})
    assert read(claim_iri(BASE, made.id), group(triples(made, BASE))) == made


def test_a_source_s_complete_list_survives():
    source = msgspec.convert(
        {"type": "source", "id": "s", "title": "T", "complete": {"authority": "f", "list": "L"}}, Source
    )
    made = description(source, {})
    assert read(claim_iri(BASE, made.id), group(triples(made, BASE))) == made


def test_a_date_that_cannot_be_read_is_malformed():
    made = claim(Meeting(participants=("a", "b"), date="2003", source="s"), {})
    said = [(s, p, o.replace('"2003"', '"2003-99"')) for s, p, o in triples(made, BASE)]
    with pytest.raises(MalformedClaimError, match="2003-99"):
        read(claim_iri(BASE, made.id), group(said))


def test_what_no_fact_can_have_made_is_malformed():
    made = claim(Meeting(participants=("a", "b"), source="s"), {})
    said = [t for t in triples(made, BASE) if "#type" not in t[1]]
    with pytest.raises(MalformedClaimError):
        read(claim_iri(BASE, made.id), group(said))


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_literal_is_unescaped_to_what_was_escaped(text):
    assert literal_value(literal(text)) == text


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_the_engine_reads_a_literal_as_it_was_meant(text):
    line = nt([(iri("urn:s"), iri("urn:p"), literal(text))])
    (quad,) = pyoxigraph.parse(line, pyoxigraph.RdfFormat.N_TRIPLES)
    assert quad.object.value == text


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1))
def test_a_key_gives_its_parts_back_and_fits_an_iri(names):
    joined = key(*names)
    assert parts(joined) == names
    pyoxigraph.NamedNode(BASE + "actor/" + joined)


def test_every_key_of_every_sourced_fact_has_its_predicate():
    for cls in CLASSES.values():
        assert {f.attribute for f in FIELDS[cls]} == set(cls.__struct_fields__)
