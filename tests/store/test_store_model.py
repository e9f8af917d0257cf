"""The store against plain Python sets, driven by hypothesis."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from store_cases import MEMORY, finish, held, triples

from loader.errors import Place
from loader.store import Draft, Store, verify_files
from loader.store import draft as drafts

NUMBERS = st.sets(st.integers(0, 12), min_size=1, max_size=7)


class History(RuleBasedStateMachine):
    """A store beside a list of sets, one for each version, and one more while a draft is open."""

    def __init__(self) -> None:
        super().__init__()
        self.was, drafts._SMALL = drafts._SMALL, 4  # so that bulk loads are met with few triples
        self.folder = tempfile.TemporaryDirectory(dir=MEMORY)
        self.store = Store.open_or_create(Path(self.folder.name) / "store")
        self.versions: list[set[int]] = []
        self.leave = ExitStack()
        self.draft: Draft | None = None
        self.content: set[int] = set()

    def teardown(self) -> None:
        """Everything that was ever committed is still what it was."""
        drafts._SMALL = self.was
        with self.folder:
            self.leave.close()
            for version, content in zip(self.store.versions(), self.versions, strict=True):
                assert held(version.open()) == content
                assert version.manifest.triples == len(content)
                assert version.places().keys() == {str(n) for n in content}
                assert verify_files(version) == []
            names = sorted(path.name for path in self.store.path.iterdir())
            assert names == ["current", "lock", "store.json", "versions"]

    def _draft(self) -> Draft:
        if self.draft is None:
            self.draft = self.leave.enter_context(self.store.draft("load"))
            self.content = set(self.versions[-1]) if self.versions else set()
        return self.draft

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
        self.versions.append(self.content)
        self.discard()

    @precondition(lambda self: self.draft is not None)
    @rule()
    def discard(self) -> None:
        """Leaves the draft."""
        self.draft = None
        self.leave.close()

    @precondition(lambda self: self.draft is None and len(self.versions) > 1)
    @rule(data=st.data())
    def rollback(self, data: st.DataObject) -> None:
        """Goes back to any older version."""
        number = data.draw(st.integers(1, len(self.versions) - 1))
        self.store.rollback(self.store.version(str(number)))
        self.versions.append(self.versions[number - 1])

    @rule()
    def reopen(self) -> None:
        """Comes back as another process would."""
        self.store = Store.open(self.store.path)

    @invariant()
    def readers_see_the_last_commit(self) -> None:
        """Whatever a draft is doing, `current` is the last version."""
        current = self.store.current
        assert (current.number if current else 0) == len(self.versions)
        if current and self.versions:
            assert held(current.open()) == self.versions[-1]


TestHistory = History.TestCase
TestHistory.settings = settings(
    max_examples=14,
    stateful_step_count=14,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=True,
)
