"""What differs between two versions: claims added and withdrawn, records changed, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from loader.change import touched_by_silence
from loader.claims import group
from loader.holdings import Holdings, by_list
from loader.records import Thing, derive, thing_of
from loader.triples import Triple, iri, iri_value, literal_value
from loader.vocabulary import DET, RDF_TYPE, RDFS, parts
from loader.wording import in_words

__all__ = ["Difference", "RecordChange", "compare"]

_FOLLOWS = {"claim", "earliest", "latest", "number", "participation"}
"""Properties that only repeat what another property, or the list of claims, says already."""


@dataclass(frozen=True, slots=True)
class RecordChange:
    """One record that came, went, or changed, with a line for each property that did."""

    record: str
    what: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """What one version has and the other has not, in words."""

    added: tuple[str, ...]
    withdrawn: tuple[str, ...]
    records: tuple[RecordChange, ...]


def compare(before: Holdings, after: Holdings) -> Difference:
    """Compares two versions of one store."""
    had, has = before.memberships().keys(), after.memberships().keys()
    gone = [item for i in sorted(had - has) if (item := before.find_item(i)) is not None]
    new = [item for i in sorted(has - had) if (item := after.find_item(i)) is not None]
    things = {thing_of(item) for item in (*gone, *new)}
    for holdings in (before, after):
        things |= touched_by_silence(holdings, by_list(before.snapshots()), by_list(after.snapshots()))
    return Difference(
        tuple(sorted(in_words(item, after.label) for item in new)),
        tuple(sorted(in_words(item, before.label) for item in gone)),
        tuple(_records(_derived(things, before), _derived(things, after), before.base)),
    )


def _derived(things: Iterable[Thing], holdings: Holdings) -> set[Triple]:
    snapshots = by_list(holdings.snapshots())
    return {
        triple
        for thing in things
        for triple in derive(thing, holdings.about(thing), snapshots, holdings.base)
    }


def _records(before: set[Triple], after: set[Triple], base: str) -> Iterator[RecordChange]:
    was, now = group(sorted(before)), group(sorted(after))
    for subject in sorted(was.keys() | now.keys()):
        record = iri_value(subject).removeprefix(base)
        if subject not in was:
            yield RecordChange(record, "new")
        elif subject not in now:
            yield RecordChange(record, "gone")
        elif was[subject] != now[subject]:
            lines = tuple(_lines(was[subject], now[subject], base))
            yield RecordChange(record, "changed", lines or ("other claims stand behind it",))


def _lines(was: dict[str, list[str]], now: dict[str, list[str]], base: str) -> Iterator[str]:
    for predicate in sorted(was.keys() | now.keys()):
        name = _name(predicate)
        old, new = was.get(predicate, []), now.get(predicate, [])
        if name not in _FOLLOWS and old != new:
            yield f"{name}: {_values(old, base)} → {_values(new, base)}"


def _name(predicate: str) -> str:
    known = {iri(RDF_TYPE): "kind", iri(RDFS + "label"): "name"}
    return known.get(predicate) or iri_value(predicate).removeprefix(DET).rpartition("#")[2]


def _values(terms: Iterable[str], base: str) -> str:
    return ", ".join(_value(term, base) for term in terms) or "nothing"


def _value(term: str, base: str) -> str:
    if term.startswith("<"):
        last = iri_value(term).removeprefix(base).rsplit("/", 1)[-1].rpartition("#")[2]
        return ":".join(parts(last))
    return literal_value(term)
