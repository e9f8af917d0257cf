"""What a version says of itself: its place in history, what it holds, and a digest of each of its files."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING, Literal

import msgspec

from loader.errors import StoreError
from loader.store import disk

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from loader.store.version import Version

__all__ = ["MANIFEST", "Action", "Manifest", "Stated", "digests", "read", "settle", "write"]

MANIFEST = "manifest.json"

_LARGE = 1 << 24  # bytes; above this it pays to let each core digest files

Action = Literal["load", "retract", "rollback", "update"]


class Stated(msgspec.Struct, kw_only=True, frozen=True):
    """What a dataset was loaded from, so that the same is known when it comes again.

    Attributes:
        files: a digest of the files' bytes.
        facts: a digest of their facts, however they are written.
        count: how many facts they hold.
        beside: a digest of the facts of all datasets of that load.
        named: the version's `named`, once it was loaded.
    """

    files: str
    facts: str
    count: int
    beside: str
    named: str = "0"


class Manifest(msgspec.Struct, kw_only=True, frozen=True):
    """The description of a version.

    Attributes:
        number: its place in history, from 1.
        parent: the version that was current before; None for the first.
        restores: the older version whose content it has, if it is a rollback.
        committed: when, in UTC, to the second (ISO 8601).
        action: what made it.
        summary: what was done, in one line for a person.
        datasets: how many claims each dataset makes; a claim of two datasets counts in both.
        claims: how many claims there are.
        triples: how many triples the graph holds.
        content: a digest of the content in hex, as its committer computes it; equal content, equal digest.
        languages: the language tags of its texts.
        named: a digest in hex of all that says who actors and what sources are: references mean what it says.
        stated: what each dataset was last loaded from, as long as it stands as it was loaded.
        checksums: the SHA-256 of each other file of the version, by relative path.
        seal: the SHA-256 of this manifest itself, without its seal.
    """

    number: int
    parent: int | None
    restores: int | None
    committed: str
    action: Action
    summary: str
    datasets: dict[str, int]
    claims: int
    triples: int
    content: str
    languages: list[str]
    checksums: dict[str, str]
    named: str = "0"
    stated: dict[str, Stated] = {}  # msgspec makes each manifest one of its own
    seal: str = ""


def _seal(manifest: Manifest) -> str:
    bare = msgspec.structs.replace(manifest, seal="")
    return hashlib.sha256(msgspec.json.encode(bare)).hexdigest()


def write(folder: Path, manifest: Manifest) -> None:
    """Seals a manifest and writes it durably into a version's folder."""
    sealed = msgspec.structs.replace(manifest, seal=_seal(manifest))
    disk.write(folder / MANIFEST, msgspec.json.format(msgspec.json.encode(sealed)) + b"\n")


def read(folder: Path) -> Manifest:
    """The manifest of a version.

    Raises:
        StoreError: it is missing, unreadable, or not what was written.
    """
    path = folder / MANIFEST
    try:
        manifest = msgspec.json.decode(path.read_bytes(), type=Manifest)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise StoreError(f"{path} cannot be read: {disk.reason(error)}; the version is damaged.") from error
    if manifest.seal != _seal(manifest):
        raise StoreError(f"{path} was changed after it was committed; the version is damaged.")
    return manifest


def digests(version: Version) -> dict[tuple[int, int], str]:
    """The digests that a version was committed with, by device and inode of the file as it lies now."""
    found = {}
    for name, digest in version.manifest.checksums.items():
        status = (version.folder / name).stat()
        found[status.st_dev, status.st_ino] = digest
    return found


def settle(folder: Path, shared: dict[tuple[int, int], str]) -> dict[str, str]:
    """Syncs each file of a version that is being made, and says its SHA-256.

    Args:
        folder: the version's, without its manifest.
        shared: what `digests` says of the version it was made from. Files that are hard-linked from there are
            on disk already and keep their digest, so that a small load onto a large store stays cheap.
    """
    found = {}
    new: list[str] = []
    size = 0
    for name in disk.files(folder):
        status = (folder / name).stat()
        known = shared.get((status.st_dev, status.st_ino))
        if known is None:
            new.append(name)
            size += status.st_size
        else:
            found[name] = known
    for name in new:
        disk.sync(folder / name)
    return found | dict(zip(new, _digests([folder / name for name in new], size), strict=True))


def _digests(paths: Iterable[Path], size: int) -> Iterable[str]:
    if size < _LARGE:
        return map(disk.digest, paths)
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - a small load would wait for it

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(disk.digest, paths))
