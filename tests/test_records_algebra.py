"""What holds of records whatever the claims are: order, repetition, withdrawal, narrowing, contradiction."""

from itertools import combinations, pairwise, product

import pyoxigraph
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import DATES, DESIGNATIONS, FACTS, RECOGNITIONS, ROLES

from loader.change import change
from loader.claims import claim, claim_iri
from loader.facts.model import Designation
from loader.holdings import Holdings
from loader.membership import Membership, incoming
from loader.records import derive, derived, thing_of
from loader.records.acts import acts
from loader.records.readings import ROLES as ORDER
from loader.records.readings import Reading, add_up
from loader.records.scopes import by_scope
from loader.records.steps import Step
from loader.triples import iri, nt
from loader.vocabulary import BASE, DET

CLAIMS = st.lists(FACTS.map(lambda f: claim(f, {})), max_size=8)
ACTS = st.lists((DESIGNATIONS | RECOGNITIONS).map(lambda f: claim(f, {})), min_size=1, max_size=10)
READINGS = st.lists(st.builds(Reading.of, DATES, ROLES), max_size=6)


def records(claims):
    things = {thing_of(c) for c in claims}
    return {
        t for thing in things for t in derive(thing, [c for c in claims if thing_of(c) == thing], {}, BASE)
    }


@given(CLAIMS, st.randoms())
def test_order_and_repetition_of_claims_never_matter(claims, chance):
    shuffled = claims + [c for c in claims if chance.random() < 0.5]
    chance.shuffle(shuffled)
    assert records(shuffled) == records(claims)


def apply(graph, planned):
    for quad in pyoxigraph.parse(nt(planned.gone), pyoxigraph.RdfFormat.N_TRIPLES):
        graph.remove(quad)
    graph.extend(pyoxigraph.parse(nt(planned.new), pyoxigraph.RdfFormat.N_TRIPLES))


@settings(max_examples=60)
@given(CLAIMS, CLAIMS, CLAIMS)
def test_withdrawing_claims_undoes_exactly_them(kept, shared, passing):
    graph = pyoxigraph.Store()
    holdings = Holdings(graph, BASE)
    first = {"a": {c.id: c for c in kept + shared}}
    second = {"b": {c.id: c for c in shared + passing}}
    items = first["a"] | second["b"]
    apply(graph, change(holdings, incoming(holdings, first), items))
    before = set(graph)
    apply(graph, change(holdings, incoming(holdings, second), items))
    apply(graph, change(holdings, Membership(left={"b": set(second["b"])}), {}))
    assert set(graph) == before


@settings(max_examples=60)
@given(st.lists(CLAIMS, min_size=1, max_size=4), st.randoms())
def test_datasets_loaded_in_any_order_come_to_the_same_graph(parts, chance):
    named = {f"d{n}": {c.id: c for c in part} for n, part in enumerate(parts)}
    items = {i: c for part in named.values() for i, c in part.items()}
    graphs = []
    for _ in range(2):
        graph = pyoxigraph.Store()
        holdings = Holdings(graph, BASE)
        order = list(named.items())
        chance.shuffle(order)
        for name, part in order:
            apply(graph, change(holdings, incoming(holdings, {name: part}), items))
        graphs.append(set(graph))
    assert graphs[0] == graphs[1]


@given(READINGS, st.builds(Reading.of, DATES.filter(lambda d: "~" not in d and "?" not in d), ROLES))
def test_bounds_only_tighten_while_readings_agree(readings, more):
    before, after = add_up(readings), add_up([*readings, more])
    firm = all(r.firm for r in readings if r.role == more.role)
    if after.disputed or before.role != after.role or not firm:
        return
    assert before.earliest <= after.earliest <= after.latest <= before.latest


@given(READINGS)
def test_a_role_is_disputed_exactly_when_two_of_its_firm_dates_have_no_day_in_common(readings):
    torn = False
    for role in ORDER:
        dates = [r.date for r in readings if r.role == role and r.date is not None]
        counted = [d for d in dates if not d.soft] or dates
        torn |= any(a.latest < b.earliest or b.latest < a.earliest for a, b in combinations(counted, 2))
    assert add_up(readings).disputed == torn


@given(READINGS)
def test_the_date_is_of_the_first_role_present_and_the_hull_of_what_contradicts(readings):
    summed = add_up(readings)
    if summed.date is None:
        assert all(r.date is None for r in readings)
        return
    roles = [role for role in ORDER if any(r.role == role and r.date for r in readings)]
    assert summed.role == roles[0]
    shown = [r for r in readings if r.role == summed.role and r.date is not None]
    counted = [r for r in shown if r.firm] or shown
    earliest, latest = max(r.earliest for r in counted), min(r.latest for r in counted)
    if earliest <= latest:
        assert (summed.earliest, summed.latest) == (earliest, latest)
    else:
        assert summed.earliest == min(r.earliest for r in counted)
        assert summed.latest == max(r.latest for r in counted)


def test_a_reported_date_is_an_upper_bound_and_never_disputes():
    summed = add_up([Reading.of("2003", "reported"), Reading.of("2024-11-21", "reported")])
    assert (summed.date.text, summed.disputed) == ("../2003", False)


@given(ACTS)
def test_a_contradiction_loses_no_reading(claims):
    """Every asserting claim stands behind an act, and every act behind a claim's own action."""
    written = records(claims)
    claimed = {o for _, p, o in written if p == iri(DET + "claim")}
    assert claimed == {iri(claim_iri(BASE, c.id)) for c in claims if not c.fact.denies}
    denied = {o for _, p, o in written if p == iri(DET + "denial")}
    assert denied == {iri(claim_iri(BASE, c.id)) for c in claims if c.fact.denies}


