"""What the prefilter knows and does not know, and what the gate does with it."""

import subprocess
import sys

import pytest
from pyshacl_alone import in_full, screened
from rdflib import Graph

from loader.triples import iri, literal, typed
from loader.validation import Gate, check
from loader.validation.graphs import triples_of
from loader.validation.select import select
from loader.validation.terms import has_datatype, plain, same_order, text
from loader.validation.tokens import UnreadableError
from loader.vocabulary import BASE, CLAIM, DET, RDF_TYPE, RDFS

XSD = "http://www.w3.org/2001/XMLSchema#"
TYPE, LABEL, SOURCE = iri(RDF_TYPE), iri(RDFS + "label"), iri(DET + "Source")
PREFIXES = """@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix claim: <https://w3id.org/detente/claim#> .
@prefix det: <https://w3id.org/detente/ns#> .
@prefix ex: <urn:> .
"""


def source(number, *labels):
    """A source, which needs one label."""
    term = iri(f"{BASE}source/{number}")
    return [(term, TYPE, SOURCE), *((term, LABEL, literal(label)) for label in labels)]


@pytest.fixture
def own(tmp_path):
    """Writes a shapes file of a user's own."""

    def write(body):
        path = tmp_path / "own.ttl"
        path.write_text(PREFIXES + body, encoding="utf-8")
        return path

    return write


def shapes(body):
    return triples_of(Graph().parse(data=PREFIXES + body, format="turtle"))


