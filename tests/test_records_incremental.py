"""Whatever the history of loads and withdrawals, the graph is what the surviving claims come to."""

from itertools import product

import pyoxigraph
from hypothesis import given, settings
from hypothesis import strategies as st

from loader.change import change
from loader.claims import ANY, Description, claim, description, in_dataset, triples
from loader.facts.model import (
    Actor,
    Agreement,
    Complete,
    Designation,
    DifferentFrom,
    Evidence,
    Meeting,
    Party,
    Post,
    Recognition,
    SameAs,
    Source,
    Statement,
)
from loader.holdings import Holdings, by_list, snapshots_of
from loader.membership import Membership, incoming, leaving
from loader.records import derive, identity_of, things_of
from loader.triples import nt
from loader.vocabulary import BASE

LISTS = ["Register", "List: B"]


def complete(name, published, authority="freedonia", listed="Register"):
    said = Complete(authority=authority, list=listed)
    return description(Source(id=name, title="The list", published=published, complete=said), {})


def designated(
    source,
    action="imposed",
    date=None,
    listed="Register",
    target="group:a",
    by="freedonia",
    programme=None,
    says=None,
):
    fact = Designation(
        authority=by,
        target=target,
        category="terrorist",
        action=action,
        list=listed,
        programme=programme,
        evidence=(Evidence(entry="1", sha256=says * 64),) if says else (),
        date=date,
        source=source,
        denies=by == ANY,
    )
    return claim(fact, {})


SNAPSHOTS = [
    complete("list-1", "2018-06-07"),
    complete("list-2", "2018-10-29"),
    complete("list-3", "2019-03-01"),
]
OTHERWISE_DESCRIBED = [
    complete("list-1", "2018-07"),
    complete("list-2", "2018-06-07"),
    complete("list-2", "2018-10-29", listed="List: B"),
    complete("list-3", "2019-03-01", authority="sylvania"),
    description(Source(id="list-3", title="Said to be complete no longer", published="2019-03-01"), {}),
]
CLAIMS = [
    *(
        designated(source, target=target)
        for source, target in product(["list-1", "list-3"], ["group:a", "b"])
    ),
    *(designated(source, says=says) for source, says in product(["list-1", "list-2", "list-3"], "ab")),
    *(
        designated(source, programme=p)
        for source, p in product(["list-1", "list-2", "list-3"], ["P", "list"])
    ),
    designated("list-2", "amended", "2018-09"),
    designated("list-3", "lifted", "2018-11", listed=None, programme="P"),
    designated("list-1", listed=None),
    designated("list-2", listed=None, date="2003"),
    designated("list-2", "lifted", "2018-09-03", listed=None),
    designated("list-2", "imposed", "2003", listed="List: B"),
    designated("list-1", "suspended", "2018"),
    designated("list-3", "lifted", by="sylvania"),
    designated("list-1", "lifted", "2010", listed=None, by=ANY),
    designated("list-1", "lifted", by=ANY),
]
OTHERS = [
    *(
        description(Actor(id="group:a", name=name, kind=kind, aliases=("A",)), {})
        for name, kind in product(["Group A", "The A"], ["armed-group", "government"])
    ),
    *(
        claim(
            Recognition(by=by, of="sylvania", action="granted", date=date, denies=by == ANY, source="list-1"),
            {},
        )
        for by, date in product(["freedonia", ANY], [None, "1994"])
    ),
    *(
        claim(Meeting(id=name, participants=("a", "b"), date=date, denies=denies, source=source), {})
        for name, date, denies, source in product([None, "m"], ["1994"], [False, True], ["list-1", "list-2"])
    ),
    claim(Post(holder="p", title="Envoy", of="freedonia", seen="1994", source="list-1"), {}),
    claim(Post(holder="p", title="Envoy", of="freedonia", denies=True, source="list-2"), {}),
    claim(Statement(speaker="p", summary="Nothing.", source="list-2"), {}),
]

DECISIONS = [
    *(
        description(SameAs(actor=actor, as_=kept, author="Person A"), {})
        for actor, kept in [
            *(("b", "group:a"), ("group:a", "b"), ("a", "b"), ("p", "b"), ("sylvania", "freedonia")),
            *(("freedonia", "league"), ("b", "b")),
        ]
    ),
    description(DifferentFrom(actor="group:a", from_="b", author="Person B"), {}),
    description(DifferentFrom(actor="freedonia", from_="sylvania", author="Person B"), {}),
]
DECIDED = [
    *(
        description(Actor(id=name, name=name.title(), kind="state", country=country), {})
        for name, country in [
            ("b", ()),
            ("b", ("sylvania",)),
            ("freedonia", ()),
            ("sylvania", ("freedonia",)),
        ]
    ),
    claim(Meeting(participants=("a", "group:a"), source="list-1"), {}),
    claim(Meeting(participants=("b", "a"), source="list-2"), {}),
    claim(Agreement(parties=("freedonia", Party(actor="b")), subject="rail", source="list-1"), {}),
    claim(Post(holder="b", title="Envoy", of="freedonia", seen="1994", source="list-1"), {}),
    claim(Statement(speaker="b", about=("p", "a"), summary="Nothing.", source="list-2"), {}),
    claim(
        Recognition(by="freedonia", of="b", person="p", action="granted", source="list-1", date="1994"), {}
    ),
    claim(Recognition(by="sylvania", of="a", action="granted", source="list-2", date="1995"), {}),
    designated("list-1", by="sylvania", target="b"),
    designated("list-2", by=ANY, target="b"),
]

