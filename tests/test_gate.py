"""The gate: what it returns, what a user's own shapes may do, and what it does when the library fails."""

import logging
import random
import socket
import subprocess
import sys
import threading

import pyshacl
import pytest
from pyshacl.errors import ValidationFailure

from loader.errors import InputError, Severity
from loader.triples import iri, literal, typed
from loader.validation import Finding, GateError, check
from loader.vocabulary import BASE, CLAIM, DET, RDF_TYPE, RDFS

XSD = "http://www.w3.org/2001/XMLSchema#"
SHAPE = "https://w3id.org/detente/shape#"
TWO = "A meeting needs two participants, or one and a label."
HOUSE = "https://house.example/shape#"
PLACE = "sh:property [ sh:path claim:place ; sh:minCount 1 ]"
ONE = f"{BASE}claim/1"
PAGE = f"{BASE}source/page-1"
FREEDONIA, SYLVANIA = f"{BASE}actor/freedonia", f"{BASE}actor/sylvania"

PREFIXES = """@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix det: <https://w3id.org/detente/ns#> .
@prefix claim: <https://w3id.org/detente/claim#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix shape: <https://w3id.org/detente/shape#> .
@prefix ex: <https://house.example/shape#> .
"""


def said(subject, *pairs):
    return [(iri(subject), iri(p), o) for p, o in pairs]


def shape(name, rest):
    """A node shape of a user's own for meetings."""
    return f"ex:{name} a sh:NodeShape ; sh:targetClass claim:Meeting ; {rest} ."


def meeting(*more):
    """A claim of a meeting that conforms, and what it refers to."""
    return [
        *said(
            ONE,
            (RDF_TYPE, iri(CLAIM + "Meeting")),
            (CLAIM + "participant", iri(FREEDONIA)),
            (CLAIM + "participant", iri(SYLVANIA)),
            (CLAIM + "source", iri(PAGE)),
            (CLAIM + "evidence", iri(f"{ONE}#evidence-1")),
        ),
        *said(f"{ONE}#evidence-1", (CLAIM + "page", literal("3"))),
        *said(PAGE, (RDF_TYPE, iri(DET + "Source")), (RDFS + "label", literal("Page 1"))),
        *said(FREEDONIA, (RDF_TYPE, iri(DET + "State")), (RDFS + "label", literal("Freedonia"))),
        *said(SYLVANIA, (RDF_TYPE, iri(DET + "State")), (RDFS + "label", literal("Sylvania"))),
        *said(ONE, *more),
    ]


def without(triples, predicate):
    return [t for t in triples if t[1] != iri(predicate)]


@pytest.fixture
def own(tmp_path):
    """Writes a shapes file of a user's own."""

    def write(text, name="house.ttl"):
        path = tmp_path / name
        path.write_text(PREFIXES + text, encoding="utf-8")
        return path

    return write


def test_nothing_has_no_findings():
    assert check([]) == []


def test_a_fact_that_conforms_has_no_findings():
    assert check(meeting()) == []


def test_a_finding_says_who_what_where_and_by_which_rule():
    wrong = meeting((CLAIM + "status", iri("https://w3id.org/detente/code/agreement-status/signed")))
    assert check(wrong) == [
        Finding(
            focus=ONE,
            message="The 'status' of a meeting is one of: announced, planned, held, declined, cancelled.",
            severity=Severity.VIOLATION,
            shape=SHAPE + "MeetingClaim-status",
            path="claim:status",
            value="https://w3id.org/detente/code/agreement-status/signed",
        )
    ]


def test_a_finding_about_a_part_of_a_claim_has_that_part_as_its_focus():
    (found,) = check([t for t in meeting() if t[1] != iri(CLAIM + "page")])
    assert (found.focus, found.path) == (
        f"{ONE}#evidence-1",
        "claim:start|claim:quote|claim:page|claim:entry",
    )


def test_a_rule_that_asks_a_query_names_its_shape_the_property_and_the_value():
    triples = meeting((CLAIM + "host", iri(DET + "any")))
    (found,) = check(triples)
    assert (found.shape, found.path, found.value) == (SHAPE + "Any", "claim:host", "det:any")