def test_while_all_conforms_no_heavy_library_is_imported():
    probe = (
        "import sys; from loader.validation import check\n"
        f"assert check({source(1, 'Page 1')!r}) == []\n"
        "print(*{'rdflib', 'pyshacl', 'pyparsing'} & set(sys.modules))\n"
        f"assert check({source(1)!r})\n"
        "assert 'pyshacl' in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_chunks_find_what_one_check_finds():
    sources = [source(n, *["Page"] * (n % 3 > 0), *["Another"] * (n % 3 > 1)) for n in range(1600)]
    gate = Gate()
    suspects = set().union(*(gate.feed(each) for each in sources))
    found = gate.findings()
    assert found == check([t for each in sources for t in each])
    assert {f.focus for f in found} == suspects
    assert len(found) == sum(n % 3 != 1 for n in range(1600))


def test_what_stands_beside_is_seen_and_not_judged():
    page, claim = source(1), iri(f"{BASE}claim/1")
    said = [
        (claim, TYPE, iri(CLAIM + "Statement")),
        (claim, iri(CLAIM + "source"), page[0][0]),
        (claim, iri(CLAIM + "speaker"), iri(f"{BASE}actor/a")),
        (claim, iri(CLAIM + "summary"), literal("said")),
    ]
    gate = Gate()
    assert gate.feed(said, page) == {claim[1:-1]}  # for want of evidence
    assert {f.shape.rpartition("#")[2] for f in gate.findings()} == {"Claim-evidence"}


def test_a_shape_that_only_pyshacl_can_judge_is_named_and_judged(own):
    held = "sh:node ex:S ; sh:property [ sh:path det:url ; sh:minCount 1 ]"
    gate = Gate(own(f"ex:S sh:targetClass det:Source ; {held} ."))
    assert [shape for shape, _ in gate.uncompiled] == ["urn:S"]
    assert "hold each other" in gate.uncompiled[0][1]
    assert gate.feed(source(1, "Page 1")) == {f"{BASE}source/1"}
    assert {f.shape for f in gate.findings()} == {"urn:S"}
    assert Gate().uncompiled == []


@pytest.mark.parametrize(
    ("asked", "along"),
    [
        ("sh:path claim:of ; sh:class det:State", set()),
        ("sh:path claim:of ; sh:lessThan claim:label", set()),
        ("sh:path ( claim:of det:country ) ; sh:minCount 1", {f"{CLAIM}of", f"{DET}country"}),
        ("sh:path [ sh:inversePath claim:source ] ; sh:maxCount 9", {f"^{CLAIM}source"}),
        ("sh:path claim:of ; sh:node [ sh:closed true ]", {f"{CLAIM}of"}),
        ("sh:path claim:evidence ; sh:minCount 1", set()),
        ("sh:path ( claim:evidence claim:of det:country ) ; sh:minCount 1", {f"{CLAIM}of", f"{DET}country"}),
    ],
)
def test_a_shape_that_looks_far_says_along_what(own, asked, along):
    gate = Gate(own(f"ex:S sh:targetClass claim:Post ; sh:property [ {asked} ] ."))
    assert {way for shape, way in gate.beyond if shape == "urn:S"} == along


@pytest.mark.parametrize(
    ("targets", "along"),
    [
        ("sh:targetNode <urn:n>", {"sh:targetNode"}),
        ("sh:targetObjectsOf claim:of", {"sh:targetObjectsOf"}),
        ("sh:targetObjectsOf claim:evidence", set()),
        ("sh:targetSubjectsOf claim:of", set()),
    ],
)
def test_what_is_judged_apart_from_what_is_said_of_it_looks_far(own, targets, along):
    gate = Gate(own(f"ex:S {targets} ; sh:property [ sh:path claim:note ; sh:minCount 1 ] ."))
    assert {way for shape, way in gate.beyond if shape == "urn:S"} == along


def test_of_our_own_shapes_two_look_far_and_one_may():
    found = {shape.rpartition("#")[2] for shape, _ in Gate().beyond}
    assert found == {"UnnamedList", "UnnamedProgramme", "MeetingParticipants"}
    assert not Gate().local


def test_a_target_node_is_judged_once_wherever_its_triples_are(own):
    path = own(f"ex:S sh:targetNode <{BASE}source/1> ; sh:property [ sh:path det:url ; sh:minCount 2 ] .")
    gate = Gate(path)
    for url in "ab":
        gate.feed([*source(1, "Page 1"), (iri(f"{BASE}source/1"), iri(DET + "url"), iri(f"urn:{url}"))])
    assert gate.findings() == []
    assert [f.focus for f in check([], path)] == [f"{BASE}source/1"]


def test_a_class_in_the_data_is_a_kind_of_another():
    graph = shapes(
        "ex:S sh:targetClass ex:Top ; sh:property ex:P. ex:P sh:path ex:p; sh:minCount 1; sh:class ex:Top ."
    )
    kinds = [
        ("<urn:Low>", iri(RDFS + "subClassOf"), "<urn:Mid>"),
        ("<urn:Mid>", iri(RDFS + "subClassOf"), "<urn:Top>"),
    ]
    data = [("<urn:a>", TYPE, "<urn:Low>"), ("<urn:a>", "<urn:p>", "<urn:a>"), ("<urn:b>", TYPE, "<urn:Mid>")]
    for said in (data, [*data, *kinds], [*data, *kinds[1:]], [*kinds, *data]):
        found, suspects, _ = screened(said, graph)
        assert found == in_full(said, graph)
        assert suspects == ({"<urn:b>"} if kinds[1] in said else set())


# What a term surely is.


@pytest.mark.parametrize(
    ("term", "known"),
    [
        ("<urn:a>", True),
        ("_:a", True),
        ('"a"', True),
        ('"a"@en-gb', True),
        ('"a"@EN', False),
        ('"a\\n"', False),
        (typed("1", XSD + "integer"), True),
        (typed("01", XSD + "integer"), False),
        (typed("-0", XSD + "integer"), False),
        (typed("2024-02-29", XSD + "date"), True),
        (typed("2023-02-29", XSD + "date"), False),
        (typed("2024-02-29Z", XSD + "date"), False),
        (typed("1", XSD + "boolean"), False),
        (typed("1.0", XSD + "decimal"), False),
        (typed("x", XSD + "string"), False),
        (typed("x", "urn:other"), True),
    ],
)
def test_a_term_is_plain_only_if_it_has_no_other_spelling(term, known):
    assert plain(term) is known


def test_a_datatype_is_told_only_where_it_is_certain():
    cases = [
        ('"a"', "string", True),
        ('"a"@en', "string", False),
        (typed("a", XSD + "string"), "string", None),
        (typed("7", XSD + "integer"), "integer", True),
        (typed("x", XSD + "integer"), "integer", None),
        (typed("7", XSD + "integer"), "date", False),
        (typed("1.5", XSD + "decimal"), "decimal", True),
        (typed("2024-01-01T00:00:00Z", XSD + "dateTime"), "dateTime", True),
        (typed("soon", XSD + "dateTime"), "dateTime", None),
        (typed("2024", XSD + "gYear"), "gYear", True),
    ]
    assert [has_datatype(term, XSD + name) for term, name, _ in cases] == [known for *_, known in cases]


def test_text_and_order_are_told_only_where_they_are_certain():
    assert text(literal('say "no"\n')) == 'say "no"\n'
    assert text(typed("01", XSD + "integer")) is None
    assert text("_:a") is None
    days = [typed(day, XSD + "date") for day in ("0999-01-01", "2024-01-01")]
    assert same_order(*days) == ("0999-01-01", "2024-01-01")
    assert same_order(days[0], literal("2024-01-01")) is None
    assert same_order(typed("9", XSD + "integer"), typed("10", XSD + "integer")) == (9, 10)


# Queries that can be asked apart, and others.


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("SELECT ?x WHERE { $this ex:p ?x }", "does not select"),
        ("SELECT $this { $this ex:p/ex:q ?x }", "read"),
        ("SELECT $this { $this ex:p+ ?x }", "read"),
        ("SELECT $this { $this ex:p ?x FILTER (REGEX(?x, ?x)) }", "REGEX"),
        ("SELECT $this { $this ex:p ?x FILTER (?x = 'a') }", "condition"),
        ("SELECT $this { $this ex:p ?x } GROUP BY $this", "follows"),
        ("SELECT $this { $this ex:p [] }", "read"),
        ("SELECT $this { $this no:p ?x }", "not declared"),
        ("SELECT $this { BIND (1 AS $this) }", "assigns"),
        ("SELECT $this { $this ex:p ?x ", "end"),
    ],
)
def test_a_query_of_another_kind_is_refused_with_the_reason(query, why):
    with pytest.raises(UnreadableError, match=why):
        select(query, {"ex": "urn:"})


