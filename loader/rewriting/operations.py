"""The operations of a SPARQL update (https://www.w3.org/TR/sparql11-update/), one by one.

The engine takes a request as a whole, tells nobody what it wrote, and knows neither a prologue after the
first operation nor the dataset that the protocol's parameters name. So a request is cut where its grammar
says, each operation under all that is declared before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from loader.errors import QueryError
from loader.tokens import SparqlTextError, Token, tokenize

__all__ = ["Form", "Operation", "operations", "with_dataset"]

Form = Literal["insert data", "delete data", "pattern", "clear", "drop", "create", "copy", "move", "add"]

_DECLARING = ("PREFIX", "BASE", "VERSION")
_MANAGING: dict[str, Form] = {
    "CLEAR": "clear",
    "DROP": "drop",
    "CREATE": "create",
    "COPY": "copy",
    "MOVE": "move",
    "ADD": "add",
}
_DATA: dict[str, Form] = {"INSERT": "insert data", "DELETE": "delete data"}
_GRAPHS = {"DEFAULT", "NAMED", "ALL"}


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of a request.

    Attributes:
        form: what it does, as far as it matters how what it did is found out.
        prologue: what is declared before it.
        text: itself, without that.
        inner: the tokens of its text.
        tokens: those of them that stand outside all braces.
        start: where it begins in the request.
    """

    form: Form
    prologue: str
    text: str
    inner: tuple[Token, ...]
    tokens: tuple[Token, ...]
    start: int

    @property
    def whole(self) -> str:
        """The operation as a request of its own."""
        return f"{self.prologue}\n{self.text}"

    @property
    def silent(self) -> bool:
        """Whether it may fail without being told."""
        return any(token.text.upper() == "SILENT" for token in self.tokens)

    @property
    def graphs(self) -> list[str]:
        """What an operation on whole graphs speaks of: terms as they stand there, DEFAULT, NAMED or ALL."""
        return [
            token.text.upper() if token.kind == "word" else token.text
            for token in self.tokens
            if token.kind in ("iri", "name") or token.text.upper() in _GRAPHS
        ]

    @property
    def names_its_dataset(self) -> bool:
        """Whether the operation says itself, by USING or WITH, which graphs it reads."""
        return any(token.kind == "word" and token.text.upper() in ("USING", "WITH") for token in self.tokens)


def operations(text: str) -> list[Operation]:
    """Cuts an update into its operations.

    Raises:
        QueryError: it cannot be read as SPARQL, or an operation is none of an update.

    >>> [o.text for o in operations("PREFIX : <x:> INSERT DATA { :a :b ';' } ; CLEAR ALL ;")]
    ["INSERT DATA { :a :b ';' }", 'CLEAR ALL']
    """
    try:
        tokens = _reading(tokenize(text))
    except SparqlTextError as error:
        raise QueryError(str(error)) from None
    found: list[Operation] = []
    declared: list[str] = []
    for piece in _pieces(tokens):
        first = next((i for i, token in enumerate(piece) if not _declares(piece, i)), len(piece))
        if first:
            end = piece[first].start if first < len(piece) else piece[-1].start + len(piece[-1].text)
            declared.append(text[piece[0].start : end])
        if first == len(piece):
            continue
        own = piece[first:]
        start = own[0].start
        body = text[start : own[-1].start + len(own[-1].text)]
        found.append(
            Operation(_form(own), "\n".join(declared), body, tuple(own), tuple(_outside(own)), start)
        )
    return found


def with_dataset(operation: Operation, using: Sequence[str], named: Sequence[str]) -> Operation:
    """An operation that reads the graphs that the protocol's parameters name.

    Args:
        operation: the operation; one that reads no graph by a pattern stays as it is.
        using: the IRIs of the graphs that make its default graph.
        named: the IRIs of its named graphs.

    Raises:
        QueryError: it names its graphs itself, which leaves open whom to obey.
    """
    if operation.names_its_dataset:
        raise QueryError(
            "The update says USING or WITH itself; leave that out, or the parameters using-graph-uri and "
            "using-named-graph-uri."
        )
    where = next((t for t in operation.tokens if t.kind == "word" and t.text.upper() == "WHERE"), None)
    if operation.form != "pattern" or where is None:
        return operation
    clauses = "".join([*(f"USING <{g}> " for g in using), *(f"USING NAMED <{g}> " for g in named)])
    at = where.start - operation.start
    head, body = operation.text[:at], operation.text[at:]
    if head.strip().upper() == "DELETE":  # DELETE WHERE { pattern }, where no USING may stand
        head = f"DELETE {body[len('WHERE') :]} "
    return operations(f"{operation.prologue}\n{head}{clauses}{body}")[0]


def _reading(tokens: Sequence[Token]) -> list[Token]:
    """One of the ways in which a text can be read: the one that its last token ends."""
    found: list[Token] = []
    last = tokens[-1] if tokens else None
    while last is not None:
        found.append(last)
        last = last.previous
    return found[::-1]


def _pieces(tokens: Sequence[Token]) -> list[list[Token]]:
    """The tokens between the semicolons that stand outside all braces; none of them empty."""
    pieces: list[list[Token]] = [[]]
    depth = 0
    for token in tokens:
        depth += (token.text == "{") - (token.text == "}")
        if token.text == ";" and not depth:
            if not pieces[-1]:
                raise QueryError("A semicolon follows no operation.")
            pieces.append([])
        else:
            pieces[-1].append(token)
    return [piece for piece in pieces if piece]


def _declares(piece: Sequence[Token], at: int) -> bool:
    """Whether a token belongs to a declaration: PREFIX p: <iri>, BASE <iri>, VERSION "1.2"."""
    for back in range(3):
        if at >= back and piece[at - back].kind == "word":
            word = piece[at - back].text.upper()
            return word in _DECLARING and back <= (2 if word == "PREFIX" else 1)
    return False


def _outside(tokens: Sequence[Token]) -> list[Token]:
    found, depth = [], 0
    for token in tokens:
        depth -= token.text == "}"
        if not depth and token.kind != "mark":
            found.append(token)
        depth += token.text == "{"
    return found


def _form(tokens: Sequence[Token]) -> Form:
    words = [token.text.upper() for token in tokens[:2]]
    first = words[0] if tokens[0].kind == "word" else ""
    if first in _MANAGING:
        return _MANAGING[first]
    if first in _DATA and words[1:] == ["DATA"]:
        return _DATA[first]
    if first in ("INSERT", "DELETE", "WITH"):
        return "pattern"
    shown = tokens[0].text[:40]
    raise QueryError(
        f"An update's operation begins with INSERT, DELETE, WITH, CLEAR, DROP, CREATE, COPY, MOVE or ADD; "
        f"this one begins with {shown!r}."
    )
