"""The tokens of simple SPARQL queries: https://www.w3.org/TR/sparql11-query/#sparqlGrammar."""

from __future__ import annotations

import re
from collections.abc import Mapping

from loader.triples import XSD, literal

__all__ = ["Token", "UnreadableError", "tokens"]

Token = tuple[str, str]
"""What it is, and its value: a term in N-Triples, a variable as `?name`, a keyword in capitals."""

_TOKEN = re.compile(
    r"""(?P<space>\s+|\#[^\n]*)
      | (?P<iri><[^<>"{}|^`\\\s]*>)
      | (?P<variable>[?$]\w+)
      | (?P<string>"[^"\\\n]*"|'[^'\\\n]*')
      | (?P<number>-?[0-9]+(?![0-9.eE\w]))
      | (?P<name>[A-Za-z][\w-]*)?:(?P<local>[A-Za-z_](?:[\w-]*))
      | (?P<word>[A-Za-z]\w*)
      | (?P<sign>&&|\|\||!=|<=|>=|[{}().;,=<>!])""",
    re.VERBOSE,
)


class UnreadableError(Exception):
    """A query is not of the kind that can be asked apart; why not."""


def tokens(text: str, prefixes: Mapping[str, str]) -> list[Token]:
    """The tokens of a query.

    Args:
        text: the query.
        prefixes: the namespaces of its prefixes.

    Raises:
        UnreadableError: it holds what is not known here, such as a path or a blank node.
    """
    found: list[Token] = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise UnreadableError(f"it cannot be read from {text[at : at + 12].split(maxsplit=1)[0]!r} on")
        at = match.end()
        if (what := match.lastgroup or "") != "space":
            found.append((what, _value(what, match, prefixes)))
    return found


def _value(what: str, found: re.Match[str], prefixes: Mapping[str, str]) -> str:
    if what == "variable":
        return f"?{found[0][1:]}"
    if what == "local":
        if (space := prefixes.get(found["name"] or "")) is None:
            raise UnreadableError(f"the prefix of {found[0]} is not declared")
        return f"<{space}{found['local']}>"
    if what == "string":
        return literal(found[0][1:-1])
    if what == "number":
        return f'"{found[0]}"^^<{XSD}integer>'
    return found[0].upper() if what == "word" and found[0] != "a" else found[0]