def test_a_rule_about_several_properties_has_neither_path_nor_value():
    (found,) = check([t for t in meeting() if t[2] != iri(SYLVANIA)])
    assert (found.shape, found.path, found.value) == (SHAPE + "MeetingParticipants", "", "")


def test_severities_come_from_the_shapes():
    triples = without(
        without(meeting((CLAIM + "host", literal("Freedonia"))), CLAIM + "evidence"), CLAIM + "page"
    )
    triples += said(PAGE, (DET + "language", literal("English")))
    assert {(f.severity, f.shape.removeprefix(SHAPE)) for f in check(triples)} == {
        (Severity.VIOLATION, "MeetingClaim-host"),
        (Severity.WARNING, "Source-language"),
        (Severity.INFO, "Claim-evidence"),
    }


def test_the_order_of_triples_and_their_repetition_change_nothing():
    triples = without(
        meeting((CLAIM + "host", literal("x")), (CLAIM + "denies", literal("y"))), CLAIM + "source"
    )
    shuffled = triples * 2
    random.Random(7).shuffle(shuffled)
    findings = check(triples)
    assert check(shuffled) == findings
    assert findings == sorted(findings, key=lambda f: (f.focus, f.shape))
    assert len(findings) == len(set(findings)) == 3


def test_text_in_any_script_and_with_any_sign_goes_through():
    label = 'Переговоры «"A\\B"»\n\r\t\u2028\x85\x0b𝔉 \x7f'
    (found,) = check(meeting((CLAIM + "host", literal(label))))
    assert found.value == label


# What ends pySHACL's run: a comparison of what has no order.


@pytest.mark.parametrize("value", ["2024-02-30", "soon", "12024-01-01"])
def test_a_date_that_is_none_is_found_and_does_not_end_the_run(value, caplog):
    triples = meeting(
        (CLAIM + "date", typed("2024", "http://id.loc.gov/datatypes/edtf/EDTF")),
        (CLAIM + "earliest", typed(value, XSD + "date")),
        (CLAIM + "latest", typed("2024-12-31", XSD + "date")),
    )
    (found,) = check(triples)
    assert (found.shape, found.value) == (SHAPE + "Date-earliest", value)
    assert not caplog.records


def test_a_blank_node_for_a_date_is_found_and_does_not_end_the_run():
    triples = meeting(
        (CLAIM + "date", literal("2024")), (CLAIM + "latest", typed("2024-12-31", XSD + "date"))
    )
    triples += [(iri(ONE), iri(CLAIM + "earliest"), "_:day")]
    assert {f.shape for f in check(triples)} == {SHAPE + "Date-earliest"}


def test_what_cannot_be_compared_and_breaks_no_other_rule_is_an_error(own):
    rule = "ex:Order-label sh:path claim:label ; sh:lessThanOrEquals claim:place ."
    shapes = own(shape("Order", "sh:property ex:Order-label") + rule)
    day = (CLAIM + "place", typed("2024-01-01", XSD + "date"))
    with pytest.raises(InputError, match=r"house\.ttl: the shapes cannot be applied: .*not supported"):
        check(meeting(day, (CLAIM + "label", typed("x", XSD + "date"))), shapes)


def test_loggers_are_left_as_they_were():
    loggers = [logging.getLogger(name) for name in ("rdflib.term", "pyshacl-validate")]
    check([])
    before = [list(logger.filters) for logger in loggers]
    check(meeting((CLAIM + "start", typed("x", XSD + "integer"))))
    assert [list(logger.filters) for logger in loggers] == before == [[], []]


# A user's own shapes.


def test_own_shapes_are_applied_besides_ours(own):
    rule = (
        'ex:Place-given sh:path claim:place ; sh:minCount 1 ; sh:severity sh:Warning ; sh:message "Where?" .'
    )
    shapes = own(shape("Place", "sh:property ex:Place-given") + rule)
    found = check([t for t in meeting() if t[2] != iri(SYLVANIA)], shapes)
    assert [(f.shape, f.message, f.severity) for f in found] == [
        (f"{HOUSE}Place-given", "Where?", Severity.WARNING),
        (f"{SHAPE}MeetingParticipants", TWO, Severity.VIOLATION),
    ]


def test_own_shapes_do_not_stay_for_the_next_check(own):
    assert check(meeting(), own(shape("Place", PLACE)))
    assert check(meeting()) == []


