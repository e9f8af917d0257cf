"""Export: the same content gives the same bytes, and every output reads back as what was written."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import tempfile
from collections import Counter
from functools import partial
from itertools import permutations
from pathlib import Path
from typing import BinaryIO, TypeVar

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib.compare import isomorphic

from loader.errors import DetenteError
from loader.export import DATASETS, SYNTAXES, Syntax, export, prefixes, write
from loader.export.sorting import RUN
from loader.vocabulary import BASE, CLAIM, DET, EDTF, RDF_JSON, RDF_TYPE, RDFS, XSD

FORMATS: dict[Syntax, ox.RdfFormat] = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "jsonld": ox.RdfFormat.JSON_LD,
    "trig": ox.RdfFormat.TRIG,
    "nquads": ox.RdfFormat.N_QUADS,
}
RDFLIB = {"turtle": "turtle", "ntriples": "nt", "jsonld": "json-ld", "trig": "trig", "nquads": "nquads"}

# How long an example takes says nothing on a machine that does other work too.
LOADED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
Node = TypeVar("Node")


def store_of(quads: list[ox.Quad]) -> ox.Store:
    store = ox.Store()
    for quad in quads:
        store.add(quad)
    return store


def exported(store: ox.Store, syntax: Syntax, base: str = BASE, run: int = RUN) -> bytes:
    out = io.BytesIO()
    export(store, syntax, out, base, run)
    return out.getvalue()


def turtle(*lines: str, base: str = BASE) -> str:
    """What lines of Turtle, with the usual prefixes declared, are exported as, without the prefixes."""
    declared = "".join(f"@prefix {name}: <{space}> .\n" for name, space in prefixes(base).items())
    store = ox.Store()
    store.load("".join((declared, *lines)), ox.RdfFormat.TURTLE)
    return exported(store, "turtle", base).decode().partition("\n\n")[2]


# What IRIs may hold, with a weight on what the local part of a shortened one may not, or only in some places.
SIGNS = [*"aZ09_-.:#~'(),;=&@!$*+?/", "é", "д", "漢", "\u0301", "·", "\u200d", "×", "%20", "%C3%A9"]
LOCAL_PARTS = st.lists(st.sampled_from(SIGNS), max_size=5).map("".join)
SPACES = [
    *prefixes().values(),
    "http://example.org/",
    "http://example.org/a?b#",
    "det:",
    "actor:",
    "claim-id:x",
    "urn:x:",
]


@st.composite
def iris(draw: st.DrawFn) -> ox.NamedNode:
    for _ in range(10):
        try:
            return ox.NamedNode(draw(st.sampled_from(SPACES)) + draw(LOCAL_PARTS))
        except ValueError:
            continue
    return ox.NamedNode(BASE)


TEXT = st.text(max_size=8) | st.text(
    "\n\r\t\"'\\\x00\x01\x7f\x85\u2028\u202e\ufeff\ufffe😀u0041.;,<>_: ", max_size=8
)
DATATYPES = st.sampled_from(
    [
        ox.NamedNode(iri)
        for iri in (f"{XSD}date", f"{XSD}integer", f"{XSD}boolean", EDTF, RDF_JSON, "http://example.org/%20.")
    ]
)
LITERALS = (
    TEXT.map(ox.Literal)
    | st.builds(
        lambda text, tag: ox.Literal(text, language=tag), TEXT, st.sampled_from(["en", "zh-hant-tw", "ps-af"])
    )
    | st.builds(
        lambda text, datatype: ox.Literal(text, datatype=datatype),
        TEXT | st.sampled_from(["1", "-5", "true", "01", "9" * 30, "2003-01-01", '{"a": 1,  "b": [1.0]}']),
        DATATYPES,
    )
)
BLANKS = st.sampled_from("abc").map(ox.BlankNode)
PREDICATES = iris() | st.sampled_from([ox.NamedNode(RDF_TYPE), ox.NamedNode(f"{RDFS}label")])
NAMED = st.builds(ox.Quad, iris(), PREDICATES, iris() | LITERALS)
CONTENTS = st.lists(
    NAMED | st.builds(ox.Quad, iris() | BLANKS, PREDICATES, iris() | LITERALS | BLANKS), max_size=8
)


def same_triples(one: ox.Dataset, two: ox.Dataset) -> bool:
    one.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    two.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return one == two


def read_by_rdflib(data: bytes, syntax: Syntax) -> rdflib.Graph:
    graph = rdflib.Dataset() if syntax in DATASETS else rdflib.Graph()
    graph.parse(data=data, format=RDFLIB[syntax])
    return graph.default_graph if isinstance(graph, rdflib.Dataset) else graph


@pytest.mark.filterwarnings("ignore::UserWarning")  # rdflib names ill-typed literals, and keeps them
@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")  # its parsers use what it deprecates
@pytest.mark.parametrize("syntax", SYNTAXES)
@settings(LOADED, max_examples=60)
@given(content=CONTENTS)
def test_what_is_written_reads_back_in_two_libraries(syntax: Syntax, content: list[ox.Quad]) -> None:
    store = store_of(content)
    data = exported(store, syntax)
    assert same_triples(ox.Dataset(ox.parse(data, FORMATS[syntax])), ox.Dataset(store))
    written = rdflib.Graph().parse(
        data=store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph()), format="nt"
    )
    assert isomorphic(read_by_rdflib(data, syntax), written)


@pytest.mark.parametrize("syntax", DATASETS)
@settings(LOADED, max_examples=40)
@given(content=CONTENTS, names=st.lists(iris() | BLANKS | st.just(ox.DefaultGraph()), min_size=8, max_size=8))
def test_named_graphs_read_back(syntax: Syntax, content: list[ox.Quad], names: list[ox.NamedNode]) -> None:
    quads = [
        ox.Quad(quad.subject, quad.predicate, quad.object, name)
        for quad, name in zip(content, names, strict=False)
    ]
    store = store_of(quads)
    assert same_triples(ox.Dataset(ox.parse(exported(store, syntax), FORMATS[syntax])), ox.Dataset(store))


@pytest.mark.parametrize("syntax", SYNTAXES)
@settings(LOADED, max_examples=25)
@given(content=CONTENTS, data=st.data())
def test_order_and_labels_of_blank_nodes_do_not_matter(
    syntax: Syntax, content: list[ox.Quad], data: st.DataObject
) -> None:
    def renamed(term: Node) -> Node:
        return type(term)(f"x{term.value}") if isinstance(term, ox.BlankNode) else term

    shuffled: list[ox.Quad] = data.draw(st.permutations(content))
    again = [ox.Quad(renamed(quad.subject), quad.predicate, renamed(quad.object)) for quad in shuffled]
    assert exported(store_of(again), syntax) == exported(store_of(content), syntax)


def test_each_order_of_loading_gives_the_same_bytes_on_disk(tmp_path_factory: pytest.TempPathFactory) -> None:
    parts = [
        f'<{BASE}actor/freedonia> a <{DET}State> ; <{RDFS}label> "Freedonia" .',
        f"<{BASE}actor/sylvania> a <{DET}State> ; <{DET}country> <{BASE}actor/freedonia> .",
        f'<{BASE}claim/0a> <{CLAIM}date> "2003~"^^<{EDTF}> ; <{CLAIM}note> [ <{CLAIM}quote> "x" ] .',
    ]
    outputs = set()
    for order in permutations(parts):
        store = ox.Store(tmp_path_factory.mktemp("store"))
        for part in order:
            store.bulk_load(part, ox.RdfFormat.TURTLE)
        outputs.add(tuple(exported(store, syntax) for syntax in SYNTAXES))
    assert len(outputs) == 1


def test_turtle_is_grouped_by_kind_with_one_triple_a_line() -> None:
    assert turtle(
        f"claim-id:0a a claim:Designation ; claim:evidence <{BASE}claim/0a#evidence-1> .",
        "claim-id:0a\\#evidence-1 claim:start 14 .",
        "designation:a:b-c:terrorist a det:Designation .",
        "designation:a:b:terrorist:lifted:1 a det:DesignationAct ; det:action designation-action:lifted ;",
        '  det:earliest "2024-01-01"^^xsd:date ; det:date "2024"^^edtf:EDTF ; det:disputed true ;',
        "  det:number 1 .",
        "designation:a:b:terrorist a det:Designation .",
        'actor:b rdfs:label "B\\n" ; skos:altLabel "b"@ps, "bb" ; a det:State, det:Territory ;',
        "  owl:sameAs wd:Q1 .",
        '<http://example.org/x> rdfs:label "x" .',
    ) == (
        """\
