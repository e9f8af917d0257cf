"""A graph as a file that is the same, byte for byte, for the same content.

prefixes   which namespaces have names, and when an IRI may be shortened
lines      a store, or triples -> N-Triples lines
blanks     lines whose blank nodes have names that follow from the content
scratch    a temporary file
sorting    more records than fit into memory -> the same in order
order      lines -> one subject after another, in a fixed order
turtle     Turtle and TriG
jsonld     JSON-LD
writing    the way in: a store, or triples, to a file in one of the syntaxes
"""

from .prefixes import prefixes
from .writing import DATASETS, SYNTAXES, Syntax, export, write

__all__ = ["DATASETS", "SYNTAXES", "Syntax", "export", "prefixes", "write"]
