"""5,000 arguments that would be more than that, through every type of parameter: one term, or a refusal."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator
from functools import cached_property
from itertools import cycle
from pathlib import Path

import pyoxigraph
import pytest
from payloads import injections
from rdflib import BNode, Literal, URIRef
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery
from served import TODAY

from loader.errors import QueryError
from loader.queries import Parameter, Question, bind, catalogue
from loader.queries.scan import slots
from loader.tokens import tokenize
from loader.vocabulary import BASE, DET, RDFS

LONG = bool(os.environ.get("DETENTE_LONG"))
PAYLOADS = injections(5000)
TOKENS, ALGEBRA = (10, 500) if LONG else (100, 100)
"""To read a whole query takes a thousand times as long as to bind it: one of so many is read."""

EVERY_TYPE = Question(
    name="every-type",
    summary="",
    description="",
    tags=(),
    parameters=(
        Parameter("actor", "actor"),
        Parameter("record", "record"),
        Parameter("date", "date", bound="latest"),
        Parameter("text", "text"),
        Parameter("code", "code", values=("imposed", "lifted"), scheme="designation-action"),
        Parameter("integer", "integer"),
    ),
    text="PREFIX det: <https://w3id.org/detente/ns#>\nSELECT ?act ?text {\n"
    + "".join(
        f"  VALUES ?{name} {{ UNDEF }}\n" for name in ("actor", "record", "date", "text", "code", "integer")
    )
    + "  ?act ?actor ?record ; det:a ?date, ?text , ?code ; det:b ?integer # 'as it is'\n}\n",
    form="SELECT",
    path=Path("every-type.rq"),
)
QUESTIONS = [*catalogue().values(), EVERY_TYPE]
WAYS = [(question, parameter) for question in QUESTIONS for parameter in question.parameters]


def _known(payload: str) -> str:
    return unicodedata.normalize("NFC", payload).strip()


@pytest.fixture(scope="module")
def named() -> pyoxigraph.Store:
    """Actors who are called what is typed, and a record wherever that may be an IRI."""
    graph = pyoxigraph.Store()
    label = pyoxigraph.NamedNode(RDFS + "label")
    quads = []
    for number, payload in enumerate(PAYLOADS):
        actor = pyoxigraph.NamedNode(f"{BASE}actor/a{number}")
        quads.append(pyoxigraph.Quad(actor, label, pyoxigraph.Literal(_known(payload))))
        try:
            record = pyoxigraph.NamedNode(BASE + payload.strip())
        except ValueError:
            continue
        quads.append(pyoxigraph.Quad(record, label, pyoxigraph.Literal("a record")))
    for name in ("plain", "other"):
        actor = pyoxigraph.NamedNode(f"{BASE}actor/{name}")
        quads.append(pyoxigraph.Quad(actor, label, pyoxigraph.Literal(name)))
    graph.extend(quads)
    return graph


PLAIN = {
    "actor": "plain",
    "record": "actor/plain",
    "date": "2003-01-01",
    "text": "a plain text",
    "integer": "7",
}
OTHERS = {
    "actor": "other",
    "record": "actor/other",
    "date": "2004-02-02",
    "text": "another text",
    "integer": "8",
}
"""What other parameters are given, so that the sign in the place of the argument is in no other place."""


class Way:
    """One parameter of one question, and what stands around its slots when all else is plain."""

    def __init__(self, question: Question, parameter: Parameter, graph: pyoxigraph.Store) -> None:
        self.question, self.parameter, self.graph = question, parameter, graph
        self.others = {
            p.name: OTHERS[p.type] for p in question.parameters if p.required and p is not parameter
        }
        self.plain = self.bound(parameter.values[0] if parameter.values else PLAIN[parameter.type])
        without = bind(question, self.others, graph, TODAY, BASE, ()) if not parameter.required else ""
        spots = [slot for slot in slots(question.text) if slot.name == parameter.name]
        assert spots
        assert self.plain != without
        self.around = self._around(len(spots))

    def bound(self, argument: str) -> str:
        """The question with an argument."""
        given = {**self.others, self.parameter.name: argument}
        return bind(self.question, given, self.graph, TODAY, BASE, ())

    def _around(self, spots: int) -> list[str]:
        slot = re.compile(rf"(VALUES \?{self.parameter.name} \{{ )([^}}]+?)( \}})")
        around = slot.sub(r"\1\0\3", self.plain).split("\0")
        assert len(around) == spots + 1
        return around

    @cached_property
    def plain_tokens(self) -> list[tuple[str, str]]:
        """The tokens of the plain query."""
        return _tokens(self, self.plain)

    @cached_property
    def plain_algebra(self) -> object:
        """What another engine makes of the plain query."""
        return _algebra(self.plain, _only_term(self.term(self.plain)))

    def term(self, bound: str) -> str:
        """What an argument became; all else has to be as it was."""
        room, rest = divmod(len(bound) - sum(map(len, self.around)), len(self.around) - 1)
        assert rest == 0
        start = len(self.around[0])
        term = bound[start : start + room]
        assert term.join(self.around) == bound
        return term


def _only_term(spelled: str) -> pyoxigraph.NamedNode | pyoxigraph.Literal:
    """What the engine reads in the place of a term, if it is one term."""
    [row] = pyoxigraph.Store().query(f"SELECT ?x {{ VALUES ?x {{ {spelled} }} }}")
    assert isinstance(row["x"], pyoxigraph.NamedNode | pyoxigraph.Literal)
    return row["x"]


def _expected(parameter: Parameter, number: int, term: pyoxigraph.NamedNode | pyoxigraph.Literal) -> None:
    asked = PAYLOADS[number].strip()
    match parameter.type:
        case "text":
            assert term == pyoxigraph.Literal(asked)
        case "actor" if asked == "any":
            assert term == pyoxigraph.NamedNode(f"{DET}any")
        case "actor":
            assert term == pyoxigraph.NamedNode(f"{BASE}actor/a{number}")
        case "record":
            assert term in (pyoxigraph.NamedNode(BASE + asked), pyoxigraph.NamedNode(f"{BASE}actor/plain"))
        case "code":
            assert asked in parameter.values
        case "date":
            assert isinstance(term, pyoxigraph.Literal)
            assert re.fullmatch(r"-?[0-9]{4,}-[0-9]{2}-[0-9]{2}", term.value)
        case _:
            assert isinstance(term, pyoxigraph.Literal)
            assert re.fullmatch(r"-?[0-9]+", term.value)


def _tokens(way: Way, bound: str) -> list[tuple[str, str]]:
    """The tokens of a query in every reading; of an argument only of what kind they are."""
    room, start, spans = len(way.term(bound)), 0, []
    for part in way.around[:-1]:
        spans.append(range(start + len(part), start + len(part) + room))
        start = spans[-1].stop
    return [
        (token.kind, "" if any(token.start in span for span in spans) else token.text)
        for token in tokenize(bound)
    ]


def _algebra(bound: str, term: pyoxigraph.NamedNode | pyoxigraph.Literal) -> object:
    """What another engine makes of a query, with a sign in the place of the argument."""
    argument = URIRef(term.value) if isinstance(term, pyoxigraph.NamedNode) else term.value

    def shape(node: object) -> object:
        if isinstance(node, BNode):
            return "a blank node"
        if isinstance(node, URIRef | Literal) and str(node) == str(argument):
            return "the argument"
        if isinstance(node, dict):
            return {str(key): shape(value) for key, value in node.items()}
        if isinstance(node, list | tuple):
            return [shape(part) for part in node]
        return (
            str(node)
            if isinstance(node, str)
            else repr(sorted(map(str, node)))
            if isinstance(node, set)
            else node
        )

    return shape(translateQuery(parseQuery(bound)).algebra)


def _tries(ways: list[Way]) -> Iterator[tuple[Way, int]]:
    if LONG:
        yield from ((way, number) for way in ways for number in range(len(PAYLOADS)))
    else:
        yield from zip(cycle(ways), range(len(PAYLOADS)), strict=False)


@pytest.mark.parametrize("kind", ["actor", "record", "date", "text", "code", "integer"])
def test_what_is_asked_stays_what_it_is_whatever_the_argument(kind: str, named: pyoxigraph.Store) -> None:
    ways = [Way(question, parameter, named) for question, parameter in WAYS if parameter.type == kind]
    terms = 0
    for way, number in _tries(ways):
        try:
            bound = way.bound(PAYLOADS[number])
        except QueryError:
            assert kind != "text"
            continue
        spelled = way.term(bound)
        term = _only_term(spelled)
        _expected(way.parameter, number, term)
        terms += 1
        if terms % TOKENS == 1:
            assert _tokens(way, bound) == _tokens(way, way.plain)
        if terms % ALGEBRA == 1 and (LONG or way.question is EVERY_TYPE):
            assert _algebra(bound, term) == _algebra(way.plain, _only_term(way.term(way.plain)))
    assert terms > 2000 or kind not in ("actor", "text")
