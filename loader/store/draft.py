"""The next version while it is being made, aside from all that readers see."""

from __future__ import annotations

import itertools
import shutil
import threading
import time
from types import MappingProxyType
from typing import TYPE_CHECKING

from loader.errors import StoreError
from loader.store import current, disk, graph, manifest, places
from loader.store.manifest import Manifest, Stated
from loader.store.places import Places
from loader.store.version import Version
from loader.triples import nt

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    import pyoxigraph

    from loader.store.lock import Lock
    from loader.store.manifest import Action
    from loader.triples import Triple

__all__ = ["Draft"]

_BATCH = 100_000  # triples handed to the engine at once: about 20 MB of text
_SMALL = 5_000  # below this the engine's transaction beats its bulk loader, which writes new tables each time
_SHARE = 100  # counting what is new beats counting the whole graph at the end, for up to this part of it


class Draft:
    """A version in the making; `Store.draft` makes it, and discards it unless it is committed.

    Attributes:
        parent: the current version that it follows; None for the first.
    """

    def __init__(self, root: Path, lock: Lock, action: Action, parent: Version | None, base: Version | None):
        self.parent = parent
        self._root = root
        self._lock = lock
        self._action = action
        self._base = base  # whose content it starts from: the parent's, or an older version's in a rollback
        self._aside = root / current.ASIDE
        self._graph: pyoxigraph.Store | None = None
        self._places = Places(base.folder if base else None, root)
        self._triples: int | None = base.manifest.triples if base else 0  # None: to be counted at the end
        self._inserted = 0
        self._over = False
        self._one_at_a_time = threading.Lock()  # for what several threads that load in bulk share

    @property
    def graph(self) -> pyoxigraph.Store:
        """The content so far, opened when first asked for; `insert`, `bulk` and `remove` write and count."""
        self._check()
        with self._one_at_a_time:
            if self._graph is None:
                with disk.told(self._root):
                    frozen = self._base.folder / graph.FOLDER if self._base else None
                    self._graph = graph.thaw(frozen, self._aside / "work")
            return self._graph

    @property
    def aside(self) -> Path:
        """A folder on the store's disk, for what is needed only while the draft is made."""
        self._check()
        with disk.told(self._root):
            self._aside.mkdir(exist_ok=True)
        return self._aside

    @property
    def places(self) -> Places:
        """Where each claim stands in the files it was loaded from, by its id; it follows the claims."""
        self._check()
        return self._places

    def insert(self, triples: Iterable[Triple]) -> None:
        """Adds triples to the default graph; those that it has already change nothing.

        Raises:
            StoreError: the disk refuses.
            SyntaxError: a term is not N-Triples.
        """
        for batch in _batches(triples):
            store, document = self.graph, nt(batch)
            small = len(batch) < _SMALL
            self._inserted += len(batch)
            with disk.told(self._root):
                if self._triples is not None and (small or self._inserted * _SHARE < self._triples):
                    new = {quad for quad in graph.parse(document) if quad not in store}
                    store.extend(new)
                    self._triples += len(new)
                else:
                    graph.load(store, document, bulk=not small)
                    self._triples = None

    def bulk(self, document: bytes, count: int) -> None:
        """Adds a Turtle document of triples that are all new and distinct, over all calls too.

        For large loads, in documents of about 50,000 triples (larger ones cost memory and save no time): each
        is put into table files of its own, by one core, so that it takes two threads that call this to keep
        two cores at work.

        Args:
            document: the triples.
            count: how many; nobody counts them again.

        Raises:
            StoreError: the disk refuses.
            SyntaxError: the document is not Turtle.
        """
        store = self.graph
        with disk.told(self._root):
            graph.pour(store, document)
        with self._one_at_a_time:
            self._inserted += count
            if self._triples is not None:
                self._triples += count

    def remove(self, triples: Iterable[Triple]) -> None:
        """Takes triples out of the default graph; those that it does not have change nothing.

        Raises:
            StoreError: the disk refuses.
            SyntaxError: a term is not N-Triples.
        """
        for batch in _batches(triples):
            store = self.graph
            with disk.told(self._root):
                gone = {quad for quad in graph.parse(nt(batch)) if quad in store}
                for quad in gone:
                    store.remove(quad)
            with self._one_at_a_time:
                if self._triples is not None:
                    self._triples -= len(gone)

    def clear(self) -> None:
        """Lets go of all content, whatever its size: the graphs, and the places of claims."""
        self._check()
        with disk.told(self._root):
            self._graph = graph.thaw(None, self._aside / "cleared")
        self._places = Places(None, self._root)
        self._triples = 0

    def wrote(self, more: int) -> None:
        """Tells that `graph` was written by other means than those above.

        Args:
            more: how many triples more it holds now, in all its graphs; negative for fewer.
        """
        with self._one_at_a_time:
            if self._triples is not None:
                self._triples += more

    def commit(
        self,
        *,
        summary: str,
        datasets: Mapping[str, int],
        claims: int,
        content: str,
        languages: Sequence[str] = (),
        named: str = "0",
        stated: Mapping[str, Stated] = MappingProxyType({}),
    ) -> Version:
        """Makes this the current version, durably. The draft is over then.

        Args:
            summary: what was done, in one line for a person.
            datasets: how many claims each dataset makes.
            claims: how many claims there are.
            content: a digest of the content in hex.
            languages: the language tags of its texts.
            named: a digest in hex of what says who actors and what sources are.
            stated: what each dataset was loaded from.

        Returns:
            The version, once it would outlive a power cut.

        Raises:
            StoreError: the disk refuses, or the lock was taken away; `current` is as it was.
        """
        self._check()
        before = self.parent.number if self.parent else 0
        made = self._aside / "version"
        with disk.told(self._root):
            made.mkdir(parents=True)
            triples = self._freeze(made, before + 1)
            new = Manifest(
                number=before + 1,
                parent=before or None,
                restores=self._base.number if self._base and self._base.number != before else None,
                committed=time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
                action=self._action,
                summary=" ".join(summary.split()),
                datasets=dict(datasets),
                claims=claims,
                triples=triples,
                content=content,
                languages=list(languages),
                named=named,
                stated=dict(stated),
                checksums=manifest.settle(made, manifest.digests(self._base) if self._base else {}),
            )
            manifest.write(made, new)
            for folder in (graph.FOLDER, places.FOLDER):
                disk.sync(made / folder)
            disk.sync(made)
            if not self._lock.still_ours() or current.read(self._root) != before:
                raise StoreError(
                    f"The lock of the store {self._root} was taken away while it was being written; "
                    "nothing was committed. Run it again, and leave the lock's file alone."
                )
            current.publish(self._root, made, new.number)
        self.discard()
        return Version(new.number, self._root / current.VERSIONS / current.name(new.number))

    def discard(self) -> None:
        """Gives up what was not committed. The next draft removes what could not be removed now."""
        self._over = True
        self._graph = None
        if self._lock.held:
            shutil.rmtree(self._aside, ignore_errors=True)

    def _freeze(self, made: Path, number: int) -> int:
        """Writes graph and places, shared with the base where nobody touched them; returns the triples."""
        target = made / graph.FOLDER
        if self._base and self._graph is None:
            triples = self._base.manifest.triples
            graph.share(self._base.folder / graph.FOLDER, target)
        else:
            store = self.graph
            triples = len(store) if self._triples is None else self._triples
            large = self._inserted >= _BATCH and self._inserted * 2 >= triples
            graph.freeze(store, target, compact=large)
        self._places.freeze(made, number, self._base.manifest.checksums if self._base else {})
        return triples

    def _check(self) -> None:
        if self._over:
            raise StoreError("This draft was committed or discarded already; begin another one.")


def _batches(triples: Iterable[Triple]) -> Iterator[list[Triple]]:
    source = iter(triples)
    while batch := list(itertools.islice(source, _BATCH)):
        yield batch
