"""An empty store for each test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from loader.store import Store

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty store."""
    return Store.open_or_create(tmp_path / "store")
