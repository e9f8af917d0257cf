"""Which nodes a shape's query may find something for: https://www.w3.org/TR/shacl/#sparql-constraints.

A query is compiled to walks from `$this` along its patterns. A walk is taken twice: to tell the nodes for
which the patterns that must hold cannot, and to gather the few triples of which the others are asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from loader.validation.select import Group, Pattern, select
from loader.validation.terms import plain
from loader.validation.tokens import UnreadableError

__all__ = ["Query", "Step", "Walk", "query"]

THIS = "?this"


@dataclass(frozen=True, slots=True)
class Step:
    """One pattern, walked from what is known of it.

    Attributes:
        start: the variable or term that is known.
        predicate: None where it is a variable.
        end: the variable or term at the other side.
        forward: from subject to object.
        must: whether there is no result without it.
    """

    start: str
    predicate: str | None
    end: str
    forward: bool
    must: bool


Walk = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """A query that can be asked apart.

    Attributes:
        text: with its prefixes, `$this` bound by its own patterns.
        walks: one for each combination of its choices.
        needs: for each walk, the predicates and objects (None: any) without which a node is not found.
        lacks: predicates with which nothing is found for a node.
        constants: for each walk, the terms that must be somewhere in the data as objects.
        ordered: predicates of values that are put in order or compared with each other.
        own: predicates such that nodes which agree on them share their outcome; None if there are none.
    """

    text: str
    walks: tuple[Walk, ...]
    needs: tuple[tuple[tuple[str, str | None], ...], ...]
    lacks: frozenset[str]
    constants: tuple[frozenset[str], ...]
    ordered: frozenset[str]
    own: tuple[str, ...] | None


def query(text: str, prefixes: Mapping[str, str]) -> Query:
    """Compiles a query.

    Raises:
        UnreadableError: whether it can be asked apart is not certain.
    """
    body = select(text, prefixes)
    _check(body, frozenset(), outer=True)
    walks = tuple(_walk(must, may) for must, may in _alternatives(body))
    needs = tuple(tuple(sorted(_needs(walk), key=str)) for walk in walks)
    constants = tuple(
        frozenset(s.end for s in walk if s.must and s.forward and s.predicate is None and s.end[0] == "<")
        for walk in walks
    )
    head = "".join(f"PREFIX {name}: <{space}>\n" for name, space in prefixes.items())
    everything = list(_patterns(body))
    compared = _all(body, "compared")
    ordered = frozenset(p for s, p, o in everything if o in compared or (p in compared))
    return Query(head + text, walks, needs, _lacks(body), constants, ordered, _own(body, everything))


def _patterns(group: Group) -> Iterator[Pattern]:
    yield from group.patterns
    for inner in group.groups():
        yield from _patterns(inner)


def _all(group: Group, what: str) -> set[str]:
    found: set[str] = set(getattr(group, what))
    return found.union(*(_all(inner, what) for inner in group.groups()))


def _bound(group: Group) -> set[str]:
    """The variables that a group's patterns and assignments bind, if it holds."""
    found = {term for pattern in group.patterns for term in pattern if term[0] == "?"} | group.assigned
    for part in group.parts:
        found |= _bound(part)
    for choice in group.choices:
        found |= set[str].intersection(*map(_bound, choice))
    return found


def _perhaps(group: Group) -> set[str]:
    """The variables that a group may bind."""
    inner = [*group.parts, *(g for choice in group.choices for g in choice), *group.optional]
    return _bound(group).union(*map(_perhaps, inner))


def _check(group: Group, around: frozenset[str], outer: bool) -> None:
    """Refuses what means something else once `$this` is bound beforehand, as pySHACL has it.

    Args:
        group: a group.
        around: the variables that a condition in it sees besides its own.
        outer: whether `$this` must be bound here.
    """
    own = _bound(group)
    visible = around | _perhaps(group)
    if outer and THIS not in own:
        raise UnreadableError("its patterns do not bind $this")
    if not group.used <= visible:
        raise UnreadableError("a condition asks of a variable that its group does not bind")
    for inner in [*group.parts, *(g for choice in group.choices for g in choice), *group.optional]:
        _check(inner, frozenset(), outer=False)
    for inner in group.asked:
        _check(inner, frozenset(visible), outer=False)
        if inner.assigned or inner.optional:
            raise UnreadableError("EXISTS holds an assignment or an OPTIONAL")


def _alternatives(group: Group) -> Iterator[tuple[list[Pattern], list[Pattern]]]:
    """For each combination of choices: the patterns that must hold, and those that are asked beside."""
    beside: list[Pattern] = []
    for number, inner in enumerate([*group.optional, *group.asked]):
        seen = _perhaps(group)
        beside += [_renamed(p, seen, number) for p in _patterns(inner)]
    options = [list(_alternatives(part)) for part in group.parts]
    options += [[found for one in choice for found in _alternatives(one)] for choice in group.choices]
    for chosen in product(*options):
        must = [*group.patterns, *(p for patterns, _ in chosen for p in patterns)]
        yield must, [*beside, *(p for _, patterns in chosen for p in patterns)]


def _renamed(pattern: Pattern, seen: set[str], number: int) -> Pattern:
    """Variables that only a part of the query knows get names of their own."""
    s, p, o = (t if t[0] != "?" or t in seen or t == THIS else f"{t}.{number}" for t in pattern)
    return s, p, o


def _walk(must: list[Pattern], may: list[Pattern]) -> Walk:
    """An order in which each pattern is walked from what is known by then."""
    known, steps = {THIS}, list[Step]()
    ahead = [(pattern, True) for pattern in must] + [(pattern, False) for pattern in may]
    while ahead:
        ready = [(p, m) for p, m in ahead if p[0] in known or p[0][0] == "<"]
        ready = ready or [(p, m) for p, m in ahead if p[1][0] != "?" and (p[2] in known)]
        if not ready:
            raise UnreadableError("its patterns do not all hang together with $this")
        (s, p, o), needed = ready[0]
        ahead.remove(ready[0])
        forward = s in known or s[0] == "<"
        start, end = (s, o) if forward else (o, s)
        steps.append(Step(start, None if p[0] == "?" else p, end, forward, needed))
        if end[0] == "?":
            known.add(end)
    return tuple(steps)


def _needs(walk: Walk) -> set[tuple[str, str | None]]:
    return {
        (s.predicate, None if s.end[0] == "?" or not plain(s.end) else s.end)
        for s in walk
        if s.must and s.forward and s.start == THIS and s.predicate is not None
    }


def _lacks(body: Group) -> frozenset[str]:
    found = set()
    for group in [body, *body.parts]:
        for absent in group.absent:
            if len(absent.patterns) == 1 and not absent.groups() and not absent.used:
                s, p, o = absent.patterns[0]
                elsewhere = {t for other in _patterns(body) if other is not absent.patterns[0] for t in other}
                if s == THIS and p[0] == "<" and o[0] == "?" and o not in elsewhere:
                    found.add(p)
    return frozenset(found)


def _own(body: Group, everything: Iterable[Pattern]) -> tuple[str, ...] | None:
    if THIS in _all(body, "used"):
        return None
    found = set()
    for s, p, o in everything:
        if THIS in (p, o) or (s == THIS and p[0] == "?"):
            return None
        if s == THIS:
            found.add(p)
    return tuple(sorted(found))
