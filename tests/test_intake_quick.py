"""The quick way to a claim never says other than the careful one."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from strategies import FACTS

from loader.errors import Place
from loader.facts import Placed
from loader.facts.model import Actor, Complete, Designation, SameAs, Source
from loader.intake.quick import quick
from loader.intake.resolving import Resolver
from loader.names import Names, Scopes

REFERENCES = st.sampled_from(["freedonia", "sylvania", "group:a", "Group A", "Both", "Nobody", "any"])
DESCRIBING = st.one_of(
    st.builds(
        Actor,
        id=st.just("group:a"),
        name=st.just("Group A"),
        kind=st.just("person"),
        country=st.lists(REFERENCES, max_size=3).map(tuple),
        successors=st.lists(REFERENCES, max_size=2).map(tuple),
    ),
    st.builds(
        Source,
        id=st.just("gazette"),
        title=st.just("Gazette"),
        complete=st.none() | st.builds(Complete, authority=REFERENCES, list=st.just("A")),
    ),
    st.builds(SameAs, actor=REFERENCES, as_=REFERENCES, author=st.just("A")),
)
REFERRING = FACTS.flatmap(
    lambda fact: REFERENCES.map(
        lambda name: msgspec.structs.replace(
            fact, **{k: name for k in ("authority", "by", "member", "holder", "speaker") if hasattr(fact, k)}
        )
    )
)


def scopes():
    near, far = Names(), Names()
    near.add(Actor(id="freedonia", name="Both", kind="state"))
    far.add(Actor(id="sylvania", name="Both", kind="state", aliases=("any",)))
    near.add(Actor(id="group:a", name="Group A", kind="armed-group"))
    far.add(Actor(id="group b", name="Group A", kind="armed-group"))
    far.add(Actor(id="Ünïon/1", name="Union", kind="organization"))
    near.add(Actor(id="twin-1", name="Twin", kind="person", aliases=("Nobody",)))
    near.add(Actor(id="twin-2", name="Twin", kind="person", aliases=("Nobody",)))
    for source, scope in (("gazette", near), ("wire 2", far)):
        scope.add_source(Source(id=source, title=source))
    return [near, far]


SCOPES = scopes()


@given(REFERRING | DESCRIBING)
def test_the_quick_way_makes_what_the_careful_one_makes_or_nothing(fact):
    found = quick(fact, SCOPES)
    careful = Resolver(Placed(fact, Place("a.jsonl", 1)), Scopes(SCOPES), ())
    made = careful.item()
    if found is not None:
        assert careful.resolved
        assert careful.problems == []
        assert found == made


def test_what_is_plainly_known_goes_the_quick_way():
    names = Names()
    names.add(Actor(id="freedonia", name="Freedonia", kind="state"))
    names.add_source(Source(id="gazette", title="Gazette"))
    act = {"source": "gazette", "action": "lifted", "authority": "Freedonia", "target": "freedonia"}
    made = quick(Designation(category="terrorist", **act), [names])
    assert made is not None
    assert (made.fact.authority, made.named) == ("freedonia", (("authority", ("Freedonia",)),))
    assert quick(Designation(category="terrorist", **act | {"source": "herald"}), [names]) is None
    assert quick(Designation(category="terrorist", **act | {"target": "Sylvania"}), [names]) is None
