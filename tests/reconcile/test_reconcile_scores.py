"""What speaks for two actors being one and what against it, in all scripts; all names are invented."""

from __future__ import annotations

import pytest

from loader.facts.model import Actor
from loader.reconcile import THRESHOLD, Profile, compare, of_fact, propose

ONE = [
    ("person", "Иван Петрович Зубровкин", "ZUBROVKIN, Ivan Petrovich"),
    ("person", "Мария Тьмутараканская", "Mariya Tmutarakanskaya"),
    ("person", "Zubruf al-Tamimi al-Qasri", "زبروف التميمي القصري"),
    ("person", "Abdul Basir Marzuqani", "Abd al-Basir Marzouqani"),
    ("person", "Αλέξανδρος Παπαφρειδωνίδης", "Alexandros Papafreidonidis"),
    ("person", "Dr. Otto Freedonov Schlumberg", "Schlumberg, Otto Freedonov"),
    ("organization", "ООО «Фридония Сталь»", "Freedonia Stal LLC"),
    ("organization", "Limited Liability Company Alpha Zubrovka", "Alpha Zubrovka OOO"),
    ("organization", "Σιδηρουργία Φρειδωνίας", "Sidirourgia Freidonias"),
    ("organization", "福里多尼亞貿易公司", "福里多尼亚贸易公司"),
    ("armed-group", "Sword of Sylvania (SOS)", "The Sword of Sylvania"),
    ("armed-group", "جماعات زبروفكا", "Jamaat Zubrovka"),
    ("state", "Republic of Freedonia", "Freedonia"),
    ("state", "Фридония", "Fridoniya"),
    ("state", "Φρειδωνία", "Freidonia"),
    ("state", "ＦＲＥＥＤＯＮＩＡ", "freedonia"),
]
TWO = [
    ("person", "Ivan Zubrovkin", "Ivan Tmutarakanov"),
    ("person", "Ahmad", "Ahmed"),
    ("person", "Kim Il Zub", "Kim Il Tak"),
    ("person", "Zub Do Tak", "Zub Tak Il"),
    ("organization", "163 Armour Repair Plant", "164 Armour Repair Plant"),
    ("organization", "Freedonia Bank No. 7", "Freedonia Bank No. 8"),
    ("organization", "Ministry of Finance", "Ministry of Trade"),
    ("organization", "Ministry of Finance", "Ministry of Finance"),
    ("armed-group", "Group A", "Group B"),
    ("state", "North Freedonia", "South Freedonia"),
    ("state", "Omskonia", "Tomskonia"),
    ("state", "Freedonia", "New Freedonia"),
]


def profile(name: str, kind: str = "person", identifier: str = "a", **more: object) -> Profile:
    return of_fact(Actor(id=identifier, name=name, kind=kind, **more))


def scored(name: str, other: str, kind: str = "person", **both: object) -> float:
    return compare(profile(name, kind, "a", **both), profile(other, kind, "b", **both)).score


@pytest.mark.parametrize(("kind", "name", "other"), ONE)
def test_the_same_name_in_another_script_order_or_form_is_proposed(kind, name, other):
    pair = [profile(name, kind, "a"), profile(other, kind, "b")]
    (proposal,) = propose(pair)
    assert proposal.score >= THRESHOLD
    assert proposal.reasons[0].weight > 0


@pytest.mark.parametrize(("kind", "name", "other"), TWO)
def test_names_that_are_only_alike_are_not_proposed(kind, name, other):
    assert propose([profile(name, kind, "a"), profile(other, kind, "b")]) == []


def test_each_reason_is_told_in_words():
    one = profile(
        "Иван Зубровкин", born=("1963-04-11",), country=("freedonia",), identifiers={"passport": "FR 0042"}
    )
    other = profile(
        "Zubrovkin, Ivan",
        identifier="b",
        born=("1963-04-11",),
        country=("freedonia",),
        identifiers={"passport": "fr-0042"},
    )
    assert {reason.text for reason in compare(one, other).reasons} == {
        "both passport fr0042",
        "the names 'Иван Зубровкин' and 'Zubrovkin, Ivan' "
        "are the same after transliteration and in another order",
        "both born 1963-04-11",
        "both of the country freedonia",
    }


