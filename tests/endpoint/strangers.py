"""What strangers write in the hope that it is fetched: URL stands for an address that must not be called.

Documents, facts, lists and shapes; calls in queries and updates are in `calls.py`.
"""

from __future__ import annotations

_RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
_XML = f"<rdf:RDF {_RDF}{{}}><rdf:Description rdf:about='x:a'>{{}}</rdf:Description></rdf:RDF>"

JSON_LD = [
    '{"@context": "URL", "name": "x"}',
    '{"@context": ["URL"], "name": "x"}',
    '{"@context": [{"@vocab": "http://example.org/"}, "URL"], "name": "x"}',
    '{"@context": {"@import": "URL"}, "name": "x"}',
    '{"@context": {"@version": 1.1, "@import": "URL", "name": "x:n"}, "name": "x"}',
    '{"@context": {"p": {"@id": "x:p", "@context": "URL"}}, "p": {"name": "x"}}',
    '{"@context": {"T": {"@id": "x:T", "@context": "URL"}}, "@type": "T", "name": "x"}',
    '{"@context": {"T": {"@id": "x:T", "@context": {"@import": "URL"}}}, "@type": "T", "name": "x"}',
    '{"@context": {"@vocab": "x:"}, "p": {"@context": "URL", "name": "x"}}',
    '{"@context": {"@vocab": "x:"}, "@graph": [{"@context": ["URL"], "name": "x"}]}',
    '{"@context": {"@vocab": "x:"}, "@included": [{"@context": "URL", "name": "x"}]}',
    '{"@context": {"@base": "URL"}, "@id": "a", "http://example.org/p": {"@id": "b"}}',
    '{"@context": {"@propagate": false, "@import": "URL"}, "name": "x"}',
    '{"@\\u0063ontext": "URL", "name": "x"}',
    '{"@context": "//HOST/c.jsonld", "name": "x"}',
    '{"@context": "c.jsonld", "name": "x"}',
    '{"@context": "file:///etc/hostname", "name": "x"}',
    '[{"@context": "URL"}, {"@context": "URL"}]',
]
RDF_XML = [
    f"<!DOCTYPE rdf:RDF SYSTEM 'URLx.dtd'>{_XML.format('', '')}",
    f"<!DOCTYPE rdf:RDF PUBLIC '-//X//Y' 'URLx.dtd'>{_XML.format('', '')}",
    f"<!DOCTYPE rdf:RDF [<!ENTITY e SYSTEM 'URLx'>]>{_XML.format('', '<rdf:value>&e;</rdf:value>')}",
    f"<!DOCTYPE rdf:RDF [<!ENTITY % e SYSTEM 'URLx'> %e;]>{_XML.format('', '')}",
    f"<!DOCTYPE rdf:RDF [<!ENTITY a 'x'><!ENTITY b '&a;'>]>{_XML.format('', '<rdf:value>&b;</rdf:value>')}",
    f"<!DOCTYPE rdf:RDF [<!ATTLIST rdf:RDF xml:base CDATA 'URL'>]>{_XML.format('', '')}",
    f"<!DOCTYPE rdf:RDF [<!NOTATION n SYSTEM 'URL'><!ENTITY e SYSTEM 'URL' NDATA n>]>{_XML.format('', '')}",
    f"<?xml version='1.0' standalone='no'?><!DOCTYPE rdf:RDF SYSTEM 'URL'>{_XML.format('', '')}",
    f"<?xml-stylesheet href='URLx.xsl' type='text/xsl'?>{_XML.format('', '')}",
    f"<?xml-model href='URLx.rng'?>{_XML.format('', '')}",
    _XML.format(
        " xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xsi:schemaLocation='x: URLx.xsd'", ""
    ),
    _XML.format(
        " xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xsi:noNamespaceSchemaLocation='URLx.xsd'", ""
    ),
    _XML.format(
        "",
        "<rdf:value rdf:parseType='Literal'><i:include xmlns:i='http://www.w3.org/2001/XInclude' "
        "href='URLx'/></rdf:value>",
    ),
    _XML.format(" xml:base='URL'", "<rdf:value rdf:resource='x'/>"),
    _XML.format(" xmlns:owl='http://www.w3.org/2002/07/owl#'", "<owl:imports rdf:resource='URL'/>"),
    _XML.format(" xmlns='URL'", "<p rdf:datatype='URLd'>x</p>"),
    _XML.format(
        "",
        "<rdf:value rdf:datatype='http://www.w3.org/1999/02/22-rdf-syntax-ns#XMLLiteral'>"
        "&lt;!DOCTYPE x SYSTEM 'URL'&gt;&lt;x/&gt;</rdf:value>",
    ),
]
TURTLE = [
    "@base <URL> . <a> <b> <c> .",
    "@prefix p: <URL> . p:a p:b p:c .",
    "<> <http://www.w3.org/2002/07/owl#imports> <URL> .",
    "<URL> <http://www.w3.org/2000/01/rdf-schema#seeAlso> <URL> .",
    "<URL> <http://www.w3.org/ns/shacl#shapesGraph> <URLs> .",
    "<x:a> <x:b> 'c'^^<URLd> .",
    "<x:a> a <URLClass> ; <http://www.w3.org/2000/01/rdf-schema#isDefinedBy> <URL> .",
    f"@prefix {_RDF[6:9]}: <{_RDF[11:-1]}> . <x:a> <x:b> \"<!DOCTYPE x SYSTEM 'URL'><x/>\"^^rdf:XMLLiteral .",
    "<x:a> <x:b> \"<img src='URL'>\"^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#HTML> .",
    '<x:a> <x:b> "{\\"@context\\": \\"URL\\"}"^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON> .',
]
TRIG = [
    "<URLg> { <x:a> <x:b> <URL> . }",
    "GRAPH <URLg> { <x:a> <http://www.w3.org/2002/07/owl#imports> <URL> }",
]
DOCUMENTS = (
    [("application/ld+json", each) for each in JSON_LD]
    + [("application/rdf+xml", each) for each in RDF_XML]
    + [("text/turtle", each) for each in TURTLE]
    + [("application/trig", each) for each in TRIG]
    + [("application/n-quads", "<x:a> <x:b> <URL> <URLg> .")]
)

