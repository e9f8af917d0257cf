"""Where designations and recognitions stood on a day: the queries against the rule, written a second time.

Each example is a store of many designations with invented acts within twelve days, so that every way in
which bounds can lie to each other and to the day comes up.
"""

import datetime as dt
from dataclasses import dataclass, replace

import pyoxigraph as ox
from hypothesis import example, given, settings
from hypothesis import strategies as st

from loader import queries, results
from loader.vocabulary import BASE, CLAIM, CODE, DET, RDF_TYPE, XSD

FIRST = dt.date(2020, 1, 1)
SHOWS = ("imposed", "reaffirmed", "amended")
STEPS = ("granted", "withdrawn", "refused")


@dataclass(frozen=True)
class Act:
    """An act, or the denial of one, between two days, with the term that it set; -1 and 99 are open."""

    action: str
    start: int
    end: int
    number: int = 0
    denied: bool = False
    until: int | None = None


def _acts(actions):
    days = st.tuples(st.integers(0, 11), st.integers(0, 11)).map(sorted)
    single = st.integers(0, 11).map(lambda day: (day, day))
    return st.lists(
        st.builds(
            lambda action, bounds, denied, until: Act(action, *bounds, denied=denied, until=until),
            st.sampled_from(actions),
            st.one_of(single, single, days, st.sampled_from([(-1, 5), (-1, 9), (3, 99), (-1, 99)])),
            st.integers(0, 7).map(lambda n: n == 0),
            st.sampled_from([None] * 8 + [1, 4, 6, 9, 99]),
        ),
        max_size=5,
    ).map(_numbered)


def _numbered(acts):
    found = []
    for act in sorted(acts, key=lambda a: (a.start, a.end)):
        number = 1 + sum(a.action == act.action for a in found if not a.denied)
        found.append(replace(act, number=0 if act.denied else number))
    return found


def _day(number):
    if number < 0:
        return "0001-01-01"
    return "9999-12-31" if number > 50 else (FIRST + dt.timedelta(days=number)).isoformat()


def _store(kind, of, scheme, everything):
    """A store with one record of each list of acts; the key of the record is its place in the list."""
    store = ox.Store()

    def add(subject, predicate, value):
        term = value if isinstance(value, ox.Literal) else ox.NamedNode(value)
        store.add(ox.Quad(ox.NamedNode(subject), ox.NamedNode(predicate), term))

    def date(number):
        return ox.Literal(_day(number), datatype=ox.NamedNode(XSD + "date"))

    for key, acts in enumerate(everything):
        record = f"{BASE}{kind.lower()}/{key}"
        add(record, RDF_TYPE, DET + kind)
        for predicate in of:
            add(record, DET + predicate, f"{BASE}actor/{key}")
        for n, act in enumerate(acts):
            name, space = f"{record}:{n}", CLAIM if act.denied else DET
            add(name, space + "action", f"{CODE}{scheme}/{act.action}")
            add(name, space + "earliest", date(act.start))
            add(name, space + "latest", date(act.end))
            if act.until is not None:
                add(name, space + "until", ox.Literal(_day(act.until)))
                add(name, space + "untilLatest", date(act.until))
            if act.denied:
                add(record, DET + "denial", name)
            else:
                add(name, DET + kind.lower(), record)
                add(name, DET + "number", ox.Literal(act.number))
    return store


def _asked(name, subject, store, today):
    question = queries.find(name)
    answer = results.run(store, queries.bind(question, {}, store, FIRST + dt.timedelta(days=today), BASE))
    found = {}
    for row in answer.rows:
        said = dict(zip(answer.variables, row, strict=True))
        key = int(said[subject].value.rsplit("/", 1)[1])
        assert key not in found, "one row each"
        found[key] = said["status"].value
    return found


def designation_status(acts, day):
    """The rule of designation-status, in words of sets."""
    said = [a for a in acts if not a.denied]
    certain = [a for a in said if a.end <= day]
    straddling = [a for a in said if a.start <= day < a.end and a.action != "removal-announced"]
    sightings = [a for a in certain if a.action in SHOWS]
    doubtful = [a for a in straddling if a.action in SHOWS]

    def again(act, end):
        return act.start > end.end or (
            act.action == "imposed"
            and end.action == "lifted"
            and (act.start, act.number) > (end.end, end.number)
        )

    def last(action):
        ends = [a for a in certain if a.action == action]
        return [e for e in ends if not any(again(s, e) for s in sightings)]

    def settled(end):
        return any(a.action in SHOWS[1:] and day <= a.start and a.end <= end.end for a in said)

    def lapsed():
        lifted = [a for a in certain if a.action == "lifted"]
        termed = [a for a in sightings if a.until is not None and all(again(a, e) for e in lifted)]
        if not termed:
            return False
        term = max((a.start, a.number if a.action == "imposed" else 0, a.until) for a in termed)[2]
        shown = [a for a in said if a.action in SHOWS[1:] or (a.action == "imposed" and a in certain)]
        return term < day and not any(a.start > term for a in shown)

    open_ends = [a for a in straddling if a.action in ("lifted", "suspended")]
    ended = [a for a in certain if a.action in ("lifted", "suspended")]
    returned = any(all(again(s, e) for e in ended) for s in doubtful)
    if last("lifted"):
        return "unclear" if returned else "lifted"
    if last("suspended"):
        lifted = any(e.action == "lifted" and not settled(e) for e in open_ends)
        return "unclear" if returned or lifted else "suspended"
    if sightings:
        doubtful_end = any(not settled(e) for e in open_ends)
        return "unclear" if doubtful_end or lapsed() else "in-force"
    later = [a.start for a in said if a.action == "imposed" and a.start > day]
    if doubtful or any(all(e.end < start for start in later) for e in open_ends):
        return "unclear"
    denials = [a for a in acts if a.denied and a.start <= day and (a.action in SHOWS or not said)]
    if denials:
        return "denied"
    return "unclear" if any(a.action == "removal-announced" and a.start <= day for a in said) else None


