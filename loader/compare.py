"""What differs between two versions: claims added and withdrawn, records changed, in words."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import msgspec

from loader.change import touched_by_silence, turned
from loader.claims import Claim, Description, content, group
from loader.holdings import Holdings, by_list
from loader.membership import Membership, content_digest
from loader.records import Thing, derive, things_of
from loader.triples import Triple, iri, iri_value, literal_value
from loader.vocabulary import DCTERMS, DET, RDF_TYPE, RDFS, SKOS, parts
from loader.wording import in_words, record_in_words

__all__ = ["Altered", "Difference", "RecordChange", "compare"]

Item = Claim | Description

_DIGEST = re.compile("[0-9a-f]{64}").fullmatch
_FOLLOWS = re.compile("claim|denial|number|participation|(.* )?(earliest|latest)").fullmatch
"""Properties that only repeat what another property, or the list of claims, says already."""

_NAMES = {
    iri(RDF_TYPE): "kind",
    iri(RDFS + "label"): "name",
    iri(SKOS + "altLabel"): "other names",
    iri(SKOS + "hiddenLabel"): "names of low quality",
    iri(DCTERMS + "isReplacedBy"): "records speak instead of",
    iri(DET + "sourceCount"): "sources",
}
_NOTHING = {"disputed": "no", "sources": "0", "records speak instead of": "nobody else"}
"""What it means that a property is not there, where that is not `nothing`."""


@dataclass(frozen=True, slots=True)
class Altered:
    """A claim or a description that another one took the place of, which reads the same."""

    claim: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RecordChange:
    """One record that came, went, or changed, with a line for each property that did.

    Attributes:
        record: its IRI without the base, as a parameter of a query takes it.
        words: what it is.
        what: `new`, `gone` or `changed`.
        lines: what changed.
    """

    record: str
    words: str
    what: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """What one version has and the other has not, in words; of other triples only whether any differ."""

    added: tuple[str, ...]
    withdrawn: tuple[str, ...]
    altered: tuple[Altered, ...]
    records: tuple[RecordChange, ...]
    others: bool = False


def compare(before: Holdings, after: Holdings, contents: tuple[str, str] = ("", "")) -> Difference:
    """Compares two versions of one store.

    Args:
        before: what the one holds.
        after: what the other holds.
        contents: the digests of their contents, in which other triples count too.
    """
    made = before.memberships(), after.memberships()
    had, has = (of_side.keys() for of_side in made)
    gone = [item for i in sorted(had - has) if (item := before.find_item(i)) is not None]
    new = [item for i in sorted(has - had) if (item := after.find_item(i)) is not None]
    identities = before.identity(), after.identity()
    turning = [*turned(before, identities[1]), *turned(after, identities[0])]
    things = {t for item in (*gone, *new, *turning) for i in identities for t in things_of(item, i)}
    lists = by_list(before.snapshots(), identities[0]), by_list(after.snapshots(), identities[1])
    things |= touched_by_silence(before, *lists, identities[1])
    things |= touched_by_silence(after, *lists, identities[0])
    pairs = _pairs(gone, new)
    same = {item.id for pair in pairs for item in pair}
    return Difference(
        tuple(sorted(in_words(item, after.label) for item in new if item.id not in same)),
        tuple(sorted(in_words(item, before.label) for item in gone if item.id not in same)),
        tuple(Altered(in_words(now, after.label), tuple(_keys(old, now))) for old, now in pairs),
        tuple(sorted(_records(_derived(things, before), _derived(things, after), before, after), key=_order)),
        all(contents) and _others(contents[0], made[0]) != _others(contents[1], made[1]),
    )


def _others(content: str, made: Mapping[str, set[str]]) -> str:
    """The digest of what is none of claims and records."""
    left: dict[str, set[str]] = {}
    for identifier, names in made.items():
        for name in names:
            left.setdefault(name, set()).add(identifier)
    return content_digest(content, Membership(left=left))


def _pairs(gone: Iterable[Item], new: Iterable[Item]) -> list[tuple[Item, Item]]:
    """Which item took the place of which that reads the same, and differs in what is not read."""
    waiting: dict[str, list[Item]] = defaultdict(list)
    for item in gone:
        waiting[in_words(item)].append(item)
    found = [(waiting[text].pop(0), item) for item in new if waiting.get(text := in_words(item))]
    return sorted(found, key=lambda pair: (in_words(pair[1]), pair[1].id))


def _keys(old: Item, now: Item) -> Iterator[str]:
    was, is_ = (msgspec.json.decode(content(item.fact, item.named)) for item in (old, now))
    for name in sorted(was.keys() | is_.keys()):
        if was.get(name) != is_.get(name):
            yield f"{name}: {_written(was.get(name))} → {_written(is_.get(name))}"


def _written(value: object) -> str:
    """A value of a fact, as it was written, but shorter."""
    match value:
        case None:
            return "nothing"
        case bool():
            return "yes" if value else "no"
        case list():
            return ", ".join(map(_written, value))
        case dict():
            return " ".join(f"{key} {_written(inner)}" for key, inner in value.items())
        case str() if _DIGEST(value):
            return f"{value[:8]}…"
    return str(value)


def _derived(things: Iterable[Thing], holdings: Holdings) -> set[Triple]:
    identity = holdings.identity()
    snapshots = by_list(holdings.snapshots(), identity)
    return {
        triple
        for thing in things
        for triple in derive(thing, holdings.about(thing), snapshots, holdings.base, identity)
    }


def _records(before: set[Triple], after: set[Triple], old: Holdings, new: Holdings) -> Iterator[RecordChange]:
    was, now = group(sorted(before)), group(sorted(after))
    for subject in sorted(was.keys() | now.keys()):
        if was.get(subject) == now.get(subject):
            continue
        there, holdings = (now, new) if subject in now else (was, old)
        record = iri_value(subject).removeprefix(new.base)
        words = _named(record, there[subject], holdings)
        if subject not in was or subject not in now:
            yield RecordChange(record, words, "new" if subject in now else "gone")
        else:
            lines = tuple(_lines(was[subject], now[subject], old, new))
            yield RecordChange(record, words, "changed", lines or ("other claims stand behind it",))


def _order(change: RecordChange) -> tuple[str, str]:
    return change.words, change.record


def _named(record: str, properties: Mapping[str, list[str]], holdings: Holdings) -> str:
    kind, _, joined = record.partition("/")

    def said(name: str) -> str:
        terms = properties.get(iri(RDFS + name)) or properties.get(iri(DET + name)) or ['""']
        return literal_value(terms[0])

    return record_in_words(kind, parts(joined), said, holdings.label)


def _lines(
    was: Mapping[str, list[str]], now: Mapping[str, list[str]], old: Holdings, new: Holdings
) -> Iterator[str]:
    for predicate in sorted(was.keys() | now.keys()):
        name = _NAMES.get(predicate) or _apart(iri_value(predicate).rpartition("#")[2])
        before, after = was.get(predicate, []), now.get(predicate, [])
        if not _FOLLOWS(name) and before != after:
            yield f"{name}: {_values(name, before, old)} → {_values(name, after, new)}"


def _apart(name: str) -> str:
    """A property's name as words: `inForce` is in force."""
    return re.sub("[A-Z]", lambda letter: f" {letter[0].lower()}", name)


def _values(name: str, terms: Iterable[str], holdings: Holdings) -> str:
    return ", ".join(_value(term, holdings) for term in terms) or _NOTHING.get(name, "nothing")


def _value(term: str, holdings: Holdings) -> str:
    if not term.startswith("<"):
        text = literal_value(term)
        return "yes" if text == "true" else text
    kind, _, last = iri_value(term).removeprefix(holdings.base).rpartition("/")
    name = ":".join(parts(last.rpartition("#")[2]))
    return holdings.label(name) if kind == "actor" else name
