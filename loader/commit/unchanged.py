"""What a load was made from, so that the same facts are known when they come again, and nothing is done.

A file that did not change is known by its bytes. One that was written anew, in another order or form, is
known by its facts. Neither says the same as before if other actors are known by now: so that has to be equal
too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import msgspec

from loader.facts import FORMATS, digest_of_file
from loader.facts.digests import MODULUS
from loader.intake import Survey
from loader.store import Manifest, Stated

__all__ = ["fingerprints", "stated", "unchanged"]


def fingerprints(files: Sequence[Path]) -> list[str] | None:
    """Digests of the files' bytes; nothing where one cannot be read twice, or at all."""
    found = []
    for file in files:
        try:
            if not file.is_file():
                return None
            with file.open("rb") as stream:
                found.append(hashlib.file_digest(stream, "sha256").hexdigest())
        except OSError:
            return None  # whoever reads it says why
    return found


def stated(read: Survey, prints: Sequence[str]) -> dict[str, Stated]:
    """What each dataset of a load is made from.

    Args:
        read: its files.
        prints: the digests of their bytes.
    """
    bytes_of = _by_dataset(read.datasets, prints)
    facts: dict[str, int] = {}
    counts: dict[str, int] = {}
    for name, (count, total) in zip(read.datasets, read.sums, strict=True):
        facts[name] = (facts.get(name, 0) + total) % MODULUS
        counts[name] = counts.get(name, 0) + count
    written = {name: f"{total:032x}" for name, total in facts.items()}
    beside = _joined(written)
    return {
        name: Stated(files=bytes_of[name], facts=written[name], count=counts[name], beside=beside)
        for name in written
    }


def unchanged(
    manifest: Manifest, datasets: Sequence[str], files: Sequence[Path], prints: Sequence[str]
) -> int | None:
    """Finds out whether a load would change nothing.

    Args:
        manifest: what the current version says of itself.
        datasets: the name of each file's dataset.
        files: the files.
        prints: the digests of their bytes.

    Returns:
        How many facts the files hold, if they hold what is stored already; nothing if that is not certain.
    """
    before = {name: manifest.stated.get(name) for name in datasets}
    known = {name: said for name, said in before.items() if said is not None and said.named == manifest.named}
    if len(known) < len(before):
        return None
    beside = {said.beside for said in known.values()}
    if beside != {_joined({name: said.facts for name, said in known.items()})}:
        return None
    bytes_of = _by_dataset(datasets, prints)
    if all(bytes_of[name] == said.files for name, said in known.items()):
        return sum(said.count for said in known.values())
    return _same_facts(known, datasets, files)


def _same_facts(known: Mapping[str, Stated], datasets: Sequence[str], files: Sequence[Path]) -> int | None:
    if any(FORMATS.get(file.suffix.lower()) != "JSON Lines" for file in files):
        return None
    sums: dict[str, tuple[int, int]] = {}
    for name, file in zip(datasets, files, strict=True):
        found = digest_of_file(file)
        if found is None:
            return None
        count, total = sums.get(name, (0, 0))
        sums[name] = count + found[0], (total + found[1]) % MODULUS
    if all(sums[name] == (said.count, int(said.facts, 16)) for name, said in known.items()):
        return sum(count for count, _ in sums.values())
    return None


def _by_dataset(datasets: Iterable[str], prints: Iterable[str]) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for name, print_ in zip(datasets, prints, strict=True):
        found.setdefault(name, []).append(print_)
    return {name: " ".join(sorted(several)) for name, several in found.items()}


def _joined(facts: Mapping[str, str]) -> str:
    return hashlib.sha256(msgspec.json.encode(sorted(facts.items()))).hexdigest()
