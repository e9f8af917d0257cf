"""What a pattern update (DELETE, INSERT ... WHERE) writes, asked for as queries, so that it is known.

The engine decodes some ten thousands of triples a second from disk: to look for what it did among all that is
stored would take minutes. So each part of a template that goes into one graph is constructed by a query of
its own, and the results are what is deleted and inserted. Where several queries could see different things,
the engine does the update after all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pyoxigraph as ox

from loader.rewriting.operations import Operation
from loader.tokens import Token

__all__ = ["Constructed", "constructed", "term_of"]

_UNLIKE_TWICE = re.compile("now|rand|uuid|bnode|service", re.IGNORECASE)
_MANY = 100  # graphs that a template with a variable for its graph may write into
_DEFAULT = ox.DefaultGraph()


@dataclass(slots=True)
class Constructed:
    """The quads of a pattern update, there already or not: those that go, and then those that come."""

    deleted: set[ox.Quad] = field(default_factory=set)
    inserted: set[ox.Quad] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Block:
    """Triples of a template that go into one graph: its term or variable, or nothing for the default."""

    graph: str
    text: str
    blank: bool


@dataclass(slots=True)
class _Parts:
    """A pattern update, taken apart."""

    within: str = ""
    deleting: list[_Block] = field(default_factory=list)
    inserting: list[_Block] = field(default_factory=list)
    dataset: str = ""
    where: str = ""


class _UnusualError(Exception):
    """An operation is not written as was expected, or has to be done at once."""


def constructed(graph: ox.Store, operation: Operation, base: str | None) -> Constructed | None:
    """Asks what a pattern update writes.

    Args:
        graph: what it is to be done to; nothing is written.
        operation: the update.
        base: what relative IRIs are resolved against.

    Returns:
        What it writes; nothing where it has to be done to be known.

    Raises:
        SyntaxError: it is not SPARQL.
        RuntimeError: it cannot be evaluated.
    """
    try:
        parts = _Reader(operation).parts()
    except _UnusualError:
        return None
    several = len(parts.deleting) + len(parts.inserting) > 1
    if any(t.kind in ("word", "name") and _UNLIKE_TWICE.search(t.text) for t in operation.inner) and several:
        return None
    if any("service" in _word(token) for token in operation.inner):
        return None  # whom the check below would call once more
    if len(parts.inserting) > 1 and any(block.blank for block in parts.inserting):
        return None  # a blank node is one in all graphs that a template writes into
    ox.Store().update(operation.whole, base_iri=base)  # which is where its grammar is checked
    found = Constructed()
    try:
        for blocks, into in ((parts.deleting, found.deleted), (parts.inserting, found.inserted)):
            for block in blocks:
                into.update(_quads(graph, operation.prologue, parts, block, base))
    except (_UnusualError, SyntaxError):
        return None
    return found


def _word(token: Token) -> str:
    """A keyword in small letters; of a name its prefix, which the engine may read as one; else nothing."""
    if token.kind == "name":
        return token.text.partition(":")[0].lower()
    return token.text.lower() if token.kind == "word" else ""


def _quads(
    graph: ox.Store, prologue: str, parts: _Parts, block: _Block, base: str | None
) -> Iterator[ox.Quad]:
    within = term_of(parts.within, prologue, base) if parts.within else None
    named: list[tuple[ox.NamedNode | ox.DefaultGraph, str]] = []
    if block.graph[:1] in ("?", "$"):
        asked = f"{prologue}\nSELECT DISTINCT {block.graph} {parts.dataset} WHERE {{ {parts.where} \n}}"
        for term in _distinct(graph, asked, None if parts.dataset else within, base):
            named.append((term, f"FILTER(sameTerm({block.graph}, {term}))"))
            if len(named) > _MANY:
                raise _UnusualError
    elif block.graph:
        named.append((term_of(block.graph, prologue, base), ""))
    else:
        named.append((within or _DEFAULT, ""))
    for name, only in named:
        where = f"{{ {parts.where} \n}} {only}" if only else parts.where
        query = f"{prologue}\nCONSTRUCT {{ {block.text} \n}} {parts.dataset} WHERE {{ {where} \n}}"
        found = graph.query(query, base_iri=base, default_graph=None if parts.dataset else within)
        assert isinstance(found, ox.QueryTriples)  # a CONSTRUCT makes triples
        for triple in found:
            yield ox.Quad(triple.subject, triple.predicate, triple.object, name)


def _distinct(
    graph: ox.Store, query: str, within: ox.NamedNode | None, base: str | None
) -> Iterator[ox.NamedNode]:
    found = graph.query(query, base_iri=base, default_graph=within)
    assert isinstance(found, ox.QuerySolutions)  # a SELECT has solutions
    for solution in found:
        if isinstance(solution[0], ox.NamedNode):
            yield solution[0]


def term_of(written: str, prologue: str, base: str | None) -> ox.NamedNode:
    """The IRI that a graph is named by, under a prologue: the engine knows best."""
    aside = ox.Store()
    aside.update(f"{prologue}\nCREATE GRAPH {written}", base_iri=base)
    name = next(aside.named_graphs())
    assert isinstance(name, ox.NamedNode)  # only these can be created
    return name


class _Reader:
    """Reads a pattern update: [WITH g] [DELETE {...}] [INSERT {...}] [USING [NAMED] g]... WHERE {...}."""

    def __init__(self, operation: Operation) -> None:
        self._text = operation.text
        self._start = operation.start
        self._tokens = operation.inner
        self._at = 0

    def parts(self) -> _Parts:
        found = _Parts()
        if self._takes("WITH"):
            found.within = self._term()
        deletes = self._takes("DELETE")
        if deletes and self._peek() == "WHERE":
            self._takes("WHERE")
            inside = self._group()
            found.deleting = list(self._blocks(inside))
            found.where = self._between(inside)
            return self._ended(found)
        if deletes:
            found.deleting = list(self._blocks(self._group()))
        if self._takes("INSERT"):
            found.inserting = list(self._blocks(self._group()))
        while self._takes("USING"):
            found.dataset += f" FROM {'NAMED ' if self._takes('NAMED') else ''}{self._term()}"
        if not self._takes("WHERE"):
            raise _UnusualError
        found.where = self._between(self._group())
        return self._ended(found)

    def _ended(self, found: _Parts) -> _Parts:
        if self._at != len(self._tokens):
            raise _UnusualError
        return found

    def _peek(self) -> str:
        return self._tokens[self._at].text.upper() if self._at < len(self._tokens) else ""

    def _takes(self, word: str) -> bool:
        taken = self._peek() == word
        self._at += taken
        return taken

    def _term(self) -> str:
        if self._at >= len(self._tokens) or self._tokens[self._at].kind not in ("iri", "name", "variable"):
            raise _UnusualError
        self._at += 1
        return self._tokens[self._at - 1].text

    def _group(self) -> tuple[int, int]:
        """The positions of a group's braces; it is passed."""
        if self._peek() != "{":
            raise _UnusualError
        first, depth = self._at, 0
        while self._at < len(self._tokens):
            token = self._tokens[self._at]
            depth += (token.text == "{") - (token.text == "}")
            self._at += 1
            if not depth:
                return first, self._at - 1
        raise _UnusualError

    def _between(self, braces: tuple[int, int]) -> str:
        one, other = (self._tokens[at].start - self._start for at in braces)
        return self._text[one + 1 : other]

    def _blocks(self, braces: tuple[int, int]) -> Iterator[_Block]:
        after = self._at
        first, last = braces
        self._at = begun = first + 1
        while self._at < last:
            if self._peek() != "GRAPH":
                self._at += 1
                continue
            yield from self._block("", self._tokens[begun : self._at])
            self._at += 1
            name = self._term()
            one, other = self._group()
            yield from self._block(name, self._tokens[one + 1 : other])
            begun = self._at
        yield from self._block("", self._tokens[begun:last])
        self._at = after

    def _block(self, graph: str, tokens: Sequence[Token]) -> Iterator[_Block]:
        if tokens and tokens[0].text == ".":
            tokens = tokens[1:]
        if tokens:
            end = tokens[-1].start + len(tokens[-1].text) - self._start
            text = self._text[tokens[0].start - self._start : end]
            yield _Block(graph, text, any(token.kind == "blank" for token in tokens))
