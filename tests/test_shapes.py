"""Each shape finds what it is for, and nothing in what is right.

`tests/shapes/<Shape>/` holds, for each node shape, data that conforms (`valid.*.ttl`) and data that does not
(`invalid.<reason>.ttl`, a valid one with lines taken out or changed), with all its findings (`.expected`).
"""

import difflib
import re
from collections import Counter
from pathlib import Path

import pyshacl
import pytest
from pyshacl.entrypoints import meta_validate
from rdflib import OWL, RDF, RDFS, SH, SKOS, BNode, Graph, Literal, URIRef

from loader.resources import folder
from loader.validation import Finding, check
from loader.validation.findings import findings
from loader.vocabulary import BASE, CLAIM, CODE, DET

CASES = Path(__file__).parent / "shapes"
VALID = sorted(CASES.glob("*/valid.*.ttl"))
INVALID = sorted(CASES.glob("*/invalid.*.ttl"))
FILES = sorted(folder("shapes").glob("*.ttl"))
SHAPE = "https://w3id.org/detente/shape#"
FEW = 8
"""So many lines an invalid case may have that its valid one has not, or the other way round."""


def case(path):
    return f"{path.parent.name}/{path.name}"


def terms(graph):
    return [tuple(line[:-2].split(" ", 2)) for line in graph.serialize(format="nt").split("\n") if line]


def told(finding: Finding) -> str:
    shape, focus = finding.shape.removeprefix(SHAPE), finding.focus.removeprefix(BASE)
    return f"{finding.severity.value} {shape} {focus}: {finding.message}"


def expected(path):
    return path.with_suffix(".expected").read_text(encoding="utf-8").splitlines()


@pytest.fixture(scope="module")
def shapes():
    graph = Graph()
    for path in FILES:
        graph.parse(path)
    return graph


@pytest.fixture(scope="module")
def ontology():
    return Graph().parse(folder("ontology") / "detente.ttl")


def named(shapes, kind):
    return {s for s in shapes.subjects(RDF.type, kind) if isinstance(s, URIRef)}


def test_there_are_shapes_and_cases():
    assert FILES
    assert VALID
    assert INVALID


@pytest.mark.parametrize("path", VALID, ids=case)
def test_what_is_right_has_no_findings(path):
    assert [told(f) for f in check(terms(Graph().parse(path)))] == []


@pytest.mark.parametrize("path", INVALID, ids=case)
def test_what_is_wrong_has_these_findings(path):
    found = check(terms(Graph().parse(path)))
    assert [told(f) for f in found] == expected(path)
    own = SHAPE + path.parent.name
    assert [f for f in found if f.shape == own or f.shape.startswith(f"{own}-")], (
        "not a finding of this shape"
    )


