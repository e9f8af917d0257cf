"""Property paths, walked as pySHACL walks them: https://www.w3.org/TR/shacl/#property-paths."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from loader.triples import iri
from loader.validation.document import Document, NotCompiledError, sh
from loader.validation.view import View
from loader.vocabulary import RDF

__all__ = ["ENDLESS", "Path", "path"]

ENDLESS = 1 << 20
"""So many steps as there may be."""

_DEEPEST = 5

Walk = Callable[[View, str], "set[str]"]


@dataclass(frozen=True, slots=True)
class Path:
    """A path that can be walked.

    Attributes:
        walk: from a node to the nodes at its end.
        choices: the predicates of which one is the only step, if it is that simple.
        forward: predicates that are walked from subject to object.
        backward: predicates that are walked from object to subject.
        steps: how many at most.
    """

    walk: Walk
    choices: tuple[str, ...]
    forward: frozenset[str]
    backward: frozenset[str]
    steps: int


def path(document: Document, node: str, inverse: bool = False, depth: int = 0) -> Path:
    """The path that a node of a shapes graph describes.

    Raises:
        NotCompiledError: it is not well-formed, or pySHACL may give it up.
    """
    if node.startswith("<"):
        return _predicate(node, inverse)
    if not node.startswith("_:") or depth > _DEEPEST:
        raise NotCompiledError("a path is not well-formed, or too deep")
    if document.all(node, iri(RDF + "first")):
        parts = document.members(node)
        return _sequence([path(document, part, inverse, depth + n + 1) for n, part in enumerate(parts)])
    forms = [name for name in _FORMS if document.all(node, sh(name))]
    if (
        len(forms) != 1
        or len(document.about[node]) != 1
        or (inner := document.one(node, sh(forms[0]))) is None
    ):
        raise NotCompiledError("a path is not well-formed")
    if forms[0] == "alternativePath":
        return _choice([path(document, part, inverse, depth + 1) for part in document.members(inner)])
    return _FORMS[forms[0]](path(document, inner, inverse != (forms[0] == "inversePath"), depth + 1))


def _predicate(term: str, inverse: bool) -> Path:
    only = frozenset({term})
    if inverse:
        return Path(lambda view, node: set(view.subjects(term, node)), (), frozenset(), only, 1)
    return Path(lambda view, node: set(view.values(node, term)), (term,), only, frozenset(), 1)


def _joined(parts: list[Path], walk: Walk, steps: int, choices: tuple[str, ...] = ()) -> Path:
    if len(parts) < 2:  # noqa: PLR2004  # of one part, pySHACL says that it is none
        raise NotCompiledError("a path of several parts has only one")
    forward = frozenset[str]().union(*(part.forward for part in parts))
    backward = frozenset[str]().union(*(part.backward for part in parts))
    return Path(walk, choices, forward, backward, steps)


def _sequence(parts: list[Path]) -> Path:
    def walk(view: View, node: str) -> set[str]:
        here = {node}
        for part in parts:
            here = {end for start in here for end in part.walk(view, start)}
        return here

    return _joined(parts, walk, sum(part.steps for part in parts))


def _choice(parts: list[Path]) -> Path:
    def walk(view: View, node: str) -> set[str]:
        return {end for part in parts for end in part.walk(view, node)}

    simple = all(part.choices for part in parts)
    choices = tuple(dict.fromkeys(p for part in parts for p in part.choices)) if simple else ()
    return _joined(parts, walk, max((part.steps for part in parts), default=0), choices)


def _repeated(inner: Path, least: int, most: int) -> Path:
    def walk(view: View, node: str) -> set[str]:
        found = set() if least else {node}
        ahead = inner.walk(view, node)
        if most == 1:
            return found | ahead
        while ahead:
            here = ahead.pop()
            if here not in found:
                found.add(here)
                ahead |= inner.walk(view, here)
        return found

    return Path(walk, (), inner.forward, inner.backward, ENDLESS if most > 1 else inner.steps)


_FORMS: dict[str, Callable[[Path], Path]] = {
    "inversePath": lambda inner: inner,
    "alternativePath": lambda inner: inner,
    "zeroOrMorePath": lambda inner: _repeated(inner, 0, ENDLESS),
    "oneOrMorePath": lambda inner: _repeated(inner, 1, ENDLESS),
    "zeroOrOnePath": lambda inner: _repeated(inner, 0, 1),
}
