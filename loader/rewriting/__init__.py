"""Writes that are not facts: SPARQL updates, and whole graphs.

operations   a SPARQL update -> its operations
evaluating   operations, done to a writable graph -> what they changed
graphs       whole graphs, likewise
patterns     a pattern update -> the queries that say what it writes
difference   two stores -> what differs
written      what a write changed
claims       what it did to claims
records      what it did to records, and to all else
gating       the shapes, held against all else
rules        what claims and records are held to, by the rules' identifiers
"""

from loader.rewriting.claims import HERE, Restated, parsed, restated
from loader.rewriting.evaluating import evaluate
from loader.rewriting.gating import judged_others
from loader.rewriting.graphs import graph_name, merge, remove, replace
from loader.rewriting.operations import Operation, operations, with_dataset
from loader.rewriting.records import (
    Sorted,
    left_out,
    not_following,
    passing_off,
    records_in,
    sorted_out,
    there_again,
)
from loader.rewriting.rules import RULES
from loader.rewriting.written import Written

__all__ = [
    "HERE",
    "RULES",
    "Operation",
    "Restated",
    "Sorted",
    "Written",
    "evaluate",
    "graph_name",
    "judged_others",
    "left_out",
    "merge",
    "not_following",
    "operations",
    "parsed",
    "passing_off",
    "records_in",
    "remove",
    "replace",
    "restated",
    "sorted_out",
    "there_again",
    "with_dataset",
]
