"""What a validation report says, as values: https://www.w3.org/TR/shacl/#validation-report.

The report comes as triples in N-Triples syntax, so that nothing here knows an RDF library.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from loader.errors import Severity
from loader.triples import Triple, iri, literal_value
from loader.vocabulary import PREFIXES, RDF

__all__ = ["SH", "Finding", "findings", "plain"]

SH = "http://www.w3.org/ns/shacl#"

_SEVERITIES = {iri(SH + severity.name.capitalize()): severity for severity in Severity}
_PATHS = {
    "inversePath": "^{}",
    "zeroOrMorePath": "({})*",
    "oneOrMorePath": "({})+",
    "zeroOrOnePath": "({})?",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One result of a validation.

    Attributes:
        focus: the IRI of the node that was judged: a claim, a part of one (`...#evidence-1`), or a record.
        message: the sentence for the fact's author.
        severity: only a violation keeps a load from being committed.
        shape: the IRI of the rule: a property shape's, or a node shape's where it concerns several.
        path: the property that is meant, prefixed; empty for a node shape.
        value: what stands there, IRIs prefixed; empty where nothing does.
    """

    focus: str
    message: str
    severity: Severity
    shape: str
    path: str
    value: str


class _Report:
    """A report by subject and predicate."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self.nodes: Mapping[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for s, p, o in triples:
            self.nodes[s][p].append(o)

    def all(self, node: str, predicate: str) -> list[str]:
        return self.nodes[node][iri(predicate)]

    def one(self, node: str, predicate: str) -> str:
        return next(iter(self.all(node, predicate)), "")

    def results(self) -> Iterator[str]:
        for node in list(self.nodes):
            yield from self.all(node, SH + "result")


def _finding(report: _Report, node: str, named: Mapping[str, str]) -> Finding:
    focus, shape = report.one(node, SH + "focusNode"), report.one(node, SH + "sourceShape")
    value = report.one(node, SH + "value")
    return Finding(
        focus=plain(focus),
        message=" ".join(sorted(map(literal_value, report.all(node, SH + "resultMessage")))),
        severity=_SEVERITIES.get(report.one(node, SH + "resultSeverity"), Severity.VIOLATION),
        shape=plain(named.get(shape, shape)),
        path=_path(report, report.one(node, SH + "resultPath")),
        value="" if value == focus else _short(value),  # of a node shape, the value is the node itself
    )


def _order(finding: Finding) -> tuple[str, ...]:
    return finding.focus, finding.shape, finding.path, finding.value, finding.message


def findings(report: Iterable[Triple], named: Mapping[str, str]) -> list[Finding]:
    """The results of a report.

    Args:
        report: the triples of a validation report.
        named: for each anonymous shape in it, the nearest shape around it that has an IRI.

    Returns:
        Each finding once, sorted by focus node, then shape.
    """
    read = _Report(report)
    return sorted({_finding(read, node, named) for node in read.results()}, key=_order)


def plain(term: str) -> str:
    """A term as a finding names it: the IRI, the text of a literal, or the label of a blank node."""
    if term.startswith('"'):
        return literal_value(term)
    return term[1:-1] if term.startswith("<") else term


def _short(term: str) -> str:
    text = plain(term)
    for prefix, namespace in PREFIXES.items() if term.startswith("<") else ():
        if text.startswith(namespace):
            return f"{prefix}:{text.removeprefix(namespace)}"
    return text


def _members(report: _Report, head: str) -> Iterator[str]:
    while first := report.one(head, RDF + "first"):
        yield first
        head = report.one(head, RDF + "rest")


def _path(report: _Report, path: str) -> str:
    """A property path as SPARQL writes it."""
    if not path.startswith("_:"):
        return _short(path)
    if choices := report.one(path, SH + "alternativePath"):
        return "|".join(_path(report, choice) for choice in _members(report, choices))
    for name, written in _PATHS.items():
        if inner := report.one(path, SH + name):
            return written.format(_path(report, inner))
    return "/".join(_path(report, step) for step in _members(report, path))