def test_an_anonymous_shape_is_reported_under_the_one_around_it(own):
    assert [f.shape for f in check(meeting(), own(shape("Place", PLACE)))] == [f"{HOUSE}Place"]


def test_an_own_shape_may_target_a_superclass(own):
    shapes = own(f"ex:Place a sh:NodeShape ; sh:targetClass claim:Claim ; {PLACE} .")
    assert [f.focus for f in check(meeting(), shapes)] == [ONE]


@pytest.mark.parametrize("off", ["MeetingParticipants", "MeetingClaim", "MeetingClaim-host", "Any"])
def test_own_shapes_may_switch_a_rule_of_ours_off(own, off):
    triples = [t for t in meeting((CLAIM + "host", literal("x"))) if t[2] != iri(SYLVANIA)]
    triples += said(ONE, (CLAIM + "for", iri(DET + "any")))
    names = {f.shape.removeprefix(SHAPE) for f in check(triples)}
    assert names == {"MeetingParticipants", "MeetingClaim-host", "Any"}
    left = {f.shape.removeprefix(SHAPE) for f in check(triples, own(f"shape:{off} sh:deactivated true ."))}
    assert left == {name for name in names if not name.startswith(off)}


def test_own_shapes_may_be_closed_and_may_refer_to_each_other(own):
    shapes = own(
        shape("Closed", "sh:closed true ; sh:property [ sh:path claim:source ]")
        + shape("Both", "sh:node ex:Place")
        + shape("Place", PLACE)
    )
    found = check(meeting(), shapes)
    assert {f.shape.removeprefix(HOUSE) for f in found} == {"Closed", "Both", "Place"}
    assert "claim:source" not in {f.path for f in found if f.shape == f"{HOUSE}Closed"}


def test_an_own_query_is_asked_of_each_of_its_targets(own):
    query = "SELECT $this { $this <https://w3id.org/detente/claim#participant> ?one }"
    shapes = own(shape("Same", f"sh:sparql [ sh:message 'Who?' ; sh:select '{query}' ]"))
    assert [(f.focus, f.message) for f in check(meeting(), shapes)] == [(ONE, "Who?")]


@pytest.mark.parametrize(
    ("path", "written"),
    [
        ("claim:place", "claim:place"),
        ("( claim:source det:publisher )", "claim:source/det:publisher"),
        ("[ sh:inversePath claim:source ]", "^claim:source"),
        ("[ sh:zeroOrMorePath det:member ]", "(det:member)*"),
        ("[ sh:oneOrMorePath det:member ]", "(det:member)+"),
        ("[ sh:zeroOrOnePath ex:at ]", "(https://house.example/shape#at)?"),
        ("( [ sh:alternativePath ( claim:by claim:of ) ] det:country )", "claim:by|claim:of/det:country"),
    ],
)
def test_a_path_is_written_as_in_sparql(own, path, written):
    shapes = own(shape("P", f"sh:property [ sh:path {path} ; sh:minCount 9 ]"))
    assert [f.path for f in check(meeting(), shapes)] == [written]


def test_own_shapes_that_are_not_turtle_are_refused_with_their_line(own):
    path = own("ex:Place a sh:NodeShape ;\n  sh:targetClass claim:Meeting ,\n.\n")
    line = path.read_text().splitlines().index(".")  # where something should follow
    with pytest.raises(
        InputError, match=rf"house\.ttl:{line}: the shapes are not Turtle: objectList expected\."
    ):
        check([], path)


