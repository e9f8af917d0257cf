"""A small world to write about: its claims, how updates say them, and a store to say them to."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from command_desk import ACTORS, MEMORY, Fact, actor, designation, source

from loader.claims import Claim, Description, in_dataset, triples
from loader.intake import take_in
from loader.store import Store
from loader.triples import Triple, nt
from loader.verify import verify
from loader.vocabulary import BASE, CLAIM, DET

Item = Claim | Description

PREFIXES = f"PREFIX det: <{DET}> PREFIX claim: <{CLAIM}> PREFIX : <https://example.org/> "


def said(items: Mapping[str, Item], dataset: str | None = "facts.jsonl") -> list[Triple]:
    """The triples of claims, in a dataset."""
    found = [t for item in items.values() for t in triples(item, BASE)]
    return found + [in_dataset(BASE, identifier, dataset) for identifier in items if dataset]


def text(given: list[Triple]) -> str:
    """Triples as they stand in an update."""
    return nt(sorted(given)).decode()


def items(*facts: Fact) -> dict[str, Item]:
    """The claims and descriptions of facts, which may refer to the actors and sources among them."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "facts.jsonl")
        path.write_text("".join(json.dumps(fact) + "\n" for fact in facts), encoding="utf-8")
        taken = take_in([path])
    assert not taken.problems, taken.problems
    return taken.items()


@contextmanager
def empty_store() -> Iterator[Store]:
    """A store in which nothing is, on a file system in memory where there is one."""
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        yield Store.open_or_create(Path(folder, "store"))


def holds(store: Store) -> None:
    """Asserts that the current version is all that it says."""
    version = store.current
    assert version is not None
    assert verify(version, store.base).problems == []
    assert version.manifest.triples == len(version.open())


SOURCES = (source(), source("wire"))
FACTS = (*SOURCES, *ACTORS, designation("imposed", "2003"), designation("lifted", "2024-06"))
FURTHER = (
    actor("union", "Union", "intergovernmental-organization"),
    designation("lifted", "2010", source="wire"),
    designation("imposed", "2012", source="wire", list="List A"),
    designation("reaffirmed", "2015-03", authority="Sylvania", evidence=[{"page": "3"}, {"entry": "9"}]),
    {
        "type": "meeting",
        "participants": ["Freedonia", {"actor": "Group A", "for": "Sylvania"}],
        "date": "2020",
        "source": "wire",
        "topics": ["peace", "trade"],
    },
    {"type": "membership", "member": "Sylvania", "organization": "union", "from": "1999", "source": "wire"},
    {
        "type": "statement",
        "speaker": "Sylvania",
        "summary": "Nothing.",
        "about": ["Group A"],
        "source": "wire",
    },
    {"type": "same-as", "actor": "union", "as": "sylvania", "author": "Person A"},
)
