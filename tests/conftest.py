"""Settings of the whole suite."""

import os
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

sys.path.insert(0, str(Path(__file__).parent))

from command_desk import desk, forks, stored, story  # noqa: F401  # fixtures for all tests of commands

# Doctests are looked for in every module; these are of one name in several folders, and hold fixtures only.
collect_ignore_glob = ["*conftest.py"]

LONGEST = ("test_shared_data.py", "test_shapes.py", "test_reconcile_figures.py", "test_readme.py")
"""Begun first, so that no core waits for them at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts the longest files before all others, in which nothing changes its place."""
    items.sort(key=lambda item: LONGEST.index(item.path.name) if item.path.name in LONGEST else len(LONGEST))


settings.register_profile("default", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("thorough", deadline=None, max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))