@pytest.mark.parametrize(
    "written",
    [
        "sh:targetClass <http://example.org/a b>",
        'sh:deactivated 1 ; sh:message "e',
        "sh:name '\\u00zz'",
        "ex:p <\\U00110000>",
    ],
    ids=["iri", "text-that-never-ends", "escape", "beyond-unicode"],
)
def test_own_shapes_that_only_look_like_turtle_are_refused_in_one_line(own, written, caplog):
    path = own(f"ex:Place a sh:NodeShape ; {written} .\n")
    with pytest.raises(InputError, match=r"house\.ttl(:[0-9]+)?: the shapes are not Turtle: ") as caught:
        check([], path)
    assert str(caught.value).isprintable()
    assert caplog.records == []  # rdflib would add lines of its own


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (shape("P", "sh:minCount 1"), "can only be present on a PropertyShape"),
        (shape("P", "sh:pattern '('"), "missing \\)"),
        (shape("P", "sh:or 3"), "well-formed RDF list"),
        (shape("P", "sh:sparql [ sh:select 'SELECT $this { $this ?p ?o MINUS { ?s ?p ?o } }' ]"), "MINUS"),
        (shape("P", "sh:sparql [ sh:select 'SELECT $this { $this ex:p ?o }' ]"), "refix"),
    ],
    ids=["count-on-a-node", "pattern", "choice-of-none", "minus", "unknown-prefix"],
)
def test_own_shapes_that_cannot_be_applied_are_refused_with_the_reason(own, text, reason):
    with pytest.raises(InputError, match=rf"house\.ttl: the shapes cannot be applied: .*{reason}") as caught:
        check(meeting(), own(text))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ("SELECT $this { SERVICE <http://localhost:9/> { $this ?p ?o } }", "SERVICE"),
        ("SELECT $this { $this ?p ?o OPTIONAL { \\\\u0053ERVICE ?o { ?s ?q ?r } } }", "SERVICE"),
        ("SELECT $this { ?s ?p ?o . SERVICE SILENT ?o { $this ?p ?o } }", "SERVICE"),
        ("SELECT $this FROM <http://localhost:9/> { $this ?p ?o }", "FROM"),
        ("SELECT $this { GRAPH ?g { $this ?p ?o } }", "GRAPH"),
    ],
)
def test_own_queries_see_only_what_is_judged(own, query, word):
    path = own(shape("P", f"sh:sparql [ sh:select '{query}' ]"))
    with pytest.raises(InputError, match=rf"house\.ttl: a query in the shapes uses {word}, "):
        check(meeting(), path)


def test_an_own_query_that_is_none_is_refused(own):
    path = own(shape("P", "sh:sparql [ sh:select 'SELECT' ]"))
    with pytest.raises(InputError, match=r"house\.ttl: a query in the shapes is not SPARQL: "):
        check(meeting(), path)


def test_an_iri_with_a_strange_space_is_an_iri_in_shapes_and_in_data(own):
    strange = "https://house.example/\u2028here"
    path = own(
        f"<{strange}> a sh:NodeShape ; sh:targetNode <{strange}> ;"
        " sh:property [ sh:path ex:p ; sh:minCount 1 ] ."
    )
    data = [(iri(strange), iri(HOUSE + "q"), f'"a \\"^^<b"^^{iri(strange)}'), *meeting()]
    assert [f.path for f in check(data, path) if f.focus == strange] == [HOUSE + "p"]


def test_own_shapes_that_cannot_be_read_are_refused(tmp_path):
    (tmp_path / "latin.ttl").write_bytes(b"# caf\xe9\n")
    for name, reason in (
        ("none.ttl", "cannot be read: No such file"),
        (".", "cannot be read: Is a directory"),
        ("latin.ttl", "are not UTF-8 text"),
    ):
        with pytest.raises(InputError, match=f"the shapes {reason}"):
            check([], tmp_path / name)


def test_nothing_reaches_the_network(own, monkeypatch):
    def refuse(*_):
        raise AssertionError("a connection was made")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    shapes = own("<http://localhost:9/o> a owl:Ontology ; owl:imports <http://localhost:9/more> .")
    assert check(meeting(), shapes) == []


# When the library fails.


def test_a_failure_in_place_of_a_report_is_an_error(monkeypatch):
    monkeypatch.setattr(pyshacl, "validate", lambda *_, **__: (False, ValidationFailure("no"), ""))
    with pytest.raises(GateError, match="the shapes cannot be applied: no"):
        check(without(meeting(), CLAIM + "source"))


def test_checks_in_several_threads_do_not_disturb_each_other():
    wrong = [t for t in meeting() if t[2] != iri(SYLVANIA)]
    found = {}

    def work(number):
        found[number] = [check(wrong if number % 2 else meeting()) for _ in range(3)]

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {n: [len(f) for f in many] for n, many in found.items()} == {n: [n % 2] * 3 for n in range(4)}


def test_to_import_the_gate_imports_no_library():
    probe = "import sys, loader.validation; print(*{'rdflib', 'pyshacl', 'pyparsing'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