DATASETS = st.sampled_from(["one", "two: 2/3", "three"])


def some(pool, least=0, most=4):
    return st.lists(st.sampled_from(pool), min_size=least, max_size=most)


def steps(batches):
    return st.one_of(
        st.tuples(st.sampled_from(["load", "add", "add"]), DATASETS, batches),
        st.tuples(st.just("retract dataset"), DATASETS),
        st.tuples(st.just("retract source"), st.sampled_from(["list-1", "list-2", "list-3"])),
    )


def parsed(written):
    return set(pyoxigraph.parse(nt(written), pyoxigraph.RdfFormat.N_TRIPLES))


def from_scratch(datasets):
    """What the claims of all datasets come to, without any history."""
    items = {i: item for made in datasets.values() for i, item in made.items()}
    about, sources = {}, {}
    identity = identity_of(item.fact for item in items.values())
    for item in items.values():
        for thing in things_of(item, identity):
            about.setdefault(thing, []).append(item)
        if isinstance(item.fact, Source):
            sources.setdefault(item.fact.id, []).append(item)
    snapshots = by_list({name: list(snapshots_of(said)) for name, said in sources.items()}, identity)
    written = {t for item in items.values() for t in triples(item, BASE)}
    written |= {in_dataset(BASE, i, name) for name, made in datasets.items() for i in made}
    for thing, said in about.items():
        written |= derive(thing, said, snapshots, BASE, identity)
    return parsed(written)


def on_source(item, name):
    if isinstance(item, Description):
        return isinstance(item.fact, Source) and item.fact.id == name
    return item.fact.source == name


def take(step, datasets, holdings):
    """One step as a user makes it: planned for the graph, and done to the plain sets beside it."""
    match step:
        case ("load" | "add") as how, name, given:
            made = {item.id: item for item in given}
            datasets[name] = (datasets.get(name, {}) if how == "add" else {}) | made
            return change(holdings, incoming(holdings, {name: made}, keep=how == "add"), made)
        case "retract dataset", name:
            return change(holdings, Membership(left={name: set(datasets.pop(name, {}))}), {})
        case _, name:
            for made in datasets.values():
                for identifier in [i for i, item in made.items() if on_source(item, name)]:
                    del made[identifier]
            found = [item.id for item in holdings.by_source(name)]
            return change(holdings, leaving(holdings, found), {})


def follow(history):
    """Takes each step in turn, and compares what it leaves with what there would be without a history."""
    graph = pyoxigraph.Store()
    datasets = {}
    for step in history:
        planned = take(step, datasets, Holdings(graph, BASE))
        for quad in parsed(planned.gone):
            graph.remove(quad)
        graph.extend(parsed(planned.new))
        assert set(graph) == from_scratch(datasets)


@settings(max_examples=200)
@given(
    some(SNAPSHOTS, 1, 5),
    some(CLAIMS, 1, 6),
    st.lists(steps(some(SNAPSHOTS + OTHERWISE_DESCRIBED, 1, 2) | some(CLAIMS)), min_size=1, max_size=5),
)
def test_lists_may_come_change_and_go_in_any_order(described, claimed, history):
    follow([("load", "one", described), ("load", "three", claimed), *history])


@settings(max_examples=100)
@given(st.lists(steps(some(OTHERS, 1, 8)), min_size=2, max_size=6))
def test_after_any_history_the_graph_is_what_the_surviving_claims_come_to(history):
    follow(history)


@settings(max_examples=200)
@given(
    some(DECISIONS, 1, 3),
    some(OTHERS + DECIDED + CLAIMS, 1, 8),
    some(SNAPSHOTS, 0, 3),
    st.lists(steps(some(DECISIONS, 1, 2) | some(OTHERS + DECIDED + CLAIMS)), min_size=1, max_size=5),
)
def test_decisions_may_come_and_go_at_any_time(decided, claimed, described, history):
    follow([("load", "one", claimed), ("add", "one", described), ("load", "two: 2/3", decided), *history])


@settings(max_examples=60)
@given(some(DECISIONS, 1, 4), some(OTHERS + DECIDED + CLAIMS + SNAPSHOTS, 1, 10))
def test_undoing_decisions_restores_the_former_state(decided, claimed):
    graph = pyoxigraph.Store()
    datasets = {}

    def done(step):
        planned = take(step, datasets, Holdings(graph, BASE))
        for quad in parsed(planned.gone):
            graph.remove(quad)
        graph.extend(parsed(planned.new))
        return planned

    done(("load", "one", claimed))
    before = set(graph)
    planned = done(("load", "two: 2/3", decided))
    assert not {t for t in planned.gone if t[0].startswith(f"<{BASE}claim/")}
    done(("retract dataset", "two: 2/3"))
    assert set(graph) == before
