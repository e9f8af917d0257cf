"""Whatever the history of loads, updates and rollbacks: records follow from claims, and all else stays."""

from __future__ import annotations

import json
import os
from copy import deepcopy
from pathlib import Path
from typing import Any

import pyoxigraph as ox
from command_desk import Fact
from hypothesis import HealthCheck, Phase, event, given, note, settings
from hypothesis import strategies as st
from world import FACTS, FURTHER, PREFIXES, Item, empty_store, holds, items, said, text

from loader.claims import claim_iri, triples
from loader.commit import load, retract_dataset
from loader.commit.updating import delete_graph, put_graph, update
from loader.errors import DataError, DetenteError
from loader.others import MINTED
from loader.store import Store, Version
from loader.triples import iri
from loader.vocabulary import BASE, CLAIM, key

WORLD = (*FACTS, *FURTHER)
WRITTEN: dict[str, tuple[Fact, Item]] = {
    identifier: (fact, item) for fact, (identifier, item) in zip(WORLD, items(*WORLD).items(), strict=True)
}
"""Each claim and description of the world by id, with the fact that states it."""

DATASET = iri(CLAIM + "dataset")
IDS = sorted(WRITTEN)
DATASETS = ["facts.jsonl", "Other: ü"]
GRAPHS = ["https://example.org/g", "https://example.org/h", f"{BASE}actor/freedonia"]
EX = "https://example.org/"
STARTS = tuple(f"<{BASE}{kind}/" for kind in MINTED)
"""How triples begin that are the store's own."""

OTHERS = [
    *(f"<{EX}{s}> <{EX}p> {o}" for s in "ab" for o in ("1", "'x'@en", f"<{BASE}actor/group-a>")),
    f"<{BASE}dataset/facts.jsonl> <{EX}p> 'a dataset'",
    f"<{EX}c> <{EX}says> <<( <{EX}a> <{EX}p> 1 )>>",
]

some = st.lists(st.sampled_from(IDS), min_size=1, max_size=8, unique=True)
many = st.lists(st.sampled_from(IDS), min_size=10, unique=True) | st.just(IDS)
graphs = st.sampled_from([None, *GRAPHS])
others = st.lists(st.sampled_from(OTHERS), min_size=1, max_size=4, unique=True)
datasets = st.sampled_from(DATASETS)

STEPS = st.one_of(
    st.tuples(st.just("load"), datasets, some | many, st.booleans()),
    st.tuples(st.just("state"), datasets, some | many, st.booleans()),
    st.tuples(st.just("withdraw"), datasets, some | many, st.booleans()),
    st.tuples(st.just("say"), graphs, others),
    st.tuples(st.just("take back"), graphs, others),
    st.tuples(st.just("manage"), st.sampled_from(["CLEAR NAMED", "CLEAR ALL", "DROP ALL", "DROP NAMED"])),
    st.tuples(st.just("clear"), graphs),
    st.tuples(st.just("create"), st.sampled_from(GRAPHS)),
    st.tuples(st.just("copy"), st.sampled_from(["COPY", "MOVE", "ADD"]), graphs, graphs),
    st.tuples(st.just("put"), graphs, others, st.booleans()),
    st.tuples(st.just("delete"), graphs),
    st.tuples(st.just("rename"), graphs),
    st.tuples(st.just("blank"), graphs),
    st.tuples(st.just("break"), st.integers(0, 10_000), st.booleans()),
    st.tuples(st.just("retract"), datasets),
    st.tuples(st.just("roll back"), st.integers(0, 20)),
    st.tuples(st.just("restate"), st.booleans()),
)


class _World:
    """What a store should hold.

    Attributes:
        made: the claims that each dataset makes.
        others: the other quads, as N-Quads without blank nodes.
        named: its named graphs.
    """

    def __init__(self) -> None:
        self.made: dict[str, set[str]] = {name: set() for name in DATASETS}
        self.others: set[str] = set()
        self.named: set[str] = set()

    def makers(self, identifier: str) -> set[str]:
        return {name for name, ids in self.made.items() if identifier in ids}

    @property
    def claims(self) -> set[str]:
        return set().union(*self.made.values())


