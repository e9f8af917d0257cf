"""Where a SPARQL text has its slots, and what form it is of.

A slot is `VALUES ?name { UNDEF }`: as it stands it says nothing, and a term in the place of UNDEF fixes the
variable. What looks like one within a text, an IRI or a comment is none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import cast

from loader.queries.model import Form

__all__ = ["Slot", "form_of", "slots", "undeclared_prefix"]

_PIECE = re.compile(
    r"#[^\r\n]*"
    r'|"""(?:[^"\\]|\\.|"(?!""))*"""'
    r"|'''(?:[^'\\]|\\.|'(?!''))*'''"
    r'|"(?:[^"\\\r\n]|\\.)*"'
    r"|'(?:[^'\\\r\n]|\\.)*'"
    r"|<[^\x00-\x20<>\"{}|^`\\]*>"
    r"|\bPREFIX\s+(?P<declared>[\w.-]*):"
    r"|(?P<prefix>[\w.-]*):[\w.:%-]*"
    r"|\bVALUES\s+[?$](?P<name>\w+)\s*\{\s*(?P<undef>UNDEF)\s*\}"
    r"|[?$]\w+"
    r"|\b(?P<form>SELECT|CONSTRUCT|ASK|DESCRIBE)\b",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Slot:
    """One slot: its variable, the line that it stands on, and where its UNDEF begins and ends."""

    name: str
    line: int
    start: int
    end: int


def slots(text: str) -> list[Slot]:
    """All slots of a SPARQL text, in order.

    >>> [slot.name for slot in slots("SELECT * { VALUES ?of { UNDEF } # VALUES ?by { UNDEF }")]
    ['of']
    """
    return [
        Slot(m["name"], text.count("\n", 0, m.start()) + 1, m.start("undef"), m.end("undef"))
        for m in _PIECE.finditer(text)
        if m["name"]
    ]


def form_of(text: str) -> Form | None:
    """The form of a SPARQL query; None where it has none, as an update.

    >>> form_of("PREFIX ask: <http://example.org/select#> CONSTRUCT WHERE { ?s ?p ?o }")
    'CONSTRUCT'
    """
    return next((cast("Form", m["form"].upper()) for m in _PIECE.finditer(text) if m["form"]), None)


def undeclared_prefix(text: str) -> tuple[str, int] | None:
    """The first prefix that a SPARQL text uses and does not declare, and its line.

    >>> undeclared_prefix("PREFIX a: <http://example.org/> ASK { ?x a:b c:d }")
    ('c', 1)
    """
    declared = {"_"}  # of blank nodes
    for match in _PIECE.finditer(text):
        if match["declared"] is not None:
            declared.add(match["declared"])
        elif match["prefix"] is not None and match["prefix"] not in declared:
            return match["prefix"], text.count("\n", 0, match.start()) + 1
    return None
