"""A shapes graph, read for its compiler: https://www.w3.org/TR/shacl/#shapes-graph."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property

from loader.triples import Triple, iri, literal_value
from loader.validation.findings import SH
from loader.validation.terms import INTEGER, STRING, kind, plain
from loader.vocabulary import OWL, RDF, RDF_TYPE, RDFS

__all__ = ["Document", "NotCompiledError", "sh"]

_NIL = iri(RDF + "nil")
_CLASS = iri(RDFS + "Class")


def sh(name: str) -> str:
    """A term of SHACL's own vocabulary."""
    return f"<{SH}{name}>"


class NotCompiledError(Exception):
    """A shape says something whose outcome only pySHACL knows; what it is."""


class Document:
    """The triples of a shapes graph, by subject and predicate, and by predicate and object."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self.triples = list(dict.fromkeys(triples))
        self.about: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        self._to: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._named = Counter(o for _, _, o in self.triples)
        self._used = {p for _, p, _ in self.triples}
        for s, p, o in self.triples:
            self.about[s][p].append(o)
            self._to[p, o].append(s)

    def all(self, node: str, predicate: str) -> list[str]:
        """The objects of a node's triples with a predicate."""
        return self.about[node][predicate] if node in self.about and predicate in self.about[node] else []

    def subjects(self, predicate: str, node: str) -> list[str]:
        """The subjects of the triples with a predicate and an object."""
        return self._to.get((predicate, node), [])

    def one(self, node: str, predicate: str) -> str | None:
        """The only object, or None.

        Raises:
            NotCompiledError: there are several.
        """
        found = self.all(node, predicate)
        if len(found) > 1:
            raise NotCompiledError(f"{predicate} is given more than once")
        return found[0] if found else None

    def count(self, node: str, predicate: str) -> int | None:
        """The only object as a number from 0."""
        found = self.one(node, predicate)
        if found is None:
            return None
        if kind(found) != INTEGER or not plain(found) or (number := int(literal_value(found))) < 0:
            raise NotCompiledError(f"{predicate} is not a whole number")
        return number

    def flag(self, node: str, predicate: str) -> bool:
        """The only object as true or false; false if there is none."""
        found = self.one(node, predicate)
        if found is None:
            return False
        for value in (True, False):
            if found == f'"{str(value).lower()}"^^<http://www.w3.org/2001/XMLSchema#boolean>':
                return value
        raise NotCompiledError(f"{predicate} is neither true nor false")

    def string(self, node: str, predicate: str) -> str | None:
        """The only object as a plain string."""
        found = self.one(node, predicate)
        if found is not None and kind(found) != STRING:
            raise NotCompiledError(f"{predicate} is not a plain string")
        return None if found is None else literal_value(found)

    def members(self, head: str) -> list[str]:
        """The members of a list.

        Raises:
            NotCompiledError: it is not a well-formed list, or has none.
        """
        return list(self._members(head))

    def _members(self, head: str) -> Iterator[str]:
        seen: set[str] = set()
        if head == _NIL:
            raise NotCompiledError("a list is empty")
        while head != _NIL:
            first, rest = self.one(head, iri(RDF + "first")), self.one(head, iri(RDF + "rest"))
            if first is None or rest is None or head in seen:
                raise NotCompiledError("a list is not well-formed")
            seen.add(head)
            yield first
            head = rest

    def is_a(self, node: str, name: str) -> bool:
        """Whether a node has a type of SHACL's vocabulary."""
        return sh(name) in self.all(node, iri(RDF_TYPE))

    def named(self, node: str) -> int:
        """In how many triples a node is the object."""
        return self._named[node]

    def uses(self, predicate: str) -> bool:
        """Whether any triple has this predicate."""
        return predicate in self._used

    @cached_property
    def metaclasses(self) -> frozenset[str]:
        """The classes whose instances are classes."""
        return frozenset((_CLASS, iri(OWL + "Class"), *self.subjects(iri(RDFS + "subClassOf"), _CLASS)))
