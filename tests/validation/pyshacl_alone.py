"""pySHACL by itself, and with the prefilter before it: what each finds, to be compared."""

from collections import Counter

import pyshacl
from rdflib import Graph

from loader.validation.graphs import graph_of, triples_of
from loader.validation.patches import forget_blank_nodes
from loader.validation.screening import Screening
from loader.validation.shapes import ready

SH = "http://www.w3.org/ns/shacl#"
PARTS = ("focusNode", "resultPath", "sourceConstraintComponent", "value", "sourceShape", "resultSeverity")


def in_full(data, shapes):
    """The results of pySHACL, on all data and with the shapes as they are written."""
    forget_blank_nodes()
    _, report, text = pyshacl.validate(graph_of(data), shacl_graph=graph_of(shapes), inplace=True)
    assert isinstance(report, Graph), text
    return results(triples_of(report))


def screened(data, shapes, batch=1000):
    """The results behind the prefilter, how many nodes it let through, and what it could not compile."""
    made = ready(shapes)
    screening = Screening(made, batch=batch)
    suspects = screening.feed(list(data))
    screening.close()
    found = Counter()
    for report, _ in screening.reports:
        found += results(report)
    return found, suspects, [(unit.node, unit.why) for unit in made.units if unit.rule is None]


def local(term):
    return term.rpartition("#")[2].removesuffix(">")


def results(report):
    """The results of a report as a multiset."""
    about = {}
    for s, p, o in report:
        about.setdefault(s, {}).setdefault(p, []).append(o)

    def tree(node):
        if not node.startswith("_:"):
            return node
        if node not in about:  # deeper than pySHACL copies
            return "[]"
        said = sorted((p, tree(o)) for p, values in about[node].items() for o in values)
        return f"[{' '.join(f'{local(p)} {value}' for p, value in said)}]"

    found = Counter()
    for said in about.values():
        for result in said.get(f"<{SH}result>", ()):
            row = {name: about[result].get(f"<{SH}{name}>", [""])[0] for name in PARTS}
            row["resultPath"] = tree(row["resultPath"])
            messages = sorted(about[result].get(f"<{SH}resultMessage>", ()))
            found[(*row.values(), *messages)] += 1
    return found


def alike(data, shapes):
    """Asserts that the prefilter changes nothing, and gives what was found."""
    expected = in_full(data, shapes)
    found, suspects, uncompiled = screened(data, shapes)
    assert found == expected, (found - expected, expected - found)
    return found, suspects, uncompiled