def test_a_shared_identifier_is_near_certain_whatever_the_names_are():
    shared = {"identifiers": {"passport": "FR0042"}}
    (proposal,) = propose(
        [profile("Ivan Zubrovkin", "person", "a", **shared), profile("X Y", "person", "b", **shared)]
    )
    assert proposal.score > 0.95


def test_a_shared_wikidata_address_is_near_certain():
    shared = {"sameAs": "https://www.wikidata.org/entity/Q0000001"}
    assert propose(
        [profile("Freedonia", "state", "a", **shared), profile("Fredland", "state", "b", **shared)]
    )


def test_an_identifier_that_says_nothing_is_none():
    for value in ("0", "n/a", "-"):
        shared = {"identifiers": {"passport": value}}
        assert not propose([profile("X Y", "person", "a", **shared), profile("Z V", "person", "b", **shared)])


@pytest.mark.parametrize(
    ("agreeing", "contradicting"),
    [
        ({"born": ("1963-04-11",)}, {"born": ("1971",)}),
        ({"country": ("freedonia",)}, {"country": ("sylvania",)}),
        ({"identifiers": {"un-sc": "XXi.001"}}, {"identifiers": {"un-sc": "XXi.002"}}),
        ({"identifiers": {"iso-3166-1-alpha-2": "xf"}}, {"identifiers": {"iso-3166-1-alpha-2": "xs"}}),
        ({"identifiers": {"wikidata": "Q0000001"}}, {"identifiers": {"wikidata": "Q0000002"}}),
    ],
)
def test_what_agrees_raises_the_score_and_what_contradicts_lowers_it(agreeing, contradicting):
    name = "Ivan Zubrovkin"
    plain = compare(profile(name, **agreeing), profile(name, identifier="b")).score
    more = compare(profile(name, **agreeing), profile(name, identifier="b", **agreeing)).score
    less = compare(profile(name, **agreeing), profile(name, identifier="b", **contradicting)).score
    assert less < THRESHOLD <= plain < more


def test_two_passports_of_a_person_contradict_nothing():
    name = "Ivan Zubrovkin"
    plain = compare(profile(name), profile(name, identifier="b")).score
    numbers = [
        profile(name, identifier=i, identifiers={"passport": n})
        for i, n in (("a", "FR1111"), ("b", "FR2222"))
    ]
    assert compare(*numbers).score == plain


@pytest.mark.parametrize(
    ("kind", "other", "may"),
    [
        ("person", "organization", False),
        ("state", "armed-group", False),
        ("state", "organization", False),
        ("territory", "state", True),
        ("government", "armed-group", True),
        ("organization", "armed-group", True),
        ("organization", "intergovernmental-organization", True),
    ],
)
def test_kinds_that_one_actor_may_be_of_and_those_that_it_may_not(kind, other, may):
    name = "Sword of Sylvania"
    assert bool(propose([profile(name, kind, "a"), profile(name, other, "b")])) == may


def test_a_country_and_its_part_of_the_same_name_are_two():
    assert not propose(
        [
            profile("Freedonia", "state", "freedonia"),
            profile("Freedonia", "territory", "b", country="freedonia"),
        ]
    )


def test_what_many_bodies_are_called_takes_the_same_country():
    here = {"country": ("freedonia",)}
    assert scored("Ministry of Finance", "Ministry of Finance", "organization") < THRESHOLD
    assert scored("Ministry of Finance", "Ministry of Finance", "organization", **here) > THRESHOLD


def test_an_abbreviation_takes_the_same_country():
    here = {"country": ("freedonia",)}
    long, short = "Freedonian Office of Sylvanian Affairs", "FOSA"
    assert scored(long, short, "organization") < THRESHOLD < scored(long, short, "organization", **here)


def test_a_weak_name_weighs_less():
    strong = compare(
        profile("Red Hand", "armed-group"), profile("X", "armed-group", "b", aliases=("Red Hand",))
    )
    weak = compare(
        profile("Red Hand", "armed-group"), profile("X", "armed-group", "b", weakAliases=("Red Hand",))
    )
    assert weak.score < strong.score
    assert "a weak one" in weak.words


def test_two_weak_names_prove_nothing():
    pair = [profile(name, "armed-group", name, weakAliases=("Red Hand",)) for name in ("Xylophon", "Quux")]
    assert "no names in common" in compare(*pair).words
