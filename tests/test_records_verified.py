"""Records are held against the claims themselves: neither a lost record nor a lost link goes unnoticed."""

import pytest

from loader.commit import load
from loader.holdings import Holdings
from loader.store import Store
from loader.triples import iri
from loader.verify import verify
from loader.vocabulary import BASE, DET

FACTS = """
- type: source
  id: gazette
  title: The gazette
  published: 2018-06-07
  complete: {authority: freedonia, list: Register}
- type: source
  id: wire
  title: The wire
  published: 2019-01-01
  complete: {authority: freedonia, list: Register}
- {type: actor, id: freedonia, kind: state, name: Freedonia}
- {type: actor, id: group-a, kind: armed-group, name: Group A}
- type: designation
  authority: freedonia
  target: group-a
  category: terrorist
  action: imposed
  list: Register
  source: gazette
- {type: meeting, id: summit, participants: [freedonia, group-a], date: 2020, source: gazette}
- {type: meeting, id: summit, participants: [freedonia, group-a], date: 2020-05, source: wire}
- {type: membership, member: freedonia, organization: group-a, denies: true, source: wire}
"""
LOSSES = {
    "a meeting": lambda s, p, o: s == iri(BASE + "meeting/summit"),
    "the links of a meeting": lambda s, p, o: s == iri(BASE + "meeting/summit") and p == iri(DET + "claim"),
    "a denied membership": lambda s, p, o: s.startswith(f"<{BASE}membership/"),
    "what lists imply": lambda s, p, o: p in (iri(DET + "completeList"), iri(DET + "inferredFrom")),
    "a name": lambda s, p, o: s == iri(BASE + "actor/freedonia"),
}


@pytest.fixture
def store(tmp_path):
    file = tmp_path / "facts.yaml"
    file.write_text(FACTS, encoding="utf-8")
    store = Store.open_or_create(tmp_path / "store", BASE)
    load(store, [file])
    return store


def test_what_was_loaded_is_in_order(store):
    assert verify(store.current, BASE).problems == []


@pytest.mark.parametrize("lost", LOSSES.values(), ids=LOSSES)
def test_records_that_were_lost_are_told(store, lost):
    holdings = Holdings(store.current.open(), BASE)
    with store.draft("load") as draft:
        gone = [t for t in map(triple, holdings.graph) if lost(*t)]
        assert gone
        draft.remove(gone)
        draft.commit(summary="lose", datasets={}, claims=0, content="0")
    told = [p.message for p in verify(store.current, BASE).problems if p.rule == "verify/record"]
    assert len(told) == len(gone)
    assert all(message.startswith("The graph lacks") for message in told)


def triple(quad):
    return str(quad.subject), str(quad.predicate), str(quad.object)
