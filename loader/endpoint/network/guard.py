"""What a query may not do, decided from its tokens before the engine sees it.

The engine would call any address that a SERVICE names, and it reads keywords without a break after them:
`SERVICEex:list{...}` is a call too. So the word is refused wherever it can begin one, also within a longer
word, and stays free where it cannot: in texts, comments, IRIs, variables, and names that no group follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from loader.endpoint.network.federated import CallError, Route, calls, routed
from loader.errors import QueryError
from loader.tokens import SparqlTextError, Token, tokenize

__all__ = [
    "MAX_QUERY_LENGTH",
    "MAX_UPDATE_LENGTH",
    "Checked",
    "ForbiddenQueryError",
    "Form",
    "check",
    "check_bound",
    "check_update",
    "is_long",
    "is_short",
    "known",
]

MAX_QUERY_LENGTH = 100_000
"""Characters; together with the depth of brackets this bounds the stack that the engine needs."""

MAX_UPDATE_LENGTH = 4_000_000
"""Characters; all but its blocks of data count as those of a query."""

Form = Literal["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"]

_FORMS: tuple[Form, ...] = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_UPDATES = ("INSERT", "DELETE", "WITH", "CLEAR", "DROP", "CREATE", "COPY", "MOVE", "ADD", "LOAD")
_PROLOGUE = ("PREFIX", "BASE", "VERSION")
_CHANGING = re.compile("now|rand|uuid|bnode", re.IGNORECASE)
_REMOTE = re.compile("service|load", re.IGNORECASE)
_WORTH_A_LOOK = re.compile(f"{_CHANGING.pattern}|{_REMOTE.pattern}|\\\\", re.IGNORECASE)
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
        repeatable: asked again of the same version, it has the same answer (no NOW, RAND, UUID, BNODE, no
            call of another server).
        sent: as the engine is to be given it, where that is another text: its calls are led elsewhere.
    """

    text: str
    form: Form
    repeatable: bool
    sent: str = ""


def check(text: str, route: Route | None = None) -> Checked:
    """Let a query pass, or say why not.

    Args:
        text: the query.
        route: leads calls of other servers where they may go; none is let pass unless given.

    Raises:
        ForbiddenQueryError: it calls another server, or is an update.
        QueryError: it is too long, too deep, or no query.

    >>> check("SELECT ?service { ?service a <http://example.org/service> }").form
    'SELECT'
    >>> check("ASK { SERVICE <http://example.org/> { ?s ?p ?o } }")
    Traceback (most recent call last):
    loader.endpoint.network.guard.ForbiddenQueryError: SERVICE is not allowed: no other server is called.
    """
    if len(text) > MAX_QUERY_LENGTH:
        raise QueryError(f"The query has {len(text)} characters; {MAX_QUERY_LENGTH} are allowed.")
    tokens, sent = _let_pass(text, route)
    return Checked(
        text=text,
        form=_form(tokens),
        repeatable=not sent
        and not any(token.kind == "word" and _CHANGING.search(token.text) for token in tokens),
        sent=sent,
    )


def check_update(text: str, route: Route | None = None) -> str:
    """Let an update pass that fetches nothing, or say why not; what it writes is judged elsewhere.

    Args:
        text: the update.
        route: leads calls of other servers where they may go; none is let pass unless given.

    Returns:
        The update as the engine is to be given it: its calls are led where `route` says.

    Raises:
        ForbiddenQueryError: it says LOAD, or calls another server.
        QueryError: it is too long, too deep, or cannot be read.

    >>> check_update("INSERT DATA { <x:load> <x:service> 'LOAD' }")
    "INSERT DATA { <x:load> <x:service> 'LOAD' }"
    >>> check_update("LOAD SILENT <http://example.org/>")
    Traceback (most recent call last):
    loader.endpoint.network.guard.ForbiddenQueryError: LOAD is not allowed: nothing is fetched.
    """
    if len(text) > MAX_UPDATE_LENGTH:
        raise QueryError(
            f"The update has {len(text)} characters; {MAX_UPDATE_LENGTH} are allowed. Larger graphs are sent "
            "to /store, facts to /facts."
        )
    tokens, sent = _let_pass(text, route)
    if len(text) > MAX_QUERY_LENGTH and (more := _beside_data(tokens)) > MAX_QUERY_LENGTH:
        raise QueryError(
            f"The update has {more} characters beside its blocks of data; {MAX_QUERY_LENGTH} are allowed."
        )
    for token in tokens:
        if token.kind == "name" and not token.depth and "load" in token.text.partition(":")[0].lower():
            declared = token.previous is not None and token.previous.text.upper() == "PREFIX"
            if not declared:  # `LOADex:list` is a call, for an engine needs no space after a word
                raise ForbiddenQueryError(
                    f"'{token.text}' can be read as LOAD, which is not allowed; choose another prefix."
                )
    return sent or text


def _let_pass(text: str, route: Route | None) -> tuple[list[Token], str]:
    """The tokens of a text that calls nobody whom it may not; and the text by its routes, if it has any."""
    try:
        tokens = tokenize(text)
    except SparqlTextError as error:
        raise QueryError(str(error)) from None
    called = False
    for token in tokens:
        if route is not None and calls(token):
            called = True
        elif reason := _forbidden(token, text):
            raise ForbiddenQueryError(reason)
    if route is None or not called:
        return tokens, ""
    try:
        return tokens, routed(text, tokens, route)
    except CallError as error:
        raise ForbiddenQueryError(str(error)) from None


def _beside_data(tokens: list[Token]) -> int:
    """Characters outside INSERT DATA and DELETE DATA, which hold nothing that an engine would nest."""
    count, in_data = 0, False
    for token in tokens:
        word = token.previous
        if token.text == "{" and not token.depth and word is not None and word.text.upper() == "DATA":
            in_data = True
        count += 0 if in_data else len(token.text)
        in_data = in_data and not (token.text == "}" and token.depth == 1)
    return count


def is_short(text: str) -> bool:
    """Whether a text is checked in less time than it takes to hand it to a thread."""
    return len(text) < _SHORT and text.count("<") * len(text) < _SHORT * 10


def is_long(text: str) -> bool:
    """Whether a text takes long to check and is not remembered, but is not so long that nobody looks."""
    return _REMEMBERED <= len(text) <= MAX_QUERY_LENGTH


def known(text: str, route: Route | None = None) -> Checked:
    """As `check`, but a text of the usual length that passed lately is not read again."""
    return _remembered(text, route) if len(text) < _REMEMBERED else check(text, route)


@lru_cache(maxsize=256)
def _remembered(text: str, route: Route | None) -> Checked:
    return check(text, route)


def check_bound(text: str, question: str, terms: Iterable[str]) -> Checked:
    """Let a saved question with its arguments pass; what arguments brought in is looked at as any query is.

    Each argument is one whole term between its own marks, in the place of a word. Where none holds a word
    that matters, not even within another word, nor an escape that could spell one, the text is what its
    question is: to read it in every way takes longer than to answer it.

    Args:
        text: the question with its arguments.
        question: as it was saved.
        terms: its arguments, as they are spelled in the text.
    """
    if len(text) > MAX_QUERY_LENGTH or any(map(_WORTH_A_LOOK.search, terms)):
        return known(text)
    saved = known(question)
    return Checked(text, saved.form, saved.repeatable)


def _forbidden(token: Token, text: str) -> str:
    if token.kind == "word" and (found := _REMOTE.search(token.text)):
        if found.group().lower() == "load":
            return "LOAD is not allowed: nothing is fetched."
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
