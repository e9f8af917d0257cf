"""Names of one load: each leads to all actors that are called so, and an id to itself alone."""

from hypothesis import given
from hypothesis import strategies as st

from loader.facts.model import Actor, Source
from loader.names import Ambiguous, Names, names_of, resolve

IDS = st.sampled_from(["a", "b", "c", "d"])
WORDS = st.sampled_from(["a", "b", "North", "South", "East"])
KINDS = st.sampled_from(["state", "person", "organization"])
ACTORS = st.builds(
    Actor,
    id=IDS,
    name=WORDS,
    kind=st.none() | KINDS,
    kinds=st.lists(KINDS, max_size=2).map(tuple),
    aliases=st.lists(WORDS, max_size=2).map(tuple),
    names=st.dictionaries(st.sampled_from(["ru", "fr"]), WORDS | st.lists(WORDS).map(tuple), max_size=2),
)


@given(st.lists(ACTORS, max_size=8))
def test_a_name_means_all_actors_that_are_called_so(actors):
    names = Names()
    for actor in actors:
        names.add(actor)
    ids = {actor.id for actor in actors}
    for word in ("a", "b", "c", "d", "North", "South", "East", "West"):
        called = {actor.id for actor in actors if word in names_of(actor)}
        assert set(names.find(word)) == ({word} if word in ids else called)
    assert set(names.words()) == ids | {name for actor in actors for name in names_of(actor)}


@given(st.lists(ACTORS, max_size=8))
def test_an_actor_is_of_all_kinds_that_are_said_of_it(actors):
    names = Names()
    for actor in actors:
        names.add(actor)
    for identifier in ("a", "b", "c", "d"):
        said = [{*actor.kinds, actor.kind} - {None} for actor in actors if actor.id == identifier]
        assert names.kinds_of(identifier) == tuple(sorted(set().union(*said)))


def test_a_name_of_several_actors_is_ambiguous_and_a_source_is_no_actor():
    names = Names()
    for identifier in ("north-1", "north-2", "north-3"):
        names.add(Actor(id=identifier, name="North", kind="state"))
    names.add_source(Source(id="gazette", title="North"))
    assert resolve("North", [names]) == Ambiguous(("north-1", "north-2", "north-3"))
    assert names.has_source("gazette")
    assert not names.find("gazette")