QUERY = "ex:S sh:targetClass ex:C ; sh:sparql [ sh:prefixes ex: ; sh:select '''{}''' ] ."
DECLARED = "ex: sh:declare [ sh:prefix 'ex' ; sh:namespace 'urn:'^^xsd:anyURI ] ."
A, B, C = (f"<urn:{n}>" for n in "abc")
P, Q = "<urn:p>", "<urn:q>"
DAYS = [typed(day, XSD + "date") for day in ("2019-01-01", "2020-01-01", "2020-01-01Z", "x")]


@pytest.mark.parametrize(
    ("query", "compiled"),
    [
        ("SELECT $this WHERE { $this ex:p ?x . ?x ex:q $this }", True),
        ("SELECT $this WHERE { $this ex:p ?x . FILTER NOT EXISTS { ?x ex:q ?y } }", True),
        ("SELECT $this WHERE { $this ex:p ?x ; ex:q ?y . FILTER (?x < ?y) }", True),
        ("SELECT $this WHERE { $this ex:p ?x ; ex:q ?y . FILTER (?x != ?y) }", True),
        ("SELECT $this WHERE { { $this ex:p ?x } UNION { ?x ex:q $this } }", True),
        ("SELECT $this ?value WHERE { $this ?path ex:b . BIND (ex:b AS ?value) }", True),
        ("SELECT $this WHERE { $this ex:p ?x OPTIONAL { $this ex:q ?y } FILTER (!BOUND(?y)) }", True),
        (
            "SELECT $this WHERE { ?x ex:p $this . FILTER EXISTS { ?x ex:q ?y FILTER (?y IN (ex:a)) } }",
            True,
        ),
        ("SELECT $this WHERE { $this a ex:C . FILTER NOT EXISTS { $this ex:p ?x } }", True),
        ("SELECT $this WHERE { $this a ex:C . FILTER NOT EXISTS { $this ex:p ex:b } }", True),
        ("SELECT $this WHERE { $this ex:p ?x . ?y ex:q ?z . FILTER (?x = ?z) }", False),
        ("SELECT $this WHERE { FILTER NOT EXISTS { $this ex:p ?x } }", False),
        ("SELECT $this WHERE { $this ex:p ?x . { ?z ex:q ?y FILTER (?x < ?y) } }", False),
        ("SELECT $this WHERE { $this ex:p* ex:b }", False),
    ],
)
def test_a_query_has_the_same_results(query, compiled):
    graph = shapes(QUERY.format(query) + DECLARED)
    nodes = [(node, TYPE, "<urn:C>") for node in (A, B, C)]
    worlds = [
        [],
        [(A, P, B), (B, Q, A), (C, P, C)],
        [(A, P, DAYS[0]), (A, Q, DAYS[1]), (B, P, DAYS[1]), (B, Q, DAYS[0]), (C, P, A), (C, Q, literal("x"))],
        [(A, P, DAYS[2]), (A, Q, DAYS[1]), (B, P, DAYS[3]), (B, Q, DAYS[0])],
        [(A, P, A), (B, P, A), (A, Q, B), (C, Q, "_:b"), ("_:b", P, C)],
        [
            (A, P, literal("b")),
            (A, Q, literal("b")),
            (B, P, literal("a")),
            (B, Q, typed("1", XSD + "integer")),
        ],
    ]
    for world in worlds:
        found, suspects, uncompiled = screened([*nodes, *world], graph)
        assert found == in_full([*nodes, *world], graph)
        assert bool(uncompiled) != compiled, uncompiled
        if compiled and world[2:] == []:
            assert suspects == {row[0] for row in found}
