"""Shapes of all components, put together at random: the prefilter changes no result of theirs."""

import os

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyshacl_alone import alike

from loader.validation.document import sh
from loader.vocabulary import RDF, RDFS

XSD = "http://www.w3.org/2001/XMLSchema#"
TYPE, SUBCLASS = f"<{RDF}type>", f"<{RDFS}subClassOf>"
FIRST, REST, NIL = f"<{RDF}first>", f"<{RDF}rest>", f"<{RDF}nil>"
EXAMPLES = 120 * int(os.environ.get("DETENTE_THOROUGH", "1"))


def number(value):
    return f'"{value}"^^<{XSD}integer>'


def flag(value):
    return f'"{"true" if value else "false"}"^^<{XSD}boolean>'


NODES = [f"<urn:n{n}>" for n in range(5)] + ["_:b1"]
CLASSES = [f"<urn:C{n}>" for n in range(3)]
PREDICATES = [f"<urn:p{n}>" for n in range(3)]
TEXTS = ['""', '"a"', '"b"', '"ab c"', '"é\\n\\""', '"a"@en', '"b"@en-gb', '"a"@de']
NUMBERS = [number(n) for n in (-1, 0, 1, 2, 10)] + [number("01"), f'"1.5"^^<{XSD}decimal>']
DAYS = [f'"{day}"^^<{XSD}date>' for day in ("2019-05-01", "2019-05-02", "0001-01-01", "2019-05-01Z")]
ODD = [
    flag(True),
    flag(False),
    f'"1"^^<{XSD}boolean>',
    '"x"^^<urn:odd>',
    f'"a"^^<{XSD}string>',
    f'"x"^^<{XSD}integer>',
]
ORDERED = st.sampled_from([TEXTS[:4], NUMBERS[:5], DAYS[:3]])
VALUES = [*NODES, *TEXTS, *NUMBERS, *DAYS, *ODD]
DATATYPES = [f"<{XSD}{name}>" for name in ("string", "integer", "date", "boolean", "decimal")]
DATATYPES += [f"<{RDF}langString>", "<urn:odd>"]
KINDS = [
    sh(n) for n in ("IRI", "BlankNode", "Literal", "BlankNodeOrIRI", "BlankNodeOrLiteral", "IRIOrLiteral")
]
PATTERNS = [("a", None), ("^A", "i"), ("b$", None), ("^c", "m"), ("\\\\d", None), ("é", None)]


class Drawn:
    """A shapes graph that is being made."""

    def __init__(self, draw):
        self.draw, self.triples, self.names = draw, [], 0

    def one(self, values):
        """One of some values."""
        return self.draw(st.sampled_from(values))

    def new(self):
        """A name for a shape: an IRI, or none."""
        self.names += 1
        return f"_:s{self.names}" if self.one([True, False]) else f"<urn:s{self.names}>"

    def listed(self, members):
        """The head of a list."""
        head = NIL
        for member in reversed(members):
            self.names += 1
            cell = f"_:l{self.names}"
            self.triples += [(cell, FIRST, member), (cell, REST, head)]
            head = cell
        return head

    def some(self, make, least=1, most=3):
        """A few of what a function makes."""
        return [make() for _ in range(self.draw(st.integers(least, most)))]

    def path(self, depth=0):
        """A property path."""
        form = self.one(
            ["", "", "", "", "inverse", "sequence", "alternative", "zeroOrMore", "oneOrMore", "zeroOrOne"]
        )
        if not form or depth > 2:
            return self.one(PREDICATES)
        if form == "sequence":
            return self.listed([self.path(depth + 1), self.path(depth + 1)])
        self.names += 1
        node = f"_:w{self.names}"
        inner = self.path(depth + 1)
        if form == "alternative":
            inner = self.listed([inner, self.path(depth + 1)])
        self.triples.append((node, sh(f"{form}Path"), inner))
        return node

    def shape(self, depth=0, has_path=None):
        """A shape, and all that it holds."""
        node = self.new()
        if has_path is None:
            has_path = self.one([True, True, False])
        if has_path:
            self.say(node, "path", self.path())
        self.triples.append((node, TYPE, sh("PropertyShape" if has_path else "NodeShape")))
        forms = (
            list(ANYWHERE) + (list(ON_PATHS) if has_path else ["closed"]) + ([*NESTED] if depth < 2 else [])
        )
        forms += ["qualified"] if has_path and depth < 2 else []
        for form in self.draw(st.lists(st.sampled_from(forms), min_size=1, max_size=3, unique=True)):
            self.constraint(node, form, depth)
        if self.draw(st.integers(0, 12)) == 0:
            self.say(node, "deactivated", flag(self.one([True, False])))
        if self.draw(st.integers(0, 5)) == 0:
            self.say(node, "severity", self.one([sh("Warning"), sh("Info")]))
        return node

    def say(self, node, name, value):
        """Adds a triple."""
        self.triples.append((node, sh(name), value))

    def constraint(self, node, form, depth):
        """Adds a constraint of one component."""
        if form == "closed":
            self.say(node, form, flag(self.one([True, True, False])))
            self.say(node, "ignoredProperties", self.listed([TYPE, self.one(PREDICATES)]))
        elif form == "pattern":
            pattern, flags = self.one(PATTERNS)
            self.say(node, form, f'"{pattern}"')
            if flags:
                self.say(node, "flags", f'"{flags}"')
        elif form == "qualified":
            self.say(node, "qualifiedValueShape", self.shape(depth + 1))
            bounds = self.one([["Min"], ["Max"], ["Min", "Max"]])
            for bound in bounds:
                self.say(node, f"qualified{bound}Count", number(self.draw(st.integers(0, 2))))
            self.say(node, "qualifiedValueShapesDisjoint", flag(self.one([True, False])))
        elif form in ("property", "node"):
            for part in self.some(lambda: self.shape(depth + 1, has_path=form == "property"), most=2):
                self.say(node, form, part)
        elif form == "not":
            self.say(node, form, self.shape(depth + 1))
        elif form in NESTED:
            self.say(node, form, self.listed(self.some(lambda: self.shape(depth + 1), most=2)))
        else:
            for value in (ANYWHERE | ON_PATHS)[form](self):
                self.say(node, form, value)


