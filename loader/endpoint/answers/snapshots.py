"""Which version of the store a request is answered from."""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import pyoxigraph

from loader.store import Store
from loader.store.current import CURRENT

if TYPE_CHECKING:
    from loader.store import Version

__all__ = ["Snapshot", "Source", "StoreSource", "once"]

_Result = TypeVar("_Result")
_Mark = tuple[int, int, int, int]

_KEPT_OPEN = 4  # the current version, and a few that are asked with knownAt


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A version that is open for reading; it never changes.

    Attributes:
        number: its place in history; 0 where nothing was loaded yet.
        content: a digest of what it holds.
        committed: when, in ISO 8601; empty where nothing was loaded yet.
        summary: what made it, in one line.
        base: what the IRIs of its things begin with.
        languages: the language tags of its texts.
        graph: its triples.
        folder: where it lies on disk, for other processes; None where nothing was loaded yet.
        pinned: what keeps a reader of pages in this version, `?knownAt=3`; empty where it was not asked for.
        held: keeps its files from being cleaned away, as long as this is there.
        known: what was found out about it once, see `once`.
    """

    number: int
    content: str
    committed: str
    summary: str
    base: str
    languages: tuple[str, ...]
    graph: pyoxigraph.Store
    folder: Path | None = None
    pinned: str = ""
    held: Version | None = field(default=None, repr=False, compare=False)
    known: dict[Callable[[Snapshot], Any], Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def shown(self) -> str:
        """What a page shows of it beside its content, which another version may have too."""
        return f"{self.number}{self.pinned}"


def once(work: Callable[[Snapshot], _Result]) -> Callable[[Snapshot], _Result]:
    """Find something out about a snapshot when it is first asked for; it is forgotten with the snapshot."""

    @wraps(work)
    def remembering(snapshot: Snapshot) -> _Result:
        if work not in snapshot.known:
            snapshot.known[work] = work(snapshot)
        found: _Result = snapshot.known[work]
        return found

    return remembering


class Source(Protocol):
    """Where versions come from."""

    def current(self) -> Snapshot:
        """The version that holds now."""

    def known_at(self, number: str) -> Snapshot:
        """An older version.

        Raises:
            StoreError: there is none of that number.
        """


class StoreSource:
    """The versions of a store on disk. `current` is read at each call, so that a load shows at once.

    Attributes:
        path: its folder.
    """

    def __init__(self, path: Path) -> None:
        """Open the store.

        Raises:
            StoreError: there is none.
        """
        self.path = path
        self._store = Store.open(path)
        self._open: OrderedDict[int, Snapshot] = OrderedDict()
        self._lock = Lock()
        self._marker = str(path / CURRENT)
        self._seen: tuple[_Mark, Snapshot] | None = None

    def current(self) -> Snapshot:
        """The version that holds now; an empty one where nothing was loaded yet."""
        mark, seen = self._mark(), self._seen
        if seen is not None and mark is not None and seen[0] == mark:
            return seen[1]
        version = self._store.current
        if version is None:
            return Snapshot(0, "", "", "Nothing was loaded yet.", self._store.base, (), pyoxigraph.Store())
        snapshot = self._snapshot(version)
        with self._lock:  # what was current before is kept by whoever still reads it, and by nobody else
            self._open = OrderedDict({version.number: snapshot})
        self._seen = (mark, snapshot) if mark is not None else None
        return snapshot

    def _mark(self) -> _Mark | None:
        """What tells whether `current` was written since, for it is asked at each request.

        It is taken before the file is read: whatever is written in between is seen the next time.
        """
        try:
            status = os.stat(self._marker)  # noqa: PTH116 - a path object takes three times as long
        except OSError:  # whoever reads the file says so
            return None
        return status.st_ino, status.st_mtime_ns, status.st_ctime_ns, status.st_size

    def known_at(self, number: str) -> Snapshot:
        """An older version, by its number."""
        return self._snapshot(self._store.version(number))

    def _snapshot(self, version: Version) -> Snapshot:
        with self._lock:
            if version.number not in self._open:
                manifest = version.manifest
                self._open[version.number] = Snapshot(
                    version.number,
                    manifest.content,
                    manifest.committed,
                    manifest.summary,
                    self._store.base,
                    tuple(manifest.languages),
                    version.open(),
                    version.folder,
                    held=version,
                )
            self._open.move_to_end(version.number)
            while len(self._open) > _KEPT_OPEN:
                self._open.popitem(last=False)
            return self._open[version.number]
