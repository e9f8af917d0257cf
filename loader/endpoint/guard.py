"""What a query may not do, decided from its tokens before the engine sees it.

The engine would call any address that a SERVICE names, and it reads keywords without a break after them:
`SERVICEex:list{...}` is a call too. So the word is refused wherever it can begin one, also within a longer
word, and stays free where it cannot: in texts, comments, IRIs, variables, and names that no group follows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from loader.endpoint.tokens import SparqlTextError, Token, tokenize
from loader.errors import QueryError

__all__ = [
    "MAX_QUERY_LENGTH",
    "Checked",
    "ForbiddenQueryError",
    "Form",
    "check",
    "check_bound",
    "is_short",
    "known",
]

MAX_QUERY_LENGTH = 100_000
"""Characters; together with the depth of brackets this bounds the stack that the engine needs."""

Form = Literal["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"]

_FORMS: tuple[Form, ...] = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_UPDATES = ("INSERT", "DELETE", "WITH", "CLEAR", "DROP", "CREATE", "COPY", "MOVE", "ADD", "LOAD")
_PROLOGUE = ("PREFIX", "BASE", "VERSION")
_CHANGING = re.compile("now|rand|uuid|bnode", re.IGNORECASE)
_REMOTE = re.compile("service|load", re.IGNORECASE)
_WORTH_A_LOOK = re.compile(f"{_CHANGING.pattern}|{_REMOTE.pattern}|\\\\", re.IGNORECASE)
_HEAD = re.compile(r"(?:#\+[^\r\n]*\n)*")
_SHORT = 2_000  # characters
_REMEMBERED = 10_000  # characters
_GROUP_FOLLOWS = re.compile(r"(?:[ \t\r\n]++|#[^\r\n]*+)*+\{(?!\|)")
_BEFORE_A_GRAPH_NAME = ("GRAPH", "FROM", "NAMED")


class ForbiddenQueryError(QueryError):
    """A query that would reach out of the machine, or write."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A query that may be evaluated.

    Attributes:
        text: as it was given.
        form: what it asks for, which decides the formats that its answer can have.
        repeatable: asked again of the same version, it has the same answer (no NOW, RAND, UUID, BNODE).
    """

    text: str
    form: Form
    repeatable: bool


def check(text: str) -> Checked:
    """Let a query pass, or say why not.

    Raises:
        ForbiddenQueryError: it calls another server, or is an update.
        QueryError: it is too long, too deep, or no query.

    >>> check("SELECT ?service { ?service a <http://example.org/service> }").form
    'SELECT'
    >>> check("ASK { SERVICE <http://example.org/> { ?s ?p ?o } }")
    Traceback (most recent call last):
    loader.endpoint.guard.ForbiddenQueryError: SERVICE is not allowed: no other server is called.
    """
    if len(text) > MAX_QUERY_LENGTH:
        raise QueryError(f"The query has {len(text)} characters; {MAX_QUERY_LENGTH} are allowed.")
    try:
        tokens = tokenize(text)
    except SparqlTextError as error:
        raise QueryError(str(error)) from None
    for token in tokens:
        if reason := _forbidden(token, text):
            raise ForbiddenQueryError(reason)
    return Checked(
        text=text,
        form=_form(tokens),
        repeatable=not any(token.kind == "word" and _CHANGING.search(token.text) for token in tokens),
    )


def is_short(text: str) -> bool:
    """Whether a text is checked in less time than it takes to hand it to a thread."""
    return len(text) < _SHORT and text.count("<") * len(text) < _SHORT * 10


def known(text: str) -> Checked:
    """As `check`, but a text of the usual length that passed lately is not read again."""
    return _remembered(text) if len(text) < _REMEMBERED else check(text)


@lru_cache(maxsize=256)
def _remembered(text: str) -> Checked:
    return check(text)


def check_bound(text: str, question: str) -> Checked:
    """Let a saved question with its arguments pass; what arguments brought in is looked at as any query is.

    A text that holds none of the words that matter, not even within another word, and no escape that could
    spell one, is what its question is: to read it in every way takes longer than to answer it.

    Args:
        text: the question with its arguments.
        question: as it was saved.
    """
    if len(text) > MAX_QUERY_LENGTH or _WORTH_A_LOOK.search(text, _head_of(question)):
        return known(text)
    return replace(known(question), text=text)


@lru_cache(maxsize=256)
def _head_of(question: str) -> int:
    """Where the comments at the top of a question end; an argument has no place in them."""
    match = _HEAD.match(question)
    return match.end() if match else 0


def _forbidden(token: Token, text: str) -> str:
    if token.kind == "word" and (found := _REMOTE.search(token.text)):
        if found.group().lower() == "load":
            return "LOAD is not allowed: nothing is fetched, and nothing written."
        return "SERVICE is not allowed: no other server is called."
    if token.kind == "name" and "service" in token.text.partition(":")[0].lower():
        before = token.previous.text.upper() if token.previous else ""
        if before not in _BEFORE_A_GRAPH_NAME and _GROUP_FOLLOWS.match(text, token.start + len(token.text)):
            return (
                f"'{token.text}' before a group can be read as SERVICE, which is not allowed; "
                "put a dot between them, or choose another prefix."
            )
    return ""


def _form(tokens: list[Token]) -> Form:
    words = (token.text.upper() for token in tokens if token.kind == "word")
    first = next((word for word in words if not word.startswith(_PROLOGUE)), "")
    for form in _FORMS:
        if first.startswith(form):
            return form
    if first in _UPDATES:
        raise ForbiddenQueryError(f"{first} is an update; a query only reads.")
    raise QueryError("A query starts with SELECT, ASK, CONSTRUCT or DESCRIBE, after its prefixes.")