# Actors

actor:b
    a det:State ;
    a det:Territory ;
    rdfs:label "B\\n" ;
    owl:sameAs wd:Q1 ;
    skos:altLabel "b"@ps ;
    skos:altLabel "bb" ;
.

# Designations and their acts

designation:a:b:terrorist
    a det:Designation ;
.

designation:a:b:terrorist:lifted:1
    a det:DesignationAct ;
    det:action designation-action:lifted ;
    det:date "2024"^^edtf:EDTF ;
    det:disputed true ;
    det:earliest "2024-01-01"^^xsd:date ;
    det:number 1 ;
.

designation:a:b-c:terrorist
    a det:Designation ;
.

# Claims

claim-id:0a
    a claim:Designation ;
    claim:evidence claim-id:0a\\#evidence-1 ;
.

claim-id:0a\\#evidence-1
    claim:start 14 ;
.

# Other things

<http://example.org/x>
    rdfs:label "x" ;
.
"""
    )


@settings(LOADED)
@given(content=st.lists(NAMED, max_size=8), added=NAMED)  # a blank node's label follows from its triples
def test_a_triple_more_is_a_line_more(content: list[ox.Quad], added: ox.Quad) -> None:
    def lines(store: ox.Store) -> Counter[str]:
        return Counter(re.findall("^    .*;$", exported(store, "turtle").decode(), re.MULTILINE))

    before, after = store_of(content), store_of([*content, added])
    assert (lines(after) - lines(before)).total() == len(after) - len(before)
    assert lines(before) <= lines(after)


@pytest.mark.parametrize("syntax", ["turtle", "trig", "jsonld"])
@settings(LOADED, max_examples=50)
@given(content=CONTENTS)
def test_only_prefixes_in_use_are_declared(syntax: Syntax, content: list[ox.Quad]) -> None:
    text = exported(store_of(content), syntax).decode()
    if syntax == "jsonld":
        declared, body = list(json.loads(text)["@context"]), text.partition("\n")[2]
    else:
        declared, body = (
            re.findall("^@prefix ([^:]+):", text, re.MULTILINE),
            re.sub("^@prefix.*\n", "", text, flags=re.MULTILINE),
        )
    assert declared == sorted(declared)
    assert [name for name in declared if f"{name}:" not in body] == []


@pytest.mark.parametrize(
    ("iri", "shortened"),
    [
        (f"{BASE}actor/taliban", "actor:taliban"),
        (f"{BASE}actor/a%20b", "actor:a%20b"),
        (f"{BASE}actor/дом", "actor:дом"),
        (f"{BASE}actor/", "actor:"),
        (f"{BASE}designation/a:b:list:c", "designation:a:b:list:c"),
        (f"{BASE}source/001_a", "source:001_a"),
        (f"{BASE}claim/0a", "claim-id:0a"),
        (f"{BASE}claim/0a#evidence-1", "claim-id:0a\\#evidence-1"),
        ("https://w3id.org/detente/code/category/terrorist", "category:terrorist"),
        (f"{BASE}actor/a.", None),
        (f"{BASE}actor/-a", None),
        (f"{BASE}actor/a/b", None),
        (f"{BASE}actor/a(b)", None),
        (f"{BASE}actor/×", None),
        ("http://example.org/actor/x", None),
    ],
)
def test_an_iri_is_shortened_only_where_turtle_is_sure_to_read_it(iri: str, shortened: str | None) -> None:
    written = turtle(f"<{iri}> rdfs:label 'x' .").splitlines()[2]
    assert written == (shortened or f"<{iri}>")


def test_the_base_of_a_store_has_the_prefixes() -> None:
    base = "https://example.org/kg/"
    assert turtle(f"<{base}actor/x> det:country <{BASE}actor/y> .", base=base) == (
        f"# Actors\n\nactor:x\n    det:country <{BASE}actor/y> ;\n.\n"
    )


def test_prefixes_never_share_a_namespace() -> None:
    spaces = list(prefixes().values())
    assert len(set(spaces)) == len(spaces)
    assert all(space[-1] in "/#" for space in spaces)


def test_jsonld_is_a_node_a_line_with_plain_values() -> None:
    store = ox.Store()
    store.update(
        f"""PREFIX det: <{DET}> PREFIX actor: <{BASE}actor/>
        INSERT DATA {{ actor:y a det:State . actor:x a det:State ; <{RDFS}label> 'X' ; det:number 3 ;
            det:disputed true ; det:country actor:y, actor:z ; det:date '2003'^^<{EDTF}> }}"""
    )
    text = exported(store, "jsonld").decode()
    document = json.loads(text)
    assert document["@context"] == {name: prefixes()[name] for name in ("actor", "det", "edtf", "rdfs")}
    assert document["@graph"][0] == {
        "@id": "actor:x",
        "@type": "det:State",
        "rdfs:label": "X",
        "det:country": [{"@id": "actor:y"}, {"@id": "actor:z"}],
        "det:date": {"@value": "2003", "@type": "edtf:EDTF"},
        "det:disputed": True,
        "det:number": 3,
    }
    assert text.count("\n") == len(document["@graph"]) + 3


def test_jsonld_gives_up_a_prefix_that_is_a_scheme_of_the_content() -> None:
    x, y, country = (ox.NamedNode(iri) for iri in ("actor:x", f"{BASE}actor/y", f"{DET}country"))
    written = {"@id": f"{BASE}actor/y", "det:country": {"@id": f"{BASE}actor/y"}}
    (node,) = json.loads(exported(store_of([ox.Quad(x, country, y)]), "jsonld"))["@graph"]
    assert node == written | {"@id": "actor:x"}
    (graph,) = json.loads(exported(store_of([ox.Quad(y, country, y, x)]), "jsonld"))["@graph"]
    assert graph == {"@id": "actor:x", "@graph": [written]}


def test_what_a_query_constructs_is_written_like_a_store() -> None:
    triple = ox.Triple(ox.NamedNode(f"{BASE}actor/x"), ox.NamedNode(RDF_TYPE), ox.NamedNode(f"{DET}State"))
    out = io.BytesIO()
    write(iter([triple, triple]), "turtle", out)
    assert out.getvalue() == exported(store_of([ox.Quad(*triple)]), "turtle")


@pytest.mark.parametrize("syntax", SYNTAXES)
def test_an_empty_store_is_an_empty_document(syntax: Syntax) -> None:
    assert list(ox.parse(exported(ox.Store(), syntax), FORMATS[syntax])) == []


def test_an_unknown_syntax_is_refused() -> None:
    with pytest.raises(DetenteError, match="turtle, ntriples, jsonld, trig"):
        export(ox.Store(), "rdfxml", io.BytesIO())  # type: ignore[arg-type]  # what a user may ask for


def test_triple_terms_are_kept_where_the_syntax_has_them() -> None:
    node = ox.NamedNode(f"{BASE}actor/x")
    store = store_of([ox.Quad(node, node, ox.Triple(node, node, ox.Literal("x")))])
    for syntax in ("turtle", "trig", "ntriples", "nquads"):
        assert set(ox.parse(exported(store, syntax), FORMATS[syntax])) == set(store)
    with pytest.raises(DetenteError, match="triple terms"):
        exported(store, "jsonld")


# -- more than fits into memory ------------------------------------------------------------------------------


@pytest.mark.parametrize("syntax", SYNTAXES)
@settings(LOADED, max_examples=40)
@given(
    content=st.lists(
        st.builds(ox.Quad, iris() | BLANKS, PREDICATES, iris() | LITERALS | BLANKS), max_size=20
    ),
    names=st.lists(iris() | BLANKS | st.just(ox.DefaultGraph()), min_size=20, max_size=20),
    run=st.integers(1, 3000),
)
def test_how_much_is_sorted_at_once_does_not_matter(
    syntax: Syntax, content: list[ox.Quad], names: list[ox.NamedNode], run: int
) -> None:
    quads = [
        ox.Quad(quad.subject, quad.predicate, quad.object, name)
        for quad, name in zip(content, names, strict=False)
    ]
    store = store_of(quads)
    assert exported(store, syntax, run=run) == exported(store, syntax)


@settings(LOADED, max_examples=30)
@given(content=st.lists(NAMED, max_size=20), run=st.integers(1, 3000))
def test_ntriples_are_sorted_as_lines_are(content: list[ox.Quad], run: int) -> None:
    store, lines = store_of(content), io.BytesIO()
    store.dump(lines, ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph())
    assert exported(store, "ntriples", run=run) == b"".join(sorted(lines.getvalue().splitlines(True)))


def test_what_a_query_constructs_may_come_in_any_order_and_twice() -> None:
    nodes = [ox.NamedNode(f"{BASE}actor/{number % 7}") for number in range(30)]
    triples = [ox.Triple(node, nodes[0], ox.Literal(n % 11)) for n, node in enumerate(nodes)]
    out = io.BytesIO()
    write(triples + triples[::-1], "turtle", out)
    assert out.getvalue() == exported(store_of([ox.Quad(*triple) for triple in triples]), "turtle")


class _Full(io.RawIOBase):
    """A file on a full disk."""

    def writable(self) -> bool:
        return True

    def write(self, data: object, /) -> int:
        raise OSError(28, "No space left on device")


def _open_files() -> int:
    return sum(1 for _ in Path("/dev/fd").iterdir())


def _many() -> ox.Store:
    return store_of(
        [
            ox.Quad(ox.NamedNode(f"{BASE}actor/{n}"), ox.NamedNode(f"{RDFS}label"), ox.Literal(n))
            for n in range(50)
        ]
    )


@pytest.mark.parametrize("out", [io.BytesIO(), _Full()], ids=["success", "failure"])
def test_no_temporary_file_is_left(out: BinaryIO, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    open_before = _open_files()
    try:
        export(_many(), "turtle", out, run=200)
    except OSError as error:
        assert error.errno == 28 and isinstance(out, _Full)
    assert list(tmp_path.iterdir()) == []
    assert _open_files() == open_before


def test_a_full_disk_of_temporary_files_is_told_in_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "TemporaryFile", partial(Path.open, Path("/dev/full"), "r+b"))
    with pytest.raises(DetenteError, match=r"cannot be written \(No space left on device\).* TMPDIR\."):
        export(_many(), "turtle", io.BytesIO(), run=200)


_GROWTH = """
import resource, sys
import pyoxigraph as ox
from loader.export import write
def triples(count):
    for n in range(count):
        subject = ox.NamedNode(f"https://w3id.org/detente/id/actor/{n * 7919 % count}")
        yield ox.Triple(subject, ox.NamedNode("https://w3id.org/detente/ns#note"), ox.Literal(f"{n:01000}"))
peaks = []
for count in (100, 20000):
    with open("/dev/null", "wb") as out:
        write(triples(count), "turtle", out)
    peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
print((peaks[1] - peaks[0]) // 1024)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="ru_maxrss is in other units elsewhere")
def test_memory_does_not_grow_with_what_is_exported() -> None:
    script = _GROWTH.replace("from loader.export import write", _SMALL_RUNS)
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 15  # megabytes; the lines are 20


_SMALL_RUNS = """
from functools import partial
from loader.export import writing
from loader.export.sorting import Sorter
writing.Sorter = partial(Sorter, 1 << 20)
write = writing.write
"""
