"""Which actor is meant: an id, an IRI, or a registered name, looked up exactly in a graph."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

from pyoxigraph import DefaultGraph, Literal, NamedNode, QuerySolutions, Store

from loader.errors import QueryError, UnknownNameError
from loader.vocabulary import DCTERMS, DET, RDFS, SKOS, key, parts, thing

__all__ = ["actor", "instead", "registered"]

_ANY = "any"
_IS_REPLACED_BY = NamedNode(DCTERMS + "isReplacedBy")
_NAMES = (NamedNode(RDFS + "label"), NamedNode(SKOS + "altLabel"))


def actor(graph: Store, reference: str, base: str, languages: Sequence[str] | None = None) -> NamedNode:
    """The actor that a reference means; an id means itself, whoever else is called so.

    Args:
        graph: where actors are registered.
        reference: an id, an IRI, a name or an alias in any language, or `any`.
        base: the base of the IRIs of things.
        languages: the language tags of all names in the graph; without them, all aliases are looked through.

    Raises:
        UnknownNameError: nobody is called so; suggests who is.
        QueryError: several are; lists their ids.
    """
    name = unicodedata.normalize("NFC", reference).strip()
    if (node := registered(graph, name, base)) is not None:
        return node
    found = {_kept(graph, node) for node in _called(graph, name, base, languages)}
    if len(found) == 1:
        return found.pop()
    if found:
        ids = ", ".join(sorted(_id(node, base) for node in found))
        raise QueryError(f"'{name}' may be any of {ids}; give the id of the one that you mean.")
    raise UnknownNameError(f"There is no actor '{name}'. {_guess(graph, name, base)}")


def registered(graph: Store, reference: str, base: str) -> NamedNode | None:
    """The actor whose id or IRI a reference is, which a few points of the graph tell; None if it is nobody's.

    Args:
        graph: where actors are registered.
        reference: an id, an IRI, a name or an alias in any language, or `any`.
        base: the base of the IRIs of things.
    """
    name = unicodedata.normalize("NFC", reference).strip()
    if name == _ANY:
        return NamedNode(DET + _ANY)
    for address in (name, base + name, thing(base, "actor", key(name))):
        if address.startswith(f"{base}actor/") and (node := _known(graph, address)) is not None:
            return _kept(graph, node)
    return None


def _known(graph: Store, address: str) -> NamedNode | None:
    try:
        node = NamedNode(address)
    except ValueError:  # not an IRI, so not an actor's
        return None
    return node if any(graph.quads_for_pattern(node, _NAMES[0], None, DefaultGraph())) else None


def _kept(graph: Store, node: NamedNode) -> NamedNode:
    """The actor that records speak of where another is meant that is one with it."""
    for quad in graph.quads_for_pattern(node, _IS_REPLACED_BY, None, DefaultGraph()):
        if isinstance(quad.object, NamedNode):
            return quad.object
    return node


def instead(graph: Store, address: str, base: str) -> str:
    """What to ask for in place of a record whose actors are one with others now.

    Args:
        graph: where decisions show.
        address: the IRI of a record that is not there.
        base: the base of the IRIs of things.

    Returns:
        A sentence that names the record of the actors that are kept; empty if there is none.
    """
    kind, _, joined = address.removeprefix(base).partition("/")
    if not address.startswith(base) or not joined:
        return ""
    try:
        named = parts(joined)
    except UnicodeDecodeError:  # no name of ours is written so
        return ""
    kept = [_id(_kept(graph, NamedNode(thing(base, "actor", key(name)))), base) for name in named]
    other = thing("", kind, key(*kept))
    if kept == named or not any(graph.quads_for_pattern(NamedNode(base + other), None, None, DefaultGraph())):
        return ""
    turned = {was: now for was, now in zip(named, kept, strict=True) if now != was}
    who = " and of ".join(f"{now} instead of {was}" for was, now in turned.items())
    return f"Records speak of {who}: try {other}."


def _called(graph: Store, name: str, base: str, languages: Sequence[str] | None) -> Iterator[NamedNode]:
    if languages is None:
        names = f"?name FILTER(STR(?name) = {Literal(name)})"
    else:
        names = f"?name VALUES ?name {{ {' '.join(_tagged(name, languages))} }}"
    found = graph.query(f"SELECT ?actor {{ VALUES ?how {{ {_NAMES[0]} {_NAMES[1]} }} ?actor ?how {names} }}")
    assert isinstance(found, QuerySolutions)  # a SELECT has solutions
    for solution in found:
        node = solution["actor"]
        if isinstance(node, NamedNode) and node.value.startswith(f"{base}actor/"):
            yield node


def _tagged(name: str, languages: Sequence[str]) -> Iterator[str]:
    yield str(Literal(name))
    yield from (str(Literal(name, language=tag)) for tag in languages)


def _id(node: NamedNode, base: str) -> str:
    return parts(node.value.removeprefix(f"{base}actor/"))[0]


def _guess(graph: Store, name: str, base: str) -> str:
    from loader.facts.suggest import suggest  # noqa: PLC0415  # only a mistake needs it

    words: set[str] = set()
    for predicate in _NAMES:
        for quad in graph.quads_for_pattern(None, predicate, None, DefaultGraph()):
            subject = quad.subject
            if isinstance(subject, NamedNode) and subject.value.startswith(f"{base}actor/"):
                assert isinstance(quad.object, Literal)  # names are literals
                words |= {quad.object.value, _id(subject, base)}
    return suggest(name, sorted(words)) or "Names are looked up exactly, in the store's actors and aliases."
