"""An empty store for each test."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from store_cases import MEMORY

from loader.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def store() -> Iterator[Store]:
    """An empty store."""
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        yield Store.open_or_create(Path(folder) / "store")