def recognition_status(acts, day):
    """The rule of recognition-status, in words of sets."""
    said = [a for a in acts if not a.denied]

    def of(action, holds):
        return [a for a in said if a.action == action and holds(a)]

    grants, withdrawals, refusals = (of(step, lambda a: a.end <= day) for step in STEPS)
    may_grant, may_withdraw, may_refuse = (of(step, lambda a: a.start <= day < a.end) for step in STEPS)

    def anew(grant, withdrawal):
        return (grant.start, grant.number) > (withdrawal.end, withdrawal.number)

    def refused(among):
        return [r for r in among if all(r.start > a.end for a in grants + withdrawals)]

    withdrawn = [w for w in withdrawals if not any(anew(g, w) for g in grants)]
    if refused(refusals):
        return "unclear" if may_grant else "refused"
    if withdrawn:
        again = [g for g in may_grant if all(anew(g, w) for w in withdrawals)]
        return "unclear" if again or refused(may_refuse) else "withdrawn"
    if grants:
        return "unclear" if may_withdraw or refused(may_refuse) else "granted"
    if may_grant or may_withdraw or may_refuse:
        return "unclear"
    if any(a.denied and a.start <= day and (a.action == "granted" or not said) for a in acts):
        return "denied"
    return "unclear" if any(a.start <= day for a in said) else None


@settings(max_examples=40)
@given(
    st.lists(_acts([*SHOWS, "lifted", "lifted", "suspended", "removal-announced"]), min_size=1, max_size=40),
    st.integers(0, 12),
)
@example([[Act("imposed", 1, 1, 1), Act("lifted", 5, 5, 1), Act("imposed", 5, 5, 2)]], 6)
def test_a_designation_stands_as_the_rule_says(everything, day):
    store = _store("Designation", ("authority", "target"), "designation-action", everything)
    expected = {k: s for k, acts in enumerate(everything) if (s := designation_status(acts, day))}
    assert _asked("designation-status", "target", store, day) == expected


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["A", "B", None]),
            st.sampled_from(["P", None]),
            _acts([*SHOWS, "lifted", "lifted", "suspended"]),
        ),
        min_size=1,
        max_size=30,
    )
)
def test_a_programme_has_ended_where_none_of_it_was_in_force_at_the_end_of_the_liftings(everything):
    store = _store("Designation", ("target",), "designation-action", [acts for _, _, acts in everything])
    scopes = {}
    for key, (listed, programme, acts) in enumerate(everything):
        record = ox.NamedNode(f"{BASE}designation/{key}")
        by = ox.NamedNode(f"{BASE}actor/freedonia")
        store.add(ox.Quad(record, ox.NamedNode(DET + "authority"), by))
        for name, value in (("list", listed), ("programme", programme)):
            if value is not None:
                store.add(ox.Quad(record, ox.NamedNode(DET + name), ox.Literal(value)))
        scopes.setdefault((listed, programme), []).append([a for a in acts if not a.denied])

    def in_force(acts, day):
        known = [a for a in acts if a.end <= day]
        shown = [(a.start, a.number if a.action == "imposed" else 0) for a in known if a.action in SHOWS]
        lifted = [(a.end, a.number) for a in known if a.action == "lifted"]
        return bool(shown) and max(shown) > max(lifted, default=(-2, 0))

    expected = set()
    for (listed, programme), designations in scopes.items():
        spans = {(a.start, a.end) for acts in designations for a in acts if a.action == "lifted"}
        for start, end in spans if listed or programme else ():
            lifted = sum(
                any((a.action, a.start, a.end) == ("lifted", start, end) for a in d) for d in designations
            )
            remaining = sum(in_force(d, end) for d in designations)
            expected.add((listed, programme, start, end, lifted, remaining, remaining == 0))
    answer = results.run(store, queries.bind(queries.find("programmes"), {}, store, FIRST, BASE))
    found = set()
    for row in answer.rows:
        said = {k: v.value for k, v in zip(answer.variables, row, strict=True) if v is not None}
        found.add(
            (
                said.get("list"),
                said.get("programme"),
                _number(said.get("earliest"), -1),
                _number(said.get("latest"), 99),
                int(said["lifted"]),
                int(said["remaining"]),
                said["ended"] == "true",
            )
        )
    assert found == expected


def _number(day, otherwise):
    return otherwise if day is None else (dt.date.fromisoformat(day) - FIRST).days


@settings(max_examples=40)
@given(st.lists(_acts([*STEPS, "announced"]), min_size=1, max_size=40), st.integers(0, 12))
@example([[Act("granted", 1, 1, 1), Act("withdrawn", 5, 5, 1), Act("granted", 5, 5, 2)]], 6)
def test_a_recognition_stands_as_the_rule_says(everything, day):
    store = _store("Recognition", ("by", "of"), "recognition-action", everything)
    expected = {k: s for k, acts in enumerate(everything) if (s := recognition_status(acts, day))}
    assert _asked("recognition-status", "of", store, day) == expected
