"""The triples that are judged, by what the shapes ask of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import groupby, islice
from operator import itemgetter

from loader.triples import Triple, iri
from loader.vocabulary import RDF_TYPE, RDFS

__all__ = ["SUBCLASS", "TYPE", "View", "hierarchy"]

TYPE = iri(RDF_TYPE)
SUBCLASS = iri(RDFS + "subClassOf")

_FEW = 16
_object = itemgetter(2)


class View:
    """An index of triples, as much of it as is asked for.

    Args:
        triples: what is judged.
        beside: what is seen, and not judged.

    Attributes:
        groups: the triples of each subject, as they came; one may stand there twice.
        above: for a class, all that it is a kind of.
    """

    def __init__(self, triples: Collection[Triple], beside: Collection[Triple] = ()) -> None:
        self._triples = (triples, beside)
        self.groups: dict[str, Sequence[Triple]] = {}
        self._add(triples)
        self._judged = len(self.groups)
        self._add(beside)
        self.above: Mapping[str, frozenset[str]] = {}
        self._wide: dict[str, dict[str, list[str]]] = {}
        self._back: dict[str, dict[str, list[str]]] = {}
        self._has: dict[str, bool] = {}

    def _add(self, triples: Iterable[Triple]) -> None:
        groups = self.groups
        for subject, run in groupby(triples, itemgetter(0)):
            if subject in groups:
                groups[subject] = [*groups[subject], *run]
            else:
                groups[subject] = tuple(run)

    def judged(self) -> Iterable[tuple[str, Sequence[Triple]]]:
        """The groups of the subjects that are judged: those that do not stand beside only."""
        groups = self.groups.items()
        return groups if self._judged == len(groups) else islice(groups, self._judged)

    def values(self, node: str, predicate: str) -> list[str]:
        """The different objects of a node's triples with a predicate."""
        group = self.groups.get(node)
        if group is None:
            return []
        if len(group) > _FEW:
            if (wide := self._wide.get(node)) is None:
                wide = self._wide[node] = defaultdict(list)
                for _, p, o in dict.fromkeys(group):
                    wide[p].append(o)
            return wide.get(predicate, [])
        found = [o for _, p, o in group if p == predicate]
        return list(dict.fromkeys(found)) if len(found) > 1 else found

    def predicates(self, node: str) -> Collection[tuple[str, str]]:
        """All that is said of a node: predicates and objects."""
        return {(p, o) for _, p, o in self.groups.get(node, ())}

    def subjects(self, predicate: str, node: str) -> list[str]:
        """The different subjects of the triples with a predicate and an object."""
        if (back := self._back.get(predicate)) is None:
            back = self._back[predicate] = defaultdict(list)
            pairs = [(o, s) for triples in self._triples for s, p, o in triples if p == predicate]
            for o, s in dict.fromkeys(pairs):
                back[o].append(s)
        return back.get(node, [])

    def holds(self, node: str) -> bool:
        """Whether a node is the object of any triple."""
        if node not in self._has:
            self._has[node] = any(node in map(_object, triples) for triples in self._triples)
        return self._has[node]

    def classes(self, node: str) -> set[str]:
        """The types of a node, and all that they are kinds of."""
        types = self.values(node, TYPE)
        return set(types).union(*(self.above.get(t, ()) for t in types))


def hierarchy(view: View) -> dict[str, frozenset[str]]:
    """For each class of a hierarchy in the data, all that it is a kind of, itself included."""
    direct = {node: set(found) for node in view.groups if (found := view.values(node, SUBCLASS))}
    above: dict[str, frozenset[str]] = {}
    for node in direct:
        seen, ahead = {node}, [node]
        while ahead:
            for up in direct.get(ahead.pop(), ()):
                if up not in seen:
                    seen.add(up)
                    ahead.append(up)
        above[node] = frozenset(seen)
    return above
