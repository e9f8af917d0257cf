"""Which records speak of one thing, heading by heading: queries, as there may be any number of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import msgspec
from pyoxigraph import NamedNode

from loader.endpoint.answers.evaluate import Evaluator, Task
from loader.endpoint.answers.snapshots import Snapshot
from loader.endpoint.pages.subjects import Subject, incoming
from loader.endpoint.pages.titles import kind_of
from loader.endpoint.pages.view import Viewer
from loader.endpoint.pages.wording import words
from loader.vocabulary import PROLOGUE, parts

__all__ = ["ACTS", "MOST_COUNTED", "MOST_ROWS", "WHOLES", "Listing", "Wanted", "listings", "wanted"]

MOST_ROWS = 100
"""Of one section of a page; the saved queries have them all."""

MOST_COUNTED = 100_000
"""Of more records it is only said that there are more, and those that are shown are the first of so many."""

ACTS = {"Designation": "det:designation", "Recognition": "det:recognition"}
"""What leads from an act to the thing that it is an act of, by the kind of that thing."""

WHOLES = {f"{kind}Act": predicate for kind, predicate in ACTS.items()}
"""The same, by the kind of the act."""

_DOSSIER = ("dossier", "actor")
# By what mentions an actor: the predicate, the kind of what mentions it, the heading, and what has them all.
_MENTIONS = (
    ("det:target", "Designation", "Designations of {}", ("designation-history", "target")),
    ("det:authority", "Designation", "Designations by {}", ("designation-history", "authority")),
    ("det:of", "Recognition", "Recognition of {}", ("recognitions", "of")),
    ("det:by", "Recognition", "Recognition by {}", ("recognitions", "by")),
    ("det:participant", "Meeting", "Meetings with {}", ("meetings", "actor")),
    ("det:host", "Meeting", "Meetings hosted by {}", _DOSSIER),
    ("det:party", "Agreement", "Agreements of {}", ("agreements", "party")),
    ("det:witness", "Agreement", "Agreements witnessed by {}", _DOSSIER),
    ("det:signatory", "Agreement", "Agreements signed by {}", _DOSSIER),
    ("det:member", "Membership", "Memberships of {}", _DOSSIER),
    ("det:organization", "Membership", "Members of {}", _DOSSIER),
    ("det:holder", "Post", "Posts of {}", _DOSSIER),
    ("det:of", "Post", "Posts in {}", _DOSSIER),
    ("det:speaker", "Statement", "Statements by {}", ("statements", "speaker")),
    ("det:onBehalfOf", "Statement", "Statements on behalf of {}", ("statements", "speaker")),
    ("det:about", "Statement", "Statements about {}", ("statements", "about")),
    ("det:country", "", "Actors of {}", None),
    ("det:claimedBy", "", "Claimed by {}", None),
    ("det:successor", "", "Succeeded by {}", None),
    ("dcterms:isReplacedBy", "", "The same as {}", None),
)

# The earliest come first, by the first day that they can have been, and where that is open by the last.
_QUERY = """SELECT ?record ?n {{
    {{ SELECT (COUNT(*) AS ?n) {{ {{ {some} }} }} }}
    {{
        SELECT ?record ?order ?last {{
            {{ {some} }}
            OPTIONAL {{ ?record det:earliest ?e ; det:latest ?l }}
            {spans}
            BIND(STR(COALESCE({latest})) AS ?last)
            BIND(STR(COALESCE({earliest})) AS ?first)
            BIND(IF(STRSTARTS(?first, "0001"), ?last, ?first) AS ?order)
        }}
        ORDER BY ?order ?last STR(?record) LIMIT {rows}
    }}
}}
ORDER BY ?order ?last STR(?record)"""
_SOME = "SELECT DISTINCT ?record {{ {} FILTER(isIRI(?record)) }} LIMIT {}"
_SPANS = ("from", "to", "seen")  # what memberships and posts have, which have no day of their own
_SAID = "?claim {} {} . ?record det:claim|det:denial ?claim"
_INFERRED = "?record det:inferredFrom {} FILTER NOT EXISTS {{ ?record det:claim ?claim }}"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Records that belong together.

    Attributes:
        heading: what they have in common.
        pattern: of SPARQL, which finds each as `?record`.
        all_at: the saved question that has them all; empty if none has.
        spans: whether they may have the days from and until which something held, in place of their own.
    """

    heading: str
    pattern: str
    all_at: str = ""
    spans: bool = False

    @property
    def query(self) -> str:
        """What finds the earliest of them, and how many there are."""
        spans = _SPANS if self.spans else ()
        return PROLOGUE + _QUERY.format(
            some=_SOME.format(self.pattern, MOST_COUNTED + 1),
            spans=" ".join(
                f"OPTIONAL {{ ?record det:{name}Earliest ?e_{name} ; det:{name}Latest ?l_{name} }}"
                for name in spans
            ),
            earliest=", ".join(["?e", *(f"?e_{name}" for name in spans)]),
            latest=", ".join(["?l", *(f"?l_{name}" for name in spans)]),
            rows=MOST_ROWS,
        )


