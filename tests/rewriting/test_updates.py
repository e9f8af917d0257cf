"""What an update does to claims and records: what a load of the same does, or nothing, and it says why."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator

import pyoxigraph as ox
import pytest
from command_desk import actor, designation, source
from world import FACTS, FURTHER, PREFIXES, empty_store, holds, items, said, text

from loader.claims import claim_iri, in_dataset, triples
from loader.commit import Outcome, load
from loader.commit.updating import delete_graph, put_graph, update
from loader.errors import DataError, GraphMissingError, Problem, QueryError, Severity, StoreBusyError
from loader.intake import RULES as OF_REFERENCES
from loader.rewriting import RULES
from loader.store import Store
from loader.vocabulary import BASE, DET, RDF_TYPE

ALL = items(*FACTS, *FURTHER)
BASIC = {identifier: ALL[identifier] for identifier in items(*FACTS)}
LIFTED = next(i for i, item in ALL.items() if getattr(item.fact, "date", "") == "2010")
FREEDONIA = f"<{BASE}actor/freedonia>"


@pytest.fixture
def store() -> Iterator[Store]:
    """A store in which the basic facts were said by an update."""
    with empty_store() as made:
        update(made, f"INSERT DATA {{ {text(said(BASIC))} }}")
        yield made


def wrong(store: Store, words: str) -> list[Problem]:
    """What is wrong with an update, which is refused and changes nothing."""
    before = store.current
    with pytest.raises(DataError) as caught:
        update(store, PREFIXES + words)
    assert store.current == before
    assert not list(store.path.glob("aside"))
    return caught.value.problems


def rules(problems: list[Problem]) -> list[str]:
    return sorted({problem.rule for problem in problems})


def own(store: Store) -> set[str]:
    version = store.current
    assert version is not None
    return set(map(str, version.open().quads_for_pattern(None, None, None, ox.DefaultGraph())))


# -- claims -------------------------------------------------------------------------------------------------


def test_claims_that_are_said_come_to_what_a_load_of_their_facts_comes_to(store: Store) -> None:
    with empty_store() as other:
        path = other.path.parent / "facts.jsonl"
        path.write_text("".join(json.dumps(fact) + "\n" for fact in FACTS))
        load(other, [path])
        assert own(other) == own(store)
        one, two = other.current, store.current
        assert one is not None and two is not None
        assert one.manifest.content == two.manifest.content
        assert one.manifest.named == two.manifest.named
        assert one.manifest.datasets == two.manifest.datasets == {"facts.jsonl": len(FACTS)}
        assert one.manifest.claims == two.manifest.claims
        assert one.manifest.languages == two.manifest.languages
        assert two.manifest.action == "update"


def test_an_update_that_changes_nothing_makes_no_version(store: Store) -> None:
    for words in (
        f"INSERT DATA {{ {text(said(BASIC))} }}",
        "",
        "DELETE WHERE { ?s <https://example.org/never> ?o }",
        f"DELETE {{ ?s ?p ?o }} INSERT {{ ?s ?p ?o }} WHERE {{ ?s a <{DET}State> ; ?p ?o }}",
        f"DELETE WHERE {{ {FREEDONIA} ?p ?o }} ; INSERT DATA {{ {_about(store, FREEDONIA)} }}",
        "CLEAR NAMED",
    ):
        assert update(store, words).version is None


def _about(store: Store, subject: str) -> str:
    return " . ".join(line for line in own(store) if line.startswith(f"{subject} "))


def test_records_may_be_sent_if_they_are_what_follows(store: Store) -> None:
    before = own(store)
    update(store, f"INSERT DATA {{ {text(said(MORE))} }}")
    after = own(store)
    less, more = " . ".join(before - after), " . ".join(after - before)
    update(store, f"DELETE DATA {{ {more} }} ; INSERT DATA {{ {less} }}")
    assert own(store) == before
    update(store, f"INSERT DATA {{ {more} }} ; DELETE DATA {{ {less} }}")
    assert own(store) == after
    holds(store)


def test_a_claim_stands_until_no_dataset_makes_it(store: Store) -> None:
    identifier = next(i for i, item in BASIC.items() if getattr(item.fact, "date", "") == "2024-06")
    also = in_dataset(BASE, identifier, "also")
    first = in_dataset(BASE, identifier, "facts.jsonl")
    update(store, f"INSERT DATA {{ {text([also])} }}")
    outcome = update(store, f"DELETE DATA {{ {text([first])} }}")
    assert outcome.totals.kept == 1
    assert outcome.version is not None
    assert outcome.version.manifest.datasets == {"also": 1, "facts.jsonl": len(FACTS) - 1}
    assert rules(wrong(store, f"DELETE DATA {{ {text([also])} }}")) == ["update/dataset"]
    update(store, f"DELETE DATA {{ {text([also, *triples(ALL[identifier], BASE)])} }}")
    holds(store)


@pytest.mark.parametrize("pattern", [False, True])
def test_a_claim_is_withdrawn_whole_and_its_records_go_with_it(store: Store, pattern: bool) -> None:
    identifier = next(i for i, item in BASIC.items() if getattr(item.fact, "date", "") == "2024-06")
    words = f"DELETE DATA {{ {text(said({identifier: ALL[identifier]}))} }}"
    if pattern:
        at = claim_iri(BASE, identifier)
        words = f"DELETE {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o FILTER(STRSTARTS(STR(?s), '{at}')) }}"
    outcome = update(store, words)
    assert (outcome.totals.withdrawn, outcome.totals.gone) == (1, 1)
    assert not any(":lifted:" in line for line in own(store))
    holds(store)


def _first(kind: str) -> str:
    return next(i for i, item in ALL.items() if type(item.fact).__name__ == kind and i in BASIC)


def _renamed(fact_items: dict[str, object], new: str) -> str:
    (identifier,) = fact_items
    return text(said(fact_items)).replace(identifier, new)  # type: ignore[arg-type]


SOURCE_2 = items(source("new", title="New"))
OF_X = {
    i: item
    for i, item in items(*FACTS, source("x"), designation("lifted", "2001", source="x")).items()
    if getattr(item.fact, "source", "") == "x"
}
OF_Z = {
    i: item
    for i, item in items(*FACTS, actor("z", "Z"), designation("lifted", "2001", authority="Z")).items()
    if getattr(item.fact, "authority", "") == "z"
}
ONE = _first("Designation")
AT = f"<{claim_iri(BASE, ONE)}>"
PASSAGE = f"{AT[:-1]}#evidence-"
DATE = '"2003"^^<http://id.loc.gov/datatypes/edtf/EDTF>'
HERALD = {_first("Source"): ALL[_first("Source")]}
MORE = {LIFTED: ALL[LIFTED]}


@pytest.mark.parametrize(
    ("words", "rule", "sentence"),
    [
        (f"DELETE DATA {{ {AT} claim:date {DATE} }}", "hash", "has a content that hashes to"),
        (f"DELETE WHERE {{ {AT} claim:earliest ?d }}", "triple", "lacks"),
        (f"INSERT DATA {{ {AT} :p 1 }}", "triple", "does not come with"),
        (f"INSERT DATA {{ {AT} claim:note 'new' }}", "hash", "hashes to"),
        (f"INSERT DATA {{ {PASSAGE}2> claim:page '2' }}", "triple", "does not come with"),
        (f"DELETE WHERE {{ {PASSAGE}1> ?p ?o }}", "claim", "nothing is said of"),
        (f"DELETE WHERE {{ {AT} ?p ?o }}", "claim", "not whole"),
        (f"DELETE WHERE {{ {AT} claim:dataset ?o }}", "dataset", "is in no dataset"),
        (f"INSERT DATA {{ {AT} claim:dataset :d }}", "dataset", "which is no dataset"),
        (f"INSERT DATA {{ {AT} claim:dataset 'd' }}", "dataset", "which is no dataset"),
        (f"INSERT DATA {{ {AT} claim:dataset <{BASE}dataset/a:b> }}", "dataset", "no dataset"),
        (f"INSERT DATA {{ {AT} claim:dataset <{BASE}dataset/> }}", "dataset", "no dataset"),
        (f"INSERT DATA {{ {text(said(MORE, None))} }}", "dataset", "is in no dataset"),
        (f"INSERT DATA {{ {_renamed(SOURCE_2, 'f' * 32)} }}", "hash", "hashes to"),
        (f"INSERT DATA {{ {_renamed(SOURCE_2, 'mine')} }}", "claim", "not the hash of a content"),
        (f"INSERT DATA {{ {text(said(OF_X))} }}", "fact/unknown-source", "There is no source 'x'."),
        (f"INSERT DATA {{ {text(said(OF_Z))} }}", "fact/unknown-actor", "There is no actor 'z'."),
        (f"DELETE DATA {{ {text(said(HERALD))} }}", "fact/unknown-source", "refers to source 'herald'"),
        (
            f"DELETE {{ ?c ?p ?o }} WHERE {{ ?c claim:describes {FREEDONIA} ; ?p ?o }}",
            "fact/unknown-actor",
            "refers to actor 'freedonia'",
        ),
        (f"DELETE WHERE {{ {FREEDONIA} ?p 'Freedonia' }}", "record", "follows from claims that stay."),
        (f"DELETE WHERE {{ {FREEDONIA} a ?o }}", "record", "follows from claims that stay."),
        (f"INSERT DATA {{ {FREEDONIA} det:born '1900' }}", "record", "does not follow from the claims."),
        (f"INSERT DATA {{ {FREEDONIA} :rating 5 }}", "record", "say this in a named graph"),
        (f"INSERT DATA {{ <{BASE}actor/nobody> a det:State }}", "record", "does not follow"),
        (
            "DELETE { ?s det:sourceCount ?n } INSERT { ?s det:sourceCount 9 } WHERE { ?s det:sourceCount ?n}",
            "record",
            "sourceCount",
        ),
        ("INSERT DATA { :me a det:State }", "vocabulary", "none of the store's things"),
        ("INSERT DATA { :me a claim:Designation }", "vocabulary", "none of the store's things"),
        ("INSERT DATA { [] det:authority :me }", "vocabulary", "none of the store's things"),
        ("INSERT DATA { :a :b :c ; claim:target :me, :you }", "vocabulary", "so it is with 1 more"),
    ],
)
def test_what_a_load_would_not_have_made_is_refused(
    store: Store, words: str, rule: str, sentence: str
) -> None:
    problems = wrong(store, words)
    assert rules(problems) == [rule if "/" in rule else f"update/{rule}"]
    assert all(sentence in str(problem) for problem in problems), problems
    assert all(problem.rule in {**RULES, **OF_REFERENCES} for problem in problems)
    assert all("\n" not in str(problem) for problem in problems)
    holds(store)


def _said_by_hand(fact: bytes, kind: str = "Description") -> str:
    name = hashlib.blake2b(fact, digest_size=16).hexdigest()
    at = f"<{claim_iri(BASE, name)}>"
    quoted = fact.decode().replace("\\", "\\\\").replace('"', '\\"')
    return (
        f"INSERT DATA {{ {at} a claim:{kind} ; claim:describes <{BASE}source/s> ; "
        f'claim:content "{quoted}"^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON> ; '
        f"claim:dataset <{BASE}dataset/by-hand> }}"
    )


def test_a_description_may_be_written_by_hand(store: Store) -> None:
    update(store, PREFIXES + _said_by_hand(b'{"id":"s","title":"By hand","type":"source"}'))
    holds(store)


@pytest.mark.parametrize(
    "fact",
    [
        b'{"type":"source","id":"s","title":"Keys in no order"}',
        b'{"id":"s","title":"","type":"source"}',
        b'{"id":"s","published":"yesterday","title":"T","type":"source"}',
        b'{"id":"s","title":"T","type":"source","unknown":1}',
        b'{"id":"s","title":"T","type":"source","url":"no address"}',
        '{"id":"s","title":"cafe\u0301","type":"source"}'.encode(),
        b'{"id":"s","title":"T","type":"statement"}',
        b'{"authorityAs":["F"],"id":"s","title":"T","type":"source","titleAs":["T"]}',
        b'{"authorityAs":["B","A"],"id":"s","title":"T","type":"source"}',
        b'{"authorityAs":[1],"id":"s","title":"T","type":"source"}',
        b'{"author":null,"id":"s","title":"T","type":"source"}',
        b"{}",
        b"[]",
        b"nothing",
        b"[" * 2000,
    ],
)
def test_a_content_that_no_file_could_have_stated_is_refused(store: Store, fact: bytes) -> None:
    problems = wrong(store, _said_by_hand(fact))
    assert all(rule.startswith(("update/", "fact/")) for rule in rules(problems))
    assert all("Claim " in str(problem) for problem in problems)


def test_a_claim_with_a_code_that_there_is_none_of_is_refused(store: Store) -> None:
    words = text(said({ONE: ALL[ONE]})).replace("action/imposed", "action/blessed")
    problems = wrong(store, f"DELETE DATA {{ {text(said({ONE: ALL[ONE]}))} }} ; INSERT DATA {{ {words} }}")
    assert rules(problems) == ["fact/unknown-code"]


def test_what_the_shapes_forbid_of_facts_is_refused_as_in_a_load(store: Store) -> None:
    everything = items(*FACTS, designation("imposed", "2001", authority="Group A"))
    bad = {i: item for i, item in everything.items() if i not in BASIC}
    problems = wrong(store, f"INSERT DATA {{ {text(said(bad))} }}")
    assert problems
    assert all(problem.rule.startswith("https://") for problem in problems)
    assert all(problem.place.file == "update" for problem in problems)


def test_clearing_everything_is_a_legal_and_empty_version(store: Store) -> None:
    update(store, PREFIXES + "INSERT DATA { :a :b [] . GRAPH :g { :a :b :c } }")
    claims = len(BASIC)
    by_pattern = "DELETE WHERE { ?s ?p ?o }; DROP NAMED"
    for words in ("CLEAR ALL", "DROP ALL", "CLEAR DEFAULT; DROP NAMED", by_pattern):
        full = store.current
        assert full is not None
        outcome = update(store, words)
        assert outcome.version is not None
        manifest = outcome.version.manifest
        assert (manifest.triples, manifest.claims, manifest.datasets) == (0, 0, {})
        assert (manifest.content, manifest.named, manifest.stated) == ("0" * 32, "0" * 32, {})
        assert outcome.totals.withdrawn == claims
        assert outcome.totals.gone == 8
        assert not outcome.version.places()
        holds(store)
        assert update(store, "CLEAR ALL").version is None
        store.rollback(full)
        holds(store)


def test_the_default_graph_alone_may_be_cleared(store: Store) -> None:
    update(store, PREFIXES + "INSERT DATA { :a :b :c . GRAPH :g { :a :b :c } }")
    outcome = update(store, "CLEAR DEFAULT")
    assert outcome.totals.withdrawn == len(BASIC)
    assert outcome.version is not None
    assert (outcome.version.manifest.triples, outcome.version.manifest.claims) == (1, 0)
    holds(store)


# -- whole graphs -------------------------------------------------------------------------------------------


def exported(store: Store) -> bytes:
    version = store.current
    assert version is not None
    found: bytes = version.open().dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph())
    return found


def test_the_default_graph_may_be_put_with_records_or_without(store: Store) -> None:
    whole = exported(store)
    assert put_graph(store, None, whole).version is None
    claims = text(said(BASIC)).encode()
    assert put_graph(store, None, claims).version is None
    assert put_graph(store, None, claims, merge_it=True).version is None
    update(store, "CLEAR ALL")
    put_graph(store, None, claims)
    assert set(exported(store).splitlines()) == set(whole.splitlines())
    holds(store)


def test_what_is_put_in_place_of_the_default_graph_withdraws_what_it_does_not_say(store: Store) -> None:
    fewer = {i: item for i, item in BASIC.items() if getattr(item.fact, "date", "") != "2024-06"}
    outcome = put_graph(store, None, text(said(fewer)).encode())
    assert outcome.totals.withdrawn == 1
    holds(store)
    outcome = put_graph(store, None, b'<http://example.org/s> <http://example.org/p> "o" .\n')
    assert outcome.version is not None
    assert outcome.version.manifest.claims == 0
    holds(store)


def test_what_an_update_comes_to_depends_on_what_there_is_before_and_after_it_alone(store: Store) -> None:
    before, claims = own(store), text(said(BASIC))
    clear = "DELETE WHERE { ?s ?p ?o }"
    for words in (
        f"CLEAR DEFAULT ; INSERT DATA {{ {claims} }}",
        f"CLEAR ALL ; INSERT DATA {{ {claims} }}",
        f"{clear} ; INSERT DATA {{ {claims} }}",
        f"{clear} ; INSERT {{ {claims} }} WHERE {{}}",
        f"DELETE {{ ?s ?p ?o }} INSERT {{ {claims} }} WHERE {{ ?s ?p ?o }}",
        f"CREATE GRAPH <x:g> ; INSERT DATA {{ GRAPH <x:g> {{ {claims} }} }} ; MOVE <x:g> TO DEFAULT",
        "DELETE { ?s ?p ?o } WHERE { ?s ?p ?o FILTER(!STRSTARTS(STR(?s), '" + BASE + "claim/')) }",
    ):
        outcome = update(store, words)
        assert outcome.version is None, words
        assert own(store) == before


def test_a_record_that_is_removed_whole_while_its_claims_stay_is_there_again_and_that_is_told(
    store: Store,
) -> None:
    before = own(store)
    outcome = update(store, f"DELETE WHERE {{ {FREEDONIA} ?p ?o }}")
    assert (outcome.version, own(store)) == (None, before)
    [note] = outcome.problems
    assert (note.rule, note.severity) == ("update/record", Severity.INFO)
    assert str(note).startswith(f"update: {FREEDONIA} follows from claims that stay")


def test_claims_may_be_said_anew_by_fewer_or_more_and_records_follow(store: Store) -> None:
    for said_now in (
        ALL,
        {i: item for i, item in BASIC.items() if getattr(item.fact, "date", "") != "2024-06"},
    ):
        outcome = update(store, f"CLEAR DEFAULT ; INSERT DATA {{ {text(said(said_now))} }}")
        assert outcome.version is not None
        with empty_store() as other:
            put_graph(other, None, text(said(said_now)).encode())
            assert own(other) == own(store)
        holds(store)


def test_half_a_record_is_not_put(store: Store) -> None:
    lines = exported(store).splitlines(keepends=True)
    half = [line for line in lines if not (line.startswith(FREEDONIA.encode()) and RDF_TYPE.encode() in line)]
    assert len(half) == len(lines) - 1
    with pytest.raises(DataError) as caught:
        put_graph(store, None, b"".join(half))
    assert rules(caught.value.problems) == ["update/record"]


def test_named_graphs_are_put_merged_and_deleted(store: Store) -> None:
    name = "http://example.org/g"
    one = b"<http://example.org/s> <http://example.org/p> _:b .\n"
    other = b"<http://example.org/s> <http://example.org/p> <<( <http://x/a> <http://x/b> _:b )>> .\n"
    put_graph(store, name, one)
    put_graph(store, name, one, merge_it=True)
    outcome = put_graph(store, name, other, merge_it=True)
    assert outcome.version is not None
    graph = outcome.version.open()
    assert len(list(graph.quads_for_pattern(None, None, None, ox.NamedNode(name)))) == 3
    holds(store)
    put_graph(store, name, b"")
    assert _names(store) == {name}
    holds(store)
    assert put_graph(store, name, b"").version is None
    delete_graph(store, name)
    assert _names(store) == set()
    holds(store)
    with pytest.raises(GraphMissingError):
        delete_graph(store, name)
    for call in (put_graph(store, name, b"", merge_it=True), delete_graph(store, None)):
        assert call.version is not None
        holds(store)
    assert delete_graph(store, None).version is None
    assert _names(store) == {name}


def test_a_large_graph_is_put_as_a_small_one_is(store: Store) -> None:
    name = "http://example.org/g"
    lines = [f'<http://example.org/s{n}> <http://example.org/p> "{n}" .\n'.encode() for n in range(5_100)]
    outcome = put_graph(store, name, b"".join(lines))
    assert outcome.version is not None
    assert put_graph(store, name, b"".join(reversed(lines))).version is None
    put_graph(store, name, b"".join(lines[:2]), merge_it=True)
    put_graph(store, name, b"".join(lines[5_000:]))
    version = store.current
    assert version is not None
    assert version.manifest.triples == len(version.open())
    found = {
        str(q.triple) + " .\n" for q in version.open().quads_for_pattern(None, None, None, ox.NamedNode(name))
    }
    assert found == {line.decode() for line in lines[5_000:]}
    delete_graph(store, name)
    holds(store)


def _names(store: Store) -> set[str]:
    version = store.current
    assert version is not None
    return {str(graph)[1:-1] for graph in version.open().named_graphs()}


@pytest.mark.parametrize("name", ["", "g", "http://example.org/a b", "http://example.org/> <x"])
def test_a_graph_is_named_by_an_absolute_iri(store: Store, name: str) -> None:
    with pytest.raises(QueryError, match="cannot name a graph"):
        put_graph(store, name, b"")
    with pytest.raises(QueryError, match="cannot name a graph"):
        update(store, "INSERT {} WHERE {}", using=[name])


# -- other triples ------------------------------------------------------------------------------------------


BAD = "[] a claim:Designation ; claim:category <https://w3id.org/detente/code/category/terrorist>"


def test_a_named_graph_is_held_against_the_shapes_by_itself(store: Store) -> None:
    problems = wrong(store, "INSERT DATA { GRAPH :g { :d a claim:Designation } }")
    assert all(problem.rule.startswith("https://") for problem in problems)
    assert all("https://example.org/d in graph <https://example.org/g>" in str(p) for p in problems)
    assert wrong(store, f"INSERT DATA {{ GRAPH :g {{ {BAD} }} }}")
    update(store, PREFIXES + "INSERT DATA { GRAPH :g { :d a :Designation ; det:category :c } }")
    holds(store)


def test_a_copy_of_what_the_store_holds_conforms(store: Store) -> None:
    update(store, PREFIXES + "COPY DEFAULT TO :copy")
    holds(store)
    problems = wrong(store, f"DELETE WHERE {{ GRAPH :copy {{ {AT} claim:authority ?o }} }}")
    assert all(f"{AT[1:-1]} in graph <https://example.org/copy>: " in str(problem) for problem in problems)


def test_a_shape_of_the_users_own_is_held_against_other_triples(store: Store) -> None:
    shapes = store.path.parent / "own.ttl"
    shapes.write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix : <https://example.org/> .\n"
        ":Named a sh:NodeShape ; sh:targetClass :Thing ; sh:property :NamedOnce .\n"
        ':NamedOnce sh:path :name ; sh:minCount 1 ; sh:message "A thing has a name." .\n'
    )
    with pytest.raises(DataError) as caught:
        update(store, PREFIXES + "INSERT DATA { :t a :Thing }", shapes=shapes)
    [problem] = caught.value.problems
    assert str(problem) == "update: https://example.org/t: A thing has a name."
    words = "INSERT DATA { GRAPH :g { :t a :Thing ; :name 'T'@en--ltr, 'x' } }"
    update(store, PREFIXES + words, shapes=shapes)
    with pytest.raises(DataError, match="1 problem"):
        update(store, PREFIXES + "DELETE WHERE { GRAPH :g { :t :name ?o } }", shapes=shapes)
    holds(store)


def test_loads_leave_other_triples_and_named_graphs_as_they_are(store: Store) -> None:
    label = "<http://www.w3.org/2000/01/rdf-schema#label> 'Borduria'"
    words = f"""INSERT DATA {{
        :a :about {FREEDONIA} . [] :about {FREEDONIA}, <{BASE}actor/union> .
        GRAPH :g {{ :a :b [] }}
        GRAPH {FREEDONIA} {{ {FREEDONIA} a det:Thing ; det:country {FREEDONIA} ; {label} }}
    }}"""
    update(store, PREFIXES + words)
    version = store.current
    assert version is not None
    others = {str(q) for q in version.open() if "example.org" in str(q) or q.graph_name != ox.DefaultGraph()}
    assert len(others) == 7
    path = store.path.parent / "facts.jsonl"
    more = (*FACTS, *FURTHER)
    for facts, large in ((FACTS, 10**6), (more, 3), (FACTS[:5], 3), (more, 10**6)):
        path.write_text("".join(json.dumps(fact) + "\n" for fact in facts))
        load(store, [path], replace=True, large=large)
        holds(store)
        version = store.current
        assert version is not None
        assert others <= set(map(str, version.open()))
        assert version.manifest.datasets == {"facts.jsonl": len(facts)}


def test_a_writer_waits_for_another_as_long_as_it_is_told(store: Store) -> None:
    with store.draft("load"), pytest.raises(StoreBusyError):
        update(store, "CLEAR ALL", wait=0.01)


def test_a_warning_does_not_keep_an_update_from_being_committed(store: Store) -> None:
    outcome: Outcome = update(store, f"INSERT DATA {{ {text(said(MORE))} }}")
    assert outcome.version is not None
    assert outcome.totals.added == 1
    holds(store)


def test_what_is_in_other_graphs_names_nobody(store: Store) -> None:
    label = "<http://www.w3.org/2000/01/rdf-schema#label> 'Z'"
    update(store, PREFIXES + f"INSERT DATA {{ GRAPH :g {{ <{BASE}actor/z> {label} }} }}")
    assert rules(wrong(store, f"INSERT DATA {{ {text(said(OF_Z))} }}")) == ["fact/unknown-actor"]
