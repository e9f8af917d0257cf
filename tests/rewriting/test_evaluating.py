"""An update done operation by operation does what the engine does, and what it did is known exactly."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from loader.errors import QueryError
from loader.rewriting import evaluate, operations, with_dataset

DATA = """
@prefix : <http://example.org/> .
:a :p :b ; :q 1, 2 ; :r [ :name "x"@en ] .
:b :p :c .
:g { :a :p :b . :b :q "in g" }
:h { :c :p :d ; :graph :g . :d :graph :h }
:same { :a :p :b ; :q 1 }
"""
PREFIX = "PREFIX : <http://example.org/> "

UPDATES = [
    "INSERT DATA { :n :p 1, 'x'@en--ltr, <<( :a :p :b )>> . GRAPH :g { :n :p 2 } GRAPH :new { :n :p 3 } }",
    "INSERT DATA { :a :p :b }",
    "INSERT DATA { :a :p 'x' ~ :r {| :by :me |} }",
    "INSERT DATA { [] :p [ :q () ] . _:x :p _:x . GRAPH :g { _:x :q (1 2) } }",
    "INSERT DATA { GRAPH :empty { } }",
    "DELETE DATA { :a :p :b . :not :p :there . GRAPH :same { :a :q 1 } GRAPH :never { :a :q 1 } }",
    "insert data{:n :p 1};delete data{:n :p 1}; INSERT DATA {:n :p 2};",
    "DELETE WHERE { :a ?p ?o }",
    "DELETE WHERE { GRAPH ?g { ?s :p ?o } }",
    "DELETE WHERE { ?s :p ?o . GRAPH :g { ?s :p ?o } }",
    "DELETE { ?s :p ?o } INSERT { ?o :p ?s } WHERE { ?s :p ?o }",
    "DELETE { ?s ?p ?o } WHERE { ?s ?p ?o FILTER(isLITERAL(?o) && ?o<2) }",
    "INSERT { GRAPH ?g { ?s :seen true } } WHERE { GRAPH ?g { ?s ?p ?o } }",
    "INSERT { ?s :in ?g . GRAPH ?g { ?s :seen true } ?g :holds ?s } WHERE { GRAPH ?g { ?s ?p ?o } }",
    "INSERT { ?s :in ?g GRAPH ?g { ?s :seen true }. ?g :holds ?s. } WHERE { GRAPH ?g { ?s ?p ?o } }",
    "INSERT { ?s :knows [ :of ?o ] } WHERE { ?s :p ?o }",
    "INSERT { ?s :knows _:n . GRAPH :g { _:n :of ?o } } WHERE { ?s :p ?o }",
    "INSERT { ?s :is <<( ?s :p ?o )>> } WHERE { ?s :p ?o }",
    "INSERT { 1 :p ?o . ?o :q ?unbound . ?o :q 'fine' } WHERE { ?s :p ?o }",
    "WITH :g DELETE { ?s ?p ?o } INSERT { ?s :was ?o } WHERE { ?s ?p ?o }",
    "WITH :g INSERT { ?s :was ?o . GRAPH :h { ?s :too ?o } } WHERE { ?s ?p ?o GRAPH :same { ?s :p ?o } }",
    "WITH :h INSERT { GRAPH ?g { :x :named ?s } } WHERE { ?s :graph ?g }",
    "INSERT { ?s :was ?o } USING :g WHERE { ?s ?p ?o }",
    "INSERT { ?s :was ?o } USING :g USING :h WHERE { ?s ?p ?o }",
    "WITH :same DELETE { ?s ?p ?o } USING :g USING NAMED :h "
    "WHERE { ?s ?p ?o OPTIONAL { GRAPH ?g { ?s ?x ?y } } }",
    "DELETE { GRAPH :h { ?s ?p ?o } } USING NAMED :g "
    "WHERE { GRAPH ?g { ?a ?b ?c } BIND(:d AS ?s) VALUES (?p ?o) { (:graph :h) } }",
    "INSERT { ?s :n ?n } WHERE { { SELECT ?s (COUNT(*) AS ?n) WHERE { ?s ?p ?o } GROUP BY ?s } }",
    "DELETE { ?s :q ?o } INSERT { ?s :q ?n } WHERE { ?s :q ?o BIND(?o + 1 AS ?n) # ; } not the end\n }",
    "DELETE {} INSERT {} WHERE { ?s ?p ?o }",
    "INSERT { :a :says '; } WHERE {' } WHERE { FILTER(1<2) FILTER('>' = '>') }",
    "CLEAR DEFAULT",
    "CLEAR GRAPH :g",
    "CLEAR NAMED",
    "CLEAR SILENT GRAPH :never",
    "CLEAR ALL",
    "DROP GRAPH :g ; DROP SILENT GRAPH :never",
    "DROP DEFAULT; DROP NAMED",
    "DROP ALL",
    "CREATE GRAPH :new; CREATE SILENT GRAPH :g",
    "COPY :g TO :h",
    "COPY DEFAULT TO :new",
    "COPY GRAPH :g TO DEFAULT",
    "COPY SILENT :never TO :g",
    "MOVE :g TO :h",
    "MOVE DEFAULT TO :new",
    "ADD :g TO :h",
    "ADD :g TO :g; MOVE :h TO :h",
    "ADD DEFAULT TO :same; DELETE DATA { GRAPH :same { :a :q 2 } }; DROP GRAPH :h",
    "INSERT DATA { GRAPH :t { :x :y :z } } ; MOVE :t TO :u ; DELETE WHERE { GRAPH :u { :x ?p ?o } }",
    "DELETE WHERE { ?s ?p ?o } ; CLEAR NAMED ; DROP NAMED",
    "",
]


def stored() -> ox.Store:
    store = ox.Store()
    store.load(DATA, ox.RdfFormat.TRIG)
    store.update(PREFIX + "CREATE GRAPH :bare")
    return store


def copied(store: ox.Store) -> ox.Store:
    other = ox.Store()
    other.extend(store)
    for name in store.named_graphs():
        other.add_graph(name)
    return other


def canonical(store: ox.Store) -> set[str]:
    dataset = ox.Dataset(store)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return {*map(str, dataset), *map(str, store.named_graphs())}


def names(store: ox.Store) -> set[str]:
    return set(map(str, store.named_graphs()))


@pytest.mark.parametrize("text", UPDATES)
def test_an_update_does_what_the_engine_does(text: str, tmp_path: Path) -> None:
    expected, before = stored(), stored()
    expected.update(PREFIX + text)
    after = copied(before)
    written = evaluate(after, before, operations(PREFIX + text), None, tmp_path)
    assert canonical(after) == canonical(expected)
    if written.emptied:
        assert not len(after)
        return
    assert written.added == set(after) - set(before)
    assert written.removed == set(before) - set(after)
    assert written.created == names(after) - names(before)
    assert written.dropped == names(before) - names(after)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "text",
    [
        "INSERT { ?s :id ?id . ?id :of ?s } WHERE { ?s :p ?o BIND(UUID() AS ?id) }",
        "DELETE { ?s ?p ?o } INSERT { ?s ?p ?new } WHERE { ?s ?p ?o BIND(RAND() AS ?new) }",
    ],
)
def test_what_is_another_each_time_is_done_once(text: str, tmp_path: Path) -> None:
    before = stored()
    after = copied(before)
    written = evaluate(after, before, operations(PREFIX + text), None, tmp_path)
    assert written.added == set(after) - set(before)
    assert written.removed == set(before) - set(after)
    ids = {quad.object for quad in written.added if quad.predicate.value.endswith("id")}
    assert ids <= {quad.subject for quad in written.added}


def test_a_template_may_write_into_many_graphs(tmp_path: Path) -> None:
    before = ox.Store()
    for number in range(150):
        before.update(f"{PREFIX} INSERT DATA {{ GRAPH :g{number} {{ :a :p {number} }} }}")
    after = copied(before)
    text = PREFIX + "INSERT { GRAPH ?g { :a :q ?o } } WHERE { GRAPH ?g { :a :p ?o } }"
    written = evaluate(after, before, operations(text), None, tmp_path)
    assert written.added == set(after) - set(before)
    assert len(written.added) == 150


def test_each_operation_is_under_all_that_was_declared_before_it(tmp_path: Path) -> None:
    text = """
        PREFIX a: <http://a.example/> BASE <http://b.example/c/>
        INSERT DATA { a:s <p> 1 } ;
        PREFIX b: <d/> prefix a: <http://other.example/>
        INSERT DATA { a:s b:p 2 } ; BASE <x/> DELETE WHERE { <never> ?p ?o } ;
        INSERT DATA { a:s <p> 3 }
    """
    store = ox.Store()
    evaluate(store, ox.Store(), operations(text), None, tmp_path)
    assert sorted(f"{q.subject} {q.predicate} {q.object.value}" for q in store) == [
        "<http://a.example/s> <http://b.example/c/p> 1",
        "<http://other.example/s> <http://b.example/c/d/p> 2",
        "<http://other.example/s> <http://b.example/c/x/p> 3",
    ]


def test_relative_names_are_resolved_against_the_base_that_is_given(tmp_path: Path) -> None:
    store = ox.Store()
    text = """INSERT DATA { GRAPH <g> { <s> <p> <o> } } ; COPY <g> TO <h> ;
              WITH <h> DELETE { ?s <p> ?o } WHERE { ?s ?p ?o }"""
    written = evaluate(store, ox.Store(), operations(text), "http://example.org/x/", tmp_path)
    assert set(map(str, written.added)) == {
        "<http://example.org/x/s> <http://example.org/x/p> <http://example.org/x/o> <http://example.org/x/g>"
    }
    assert written.created == {"<http://example.org/x/g>", "<http://example.org/x/h>"}


@pytest.mark.parametrize(
    ("text", "using", "named", "added"),
    [
        ("INSERT { ?s :was ?o } WHERE { ?s :p ?o }", ["g"], [], {":a :was :b"}),
        ("INSERT { ?s :was ?o } WHERE { ?s :p ?o }", ["g", "h"], [], {":a :was :b", ":c :was :d"}),
        ("INSERT { ?s :was ?o } WHERE { GRAPH ?g { ?s :p ?o } }", [], ["h"], {":c :was :d"}),
        ("INSERT { ?s :was ?o } WHERE { ?s :p ?o }", [], ["h"], set()),
        ("INSERT DATA { :x :y :z } ; CLEAR GRAPH :never2", ["g"], [], None),
        ("DELETE WHERE { ?s :q 1 }", ["same"], [], {"-:a :q 1"}),
        (
            "delete where { ?s :q 1 . GRAPH :same { ?s :p ?o } }",
            ["same"],
            ["same"],
            {"-:a :q 1", "-:a :p :b :same"},
        ),
    ],
)
def test_the_protocols_parameters_say_what_patterns_read(
    text: str, using: list[str], named: list[str], added: set[str] | None, tmp_path: Path
) -> None:
    before = stored()
    after = copied(before)
    graphs = [[f"http://example.org/{name}" for name in given] for given in (using, named)]
    given = [with_dataset(operation, *graphs) for operation in operations(PREFIX + text)]
    if added is None:
        with pytest.raises(QueryError, match="does not exist"):
            evaluate(after, before, given, None, tmp_path)
        return
    written = evaluate(after, before, given, None, tmp_path)

    def short(quad: ox.Quad) -> str:
        words = str(quad).replace("<http://example.org/", ":").replace(">", "").split(" ")
        return " ".join(word.replace('"1"^^<http://www.w3.org/2001/XMLSchema#integer', "1") for word in words)

    assert {*map(short, written.added), *("-" + short(q) for q in written.removed)} == added


@pytest.mark.parametrize(
    "text",
    [
        "WITH :g DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "INSERT { ?s ?p 1 } USING :g WHERE { ?s ?p ?o }",
        "INSERT DATA { :a :b :c } ; INSERT { ?s ?p 1 } USING NAMED :g WHERE { ?s ?p ?o }",
    ],
)
def test_a_dataset_named_in_two_ways_is_refused(text: str) -> None:
    with pytest.raises(QueryError, match="using-graph-uri"):
        for operation in operations(PREFIX + text):
            with_dataset(operation, ["http://example.org/g"], [])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("LOAD <http://example.org/>", "begins with 'LOAD'"),
        ("SELECT * { ?s ?p ?o }", "begins with 'SELECT'"),
        ("INSERT DATA { :a :b }", "not SPARQL before '}', in the operation 'INSERT DATA'"),
        ("INSERT DATA { :a :b ?c }", "Variables are not allowed in INSERT DATA"),
        ("DELETE DATA { :a :b _:c }", "not SPARQL"),
        ("DELETE { ?s :p _:b } WHERE { ?s :p ?o }", "not SPARQL"),
        ("DELETE { ?s :p [] } WHERE { ?s :p ?o }", "not SPARQL"),
        ("DELETE WHERE { ?s ?p ?o", "not closed"),
        ("INSERT { ?s ?p ?o } WHERE { ?s ?p ?o } WHERE { ?s ?p ?o }", "not SPARQL"),
        ("INSERT DATA { :a :b :c } ; ; CLEAR ALL", "semicolon follows no operation"),
        ("INSERT DATA { :a :b :c } CLEAR ALL", "not SPARQL"),
        ("INSERT DATA { other:a :b :c }", "not SPARQL"),
        ("CLEAR GRAPH :never", "does not exist"),
        ("CREATE GRAPH :g", "already exists"),
        ("COPY :never TO :g", "no graph <http://example.org/never> to copy"),
        ("INSERT DATA { <a> <b> <c> }", "not SPARQL"),
        ("FROM", "begins with 'FROM'"),
    ],
)
def test_what_is_no_update_is_refused_in_a_sentence(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(QueryError) as caught:
        evaluate(stored(), stored(), operations(PREFIX + text), None, tmp_path)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 400
