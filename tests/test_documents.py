"""RDF documents of strangers: statements come out, or one line of what is wrong; no crash, no bomb."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time

import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loader.documents import MAX_DEPTH, MEDIA_TYPES, DocumentError, MediaTypeError, triples

LONG = 100 if os.environ.get("DETENTE_LONG") else 1
RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
BASE = "http://example.org/g"
TURTLE, XML, JSON = "text/turtle", "application/rdf+xml", "application/ld+json"


def xml(inner: str, attributes: str = "") -> bytes:
    return f'<rdf:RDF {RDF} xmlns="urn:" {attributes}>{inner}</rdf:RDF>'.encode()


SAME = {
    "text/turtle": b"@prefix : <urn:> .\n:a :b 'c'@en-GB , 1 .",
    "application/n-triples": b'<urn:a> <urn:b> "c"@en-GB .\n<urn:a> <urn:b> '
    b'"1"^^<http://www.w3.org/2001/XMLSchema#integer> .\n',
    "application/n-quads": b'<urn:a> <urn:b> "c"@en-gb .\n<urn:a> <urn:b> '
    b'"1"^^<http://www.w3.org/2001/XMLSchema#integer> .\n',
    "application/trig": b"PREFIX : <urn:> { :a :b 'c'@en-GB , 1 }",
    "application/rdf+xml": xml(
        "<rdf:Description rdf:about='urn:a'><b xml:lang='en-GB'>c</b>"
        "<b rdf:datatype='http://www.w3.org/2001/XMLSchema#integer'>1</b></rdf:Description>"
    ),
    "application/ld+json": b'{"@context": {"@vocab": "urn:"}, "@id": "urn:a", '
    b'"b": [{"@value": "c", "@language": "en-GB"}, 1]}',
}
STATEMENTS = (
    b'<urn:a> <urn:b> "c"@en-gb .\n<urn:a> <urn:b> "1"^^<http://www.w3.org/2001/XMLSchema#integer> .\n'
)


@pytest.mark.parametrize("media_type", SAME)
@pytest.mark.parametrize(
    "variant", ["{}", "{}; charset=utf-8", "{};charset=UTF-8", ' {} ; charset="utf-8"; v=1']
)
def test_all_syntaxes_come_to_the_same(media_type: str, variant: str) -> None:
    assert triples(SAME[media_type], variant.format(media_type.upper()), BASE) == STATEMENTS
    assert triples(b"\xef\xbb\xbf" + SAME[media_type], media_type, BASE) == STATEMENTS


def test_every_media_type_is_read() -> None:
    assert set(SAME) <= set(MEDIA_TYPES)
    for media_type in ("application/xml", "text/xml"):
        assert triples(SAME[XML], media_type) == STATEMENTS
    assert triples(SAME[JSON], "application/json") == STATEMENTS


@pytest.mark.parametrize("media_type", ["", "text/html", "text/n3", "turtle", "text/turtle; charset=latin-1"])
def test_other_kinds_are_refused_by_name(media_type: str) -> None:
    with pytest.raises(MediaTypeError):
        triples(b"<urn:a> <urn:b> <urn:c> .", media_type)


def test_an_empty_document_has_no_statements() -> None:
    assert [triples(b"", each) for each in (TURTLE, "application/n-quads")] == [b"", b""]
    assert (triples(xml(""), XML), triples(b"{}", JSON)) == (b"", b"")


def test_named_graphs_are_quads_where_they_are_allowed() -> None:
    body = b"<urn:g> { <urn:a> <urn:b> 1 } <urn:a> <urn:b> 2 ."
    assert [line.count(b"<urn:g>") for line in triples(body, "application/trig").splitlines()] == [1, 0]
    for text, media_type in (
        (body, "application/trig"),
        (b"<urn:a> <urn:b> <urn:c> <urn:g> .", "application/n-quads"),
        (b'{"@id": "urn:g", "@graph": [{"urn:p": 1}]}', JSON),
    ):
        with pytest.raises(DocumentError, match="Named graphs"):
            triples(text, media_type, graphs=False)


def test_blank_nodes_are_nobody_elses_unless_told_otherwise() -> None:
    body = b"_:b0 <urn:p> _:b1 ."
    assert triples(body, TURTLE) != triples(body, TURTLE)
    assert triples(body, TURTLE, rename=False) == b"_:b0 <urn:p> _:b1 .\n"


WRONG = [
    (TURTLE, b"<a>\n <b> <c> ;;; <", 2),
    (TURTLE, b"\n\n<a> <b> <c d> .", 3),
    (TURTLE, b"<a> <b> 'open", 1),
    (TURTLE, b"<a> <b>\n\xff .", 2),
    (TURTLE, b"<a> <b> '\\uD800' .", 1),
    (TURTLE, b"a:b <b> <c> .", 1),
    ("application/n-triples", b"<urn:a> <urn:b> <urn:c> .\n<a> <b> <c> .", 2),
    ("application/n-triples", b"<urn:a> <urn:b>\n<urn:c>", 2),
    (XML, b"<a", 1),
    (XML, b"", 1),
    (XML, xml("\n<A>\n</B>"), 3),
    (XML, xml("&nowhere;"), 1),
    (XML, xml("<A/>").decode().encode("utf-16"), 1),
    (XML, b"<?xml version='1.0' encoding='utf-16'?>\n" + xml("<A/>"), 0),
    (XML, b"<?xml version='1.0' encoding='latin-1'?>\n" + xml("<A/>"), 0),
    (XML, xml("<A>\x00</A>"), 1),
    (XML, xml("<A rdf:about='a b'/>"), 0),
    (XML, xml("<A rdf:ID='1'/>"), 0),
    (XML, b"\n<!DOCTYPE x>" + xml(""), 2),
    (XML, b"<!DOCTYPE x [<!ENTITY a 'b'>]>" + xml("&a;"), 1),
    (JSON, b'{"a":\n\n}', 3),
    (JSON, b'{"a": 1', 1),
    (JSON, b"{} {}", 1),
    (JSON, b'{"@context": "http://127.0.0.1:9/"}', 0),
    (JSON, b'{"@context": {"@import": "http://127.0.0.1:9/"}, "a": 1}', 0),
    (JSON, b'{"@graph": [],\n"@\\u0063ontext":\n[{"@vocab": "urn:%s"}]}' % (b"x" * 2000), 3),
    (JSON, b'{"@context": 1}', 0),
    (JSON, b'{"@id": 1}', 0),
]


@pytest.mark.parametrize(("media_type", "body", "line"), WRONG)
def test_what_is_wrong_is_told_in_one_line_with_its_place(media_type: str, body: bytes, line: int) -> None:
    with pytest.raises(DocumentError) as caught:
        triples(body, media_type, BASE)
    assert caught.value.line == line
    said = str(caught.value)
    assert said.isprintable()
    assert len(said) < 350
    assert said.startswith(f"line {line}: ") if line else not said.startswith("line")


NEW = [
    b"<urn:a> <urn:b> <<( <urn:a> <urn:b> 'c' )>> .",
    b"<< <urn:a> <urn:b> 'c' >> <urn:p> 1 .",
    b"<urn:a> <urn:b> 'c' {| <urn:p> 1 |} .",
    b"<urn:a> <urn:b> 'c'@en--ltr .",
    b"<urn:a> <urn:b> 'a \\\" b'@ar-EG--rtl .",
]
OLD = [
    b'<urn:a> <urn:b> "<<( x )>>" .\n',
    b'<urn:a> <urn:b> "x\\"@en--ltr" .\n',
    b'<urn:a> <urn:b> "x"@en-gb .\n<urn:a--b> <urn:b> "x--ltr" .\n',
    b'<urn:a> <urn:b> "\\" <<( \\"@en--ltr" .\n',
]


@pytest.mark.parametrize("body", NEW)
def test_what_is_new_in_rdf_1_2_is_refused(body: bytes) -> None:
    with pytest.raises(DocumentError, match=r"RDF 1\.2"):
        triples(body, TURTLE)


@pytest.mark.parametrize("body", OLD)
def test_what_only_looks_like_it_is_not(body: bytes) -> None:
    assert triples(body, TURTLE) == body


DEEP = [
    (TURTLE, "<urn:a> <urn:b> ", "(", "", ")", " ."),
    (TURTLE, "<urn:a> <urn:b> ", "[ <urn:p> ", "1", " ]", " ."),
    (TURTLE, "<urn:a> <urn:b> ", "<<( <urn:a> <urn:b> ", "1", " )>>", " ."),
    ("application/n-triples", "<a:a> <b:b> ", "<<( <a:a> <a:b> ", "<a:c>", " )>>", " ."),
    (TURTLE, "<urn:a> <urn:b> ", "<< <urn:a> <urn:b> ", "1", " >>", " ."),
    (TURTLE, "<urn:a> <urn:b> <urn:c> ", "{| <urn:p> <urn:q> ", "", "|}", " ."),
    ("application/trig", "", "{", "", "}", ""),
    (XML, xml("")[:-10].decode(), "<A><b>", "", "</b></A>", "</rdf:RDF>"),
    (XML, xml("")[:-10].decode() + "<A><b rdf:parseType='Literal'>", "<x>", "", "</x>", "</b></A></rdf:RDF>"),
    (JSON, "", "[", "", "]", ""),
    (JSON, "", '{"urn:p":', "1", "}", ""),
    (JSON, "", '{"@list":[', "1", "]}", ""),
    (JSON, "", '{"@context":', "1", "}", ""),
    (JSON, "", '{"@graph":', "1", "}", ""),
    (JSON, "", "[", "", "", ""),
    (JSON, '{"a": "', "[", "", "", '"}'),
    (XML, "", "<x>", "", "", ""),
    (TURTLE, "<urn:a> <urn:b> ", "(", "", "", ""),
    (TURTLE, "<urn:a> <urn:b> ", "<<( <urn:a> <urn:b> ", "", "", ""),
    (TURTLE, "<urn:a> <urn:b> ", "<<(", "", "", ""),
]
"""Documents as what nests, and what stands before it, in it and after it."""

PROGRAM = """
import json, os, sys
from loader.documents import DocumentError, triples
for kind, before, opening, inner, closing, after in json.load(sys.stdin):
    for levels in (1000, 100_000 if os.environ.get("DETENTE_LONG") else 20_000):
        body = before + opening * levels + inner + closing * levels + after
        try:
            said = len(triples(body.encode(), kind, "http://example.org/")) >= 0
        except DocumentError as error:
            said = error.line >= 0
        print(levels, said, flush=True)
