"""Is a version what it claims to be? Its files, its claims' hashes, its records, and its passages."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from loader.claims import Claim, Description, MalformedClaimError, digest
from loader.errors import Place, Problem
from loader.export.lines import of_graph
from loader.facts.model import Evidence, Source
from loader.following import follow
from loader.holdings import Holdings, held_by
from loader.membership import MODULUS, Membership, combined, content_digest
from loader.others import digest_of_graph, digest_of_lines
from loader.store import Version, verify_files

__all__ = ["Checked", "verify"]

Memberships = Mapping[str, set[str]]
"""The datasets that make each claim, by its id."""


@dataclass(slots=True)
class Checked:
    """What was checked, and what was found.

    Attributes:
        files: how many files of the version.
        claims: how many claims and descriptions.
        triples: how many triples of claims and records.
        passages: how many passages were read from captured sources.
        unread: how many passages are on sources of which no capture was found.
        problems: whatever is not as it should be.
    """

    files: int = 0
    claims: int = 0
    triples: int = 0
    passages: int = 0
    unread: int = 0
    problems: list[Problem] = field(default_factory=list)


def verify(version: Version, base: str, sources: Path | None = None) -> Checked:
    """Checks a version.

    Args:
        version: the version.
        base: the base of the IRIs of things.
        sources: a folder of captured sources, each as `<id>.txt` in UTF-8, to read the passages from.

    Returns:
        What was checked, with a problem for each file that is not as it was committed, each claim whose
        content does not hash to its id, each triple of a claim or a record that is missing or does not follow
        from the claims, each passage that is not what its claim says, and each thing that the version says
        of itself and is not so.
    """
    store = Place(str(version.folder))
    checked = Checked(problems=[Problem(store, text, "verify/file") for text in verify_files(version)])
    if checked.problems:
        return checked
    checked.files = len(version.manifest.checksums)
    holdings = held_by(version, base)
    memberships = holdings.memberships()
    places = version.places()
    items: list[Claim | Description] = []
    captured = _Captures(sources) if sources is not None else None
    for identifier in sorted(memberships):
        place, *others = sorted(places.get(identifier, ())) or [store]
        wrong = partial(
            Problem,
            place,
            hint=f"See also {', '.join(map(str, others))}." if others else "",
            related=tuple(others),
        )
        try:
            item = holdings.find_item(identifier)
        except MalformedClaimError as error:
            checked.problems.append(wrong(f"A claim is malformed: {error.reason}.", "verify/claim"))
            continue
        if item is None:
            checked.problems.append(wrong(f"Claim {identifier} has no content.", "verify/claim"))
            continue
        items.append(item)
        if digest(item) != identifier:
            text = f"Claim {identifier} was changed: its content hashes to {digest(item)}."
            checked.problems.append(wrong(text, "verify/claim"))
        if captured is not None:
            checked.problems += [wrong(text, "verify/passage") for text in captured.wrong(item, checked)]
    checked.claims = len(items)
    found = follow(items, memberships, holdings)
    checked.triples = found.triples
    checked.problems += [Problem(store, text, "verify/record") for text in found.sentences()]
    checked.problems += [
        Problem(store, text, "verify/version")
        for text in _told(version, memberships, holdings, found.others + _of_named_graphs(holdings))
    ]
    return checked


def _of_named_graphs(holdings: Holdings) -> int:
    """What the named graphs add to the digest of the content."""
    total = 0

    def take(lines: bytes) -> None:
        nonlocal total
        total += digest_of_lines(line.removesuffix(b" .") + ending for line in lines[:-1].split(b"\n"))

    for graph in holdings.graph.named_graphs():
        ending = f" {graph}".encode()
        total += digest_of_graph(str(graph))
        of_graph(holdings.graph, graph, take)
    return total


def _told(version: Version, memberships: Memberships, holdings: Holdings, others: int) -> Iterator[str]:
    """Compares what a version says of itself with what it holds, the other triples by their digest."""
    datasets: dict[str, set[str]] = {}
    for identifier, names in memberships.items():
        for name in names:
            datasets.setdefault(name, set()).add(identifier)
    said = version.manifest
    content = combined(content_digest("0", Membership(joined=datasets)), f"{others % MODULUS:032x}")
    for what, told, found in (
        ("datasets", said.datasets, {name: len(ids) for name, ids in datasets.items()}),
        ("number of claims", said.claims, len(memberships)),
        ("number of triples", said.triples, len(holdings.graph)),
        ("digest of the content", said.content, content),
    ):
        if told != found:
            yield f"The version's {what} should be {found}, and it says {told}."


class _Captures:
    """The captured texts of sources, each read once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._read: dict[str, bytes | None] = {}

    def _bytes(self, source: str) -> bytes | None:
        if source not in self._read:
            path = self.folder / f"{source}.txt"
            inside = path.resolve().parent == self.folder.resolve()  # an id may hold slashes and dots
            self._read[source] = path.read_bytes() if inside and path.is_file() else None
        return self._read[source]

    def wrong(self, item: Claim | Description, checked: Checked) -> Iterator[str]:
        """A sentence for each thing about an item that its source does not bear out."""
        if isinstance(item.fact, Source):
            data = self._bytes(item.fact.id)
            if item.fact.sha256 and data is not None and _sha256(data) != item.fact.sha256:
                yield f"The capture of source {item.fact.id} is not the text whose digest the source gives."
        elif isinstance(item, Claim):
            for evidence in item.fact.evidence:
                yield from self._passage(item.fact.source, evidence, checked)

    def _passage(self, source: str, evidence: Evidence, checked: Checked) -> Iterator[str]:
        if evidence.start is None or evidence.end is None:
            return
        data = self._bytes(source)
        if data is None:
            checked.unread += 1
            return
        checked.passages += 1
        passage = f"characters {evidence.start}-{evidence.end} of source {source}"
        try:
            text = data.decode()
        except UnicodeDecodeError as error:
            yield f"The capture of source {source} is not UTF-8: {error.reason} at byte {error.start}."
            return
        if evidence.end > len(text):
            yield f"There are no {passage}: it has {len(text)}."
        elif evidence.sha256 != _sha256(text[evidence.start : evidence.end].encode()):
            yield f"The passage has changed: {passage} do not hash to the digest that the claim gives."


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
