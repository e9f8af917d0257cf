"""What is stored already is known when it comes again, by its bytes or its facts, and nothing is done."""

import json
import random

import pytest

from loader import commit
from loader.commit import loading
from loader.errors import DataError
from loader.store import Store

ACTORS = [
    {
        "type": "actor",
        "id": "freedonia",
        "kind": "state",
        "name": "Freedonia",
        "names": {"de": "Fred", "fr": "F"},
    },
    {"type": "actor", "id": "group-a", "kind": "armed-group", "name": "Group A"},
    {"type": "source", "id": "gazette", "title": "Gazette"},
]
ACT = {
    "type": "designation",
    "authority": "Freedonia",
    "target": "Group A",
    "category": "terrorist",
    "action": "imposed",
    "date": "2020",
    "source": "gazette",
}


@pytest.fixture
def store(tmp_path):
    with Store.begin(tmp_path / "store", None) as made:
        yield made


@pytest.fixture
def put(tmp_path):
    def write(facts, name="facts.jsonl"):
        path = tmp_path / name
        path.write_text("".join(json.dumps(fact) + "\n" for fact in facts), encoding="utf-8")
        return path

    return write


@pytest.fixture
def unread(monkeypatch):
    """Makes a load fail that reads its facts for more than to recognise them."""

    def begin():
        def refuse(*_, **__):
            raise AssertionError("the facts were read")

        monkeypatch.setattr(loading, "survey", refuse)

    return begin


def test_a_file_that_did_not_change_is_not_read(store, put, unread):
    path = put([*ACTORS, ACT])
    commit.load(store, [path])
    unread()
    outcome = commit.load(store, [path])
    assert (outcome.version, outcome.facts, tuple(outcome.totals)) == (None, 4, (0,) * 7)


def test_the_same_facts_in_another_order_and_form_are_known(store, put, unread):
    facts = [*ACTORS, ACT]
    path = put(facts)
    commit.load(store, [path])
    random.Random(1).shuffle(facts)
    lines = [
        json.dumps(dict(reversed(fact.items())), indent=None, separators=(" ,", " :  ")) for fact in facts
    ]
    path.write_text("\n\n".join(lines), encoding="utf-8")
    unread()
    outcome = commit.load(store, [path])
    assert (outcome.version, outcome.facts) == (None, 4)


def test_facts_that_need_a_careful_look_are_known_too(store, put, unread):
    facts = [*ACTORS, {**ACT, "note": '"Group A", as it calls itself'}]
    commit.load(store, [put(facts)])
    unread()
    assert commit.load(store, [put(facts[::-1])]).version is None


def test_a_fact_said_twice_or_once_more_is_looked_at(store, put):
    path = put([*ACTORS, ACT])
    commit.load(store, [path])
    put([*ACTORS, ACT, ACT])
    assert commit.load(store, [path]).facts == 5
    put([*ACTORS, ACT, ACT | {"date": "2021", "action": "lifted"}])
    assert commit.load(store, [path]).totals.added == 1


def test_another_form_than_json_lines_is_known_by_its_bytes_alone(store, put, tmp_path, unread):
    path = tmp_path / "facts.yaml"
    path.write_text(json.dumps([*ACTORS, ACT]), encoding="utf-8")
    commit.load(store, [path])
    unread()
    assert commit.load(store, [path]).version is None
    path.write_text(json.dumps([*ACTORS, ACT], indent=1), encoding="utf-8")
    with pytest.raises(AssertionError, match="were read"):
        commit.load(store, [path])


def test_what_names_mean_by_now_is_looked_at(store, put):
    commit.load(store, [put(ACTORS, "actors.jsonl")])
    acts = put([ACT], "acts.jsonl")
    commit.load(store, [acts])
    other = {"type": "actor", "id": "group-b", "kind": "armed-group", "name": "Group A"}
    commit.load(store, [put([other], "others.jsonl")])
    with pytest.raises(DataError) as refused:
        commit.load(store, [acts])
    assert [problem.rule for problem in refused.value.problems] == ["fact/ambiguous-actor"]


@pytest.mark.parametrize("how", ["retract", "other", "add", "rollback"])
def test_a_dataset_that_does_not_stand_as_it_was_loaded_is_loaded_again(store, put, how):
    path = put([*ACTORS, ACT])
    more = put([*ACTORS, ACT, ACT | {"date": "2022", "action": "lifted"}], "more.jsonl")
    first = commit.load(store, [path], dataset="facts")
    assert first.version is not None
    if how == "retract":
        commit.retract_dataset(store, "facts")
    elif how == "other":
        commit.load(store, [more], dataset="facts")
    elif how == "add":
        commit.load(store, [more], dataset="facts", keep=True)
    else:
        commit.load(store, [more], dataset="facts")
        store.rollback(store.version("1"))
    again = commit.load(store, [path], dataset="facts", replace=True)
    assert (again.version is None) == (how == "rollback")
    assert store.current is not None
    assert store.current.manifest.content == first.version.manifest.content


def test_files_that_were_loaded_together_are_known_together_only(store, put, unread):
    actors, acts = put(ACTORS, "actors.jsonl"), put([ACT], "acts.jsonl")
    commit.load(store, [actors, acts])
    unread()
    assert commit.load(store, [acts, actors]).facts == 4
    with pytest.raises(AssertionError, match="were read"):
        commit.load(store, [acts])


def test_a_shapes_file_is_asked_every_time(store, put, tmp_path, unread):
    path = put([*ACTORS, ACT])
    shapes = tmp_path / "own.ttl"
    shapes.write_text("", encoding="utf-8")
    commit.load(store, [path])
    unread()
    with pytest.raises(AssertionError, match="were read"):
        commit.load(store, [path], shapes=shapes)