"""


def test_no_depth_ends_the_process() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        input=json.dumps(DEEP),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, f"{done.returncode} after {done.stdout[-200:]}"
    assert done.stdout.split().count("True") == 2 * len(DEEP)


def test_brackets_in_texts_are_no_depth() -> None:
    text = "[" * 500 + '\\"' + "{" * 500
    assert triples(f'{{"urn:p": "{text}"}}'.encode(), JSON).count(b"[") == 500
    assert triples(f"<urn:a> <urn:b> '{'(' * 500}' .".encode(), TURTLE).count(b"(") == 500


def test_a_long_text_is_fine_outside_of_contexts() -> None:
    text = "x" * 5000
    body = json.dumps({"@context": [{"p": "urn:p"}, {}], "p": [text, "@context", {"@id": f"urn:{text}"}]})
    assert len(triples(body.encode(), JSON).splitlines()) == 3
    assert triples(f'{{"@context": null, "urn:p": "{text}"}}'.encode(), JSON).count(b"x") > 4000


@pytest.mark.parametrize("more", [0, 1])
def test_the_bound_of_depth_is_met_exactly(more: int) -> None:
    levels = MAX_DEPTH + more
    bodies = [(JSON, "[" * levels + "]" * levels), (XML, "<x>" * levels + "</x>" * levels)]
    for media_type, body in bodies:
        try:
            triples(body.encode(), media_type, BASE)
            said = ""
        except DocumentError as error:
            said = str(error)
        assert ("deeper than" in said) == bool(more), said


BOMBS = {
    "prefix": (TURTLE, f"@prefix p: <urn:{'x' * 100_000}> .\n" + "p:a p:b p:c .\n" * 10_000),
    "base": (TURTLE, f"@base <http://example.org/{'x' * 100_000}/> .\n" + "<a> <b> <c> .\n" * 10_000),
    "xml:base": (
        XML,
        xml("<A rdf:about='a'/>" * 10_000, f"xml:base='http://example.org/{'x' * 100_000}/'").decode(),
    ),
    "namespace": (XML, xml("<p:A/>" * 10_000, f"xmlns:p='urn:{'x' * 100_000}'").decode()),
    "language": (
        XML,
        xml("<A><b>c</b></A>" * 10_000, f"xml:lang='{'-'.join(['abcdefgh'] * 10_000)}'").decode(),
    ),
    "vocabulary": (
        JSON,
        json.dumps({"@context": {"@vocab": "urn:" + "x" * 100_000}, "@graph": [{"p": 1}] * 10_000}),
    ),
    "literal": (
        XML,
        xml(
            "<A><b rdf:parseType='Literal'><c/></b></A>" * 600,
            " ".join(f"xmlns:n{i}='urn:{'x' * 100}{i}'" for i in range(1000)),
        ).decode(),
    ),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_document_that_unfolds_without_end_is_refused(bomb: str) -> None:
    media_type, body = BOMBS[bomb]
    started = time.perf_counter()
    try:
        statements = triples(body.encode(), media_type, BASE, most=20_000_000)
    except DocumentError as error:
        assert "unfolds to more" in str(error) or bomb in ("language", "vocabulary")
    else:
        assert len(statements) <= 20_000_000
    assert time.perf_counter() - started < 10  # a second at most on a quiet machine


PIECES = st.sampled_from(
    [
        *(b"<urn:a> ; , . [ ] ( ) { } {| |} << >> <<( )>> _:b 'x' \"\"\" ''' @en ^^ 1 1.0 true".split()),
        *(b"@prefix : PREFIX BASE GRAPH a <a> < > \\u0041 \\ # \n \t \x00 \xff \xc3\xa9".split(b" ")),
        *(b'{"@id": "@context" "@graph" "@list" "@type" "@reverse" "@value" null 1e999 "urn:p": ,'.split()),
        *(b"<a> </a> <rdf:RDF> </rdf:RDF> <!-- --> <![CDATA[ ]]> <?x ?> <!DOCTYPE &amp; &#0; a='b'".split()),
        *(xml("").split(b"><")[0] + b">", b"<rdf:Description rdf:about='a'/>", b"rdf:parseType='Literal'"),
    ]
)
BODIES = st.lists(PIECES, max_size=30).map(b" ".join) | st.binary(max_size=200)


@settings(max_examples=200 * LONG, deadline=None)
@given(
    st.sampled_from(sorted(MEDIA_TYPES)),
    BODIES,
    st.sampled_from(["", *(each.decode() for each in SAME.values())]),
)
def test_whatever_is_sent_comes_out_as_statements_or_as_one_line(kind: str, body: bytes, start: str) -> None:
    try:
        statements = triples(start.encode() + body, kind, BASE, rename=False)
    except DocumentError as error:
        assert str(error).isprintable()
        return
    read = pyoxigraph.parse(statements, pyoxigraph.RdfFormat.N_QUADS)
    assert pyoxigraph.serialize(read, format=pyoxigraph.RdfFormat.N_QUADS) == statements
    assert not re.search(rb'"@[a-z0-9-]+--(ltr|rtl)|^[^"\n]*<<\(', statements, re.MULTILINE)