def act_claims(episodes):
    return st.lists(
        st.builds(
            lambda action, date, source, episode: claim(
                Designation(
                    authority="f",
                    target="a",
                    category="terrorist",
                    action=action,
                    date=date,
                    source=source,
                    episode=episode,
                ),
                {},
            ),
            st.sampled_from(["imposed", "lifted"]),
            st.none() | DATES,
            st.sampled_from(["s1", "s2"]),
            episodes,
        ),
        max_size=9,
        unique_by=lambda c: c.id,
    )


PLAIN = act_claims(st.none())
LABELLED = act_claims(st.sampled_from([None, None, "first", "second"]))


def told_apart(a, b, separators):
    first, second = sorted((a, b), key=lambda s: (s.reading.latest, s.reading.earliest))
    return first.reading.latest < second.reading.earliest and any(
        x.reading.firm
        and first.reading.latest <= x.reading.earliest
        and x.reading.latest <= second.reading.earliest
        for x in separators
    )


@given(PLAIN)
def test_there_are_as_many_acts_as_claims_that_are_all_told_apart(claims):
    steps = [Step.of(c) for c in claims]
    found = acts(steps, [], ("imposed", "lifted"))
    for action, other in (("imposed", "lifted"), ("lifted", "imposed")):
        mine = [s for s in steps if s.action == action]
        others = [s for s in steps if s.action == other]
        longest = max(
            (
                size
                for size in range(len(mine) + 1)
                for row in combinations(mine, size)
                if all(told_apart(a, b, others) for a, b in combinations(row, 2))
            ),
            default=0,
        )
        assert sum(act.action == action for act in found) == longest


@given(PLAIN, st.randoms())
def test_acts_are_numbered_in_time(claims, chance):
    steps = [Step.of(c) for c in claims]
    chance.shuffle(steps)
    for action in ("imposed", "lifted"):
        mine = [a for a in acts(steps, [], ("imposed", "lifted")) if a.action == action]
        assert [a.number for a in mine] == list(range(1, len(mine) + 1))
        assert all(a.dated.earliest < b.dated.earliest for a, b in pairwise(mine))


@given(LABELLED)
def test_one_label_is_one_act_unless_all_its_claims_may_be_of_several(claims):
    steps = [Step.of(c) for c in claims]
    found = acts(steps, [], ("imposed", "lifted"))
    for action, label in product(("imposed", "lifted"), ("first", "second")):
        held = [s for s in steps if (s.action, s.episode) == (action, label)]
        of_label = [a for a in found if a.action == action and not set(held).isdisjoint(a.steps)]
        assert len(of_label) <= 1 or all(sum(s in a.steps for a in of_label) > 1 for s in held)


@given(LABELLED, st.randoms())
def test_acts_are_the_same_in_whatever_order_claims_come(claims, chance):
    def found(given):
        return [
            (a.action, a.number, a.dated, a.disputed, {s.claim.id for s in a.steps})
            for a in sorted(acts(given, [], ("imposed", "lifted")), key=lambda a: (a.action, a.number))
        ]

    steps = [Step.of(c) for c in claims]
    shuffled = chance.sample(steps, len(steps))
    assert found(shuffled) == found(steps)


LISTS, PROGRAMMES = [None, "A", "B"], [None, "P", "Q"]


@given(
    st.lists(
        st.builds(
            lambda said, denies, action: claim(
                Designation(
                    authority="f",
                    target="a",
                    category="sanctions",
                    action=action,
                    list=said[0],
                    programme=said[1],
                    denies=denies,
                    source="s",
                ),
                {},
            ),
            st.sampled_from(list(product(LISTS, PROGRAMMES))),
            st.integers(0, 4).map(lambda n: n == 0),
            st.sampled_from(["imposed", "lifted"]),
        ),
        max_size=7,
    ),
    st.randoms(),
)
def test_a_claim_that_says_less_joins_the_one_scope_that_says_most(claims, chance):
    asserted = {(c.fact.list, c.fact.programme) for c in claims if not c.fact.denies}
    groups = by_scope(claims)
    assert sorted(c.id for _, said in groups for c in said) == sorted(c.id for c in claims)
    for scope, said in groups:
        for each in said:
            listed, programme = each.fact.list, each.fact.programme
            wider = {
                (a, p) for a, p in asserted if (listed is None or a == listed) and programme in (None, p)
            }
            most = {
                (a, p)
                for a, p in wider
                if not {(b, q) for b, q in wider if a in (None, b) and p in (None, q)} - {(a, p)}
            }
            expected = next(iter(most)) if len(most) == 1 else (listed, programme)
            assert (scope.list, scope.programme) == expected
            assert (scope.category is None) == (expected != (None, None))
    shuffled = chance.sample(claims, len(claims))
    again = {scope.key: {c.id for c in said} for scope, said in by_scope(shuffled)}
    assert again == {scope.key: {c.id for c in said} for scope, said in groups}
    assert len({scope.key for scope, _ in groups}) == len(groups)


@given(CLAIMS)
def test_each_triple_of_a_record_is_written_once(claims):
    for thing in {thing_of(c) for c in claims}:
        about = [c for c in claims if thing_of(c) == thing]
        written = derived(thing, about, {}, BASE)
        assert len(written) == len(set(written))
        assert frozenset(written) == derive(thing, about, {}, BASE)
