"""What a write did to records: a client need not write them, and may not write others than follow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import pyoxigraph as ox

from loader.errors import Problem, Severity
from loader.others import own_subjects, passing_itself_off
from loader.reports.report import counted
from loader.rewriting.claims import HERE
from loader.rewriting.written import Written
from loader.vocabulary import DET, thing

__all__ = ["Sorted", "left_out", "not_following", "passing_off", "records_in", "sorted_out", "there_again"]

_DEFAULT = ox.DefaultGraph()


@dataclass(slots=True)
class Sorted:
    """What a write did, by what it did it to.

    Attributes:
        claims: the claims, and parts of claims, of which something was added or removed.
        added: the triples of records that were added.
        removed: those that were removed.
        others_added: the quads that are none of claims or records.
        others_removed: likewise.
    """

    claims: set[ox.NamedNode] = field(default_factory=set)
    added: set[ox.Triple] = field(default_factory=set)
    removed: set[ox.Triple] = field(default_factory=set)
    others_added: set[ox.Quad] = field(default_factory=set)
    others_removed: set[ox.Quad] = field(default_factory=set)

    @property
    def others(self) -> set[ox.Quad]:
        """All quads that were added or removed and are none of claims or records."""
        return self.others_added | self.others_removed


def sorted_out(written: Written, base: str) -> Sorted:
    """Tells apart what a write did to claims, to records, and to all else.

    Args:
        written: what it did.
        base: what the IRIs of the store's things begin with.
    """
    found = Sorted()
    own = tuple(start.decode()[1:] for start in own_subjects(base))
    claim = thing(base, "claim", "")
    for quads, records, others in (
        (written.added, found.added, found.others_added),
        (written.removed, found.removed, found.others_removed),
    ):
        for quad in quads:
            subject = quad.subject
            if (
                quad.graph_name != _DEFAULT
                or not isinstance(subject, ox.NamedNode)
                or not subject.value.startswith(own)
            ):
                others.add(quad)
            elif subject.value.startswith(claim):
                found.claims.add(subject)
            else:
                records.add(quad.triple)
    return found


def records_in(graph: ox.Store) -> int:
    """How many records the default graph holds, with their parts."""
    found = graph.query(
        f"PREFIX det: <{DET}> SELECT (COUNT(DISTINCT ?record) AS ?count) {{"
        f" {{ ?record a ?class FILTER(STRSTARTS(STR(?class), '{DET}')) }}"
        " UNION { ?record det:denial ?claim } UNION { ?record det:actor ?actor } }"
    )
    assert isinstance(found, ox.QuerySolutions)  # a SELECT has solutions
    return int(next(found)[0].value)


def passing_off(added: Iterable[ox.Quad]) -> list[Problem]:
    """What is wrong with triples of the default graph that look like a record's, and are about none."""
    wrong = [
        quad.triple
        for quad in added
        if quad.graph_name == _DEFAULT and passing_itself_off(str(quad.triple).encode())
    ]
    return list(
        _by_subject(
            wrong,
            "{} speaks of what is none of the store's things as of a claim or a record",
            "update/vocabulary",
            "State the fact, or say this in a named graph.",
        )
    )


def left_out(sides: Sorted, graph: ox.Store) -> set[ox.Triple]:
    """The triples of the records of which nothing at all is said any more: what follows of them is derived.

    So a write may leave records out, and it does not matter in which way it came to what it says of claims.

    Args:
        sides: what was written.
        graph: the store, written.
    """
    subjects = {triple.subject for triple in sides.removed}
    silent = {s for s in subjects if not any(graph.quads_for_pattern(s, None, None, _DEFAULT))}
    return {triple for triple in sides.removed if triple.subject in silent}


def there_again(back: Iterable[ox.Triple]) -> list[Problem]:
    """A note on the records that were left out, or removed, and follow from claims that stay.

    Args:
        back: their triples.
    """
    subjects = {str(triple.subject) for triple in back}
    if not subjects:
        return []
    others = f", and so it is with {counted(len(subjects) - 1, 'other record')}" if len(subjects) > 1 else ""
    text = f"{min(subjects)} follows from claims that stay, and stays with them{others}."
    hint = "To have a record go, withdraw its claims."
    return [Problem(HERE, text, "update/record", Severity.INFO, hint)]


def not_following(
    sides: Sorted, new: Iterable[ox.Triple], gone: Iterable[ox.Triple], unsaid: Iterable[ox.Triple]
) -> list[Problem]:
    """What is wrong with the records as they were written.

    Args:
        sides: what was written.
        new: the triples that come by what was written of claims.
        gone: those that go by it.
        unsaid: those of records of which nothing at all is said any more; see `left_out`.
    """
    coming, going = set(new), {*gone, *unsaid}
    return [
        *_by_subject(
            sides.added - coming,
            "{} does not follow from the claims",
            "update/record",
            "Records are derived: state the fact as a claim, or say this in a named graph.",
        ),
        *_by_subject(
            sides.removed - going,
            "{} follows from claims that stay",
            "update/record",
            "Withdraw those claims, and it goes by itself.",
        ),
    ]


def _by_subject(wrong: Iterable[ox.Triple], message: str, rule: str, hint: str) -> Iterator[Problem]:
    """A problem for each subject, which shows the first of its triples."""
    by_subject: dict[str, list[str]] = {}
    for triple in sorted(map(str, wrong)):
        by_subject.setdefault(triple.partition(" ")[0], []).append(triple)
    for first, *more in by_subject.values():
        further = f", and so it is with {len(more)} more of its triples" if more else ""
        yield Problem(HERE, f"{message.format(first)}{further}.", rule, hint=hint)