ANYWHERE = {
    "class": lambda d: [d.one(CLASSES)],
    "datatype": lambda d: [d.one(DATATYPES)],
    "nodeKind": lambda d: [d.one(KINDS)],
    "minLength": lambda d: [number(d.one([0, 1, 2]))],
    "maxLength": lambda d: [number(d.one([0, 1, 5]))],
    "languageIn": lambda d: [d.listed(d.some(lambda: d.one(['"en"', '"DE"', '"*"'])))],
    "minInclusive": lambda d: [d.one([*NUMBERS, *DAYS])],
    "maxInclusive": lambda d: [d.one([*NUMBERS, *DAYS])],
    "minExclusive": lambda d: [d.one([*NUMBERS, *DAYS])],
    "maxExclusive": lambda d: [d.one([*NUMBERS, *DAYS])],
    "pattern": None,
    "in": lambda d: [d.listed(d.some(lambda: d.one(VALUES)))],
    "hasValue": lambda d: d.some(lambda: d.one(VALUES), most=2),
    "equals": lambda d: [d.one(PREDICATES)],
    "disjoint": lambda d: [d.one(PREDICATES)],
}
ON_PATHS = {
    "minCount": lambda d: [number(d.one([0, 1, 2]))],
    "maxCount": lambda d: [number(d.one([0, 1, 2]))],
    "uniqueLang": lambda d: [flag(True)],
}
NESTED = ("property", "node", "not", "and", "or", "xone")


@st.composite
def shapes(draw):
    made = Drawn(draw)
    for _ in range(draw(st.integers(1, 3))):
        node = made.shape()
        kind = made.one(["targetClass", "targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf"])
        about = {"targetClass": CLASSES, "targetNode": [*NODES[:5], '"a"']}.get(kind, PREDICATES)
        made.say(node, kind, made.one(about))
    return made.triples


TRIPLE = st.one_of(
    st.tuples(st.sampled_from(NODES), st.sampled_from(PREDICATES), st.sampled_from(VALUES)),
    st.tuples(st.sampled_from(NODES), st.sampled_from(PREDICATES), st.sampled_from(NODES)),
    st.tuples(st.sampled_from(NODES), st.just(TYPE), st.sampled_from(CLASSES)),
    st.tuples(st.sampled_from(CLASSES), st.just(SUBCLASS), st.sampled_from(CLASSES)),
)
DATA = st.lists(TRIPLE, min_size=4, max_size=30)
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=SLOW)
@given(shapes(), DATA)
def test_random_shapes_have_the_same_results(graph, data):
    alike(data, graph)


@st.composite
def ordered(draw):
    """Values of which some order is known, so that pySHACL does not give up."""
    values = draw(ORDERED)
    pairs = draw(
        st.lists(st.tuples(st.sampled_from(NODES), st.sampled_from(PREDICATES), st.sampled_from(values)))
    )
    return [*pairs, *((node, TYPE, CLASSES[0]) for node in NODES)]


@settings(max_examples=EXAMPLES // 4, deadline=None, suppress_health_check=SLOW)
@given(ordered(), st.sampled_from(["lessThan", "lessThanOrEquals"]))
def test_values_in_order_have_the_same_results(data, name):
    graph = [
        ("<urn:s>", sh("targetClass"), CLASSES[0]),
        ("<urn:s>", sh("path"), PREDICATES[0]),
        ("<urn:s>", sh(name), PREDICATES[1]),
        ("<urn:s>", sh(name), PREDICATES[2]),
    ]
    alike(data, graph)
