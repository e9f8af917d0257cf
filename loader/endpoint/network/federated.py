r"""Calls of other servers within a query, led by another way: SERVICE keeps its place, its address changes.

Only the plainest form is led on: the word by itself, SILENT perhaps, an IRI in full. A variable could name
any server, and a prefix hides which one it is. Whoever calls this has refused the word in all other forms.

>>> def route(iri: str) -> str:
...     return iri.replace("example.org", "relay")
>>> text = r"ASK { SERVICE SILENT <http://\u0065xample.org/> { ?s ?p ?o } }"
>>> routed(text, tokenize(text), route)
'ASK { SERVICE SILENT <http://relay/> { ?s ?p ?o } }'
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from loader.errors import QueryError
from loader.tokens import Token, tokenize

__all__ = ["CallError", "Route", "UnansweredError", "calls", "routed"]

Route = Callable[[str], str]
"""From an IRI that a query calls to the one that is called; raises ValueError with a sentence to refuse."""

_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_WORD, _SILENT = "SERVICE", "SILENT"


class CallError(QueryError):
    """A call that is not led on; the message is a sentence."""


class UnansweredError(QueryError):
    """A server that a query calls did not answer as it should; the message holds none of its words."""

    def __init__(self) -> None:
        super().__init__(
            "A server that SERVICE calls did not answer as it should; SERVICE SILENT goes on without it."
        )


def calls(token: Token) -> bool:
    """Whether a token is the word that begins a call."""
    return token.kind == "word" and token.text.upper() == _WORD


def routed(text: str, tokens: Sequence[Token], route: Route) -> str:
    """A text in which each SERVICE calls the address that `route` gives for its own.

    Args:
        text: a query or an update.
        tokens: those of all its readings.
        route: gives the addresses.

    Raises:
        CallError: a call is not of the plain form, or `route` refuses it.
    """
    places: dict[int, tuple[str, str]] = {}
    for token in _named(tokens):
        try:
            places[token.start] = (token.text, f"<{route(_iri(token))}>")
        except ValueError as error:
            raise CallError(str(error)) from None
    led = []
    at = 0
    for start, (before, after) in sorted(places.items()):
        led += [text[at:start], after]
        at = start + len(before)
    changed = "".join((*led, text[at:]))
    again = {token.text for token in _named(tokenize(changed))}
    if not again <= {after for _, after in places.values()}:  # another reading appeared; none is known
        raise CallError("The query can be read in several ways, in one of which it calls another server.")
    return changed


def _named(tokens: Sequence[Token]) -> Sequence[Token]:
    """The tokens that name the servers; each call has one, in each reading."""
    unnamed = {token.start for token in tokens if calls(token)}
    found = []
    for token in tokens:
        word = token.previous
        if _silent(token):
            continue
        if word is not None and _silent(word):
            word = word.previous
        if word is None or not calls(word):
            continue
        if token.kind != "iri":
            raise CallError(
                "SERVICE names its server by an IRI in full, as SERVICE <https://example.org/sparql>."
            )
        unnamed.discard(word.start)
        found.append(token)
    if unnamed:
        raise CallError("SERVICE is followed by no server.")
    return found


def _silent(token: Token) -> bool:
    before = token.previous
    return token.kind == "word" and token.text.upper() == _SILENT and before is not None and calls(before)


def _iri(token: Token) -> str:
    try:
        iri = _ESCAPE.sub(lambda match: chr(int(match[1] or match[2], 16)), token.text[1:-1])
        iri.encode()
    except (ValueError, OverflowError):  # beyond Unicode, or half of a character
        raise CallError("SERVICE names its server by an IRI; this is none.") from None
    return iri