@dataclass(frozen=True, slots=True)
class Listing:
    """What was wanted.

    Attributes:
        wanted: the records.
        iris: of the earliest of them.
        count: how many there are, up to one more than are counted.
    """

    wanted: Wanted
    iris: tuple[str, ...]
    count: int


class _Row(msgspec.Struct):
    record: str
    n: int


async def listings(evaluator: Evaluator, snapshot: Snapshot, asked: Sequence[Wanted]) -> list[Listing]:
    """Finds records, with the bounds of queries.

    Raises:
        RefusalError: that takes more than a query may, or nothing can be evaluated at present.
        StoreError: the version cannot be read.
    """
    found = []
    for each in asked:
        answer = await evaluator.evaluate(snapshot, Task(each.query, "json", repeatable=True))
        rows = msgspec.json.decode(answer, type=list[_Row])
        found.append(Listing(each, tuple(row.record for row in rows), rows[0].n if rows else 0))
    return found


def wanted(viewer: Viewer, thing: Subject) -> Iterator[Wanted]:
    """The sections that the page of a thing may have."""
    kind, iri = kind_of(thing), str(NamedNode(thing.iri))  # refuses what is none, so that it can stand there
    if kind == "Claim":
        yield Wanted("What it supports", f"?record det:claim {iri}", spans=True)
        yield Wanted("What it denies", f"?record det:denial {iri}", spans=True)
    elif kind in ACTS:
        yield Wanted("Its acts", f"?record {ACTS[kind]} {iri}")
    elif kind in WHOLES:
        heading = "Other acts of the same " + words(kind.removesuffix("Act"))
        same = f"{iri} {WHOLES[kind]} ?whole . ?record {WHOLES[kind]} ?whole FILTER(?record != {iri})"
        yield Wanted(heading, same)
    elif kind == "Source":
        yield Wanted("What is inferred from it", _INFERRED.format(iri))
        yield Wanted("What it says", _SAID.format("claim:source", iri), spans=True)
    elif thing.iri.startswith(f"{viewer.base}dataset/"):
        yield Wanted("What it says", _SAID.format("claim:dataset", iri), spans=True)
    elif thing.iri.startswith(f"{viewer.base}actor/"):
        yield from _mentions(viewer, thing.iri)


def _mentions(viewer: Viewer, iri: str) -> Iterator[Wanted]:
    name, node = viewer.titles.of(iri), NamedNode(iri)
    for predicate, kind, heading, question in _MENTIONS:
        if next(incoming(viewer.graph, iri, predicate), None) is None:
            continue
        pattern = f"?record {predicate} {node}" + (f" ; a det:{kind}" if kind else "")
        if kind in ACTS:
            act = f"?whole {predicate} {node} ; a det:{kind} OPTIONAL {{ ?act {ACTS[kind]} ?whole }}"
            pattern = f"{act} BIND(COALESCE(?act, ?whole) AS ?record)"
        all_at = ""
        if question is not None:
            actor = parts(iri.removeprefix(f"{viewer.base}actor/"))[0]
            all_at = viewer.question(question[0], {question[1]: actor})
        yield Wanted(heading.format(name), pattern, all_at, spans=kind in ("Membership", "Post"))
