"""The store against plain Python sets, driven by hypothesis."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING
from unittest import mock

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from store_cases import MEMORY, finish, held, triples

from loader.errors import Place, StoreError
from loader.store import Draft, Store, backup, disk, prune, verify_files
from loader.store import draft as drafts

if TYPE_CHECKING:
    import pyoxigraph

    from loader.store import Version

NUMBERS = st.sets(st.integers(0, 12), min_size=1, max_size=7)


class _KilledError(BaseException):
    """In place of a signal, which would end the test too."""


class History(RuleBasedStateMachine):
    """A store beside a set for each version that is kept, and one more while a draft is open."""

    def __init__(self) -> None:
        super().__init__()
        self.was, drafts._SMALL = drafts._SMALL, 4  # so that bulk loads are met with few triples
        self.folder = tempfile.TemporaryDirectory(dir=MEMORY)
        self.path = Path(self.folder.name) / "store"
        self.store = Store.open_or_create(self.path)
        self.newest = 0
        self.versions: dict[int, set[int]] = {0: set()}  # with what there is before there is a version
        self.leave = ExitStack()
        self.draft: Draft | None = None
        self.content: set[int] = set()
        self.reading: dict[int, tuple[Version, pyoxigraph.Store]] = {}

    def teardown(self) -> None:
        """Everything that was ever committed, and not cleaned away, is still what it was."""
        drafts._SMALL = self.was
        with self.folder:
            self.leave.close()
            with self.store.draft("load"):
                names = sorted(path.name for path in self.path.iterdir())
            self._is_whole(self.store)
            assert names == ["current", "lock", "store.json", "versions"]
            assert sorted(int(path.name) for path in (self.path / "versions").iterdir()) == self._kept()

    def _kept(self) -> list[int]:
        return sorted(self.versions.keys() - {0})

    def _is_whole(self, store: Store) -> None:
        assert [version.number for version in store.versions()] == self._kept()
        for version in store.versions():
            content = self.versions[version.number]
            assert held(version.open()) == content
            assert version.manifest.triples == len(content)
            assert version.places().keys() == {str(n) for n in content}
            assert verify_files(version) == []

    def _draft(self) -> Draft:
        if self.draft is None:
            self.draft = self.leave.enter_context(self.store.draft("load"))
            self.content = set(self.versions[self.newest])
        return self.draft

    def _committed(self, content: set[int]) -> None:
        self.newest += 1
        self.versions[self.newest] = content

    @rule(numbers=NUMBERS)
    def insert(self, numbers: set[int]) -> None:
        """Adds triples, some of which are there already."""
        draft = self._draft()
        draft.insert(triples(sorted(numbers)))
        draft.places.update({str(n): [Place("facts.jsonl", n)] for n in numbers})
        self.content |= numbers
        assert held(draft.graph) == self.content

    @rule(numbers=NUMBERS)
    def remove(self, numbers: set[int]) -> None:
        """Takes triples out, some of which are not there."""
        draft = self._draft()
        draft.remove(triples(sorted(numbers)))
        for n in numbers:
            draft.places.pop(str(n), None)
        self.content -= numbers
        assert held(draft.graph) == self.content

    @rule()
    def commit(self) -> None:
        """Makes the draft a version, or one that changes nothing."""
        finish(self._draft(), self.content)
        self._committed(self.content)
        self.discard()

    @rule(numbers=NUMBERS, step=st.integers(1, 30))
    def kill(self, numbers: set[int], step: int) -> None:
        """Dies at any sync of a commit; nobody tidies up, and only the kernel's locks are gone."""
        draft = self._draft()
        draft.insert(triples(sorted(numbers)))
        draft.places.update({str(n): [Place("facts.jsonl", n)] for n in numbers})
        self.content |= numbers
        left = step
        sync = disk.sync

        def die(path: Path) -> None:
            nonlocal left
            left -= 1
            if left <= 0:
                raise _KilledError
            sync(path)

        with (
            mock.patch.object(disk, "sync", die),
            mock.patch.object(drafts.shutil, "rmtree"),
            suppress(_KilledError),
        ):
            finish(draft, self.content)
        with mock.patch.object(drafts.shutil, "rmtree"):
            self.discard()
        now = Store.open(self.path).current
        if (now.number if now else 0) > self.newest:
            self._committed(self.content)

    @precondition(lambda self: self.draft is not None)
    @rule()
    def discard(self) -> None:
        """Leaves the draft."""
        self.draft = None
        self.leave.close()

    @precondition(lambda self: self.draft is None and len(self.versions) > 2)
    @rule(data=st.data())
    def rollback(self, data: st.DataObject) -> None:
        """Goes back to any older version."""
        number = data.draw(st.sampled_from(self._kept()[:-1]))
        self.store.rollback(self.store.version(str(number)))
        self._committed(self.versions[number])

    @precondition(lambda self: self.newest)
    @rule(data=st.data())
    def read(self, data: st.DataObject) -> None:
        """Begins to read any version, and goes on for as long as it likes."""
        number = data.draw(st.sampled_from(self._kept()))
        version = self.store.version(str(number))
        self.reading[number] = version, version.open()

    @precondition(lambda self: self.reading)
    @rule()
    def read_no_more(self) -> None:
        """All readers leave."""
        self.reading.clear()

    @precondition(lambda self: self.draft is None)
    @rule(keep=st.integers(1, 4))
    def prune(self, keep: int) -> None:
        """Cleans away all but the newest, and those that are read."""
        going = self._kept()[:-keep]
        done = prune(self.store, keep=keep)
        assert done.read == tuple(n for n in going if n in self.reading)
        assert done.removed == tuple(n for n in going if n not in self.reading)
        for number in done.removed:
            del self.versions[number]
            with pytest.raises(StoreError, match="was cleaned away"):
                self.store.version(str(number))

    @rule(link=st.booleans())
    def back_up(self, link: bool) -> None:
        """Makes a copy, whatever a draft is doing, which holds the same."""
        copy = self.path.with_name("copy")
        backup(self.store, copy, link=link)
        self._is_whole(Store.open(copy))
        shutil.rmtree(copy)

    @rule()
    def reopen(self) -> None:
        """Comes back as another process would."""
        self.store = Store.open(self.path)

    @invariant()
    def readers_see_what_was_committed(self) -> None:
        """Whatever a draft is doing, `current` is the last version; and who reads another one still does."""
        current = self.store.current
        assert (current.number if current else 0) == self.newest
        if current:
            assert held(current.open()) == self.versions[self.newest]
        for number, (_, graph) in self.reading.items():
            assert held(graph) == self.versions[number]


TestHistory = History.TestCase
TestHistory.settings = settings(
    max_examples=14,
    stateful_step_count=16,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=True,
)
