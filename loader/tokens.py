"""The tokens of a SPARQL text, in every way that an engine may read them.

SPARQL's own rule is that the longest token wins, but an engine that parses by grammar need not keep it:
after a term, `<2#>'''` is an IRI and the start of a long string, or a less-than sign, a number and a
comment. Whoever looks for a word must look in both readings, so `tokenize` follows both and returns the
tokens of each reading that is well-formed to the end. What is a token in no reading is an error: a guard
that stands on this module fails closed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal, cast

__all__ = ["MAX_DEPTH", "MAX_READ", "Kind", "SparqlTextError", "Token", "tokenize"]

MAX_DEPTH = 128
"""Brackets of any kind inside one another; the deepest query written by hand has about ten."""

MAX_READ = 1_000_000
"""Characters looked at over all readings, so that no text takes long to read; a longer one twice at most."""

Kind = Literal["iri", "string", "name", "variable", "blank", "language", "number", "word", "mark"]

# Each of these sets leaves out what ASCII has besides; one that goes on to U+10FFFF takes 6 ms to compile.
_LETTER = r"[^\x00-@\[-`{-\x7f]"
_WORD = r"[^\x00-/:-@\[-^`{-\x7f]"  # letters, digits and _
_NAME = r"[^\x00-,./:-@\[-^`{-\x7f]"  # and -
_ESCAPED = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_LOCAL = rf"(?:{_WORD}|:|{_ESCAPED})(?:\.*(?:{_NAME}|:|{_ESCAPED}))*"
_TOKEN = re.compile(
    r"(?P<space>[ \t\r\n]+|#[^\r\n]*)"
    r"|(?P<iri><(?:[^\x00-\x20<>\"{}|^`\\]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>)"
    r"|(?P<string>'''(?:'{0,2}(?:[^'\\]|\\.))*+'''|\"\"\"(?:\"{0,2}(?:[^\"\\]|\\.))*+\"\"\""
    r"|'(?!'')(?:[^'\\\r\n]|\\.)*'|\"(?!\"\")(?:[^\"\\\r\n]|\\.)*\")"
    rf"|(?P<blank>_:{_WORD}(?:\.*{_NAME})*)"
    rf"|(?P<name>(?:{_LETTER}(?:\.{{0,9}}{_NAME}){{0,40}}+)?:(?:{_LOCAL})?)"
    rf"|(?P<variable>[?$]{_WORD}+)"
    r"|(?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*(?:--[A-Za-z]+)?)"
    r"|(?P<number>[0-9]+(?:\.[0-9]*)?(?:[eE][+-]?[0-9]+)?|\.[0-9]+(?:[eE][+-]?[0-9]+)?)"
    rf"|(?P<word>{_LETTER}{_WORD}*)"
    r"|(?P<mark>\{\||\|\}|<<|>>|[{}()\[\]<>=!&|+\-*/^,;.?$~])",
    re.DOTALL,
)
_CLOSED_BY = {"{": "}", "(": ")", "[": "]", "{|": "|}"}
_DATA = "VALUES"  # on the stack for the brace of a data block, because no operator can stand in one
_BEFORE_A_TERM = frozenset(
    {"(", "[", "{", "{|", "<<", ",", ";", "=", "!", "&", "|", "+", "-", "*", "/", "^", "<"}
)


class SparqlTextError(ValueError):
    """A text that cannot be read as SPARQL; the message is one sentence with the place."""


@dataclass(frozen=True, slots=True)
class Token:
    """What a token is, its text, where it starts, the one before it in its reading, brackets around it."""

    kind: Kind
    text: str
    start: int
    previous: Token | None = field(default=None, repr=False, compare=False)
    depth: int = 0


@dataclass(frozen=True, slots=True)
class _State:
    """Where a reading stands, as far as what follows depends on it."""

    at: int
    stack: tuple[str, ...] = ()
    in_values: bool = False
    after_term: bool = False


@dataclass(slots=True)
class _Stretch:
    """The tokens from one state to the next choice or the end of the text, and the states to choose from."""

    tokens: list[Token] = field(default_factory=list)
    choices: tuple[tuple[_State, Token], ...] = ()
    end: int = 0
    error: str = ""


def tokenize(text: str) -> list[Token]:
    r"""Return the tokens of all readings of `text` that are well-formed, in the order of their places.

    Raises:
        SparqlTextError: no reading is well-formed, or the text is too deep or has too many tokens.

    >>> [token.text for token in tokenize("ASK { ?s a 'x' }")]
    ['ASK', '{', '?s', 'a', "'x'", '}']
    >>> [token.text for token in tokenize("ASK { FILTER(1 <2#>3) \n ) }")]
    ['ASK', '{', 'FILTER', '(', '1', '<', '2', ')', '}']
    """
    stretches: dict[_State, _Stretch] = {}
    waiting: list[tuple[_State, Token | None]] = [(_State(0), None)]
    left = max(MAX_READ, 2 * len(text))
    while waiting:
        state, previous = waiting.pop()
        if state in stretches:
            continue
        stretch = stretches[state] = _read(text, state, previous)
        left -= stretch.end - state.at
        if left < 0:
            raise SparqlTextError("The query has too many '<' signs that can be read in two ways.")
        waiting.extend(stretch.choices)
    whole: set[_State] = set()
    for state, stretch in sorted(stretches.items(), key=lambda item: item[0].at, reverse=True):
        if not stretch.error and (
            not stretch.choices or any(choice in whole for choice, _ in stretch.choices)
        ):
            whole.add(state)
    if not whole or _State(0) not in whole:
        raise SparqlTextError(next(s.error for s in stretches.values() if s.error))
    chosen: list[Token] = []
    for state in whole:
        chosen += stretches[state].tokens
        chosen += [token for choice, token in stretches[state].choices if choice in whole]
    if sum(token.text == "<<" for token in chosen) > MAX_DEPTH:
        raise SparqlTextError(f"The query has more than {MAX_DEPTH} triple terms.")
    return sorted(chosen, key=lambda token: (token.start, len(token.text)))


def _read(text: str, state: _State, previous: Token | None) -> _Stretch:
    """Read from a state to the end of the text, or to the next place with two readings."""
    at, stack, in_values, after_term = state.at, state.stack, state.in_values, state.after_term
    stretch = _Stretch()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            stretch.error = f"The query cannot be read at {_place(text, at)}: {_why(text[at])}"
            stretch.end = len(text)  # looking for the end of a text may have gone that far
            return stretch
        at = stretch.end = match.end()
        if match.lastgroup == "space":
            continue
        token = Token(cast("Kind", match.lastgroup), match.group(), match.start(), previous, len(stack))
        if token.kind == "iri" and after_term and stack[-1:] == ("(",) and stack[-2:-1] != (_DATA,):
            less = Token("mark", "<", token.start, previous, len(stack))
            stretch.choices = (
                (_State(at, stack, after_term=True), token),
                (_State(token.start + 1, stack), less),
            )
            return stretch
        stretch.tokens.append(token)
        if token.text in _CLOSED_BY:
            stack = (*stack, _DATA if in_values and token.text == "{" else token.text)
            if len(stack) > MAX_DEPTH:
                stretch.error = f"The query nests deeper than {MAX_DEPTH} brackets at {_place(text, at)}."
                return stretch
        elif token.text in _CLOSED_BY.values():
            if not stack or _CLOSED_BY.get(stack[-1], "}") != token.text:
                stretch.error = f"'{token.text}' at {_place(text, token.start)} closes nothing."
                return stretch
            stack = stack[:-1]
        in_values = (token.kind == "word" and token.text.lower().endswith("values")) or (
            in_values and (token.kind == "variable" or token.text in ("(", ")"))
        )
        after_term = token.kind != "mark" or token.text not in _BEFORE_A_TERM
        previous = token
    if stack:
        stretch.error = f"{len(stack)} bracket(s) are not closed at the end of the query."
    return stretch


def _place(text: str, at: int) -> str:
    before = text[:at]
    return f"line {before.count(chr(10)) + 1}, column {at - before.rfind(chr(10))}"


def _why(character: str) -> str:
    if character in "\"'":
        return "a text is not closed."
    if character == "\\":
        return "an escape stands outside texts, IRIs and names."
    return f"{character!r} begins nothing that SPARQL knows."
