"""A validation report of the W3C's SHACL, in Turtle: https://www.w3.org/TR/shacl/#validation-report.

The focus node of a result is the fact, which has no IRI of its own yet: a node that says, by the terms of
PROV and of the W3C's Pointer Methods, in which file and line it stands. A shape is named by `sh:sourceShape`;
a rule about facts, which no shape states, by `sh:sourceConstraintComponent`.
"""

from __future__ import annotations

import re
from typing import TextIO

from loader.errors import Place, Problem, Severity
from loader.reports.report import Report, is_iri, sentence
from loader.triples import iri, literal
from loader.vocabulary import RDFS

__all__ = ["RULE", "write"]

RULE = "https://w3id.org/detente/rule/"
"""The IRI of a rule about facts is this, then its identifier."""

_PREFIXES = {
    "prov": "http://www.w3.org/ns/prov#",
    "ptr": "http://www.w3.org/2009/pointers#",
    "rdfs": RDFS,
    "sh": "http://www.w3.org/ns/shacl#",
}
_SEVERITIES = {Severity.VIOLATION: "sh:Violation", Severity.WARNING: "sh:Warning", Severity.INFO: "sh:Info"}
_SURROGATE = re.compile("[\ud800-\udfff]")
_NOT_IN_IRI = re.compile(r"[\x00-\x20<>\"{}|\\^`]")


def write(report: Report, out: TextIO) -> None:
    """Writes the report; as the W3C has it, a result of any severity keeps it from conforming."""
    for prefix, namespace in _PREFIXES.items():
        out.write(f"@prefix {prefix}: <{namespace}> .\n")
    out.write("\n[] a sh:ValidationReport ;\n")
    out.write(f"  sh:conforms {'false' if report.problems else 'true'}")
    for problem in report.problems:
        out.write(f" ;\n  sh:result {_result(problem)}")
    out.write(" .\n")


def _result(problem: Problem) -> str:
    told = [
        "a sh:ValidationResult",
        f"sh:focusNode {_fact(problem.place)}",
        f"sh:resultSeverity {_SEVERITIES[problem.severity]}",
        f"sh:resultMessage {_text(sentence(problem))}",
        _source(problem.rule),
    ]
    told += [f"rdfs:seeAlso {_fact(place)}" for place in problem.related]
    return "[\n    " + " ;\n    ".join(told) + "\n  ]"


def _fact(place: Place) -> str:
    line = f" ; ptr:lineNumber {place.line}" if place.line else ""
    return f"[ a prov:Entity ; prov:atLocation [ ptr:reference {_text(place.file)}{line} ] ]"


def _source(rule: str) -> str:
    if is_iri(rule):
        return f"sh:sourceShape {iri(_SURROGATE.sub('', rule))}"
    path = _NOT_IN_IRI.sub(lambda match: f"%{ord(match[0]):02X}", _SURROGATE.sub("", rule))
    return f"sh:sourceConstraintComponent {iri(RULE + path)}"


def _text(text: str) -> str:
    return literal(_SURROGATE.sub("\ufffd", text))