@pytest.mark.parametrize("path", INVALID, ids=case)
def test_what_is_wrong_is_something_right_with_few_lines_changed(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    changed = [
        sum(line[0] in "+-" for line in difflib.ndiff(valid.read_text(encoding="utf-8").splitlines(), lines))
        for valid in path.parent.glob("valid.*.ttl")
    ]
    assert min(changed) <= FEW


def test_every_node_shape_has_cases_of_both_kinds(shapes):
    names = {str(s).removeprefix(SHAPE) for s in named(shapes, SH.NodeShape)}
    assert {p.parent.name for p in VALID} == names
    assert {p.parent.name for p in INVALID} == names
    assert {p.name for p in CASES.iterdir()} == names


def test_every_expectation_is_of_a_case():
    assert {p.with_suffix(".ttl") for p in CASES.rglob("*.expected")} == set(INVALID)


def test_every_rule_has_a_case_that_breaks_it(shapes):
    lines = {line for path in INVALID for line in expected(path)}
    broken = {line.split()[1] for line in lines}
    assert {str(s).removeprefix(SHAPE) for s in named(shapes, SH.PropertyShape)} <= broken
    messages = {line.split(": ", 1)[1] for line in lines}
    assert {str(m) for m in shapes.objects(None, SH.message)} == messages


def test_every_rule_has_a_name_and_one_message(shapes):
    for part in shapes.objects(None, SH.property):
        if isinstance(part, BNode):  # within a choice, whose own message is the one that is read
            assert not list(shapes.objects(part, SH.message))
    rules = named(shapes, SH.PropertyShape) | set(shapes.objects(None, SH.sparql))
    for rule in rules:
        assert isinstance(rule, URIRef)
        assert len(list(shapes.objects(rule, SH.message))) == 1, rule
    for shape, part in [*shapes.subject_objects(SH.property), *shapes.subject_objects(SH.sparql)]:
        if isinstance(shape, URIRef):
            assert str(part).startswith(f"{shape}-"), f"{part} is not named after its shape"


def test_every_message_is_a_sentence_without_an_iri(shapes):
    for message in map(str, shapes.objects(None, SH.message)):
        assert re.fullmatch(r"['A-Z].*[.?]", message), message
        assert not re.search(r"(?:det|claim|sh|shape):", message), message


def test_all_three_severities_are_used():
    assert {line.split()[0] for path in INVALID for line in expected(path)} == {
        "violation",
        "warning",
        "info",
    }


def test_what_joins_claims_is_a_warning_at_most(shapes):
    """Records add claims up: no fact is refused for what another one says."""
    bounds = {"DatedRecord"}  # of one record, whatever its claims say
    described = {"Actor", "Source"}
    for shape in named(shapes, SH.NodeShape):
        name = str(shape).removeprefix(SHAPE)
        of_records = [c for c in shapes.objects(shape, SH.targetClass) if str(c).startswith(DET)]
        if of_records and name not in bounds | described:
            rules = [shape, *shapes.objects(shape, SH.property)]
            assert {shapes.value(r, SH.severity) for r in rules} & {SH.Warning, SH.Info}, name


def test_targets_are_classes_and_properties_of_the_ontology(shapes, ontology):
    classes = set(ontology.subjects(RDF.type, OWL.Class))
    properties = {
        *ontology.subjects(RDF.type, OWL.ObjectProperty),
        *ontology.subjects(RDF.type, OWL.DatatypeProperty),
    }
    above = set(ontology.objects(None, RDFS.subClassOf))
    targets = set(shapes.objects(None, SH.targetClass))
    assert targets <= classes
    assert not targets & above, "a superclass as a target conforms silently where the ontology is not at hand"
    for target in (SH.targetSubjectsOf, SH.targetObjectsOf):
        assert set(shapes.objects(None, target)) <= properties
    for shape in named(shapes, SH.NodeShape):
        assert list(shapes.predicate_objects(shape))
        assert any(
            (shape, t, None) in shapes for t in (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf)
        )


def test_shapes_and_cases_use_only_terms_that_there_are(shapes, ontology):
    defined = {str(t) for t in ontology.subjects(RDFS.isDefinedBy, None)}
    used = {str(t) for triple in shapes for t in triple if isinstance(t, URIRef)}
    for query in shapes.objects(None, SH.select):
        used |= {
            {"det": DET, "claim": CLAIM}[p] + n for p, n in re.findall(r"\b(det|claim):(\w+)", str(query))
        }
        used |= set(re.findall(rf"<({CODE}[^>]+)>", str(query)))
    for path in VALID:
        used |= {str(t) for triple in Graph().parse(path) for t in triple if isinstance(t, URIRef)}
    ours = {term for term in used if term.startswith((DET, CLAIM, CODE))} - {DET, CLAIM}
    assert ours <= defined
    others = {t for t in used - ours if not t.startswith((BASE, SHAPE, "https://courier.example/"))}
    known = (RDF, RDFS, SH, "http://www.w3.org/2001/XMLSchema#", "http://id.loc.gov/datatypes/edtf/")
    assert {t for t in others if not t.startswith(tuple(map(str, known)))} == set()


@pytest.mark.parametrize(
    ("rule", "scheme"),
    [
        ("Claim-confidence", "confidence"),
        ("Claim-dateRole", "date-role"),
        ("DesignationClaim-category", "category"),
        ("DesignationClaim-action", "designation-action"),
        ("RecognitionClaim-action", "recognition-action"),
        ("MeetingClaim-status", "meeting-status"),
        ("Participation-status", "meeting-status"),
        ("AgreementClaim-status", "agreement-status"),
    ],
)
def test_a_rule_about_codes_allows_the_whole_list_and_names_it(shapes, ontology, rule, scheme):
    allowed = set(shapes.items(shapes.value(URIRef(SHAPE + rule), SH["in"])))
    assert allowed == set(ontology.subjects(SKOS.inScheme, URIRef(CODE + scheme)))
    message = str(shapes.value(URIRef(SHAPE + rule), SH.message))
    values = re.split(r",? ", message.rpartition(": ")[2].removesuffix("."))
    assert sorted(values) == sorted(str(n) for c in allowed for n in ontology.objects(c, SKOS.notation))


@pytest.mark.parametrize("path", [*FILES, folder("ontology") / "style.ttl"], ids=lambda p: p.name)
def test_shapes_are_well_formed(path):
    conforms, _, text = meta_validate(Graph().parse(path), max_validation_depth=60)
    assert conforms, text


def test_the_gate_finds_what_the_shapes_as_written_find(shapes):
    """Narrowing the targets changes no result: on an invalid case of each shape, all in one graph."""
    data = Graph()
    for number, path in enumerate({p.parent.name: p for p in INVALID}.values()):
        text = path.read_text(encoding="utf-8").replace(f"@base <{BASE}>", f"@base <{BASE}{number}/>")
        data.parse(data=text, format="turtle")
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes)
    plain = findings(terms(report), {})
    assert Counter(check(terms(data))) == Counter(plain)
    assert len(plain) >= len(named(shapes, SH.NodeShape))


def test_no_pattern_can_hang(shapes):
    """A repetition within a repetition can take exponential time in Python's regular expressions."""
    for pattern in shapes.objects(None, SH.pattern):
        assert isinstance(pattern, Literal)
        re.compile(str(pattern))
        assert not re.search(r"[+*}]\)[+*{]", str(pattern).replace("(-[A-Za-z0-9]{2,8})*", "")), pattern
