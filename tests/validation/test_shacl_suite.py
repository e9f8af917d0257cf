"""The W3C's test suite of SHACL core: behind the prefilter pySHACL finds what it finds by itself."""

import os
from collections import Counter
from pathlib import Path

import pytest
from pyshacl_alone import SH, alike, results
from rdflib import RDF, Graph, Namespace

from loader.validation.graphs import triples_of

SUITE = Path(__file__).resolve().parents[3] / "shared" / "w3c" / "shacl-core"
MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
SHT = Namespace("http://www.w3.org/ns/shacl-test#")
CASES = sorted(path for path in SUITE.rglob("*.ttl") if "sht:Validate" in path.read_text(encoding="utf-8"))
OTHERWISE = {"property/or-datatypes-001", "property/uniqueLang-002"}
"""Cases that pySHACL answers otherwise than the suite wants."""
LONG = {"complex/shacl-shacl"}
LEFT_TO_PYSHACL = {"complex/shacl-shacl", "node/qualified-001"}
"""Cases with shapes that hold each other, or that are not well-formed."""


def named(path):
    return f"{path.parent.name}/{path.stem}"


def read(path):
    graph = Graph().parse(path, format="turtle", publicID=path.as_uri())
    return graph, triples_of(graph)


def anonymous(rows):
    """Results without messages, in which blank nodes have no names."""
    found = Counter()
    for row, count in rows.items():
        found[tuple("_:" if term.startswith("_:") else term for term in row[:6])] += count
    return found


def test_there_is_a_suite():
    if not SUITE.is_dir():
        pytest.skip("the W3C's suite is not at hand: ../shared/w3c/shacl-core")
    assert len(CASES) > 90
    assert {named(path) for path in CASES} >= OTHERWISE | LEFT_TO_PYSHACL


@pytest.mark.parametrize("path", CASES, ids=named)
def test_a_case_has_the_results_that_it_has_without_the_prefilter(path):
    if named(path) in LONG and "DETENTE_THOROUGH" not in os.environ:
        pytest.skip("it takes pySHACL several seconds: set DETENTE_THOROUGH=1")
    manifest, triples = read(path)
    case = manifest.value(None, RDF.type, SHT.Validate)
    action, wanted = manifest.value(case, MF.action), manifest.value(case, MF.result)
    sources = [manifest.value(action, SHT[name]) for name in ("dataGraph", "shapesGraph")]
    files = [Path(str(source).removeprefix("file://")) for source in sources]
    data, shapes = (triples if file == path else read(file)[1] for file in files)
    found, _, uncompiled = alike(data, shapes)
    assert bool(uncompiled) == (named(path) in LEFT_TO_PYSHACL), uncompiled
    report = [t for t in triples if t[0] == wanted.n3() or t[1] != f"<{SH}result>"]
    assert (anonymous(found) == anonymous(results(report))) == (named(path) not in OTHERWISE)
