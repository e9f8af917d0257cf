"""A SPARQL text is put to a graph."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import QueryBoolean, QuerySolutions, QueryTriples, Store

from loader.errors import QueryError, StoreError
from loader.queries.scan import form_of, undeclared_prefix
from loader.results.plain import Term

__all__ = ["Answer", "run"]

_PLACE = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
_LONGEST_HINT = 60  # characters; what is longer is the parser's grammar and helps nobody
_LONGEST_QUOTE = 30  # characters of the query


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query found; it is read from the graph as it is written, and so only once.

    Attributes:
        found: the engine's own answer.
    """

    found: QuerySolutions | QueryBoolean | QueryTriples

    @property
    def variables(self) -> tuple[str, ...]:
        """The names of a SELECT's columns; none for other forms."""
        if not isinstance(self.found, QuerySolutions):
            return ()
        return tuple(variable.value for variable in self.found.variables)

    @property
    def rows(self) -> Iterator[tuple[Term | None, ...]]:
        """The rows of a SELECT, a term or nothing for each column; none for other forms.

        Raises:
            QueryError: a row cannot be computed.
            StoreError: the graph cannot be read.
        """
        if not isinstance(self.found, QuerySolutions):
            return
        try:
            yield from map(tuple, self.found)
        except RuntimeError as error:
            raise QueryError(_not_evaluated(error)) from None
        except OSError as error:
            raise StoreError(_not_read(error)) from None


def run(graph: Store, text: str) -> Answer:
    """Evaluates a SPARQL query.

    What may be asked is not judged here: whoever takes a query from others checks it first.

    Raises:
        QueryError: the text is not SPARQL, or cannot be evaluated; says where and why in one line.
        StoreError: the graph cannot be read.

    >>> answer = run(Store(), "SELECT ?one { VALUES ?one { 1 } }")
    >>> answer.variables, [row[0].value for row in answer.rows]
    (('one',), ['1'])
    >>> run(Store(), "SELECT ?a WHERE { ?a b:c ?d }")
    Traceback (most recent call last):
    loader.errors.QueryError: Line 1: the prefix 'b:' is not declared.
    """
    try:
        return Answer(graph.query(text))
    except SyntaxError as error:
        raise QueryError(_in_a_sentence(text, str(error))) from None
    except RuntimeError as error:
        raise QueryError(_not_evaluated(error)) from None
    except OSError as error:
        raise StoreError(_not_read(error)) from None


def _not_evaluated(error: RuntimeError) -> str:
    return f"The query cannot be evaluated: {_first_line(error)}"


def _not_read(error: OSError) -> str:
    return f"The store cannot be read ({_first_line(error)}); `detente verify` says what is damaged."


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]


def _in_a_sentence(text: str, error: str) -> str:
    """Where a text is not SPARQL; the parser's list of what it would have taken is shown only if short."""
    match = _PLACE.match(error)
    if match is None:
        return f"The query is not SPARQL: {error.splitlines()[0]}."
    if form_of(text) is None:
        return "This is no SPARQL query: there is no SELECT, CONSTRUCT, ASK or DESCRIBE in it."
    if undeclared := undeclared_prefix(text):
        return f"Line {undeclared[1]}: the prefix '{undeclared[0]}:' is not declared."
    line, column, expected = int(match[1]), int(match[2]), match[3].strip()
    lines = text.split("\n")
    before, rest = lines[line - 1][: column - 1], lines[line - 1][column - 1 :]
    word = re.search(r"\w*$", before) if rest[:1].isalnum() else None  # the parser stops within words
    if word is not None:
        column, rest = word.start() + 1, word[0] + rest
    place, rest = f"Line {line}, column {column}", rest.strip()
    if expected.startswith("The "):
        return f"{place}: {expected.partition(',')[0]}."
    where = f"before '{rest[:_LONGEST_QUOTE]}'" if rest else "at the end of the line"
    if "IRI parsing failed" in expected:
        return f"{place}: the IRI {where} is not a whole one, as <http://example.org/a>."
    short = "\n" not in expected and len(expected) < _LONGEST_HINT and "[_]" not in expected
    return f"{place}: this is not SPARQL {where}{f'; expected is {expected}' if short else ''}."