def quads(graph: str | None, lines: list[str]) -> set[str]:
    """Other triples in a graph, as the engine writes them."""
    store = ox.Store()
    store.update(f"INSERT DATA {{ {inside(graph, ' . '.join(lines))} }}")
    return set(map(str, store))


def inside(graph: str | None, body: str) -> str:
    return f"GRAPH <{graph}> {{ {body} }}" if graph else body


class _Player:
    """Plays a history on a store, and on a plain model of it."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store = store
        self.folder = folder
        self.world = _World()
        self.past: dict[int, _World] = {}

    def play(self, step: tuple[Any, ...]) -> None:
        name, *arguments = step
        before = self.number
        planned = deepcopy(self.world)
        try:
            STEP_OF[name](self, planned, *arguments)
        except DetenteError as error:
            note(f"{step} {type(error).__name__} {getattr(error, 'problems', [error])[0]}")
            assert self.number == before, error
            if isinstance(error, DataError):
                assert all(str(problem) for problem in error.problems)
        else:
            note(str(step))
            self.world = planned
        if self.number:
            self.check()

    @property
    def current(self) -> Version | None:
        return self.store.current

    @property
    def number(self) -> int:
        return self.current.number if self.current else 0

    def check(self) -> None:
        version = self.current
        assert version is not None
        holds(self.store)
        graph = version.open()
        found = {name: len(ids) for name, ids in self.world.made.items() if ids}
        assert version.manifest.datasets == found
        assert version.manifest.claims == len(self.world.claims)
        there = {
            str(quad)
            for quad in graph
            if quad.graph_name != ox.DefaultGraph() or not str(quad).startswith(STARTS)
        }
        assert {line for line in there if "_:" not in line} == self.world.others
        assert {graph.value for graph in graph.named_graphs()} == self.world.named
        if not self.world.claims and not there and not self.world.named:
            assert version.manifest.content == "0" * 32
            assert len(graph) == 0
        self.past[version.number] = deepcopy(self.world)

    # -- the steps ---------------------------------------------------------------------------------------

    def load(self, planned: _World, dataset: str, ids: list[str], keep: bool) -> None:
        path = self.folder / "facts.jsonl"
        path.write_text("".join(json.dumps(WRITTEN[i][0]) + "\n" for i in sorted(ids)), encoding="utf-8")
        load(self.store, [path], dataset=dataset, keep=keep, replace=True)
        planned.made[dataset] = planned.made[dataset] | set(ids) if keep else set(ids)

    def state(self, planned: _World, dataset: str, ids: list[str], merge: bool) -> None:
        body = text(said({i: WRITTEN[i][1] for i in ids}, dataset))
        if merge:
            put_graph(self.store, None, body.encode(), merge_it=True)
        else:
            update(self.store, f"INSERT DATA {{ {body} }}")
        planned.made[dataset] |= set(ids)

    def withdraw(self, planned: _World, dataset: str, ids: list[str], pattern: bool) -> None:
        going = [i for i in ids if dataset in self.world.makers(i)]
        gone = [i for i in going if self.world.makers(i) == {dataset}]
        if pattern:
            text_ = ""
            for i in going:
                at = claim_iri(BASE, i)
                only = "" if i in gone else f"FILTER(?o = <{BASE}dataset/{key(dataset)}>)"
                about = f"FILTER(STRSTARTS(STR(?s), '{at}'))"
                text_ += f"DELETE {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o {only} {about} }} ;\n"
            update(self.store, text_)
        else:
            lines = text(
                [
                    *(t for t in said({i: WRITTEN[i][1] for i in going}, dataset) if t[1] == DATASET),
                    *(t for i in gone for t in triples(WRITTEN[i][1], BASE)),
                ]
            )
            update(self.store, f"DELETE DATA {{ {lines} }}")
        planned.made[dataset] -= set(going)

    def say(self, planned: _World, graph: str | None, lines: list[str]) -> None:
        update(self.store, f"INSERT DATA {{ {inside(graph, ' . '.join(lines))} }}")
        planned.others |= quads(graph, lines)
        planned.named |= {graph} if graph else set()

    def take_back(self, planned: _World, graph: str | None, lines: list[str]) -> None:
        update(self.store, f"DELETE DATA {{ {inside(graph, ' . '.join(lines))} }}")
        planned.others -= quads(graph, lines)

    def manage(self, planned: _World, words: str) -> None:
        update(self.store, words)
        planned.others = {q for q in planned.others if q not in self._named(planned)}
        if words != "CLEAR NAMED":
            planned.named = set()  # the engine lets them go with CLEAR ALL too
        if words.endswith("ALL"):
            planned.others = set()
            planned.made = {name: set() for name in DATASETS}

    def clear(self, planned: _World, graph: str | None) -> None:
        update(self.store, f"CLEAR SILENT {f'GRAPH <{graph}>' if graph else 'DEFAULT'}")
        self._emptied(planned, graph)

    def delete(self, planned: _World, graph: str | None) -> None:
        delete_graph(self.store, graph)
        self._emptied(planned, graph)
        planned.named.discard(graph or "")

    def create(self, planned: _World, graph: str) -> None:
        update(self.store, f"CREATE GRAPH <{graph}>")
        planned.named.add(graph)

    def copy(self, planned: _World, verb: str, one: str | None, other: str | None) -> None:
        """Between named graphs only: what the default graph holds would be judged elsewhere as it stands."""
        if one is None or other is None or one == other or self._blank(one):
            return
        update(self.store, f"{verb} <{one}> TO <{other}>")
        if verb != "ADD":
            self._emptied(planned, other)
        planned.others |= {q.replace(f" <{one}>", f" <{other}>") for q in self._in(self.world, one)}
        if self._in(self.world, one) or verb == "MOVE":
            planned.named.add(other)
        if verb == "MOVE":
            self._emptied(planned, one)
            planned.named.discard(one)
        planned.named = {g.value for g in self.store.current.open().named_graphs()}  # type: ignore[union-attr]

    def put(self, planned: _World, graph: str | None, lines: list[str], merge: bool) -> None:
        body = "".join(f"{line} .\n" for line in quads(None, lines)).encode()
        if graph is None and not merge:
            made = planned.made.items()
            claims = [t for name, ids in made for t in said({i: WRITTEN[i][1] for i in ids}, name)]
            body += text(claims).encode()
        put_graph(self.store, graph, body, merge_it=merge)
        if not merge:
            planned.others -= self._in(planned, graph)
        planned.others |= quads(graph, lines)
        planned.named |= {graph} if graph else set()

    def rename(self, planned: _World, graph: str | None) -> None:
        """A pattern on other triples."""
        body = inside(graph, "?s <https://example.org/p> ?o")
        new = inside(graph, "?s <https://example.org/q> ?o")
        update(
            self.store,
            f"DELETE {{ {body} }} INSERT {{ {new} }} "
            f"WHERE {{ {body} FILTER(STRSTARTS(STR(?s), 'https://example.org/')) }}",
        )
        mine = {
            q for q in self._in(planned, graph) if q.startswith(f"<{EX}") and q.split(" ")[1] == f"<{EX}p>"
        }
        planned.others -= mine
        planned.others |= {q.replace("/p> ", "/q> ", 1) for q in mine}

    def blank(self, planned: _World, graph: str | None) -> None:
        update(self.store, PREFIXES + f"INSERT DATA {{ {inside(graph, ':a :knows [ :name 1 ]')} }}")
        planned.named |= {graph} if graph else set()

    def break_(self, planned: _World, number: int, adding: bool) -> None:
        """Takes one triple out, or makes one up about what is there: refused, or all is as it should be."""
        graph = self.current.open() if self.current else ox.Store()
        own = sorted(
            str(q) for q in graph.quads_for_pattern(None, None, None, ox.DefaultGraph()) if "_:" not in str(q)
        )
        if not own:
            return
        line = own[number % len(own)]
        subject, predicate, value = line.split(" ", 2)
        if adding:
            line = f'{subject} {predicate} "made up"'
        update(self.store, f"{'INSERT' if adding else 'DELETE'} DATA {{ {line} }}")
        if not subject.startswith(STARTS):  # it is no triple of ours
            planned.others = planned.others | {line} if adding else planned.others - {line}
        elif predicate == DATASET:  # one of several that make a claim
            for name, ids in planned.made.items():
                if value == iri(f"{BASE}dataset/{key(name)}"):
                    ids -= {i for i in ids if claim_iri(BASE, i) == subject[1:-1]}

    def retract(self, planned: _World, dataset: str) -> None:
        retract_dataset(self.store, dataset)
        planned.made[dataset] = set()

    def roll_back(self, planned: _World, number: int) -> None:
        if not self.past:
            return
        wanted = sorted(self.past)[number % len(self.past)]
        self.store.rollback(self.store.version(str(wanted)))
        planned.__dict__.update(deepcopy(self.past[wanted]).__dict__)

    def restate(self, planned: _World, merge: bool) -> None:
        """All that the default graph holds, put there again: nothing changes."""
        if self.current is None or any("_:" in str(q) for q in self.current.open()):
            return
        out = self.current.open().dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph())
        assert put_graph(self.store, None, out, merge_it=merge).version is None

    # -- what they rest on -------------------------------------------------------------------------------

    def _in(self, world: _World, graph: str | None) -> set[str]:
        if graph is None:
            return world.others - self._named(world)
        return {q for q in world.others if q.endswith(f" <{graph}>") and q in self._named(world)}

    def _named(self, world: _World) -> set[str]:
        parsed = ox.parse(" .\n".join([*world.others, ""]).encode(), ox.RdfFormat.N_QUADS)
        return {str(q) for q in parsed if q.graph_name != ox.DefaultGraph()}

    def _blank(self, graph: str) -> bool:
        store = self.current.open() if self.current else ox.Store()
        return any("_:" in str(q) for q in store.quads_for_pattern(None, None, None, ox.NamedNode(graph)))

    def _emptied(self, planned: _World, graph: str | None) -> None:
        planned.others -= self._in(planned, graph)
        if graph is None:
            planned.made = {name: set() for name in DATASETS}


STEP_OF = {
    "load": _Player.load,
    "state": _Player.state,
    "withdraw": _Player.withdraw,
    "say": _Player.say,
    "take back": _Player.take_back,
    "manage": _Player.manage,
    "clear": _Player.clear,
    "create": _Player.create,
    "copy": _Player.copy,
    "put": _Player.put,
    "delete": _Player.delete,
    "rename": _Player.rename,
    "blank": _Player.blank,
    "break": _Player.break_,
    "retract": _Player.retract,
    "roll back": _Player.roll_back,
    "restate": _Player.restate,
}

EXAMPLES = 400 if os.environ.get("DETENTE_LONG") else 4


@settings(
    max_examples=EXAMPLES,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # to shrink a history of commits takes minutes
)
@given(st.lists(STEPS, min_size=3, max_size=14))
def test_after_any_history_a_version_is_what_its_claims_come_to(history: list[tuple[Any, ...]]) -> None:
    with empty_store() as store:
        player = _Player(store, store.path.parent)
        player.play(("state", "facts.jsonl", IDS, False))
        for step in history:
            event(step[0])
            player.play(step)
