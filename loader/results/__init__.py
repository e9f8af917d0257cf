"""Answers: a SPARQL text is evaluated, and what comes out is written as people and programs want it.

answer       a graph and a SPARQL text -> an answer
plain        an RDF term -> what a table or a JSON object holds
columns      how wide the columns of a table are, and where lines break
table        rows as a table, or as blocks where a table does not fit
spreadsheet  rows as CSV in which nothing is a formula
writing      an answer in any of the formats that fit its form
"""

from .answer import Answer, run
from .writing import FORMATS, formats_of, write

__all__ = ["FORMATS", "Answer", "formats_of", "run", "write"]