FACTS = [
    ("a.jsonl", '{"type": "source", "id": "s", "title": "S", "url": "URL"}'),
    ("a.jsonl", '{"$schema": "URL", "type": "source", "id": "s", "title": "S"}'),
    ("a.jsonl", '{"@context": "URL", "type": "source", "id": "s", "title": "S"}'),
    ("a.jsonl", '{"$ref": "URL"}'),
    ("a.jsonl", '{"type": "actor", "id": "a", "kind": "state", "name": "A", "sameAs": ["URL"]}'),
    ("a.jsonl", '{"type": "statement", "speaker": "URL", "summary": "URL", "source": "URL"}'),
    ("a.yaml", "- !!python/object/apply:urllib.request.urlopen ['URL']"),
    ("a.yaml", "- !!python/object/new:os.system ['curl URL']"),
    ("a.yaml", "- !!python/module:antigravity {}"),
    ("a.yaml", "- !include URL"),
    ("a.yaml", "- !<URL> {type: source}"),
    ("a.yaml", "%TAG ! URL\n---\n- !x {type: source, id: s, title: S}"),
    ("a.yaml", "- &a {type: source, id: s, title: S, url: URL}\n- {<<: *a, id: t}"),
    ("a.csv", 'type,id,title,url\nsource,s,"=WEBSERVICE(""URL"")",URL\n'),
    ("a.csv", 'type,id,title,url\nsource,s,"=HYPERLINK(""URL"")",file://HOST/share\n'),
]

