"""The record behind each row of a saved question, so that the row can lead to its evidence.

The columns of a saved question are what an analyst takes away; the record that a row is about need not be
among them. Its pages ask for one column more.
"""

from __future__ import annotations

from functools import lru_cache

from pyoxigraph import Store

from loader.errors import QueryError
from loader.results import run
from loader.tokens import Token, tokenize

__all__ = ["columns", "record_column", "with_record"]

_RECORDS = (
    "act",
    "record",
    "statement",
    "meeting",
    "agreement",
    "membership",
    "post",
    "designation",
    "recognition",
)

_CLAIM = "claim"


@lru_cache(maxsize=256)
def columns(text: str) -> tuple[str, ...]:
    """The columns of a SELECT, asked of an empty graph."""
    return run(Store(), text).variables


@lru_cache(maxsize=256)
def record_column(text: str) -> str:
    """The variable of a question that holds each row's record; empty if there is none to be had.

    >>> record_column("SELECT ?date { ?act a <urn:act> ; <urn:date> ?date }")
    'act'
    """
    shown = columns(text)
    for name in _RECORDS:
        if name in shown:
            return name
    if _CLAIM in shown:  # each row is a piece of evidence itself
        return ""
    used = {token.text[1:] for token in tokenize(text) if token.kind == "variable"}
    for name in _RECORDS:
        if name in used:
            try:
                if name in run(Store(), with_record(text, name)).variables:
                    return name
            except QueryError:  # it is grouped away, or belongs to an inner query
                continue
    return ""


def with_record(text: str, name: str) -> str:
    """The same question with one more column, unless it has it already.

    >>> with_record("SELECT ?date WHERE { ?act <urn:date> ?date }", "act")
    'SELECT ?date ?act WHERE { ?act <urn:date> ?date }'
    """
    if not name or name in columns(text):
        return text
    at = _end_of_projection(tokenize(text))
    return f"{text[:at]} ?{name}{text[at:]}"


def _end_of_projection(tokens: list[Token]) -> int:
    depth, selecting = 0, False
    end = 0
    for token in tokens:
        if token.kind == "mark":
            depth += (token.text == "(") - (token.text == ")")
        if not selecting:
            selecting = token.kind == "word" and token.text.upper() == "SELECT"
        elif depth == 0 and (
            token.text == "{" or (token.kind == "word" and token.text.upper() in ("WHERE", "FROM"))
        ):
            break
        end = token.start + len(token.text)
    return end
