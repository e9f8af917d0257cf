"""The patches to pySHACL: that they work, and that pySHACL still needs them."""

import pyshacl
from pyshacl.rdfutil.stringify import stringify_blank_node
from pyshacl_alone import screened
from rdflib import Graph

from loader.validation.document import sh
from loader.validation.patches import forget_blank_nodes
from loader.vocabulary import RDF

DATA = [("<urn:n>", f"<{RDF}type>", "<urn:C>")]
SHAPES = [
    ("<urn:s>", sh("targetClass"), "<urn:C>"),
    ("<urn:s>", f"<{RDF}type>", sh("PropertyShape")),
    ("<urn:s>", sh("path"), "_:w"),
    ("_:w", sh("inversePath"), "<urn:p>"),
    ("<urn:s>", sh("minCount"), '"1"^^<http://www.w3.org/2001/XMLSchema#integer>'),
]


def test_how_a_path_was_written_is_forgotten_with_its_graph():
    stringify_blank_node.dict_cache["what an earlier graph left"] = "[ of another graph ]"
    found, _, _ = screened(DATA, SHAPES)
    assert [message for *_, message in found] == [
        '"Less than 1 values on <urn:n>->[ sh:inversePath <urn:p> ]"'
    ]
    assert stringify_blank_node.dict_cache == {}


def test_pyshacl_still_remembers_blank_nodes_of_graphs_that_are_gone():
    forget_blank_nodes()
    shapes = Graph().parse(
        data="""@prefix sh: <http://www.w3.org/ns/shacl#> .
        <urn:s> a sh:PropertyShape ; sh:targetNode <urn:n> ; sh:minCount 1 ;
          sh:path [ sh:inversePath <urn:p> ] .
        """
    )
    pyshacl.validate(Graph(), shacl_graph=shapes)
    assert stringify_blank_node.dict_cache, "pySHACL was mended: take out patches.forget_blank_nodes"
    forget_blank_nodes()