_LIST = "<CONSOLIDATED_LIST {}><INDIVIDUALS>{}</INDIVIDUALS></CONSOLIDATED_LIST>"
LISTS = [
    ("un-sc", "<!DOCTYPE CONSOLIDATED_LIST SYSTEM 'URL'>" + _LIST.format("", "")),
    ("un-sc", "<!DOCTYPE x [<!ENTITY e SYSTEM 'URL'>]>" + _LIST.format("", "&e;")),
    ("un-sc", "<!DOCTYPE x [<!ENTITY % e SYSTEM 'URL'> %e;]>" + _LIST.format("", "")),
    (
        "un-sc",
        _LIST.format(
            "xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xsi:noNamespaceSchemaLocation='URL'", ""
        ),
    ),
    ("ofac", "<!DOCTYPE sdnList SYSTEM 'URL'><sdnList/>"),
    (
        "ofac",
        "<sdnList xmlns='URL'><xi:include xmlns:xi='http://www.w3.org/2001/XInclude' href='URL'/></sdnList>",
    ),
    ("ftm", '{"id": "a", "schema": "Person", "properties": {"sourceUrl": ["URL"], "wikidataId": ["URL"]}}'),
    ("ftm", '{"id": "a", "schema": "URL", "properties": {}}'),
    ("territories", "- {id: URL, name: URL}"),
]
"""Lists as they are published, by kind."""

_SHAPES = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <http://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix det: <https://w3id.org/detente/ns#> .
ex:S a sh:NodeShape ; sh:targetClass det:State """
_CALLS = "SERVICE <URL> { ?this ?p ?o }"


def _query(text: str) -> str:
    return f'{_SHAPES}; sh:sparql [ sh:message "m" ; sh:select """SELECT $this WHERE {{ {text} }}""" ] .'


SHAPES = [
    f"{_SHAPES}. <http://example.org/> a owl:Ontology ; owl:imports <URLx.ttl> .",
    f"{_SHAPES}. <> owl:imports <URLx.ttl> , <file:///etc/hostname> .",
    f"{_SHAPES}. ex:g sh:shapesGraph <URLs.ttl> ; sh:suggestedShapesGraph <URL> ; sh:entailment <URLe> .",
    f"{_SHAPES}; sh:class <URLClass> ; sh:node <URLshape> .",
    f'{_SHAPES}; sh:js [ sh:jsFunctionName "f" ; sh:jsLibrary [ sh:jsLibraryURL "URLa.js" ] ] .',
    f'{_SHAPES}; sh:sparql [ sh:prefixes <URLo> ; sh:select "SELECT $this WHERE {{ $this a ?x }}" ] . '
    '<URLo> owl:imports <URL> ; sh:declare [ sh:prefix "e" ; sh:namespace "URL" ] .',
    _query(_CALLS),
    _query("SERVICE SILENT <URL> { ?s ?p ?o } $this a ?x"),
    _query(r"\\u0053ERVICE <URL> { ?s ?p ?o }"),
    _query("$this a ?x FILTER EXISTS { service <URL> { ?s ?p ?o } }"),
    _query("{ SELECT $this { OPTIONAL { SERVICE <URL> { ?s ?p ?o } } } }"),
    _query("$this a ?x } #").replace("WHERE", "FROM <URL> WHERE"),
    _query("GRAPH <URL> { $this a ?x }"),
    f'{_SHAPES}; sh:target [ a sh:SPARQLTarget ; sh:select "SELECT ?this WHERE {{ {_CALLS} }}" ] .',
    f'{_SHAPES}; sh:rule [ a sh:SPARQLRule ; sh:construct "CONSTRUCT {{ ?s ?p ?o }} {{ {_CALLS} }}" ] .',
    f'ex:f a sh:SPARQLFunction ; sh:select "SELECT ?x WHERE {{ {_CALLS} }}" .'.join(
        (_SHAPES.partition("ex:S")[0], "")
    )
    + f"ex:S a sh:NodeShape ; {_query('BIND(ex:f() AS ?z)').partition('det:State ; ')[2]}",
    f"{_SHAPES}; ex:q 1 . ex:c a sh:ConstraintComponent ; sh:parameter [ sh:path ex:q ] ; "
    f'sh:validator [ a sh:SPARQLAskValidator ; sh:ask "ASK {{ {_CALLS} }}" ] .',
    "@base <URL> . @prefix : <URL> . :a :b <c> .",
]
"""A user's own shapes, in Turtle."""
