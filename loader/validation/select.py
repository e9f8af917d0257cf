"""Reads the SELECT queries of shapes, as far as is needed to ask them of few triples.

Only what two engines certainly answer alike is read. Everything else is refused, with the reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from loader.triples import XSD
from loader.validation.tokens import Token, UnreadableError, tokens
from loader.validation.view import TYPE

__all__ = ["Group", "Pattern", "select"]

Pattern = tuple[str, str, str]
"""Subject, predicate and object: a term, or a variable as `?name`."""

_ORDER = frozenset({"<", ">", "<=", ">="})
_EQUAL = frozenset({"=", "!=", "IN"})
_CALLS = frozenset({"STR", "BOUND"})


@dataclass(slots=True)
class Group:
    """What stands between two braces.

    Attributes:
        patterns: its triple patterns.
        parts: groups that must hold too.
        choices: groups of which one must hold.
        optional: groups that may hold.
        asked: groups of `EXISTS` and `NOT EXISTS`, wherever they stand in conditions.
        absent: those of `asked` whose absence is a condition by itself.
        used: the variables of its conditions and assignments.
        compared: the variables that are put in order, or held to be equal to other variables.
        assigned: the variables that it assigns.
    """

    patterns: list[Pattern] = field(default_factory=list)
    parts: list[Group] = field(default_factory=list)
    choices: list[list[Group]] = field(default_factory=list)
    optional: list[Group] = field(default_factory=list)
    asked: list[Group] = field(default_factory=list)
    absent: list[Group] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    compared: set[str] = field(default_factory=set)
    assigned: set[str] = field(default_factory=set)

    def groups(self) -> list[Group]:
        """All groups directly in it."""
        return [*self.parts, *(g for choice in self.choices for g in choice), *self.optional, *self.asked]


def select(text: str, prefixes: Mapping[str, str]) -> Group:
    """The body of a query.

    Args:
        text: a SELECT query of a shape.
        prefixes: the namespaces of its prefixes.

    Raises:
        UnreadableError: it uses more than patterns, simple conditions and groups of them.
    """
    return _Reader(text, prefixes).query()


class _Reader:
    def __init__(self, text: str, prefixes: Mapping[str, str]) -> None:
        self._tokens = tokens(text, prefixes)
        self._at = 0

    def _peek(self) -> Token:
        return self._tokens[self._at] if self._at < len(self._tokens) else ("end", "")

    def _next(self) -> Token:
        token = self._peek()
        self._at += 1
        return token

    def _take(self, value: str) -> bool:
        if self._peek()[1] == value and self._peek()[0] in ("word", "sign"):
            self._at += 1
            return True
        return False

    def _need(self, value: str) -> None:
        if not self._take(value):
            raise UnreadableError(f"{self._peek()[1] or 'its end'} stands where {value} was expected")

    def query(self) -> Group:
        self._need("SELECT")
        self._take("DISTINCT")
        named: set[str] = set()
        while self._peek()[0] == "variable":
            named.add(self._next()[1])
        if "?this" not in named:
            raise UnreadableError("it does not select $this")
        self._take("WHERE")
        body = self._group()
        if self._peek()[0] != "end":
            raise UnreadableError(f"{self._peek()[1]} follows its body")
        return body

    def _group(self) -> Group:
        self._need("{")
        group = Group()
        while not self._take("}"):
            if self._peek() == ("sign", "{"):
                choice = [self._group()]
                while self._take("UNION"):
                    choice.append(self._group())
                if len(choice) == 1:
                    group.parts += choice
                else:
                    group.choices.append(choice)
            elif self._take("FILTER"):
                self._filter(group)
            elif self._take("OPTIONAL"):
                group.optional.append(self._group())
            elif self._take("BIND"):
                self._bind(group)
            else:
                self._triples(group)
                continue
            self._take(".")
        return group

    def _term(self) -> str:
        what, value = self._next()
        if what in ("variable", "iri", "local", "string", "number"):
            return value
        if what == "word" and value in ("TRUE", "FALSE"):
            return f'"{value.lower()}"^^<{XSD}boolean>'
        raise UnreadableError(f"{value or 'its end'} stands where a term was expected")

    def _triples(self, group: Group) -> None:
        subject = self._term()
        while True:
            predicate = TYPE if self._take("a") else self._term()
            while True:
                group.patterns.append((subject, predicate, self._term()))
                if not self._take(","):
                    break
            if not self._take(";"):
                break
            if self._peek()[1] in (".", "}"):
                break
        if self._peek()[1] != "}" and self._peek()[1] not in ("FILTER", "OPTIONAL", "BIND", "{"):
            self._need(".")

    def _filter(self, group: Group) -> None:
        if self._take("NOT"):
            self._need("EXISTS")
            inner = self._group()
            group.asked.append(inner)
            group.absent.append(inner)
        elif self._take("EXISTS"):
            group.asked.append(self._group())
        else:
            self._need("(")
            self._condition(group)

    def _condition(self, group: Group) -> None:
        """Up to the closing parenthesis."""
        depth, before, signs = 1, [("sign", "(")], set[str]()
        plain: list[str] = []
        while depth:
            what, value = token = self._next()
            if value == "EXISTS" and what == "word":
                group.asked.append(self._group())
            elif what == "variable":
                group.used.add(value)
                if not (len(before) > 1 and before[-2][1] in _CALLS):
                    plain.append(value)
            elif what == "sign" and value in "()":
                depth += 1 if value == "(" else -1
            elif what == "end" or what in ("string", "number") or (what == "sign" and value in "{}.;"):
                raise UnreadableError(f"{value or 'its end'} stands in a condition")
            elif what == "word" and value not in _CALLS and value not in ("NOT", "IN"):
                raise UnreadableError(f"it asks {value}, which engines may answer differently")
            elif what in ("word", "sign") and value in _ORDER | _EQUAL:
                signs.add(value)
            before.append(token)
        if signs & _ORDER or len(set(plain)) > 1:
            group.compared |= set(plain)

    def _bind(self, group: Group) -> None:
        self._need("(")
        value = self._term()
        self._need("AS")
        what, name = self._next()
        if what != "variable" or name == "?this":
            raise UnreadableError("it assigns $this")
        self._need(")")
        group.assigned.add(name)
        if value.startswith("?"):
            group.used.add(value)
